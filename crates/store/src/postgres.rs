//! PostgreSQL: a pool of connections, each with the tables' schema in front and its own prepared statements.

use std::sync::Arc;

use bytes::BytesMut;
use deadpool::Runtime;
use deadpool::managed::{Object, Pool};
use jiff::Timestamp;
use tokio::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};
use tokio_postgres::Statement;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use crate::db::Mode;
use crate::error::{Error, OpenError};
use crate::migration::postgres::Failure;
use crate::migration::{self, Schema};
use crate::row::{Columns, Row};
use crate::servers::{Servers, TIMEOUT, without_password};
use crate::sql::Sql;
use crate::value::{Parameter, ValueRef};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// An open database of a server.
pub(crate) struct Postgres {
    pool: Pool<Servers>,
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
        let servers = Servers::of_schema(url, schema.name)?;
        let cannot = |source: BoxError| OpenError::Unavailable {
            url: without_password(url),
            source,
        };
        migration::postgres::migrate(&servers, schema, now)
            .await
            .map_err(|error| match error {
                Failure::Open(error) => error,
                Failure::Database(source) => cannot(source),
            })?;
        let pool = Pool::builder(servers)
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
                // The server was restarted, or is no longer the primary, while the connection lay in the pool: no work is
                // lost, take another.
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
    client: Option<Object<Servers>>,
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
    ) -> Result<(&Object<Servers>, Statement), Error> {
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

    fn client(&self) -> Result<&Object<Servers>, Error> {
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

/// Connections of one pool; a process has one for the directory and one for the manager.
const CONNECTIONS: usize = 16;

/// Lost conflicts after which a transaction runs alone.
const CONFLICTS_BEFORE_ALONE: u32 = 3;
