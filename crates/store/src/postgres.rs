//! PostgreSQL: a pool of connections, each with the tables' schema in front and its own prepared statements.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use bytes::BytesMut;
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use jiff::Timestamp;
use tokio::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Config, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::db::Mode;
use crate::error::{Error, OpenError};
use crate::migration::postgres::Failure;
use crate::migration::{self, Schema};
use crate::row::{Columns, Row};
use crate::sql::Sql;
use crate::tls;
use crate::value::{Parameter, ValueRef};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// An open database of a server.
pub(crate) struct Postgres {
    pool: Pool,
    /// See [`Postgres::turn`].
    turns: RwLock<()>,
}

/// Leave to run a transaction that writes.
#[expect(
    dead_code,
    reason = "held for as long as the transaction runs, never looked into"
)]
pub(crate) enum Turn<'a> {
    Together(RwLockReadGuard<'a, ()>),
    Alone(RwLockWriteGuard<'a, ()>),
}

impl Postgres {
    pub(crate) async fn open(url: &str, schema: &Schema, now: Timestamp) -> Result<Self, OpenError> {
        let (config, tls) = connecting(url, schema.name)?;
        let cannot = |source: BoxError| OpenError::Unavailable {
            url: without_password(url),
            source,
        };
        migration::postgres::migrate(&config, tls.clone(), schema, now)
            .await
            .map_err(|error| match error {
                Failure::Open(error) => error,
                Failure::Database(source) => cannot(source.into()),
            })?;
        let recycling = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let pool = Pool::builder(Manager::from_config(config, tls, recycling))
            .max_size(CONNECTIONS)
            .wait_timeout(Some(TIMEOUT))
            .create_timeout(Some(TIMEOUT))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| cannot(error.into()))?;
        Ok(Self {
            pool,
            turns: RwLock::new(()),
        })
    }

    pub(crate) async fn begin(&self, mode: Mode) -> Result<Lease, Error> {
        let begin = match mode {
            Mode::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            Mode::Write | Mode::Together => "BEGIN ISOLATION LEVEL SERIALIZABLE",
        };
        let mut tries = 0;
        loop {
            let client = self
                .pool
                .get()
                .await
                .map_err(|error| Error::Unavailable(error.into()))?;
            let lease = Lease { client: Some(client) };
            match lease.client()?.batch_execute(begin).await {
                Ok(()) => return Ok(lease),
                // The server was restarted while the connection lay in the pool: no work is lost, take another.
                Err(_) if tries <= CONNECTIONS => tries += 1,
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Waits for leave to write. All write together until one has lost several conflicts: it then runs alone (in this
    /// process), so that it cannot lose for ever against many small ones.
    pub(crate) async fn turn(&self, conflicts: u32) -> Turn<'_> {
        if conflicts < CONFLICTS_BEFORE_ALONE {
            Turn::Together(self.turns.read().await)
        } else {
            Turn::Alone(self.turns.write().await)
        }
    }
}

/// A connection taken from the pool, with a transaction on it. Dropped before the end, it is closed.
pub(crate) struct Lease {
    client: Option<Object>,
}

impl Lease {
    pub(crate) async fn query(
        &mut self,
        sql: Sql<'_>,
        parameters: &[Parameter<'_>],
    ) -> Result<Vec<Row>, Error> {
        let (client, statement) = self.prepare(sql, parameters).await?;
        let rows = client.query(&statement, &borrowed(parameters)).await?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let columns: Columns = statement
            .columns()
            .iter()
            .map(|column| column.name().into())
            .collect();
        rows.iter().map(|row| read(row, &columns)).collect()
    }

    pub(crate) async fn execute(&mut self, sql: Sql<'_>, parameters: &[Parameter<'_>]) -> Result<u64, Error> {
        let (client, statement) = self.prepare(sql, parameters).await?;
        Ok(client.execute(&statement, &borrowed(parameters)).await?)
    }

    pub(crate) async fn commit(mut self) -> Result<(), Error> {
        self.client()?.batch_execute("COMMIT").await?;
        // Back to the pool.
        drop(self.client.take());
        Ok(())
    }

    pub(crate) async fn rollback(mut self) {
        let Ok(client) = self.client() else { return };
        if client.batch_execute("ROLLBACK").await.is_ok() {
            drop(self.client.take());
        }
    }

    async fn prepare(
        &self,
        sql: Sql<'_>,
        parameters: &[Parameter<'_>],
    ) -> Result<(&Object, Statement), Error> {
        let client = self.client()?;
        let statement = client.prepare_cached(sql.text()).await?;
        let (wanted, given) = (statement.params().len(), parameters.len());
        if wanted != given {
            return Err(Error::misuse(format!(
                "{given} parameters given, {wanted} wanted: {}",
                sql.text()
            )));
        }
        Ok((client, statement))
    }

    fn client(&self) -> Result<&Object, Error> {
        self.client
            .as_ref()
            .ok_or_else(|| Error::misuse("the connection was given back"))
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        // A transaction may still be open on it: it must not go back to the pool.
        if let Some(client) = self.client.take() {
            drop(Object::take(client));
        }
    }
}

pub(crate) fn borrowed<'a>(parameters: &'a [Parameter<'_>]) -> Vec<&'a (dyn ToSql + Sync)> {
    parameters
        .iter()
        .map(|parameter| parameter as &(dyn ToSql + Sync))
        .collect()
}

impl ToSql for Parameter<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, BoxError> {
        match (self, ty) {
            (Self::Null, _) => Ok(IsNull::Yes),
            (Self::Integer(value), &Type::INT8) => value.to_sql(ty, out),
            (Self::Integer(value), &Type::INT4) => i32::try_from(*value)?.to_sql(ty, out),
            (Self::Integer(value), &Type::INT2) => i16::try_from(*value)?.to_sql(ty, out),
            (Self::Boolean(value), &Type::BOOL) => value.to_sql(ty, out),
            (Self::Text(value), ty) if <&str as ToSql>::accepts(ty) => value.as_ref().to_sql(ty, out),
            (Self::Bytes(value), &Type::BYTEA) => value.as_ref().to_sql(ty, out),
            _ => Err(format!("a parameter of another type than {ty} was given").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for ValueRef<'a> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, BoxError> {
        Ok(match *ty {
            Type::BOOL => Self::Boolean(bool::from_sql(ty, raw)?),
            Type::INT8 => Self::Integer(i64::from_sql(ty, raw)?),
            Type::INT4 => Self::Integer(i32::from_sql(ty, raw)?.into()),
            Type::INT2 => Self::Integer(i16::from_sql(ty, raw)?.into()),
            Type::BYTEA => Self::Bytes(raw),
            _ if <&str as FromSql<'_>>::accepts(ty) => Self::Text(<&str>::from_sql(ty, raw)?),
            _ => return Err(format!("the dialect has no type {ty}: use CAST").into()),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, BoxError> {
        Ok(Self::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

fn read(row: &tokio_postgres::Row, columns: &Columns) -> Result<Row, Error> {
    let mut read = Row::of(Arc::clone(columns));
    for at in 0..columns.len() {
        read.push(row.try_get(at)?);
    }
    Ok(read)
}

impl From<tokio_postgres::Error> for Error {
    fn from(error: tokio_postgres::Error) -> Self {
        match error.code() {
            Some(&SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED) => Self::Contention,
            Some(&SqlState::UNIQUE_VIOLATION) => Self::Duplicate,
            _ => Self::Unavailable(error.into()),
        }
    }
}

/// Whether the text is a URL this module can use.
pub(crate) fn check(url: &str) -> Result<(), OpenError> {
    parse(url).map(drop)
}

/// How connections to the tables of a schema are made.
pub(crate) fn connecting(url: &str, schema: &str) -> Result<(Config, MakeRustlsConnect), OpenError> {
    let (mut config, tls) = parse(url)?;
    let options = format!(
        "{} {OPTIONS} -c search_path={schema}",
        config.get_options().unwrap_or("")
    );
    config.options(options.trim()).connect_timeout(TIMEOUT);
    if config.get_application_name().is_none() {
        config.application_name("vestibule");
    }
    Ok((config, tls))
}

/// Takes the TLS settings out of the URL, which the driver knows less of, and gives it the rest.
fn parse(url: &str) -> Result<(Config, MakeRustlsConnect), OpenError> {
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    let mut settings = tls::Settings::default();
    let mut others = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=') {
            Some(("sslmode", mode)) => settings.mode = mode.parse().map_err(OpenError::Url)?,
            Some(("sslrootcert", file)) => settings.root_certificates = Some(file.replace("%2F", "/").into()),
            _ => others.push(pair),
        }
    }
    let rest = format!("{address}?{}", others.join("&"));
    let mut config = Config::from_str(rest.trim_end_matches('?'))
        .map_err(|error| OpenError::Url(format!("this is no URL of a PostgreSQL database: {error}")))?;
    config.ssl_mode(settings.mode.for_driver());
    Ok((config, MakeRustlsConnect::new(settings.client_config()?)))
}

/// The URL as it may be shown.
pub(crate) fn without_password(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", url));
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    let shown = match authority.rsplit_once('@') {
        Some((user, host)) => format!("{}@{host}", user.split_once(':').map_or(user, |(name, _)| name)),
        None => authority.into(),
    };
    format!("{scheme}://{shown}{path}")
}

/// Connections of one pool; a process has one for the directory and one for the manager.
const CONNECTIONS: usize = 16;

/// How long a request waits for a connection, or for the server to accept a new one.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Lost conflicts after which a transaction runs alone.
const CONFLICTS_BEFORE_ALONE: u32 = 3;

/// No statement and no forgotten transaction may hold others up for longer.
const OPTIONS: &str = "-c statement_timeout=30s -c idle_in_transaction_session_timeout=30s";
