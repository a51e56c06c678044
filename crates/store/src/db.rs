//! A database: opening it, and running transactions on it until they either commit or fail for good.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::clock::Environment;
use crate::error::{Cause, Error, OpenError};
use crate::load::{Counters, Load};
use crate::migration::Schema;
use crate::postgres::{self, Postgres};
use crate::servers::{self, Servers};
use crate::sqlite::Sqlite;
use crate::transaction::{Connection, Home, Tx};

/// Where a database is.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file of SQLite: `sqlite:PATH`.
    Sqlite(PathBuf),
    /// A database of a PostgreSQL server: `postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=verify-full`.
    /// `sslmode` is `disable`, `prefer` (the default), `require`, `verify-ca` or `verify-full`; the last two check the
    /// server's certificate and name against `sslrootcert=FILE` (PEM) or the system's certificates. Several servers of
    /// which one is the primary are `HOST1:PORT1,HOST2:PORT2`: each connection is made to whichever lets us write.
    Postgres(String),
}

impl FromStr for DatabaseUrl {
    type Err = OpenError;

    fn from_str(text: &str) -> Result<Self, OpenError> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            Servers::parse(text)?;
            return Ok(Self::Postgres(text.into()));
        }
        let Some(path) = text.strip_prefix("sqlite:") else {
            return Err(OpenError::Url(
                "a database URL begins with \"sqlite:\", \"postgres://\" or \"postgresql://\"".into(),
            ));
        };
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.is_empty() || path.contains(":memory:") {
            return Err(OpenError::Url(
                "\"sqlite:\" wants the path of a file after it".into(),
            ));
        }
        Ok(Self::Sqlite(path.into()))
    }
}

impl DatabaseUrl {
    /// Whether a password stands in it.
    pub fn has_password(&self) -> bool {
        match self {
            Self::Sqlite(_) => false,
            Self::Postgres(url) => Servers::parse(url).is_ok_and(|servers| servers.have_password()),
        }
    }

    /// The same with this password, in place of one that it has. SQLite has none.
    #[must_use]
    pub fn with_password(self, password: &str) -> Self {
        match self {
            Self::Sqlite(path) => Self::Sqlite(path),
            Self::Postgres(url) => Self::Postgres(servers::with_password(&url, password)),
        }
    }
}

/// The URL without its password.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => f.write_str(&servers::without_password(url)),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// An open database with its pool of connections; cheap to clone.
#[derive(Clone)]
pub struct Db {
    backend: Arc<Backend>,
    counters: Arc<Counters>,
    environment: Environment,
}

enum Backend {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Read,
    Write,
    /// As [`Mode::Write`], in a transaction that others of the kind may share.
    Together,
}

impl Db {
    /// Opens the database, makes it if it is a file that is not there yet, and brings its tables up to date.
    ///
    /// # Errors
    /// [`OpenError`], each a sentence for the person who starts the program.
    pub async fn open(url: &DatabaseUrl, schema: &Schema) -> Result<Self, OpenError> {
        Self::open_in(url, schema, Environment::system()).await
    }

    /// As [`Db::open`], with the clock and the randomness to use (for retries and the record of migrations).
    ///
    /// # Errors
    /// As [`Db::open`].
    pub async fn open_in(
        url: &DatabaseUrl,
        schema: &Schema,
        environment: Environment,
    ) -> Result<Self, OpenError> {
        let backend = match url {
            DatabaseUrl::Sqlite(path) => Backend::Sqlite(Sqlite::open(path, schema, environment.now())?),
            DatabaseUrl::Postgres(url) => {
                Backend::Postgres(Postgres::open(url, schema, environment.now()).await?)
            }
        };
        Ok(Self {
            backend: Arc::new(backend),
            counters: Arc::default(),
            environment,
        })
    }

    /// Runs a transaction that only reads; everything it reads is of one moment.
    ///
    /// # Errors
    /// What the closure returns, or [`Error`] of the transaction itself.
    pub async fn read<T, E, F>(&self, f: impl Fn(Tx) -> F + Sync) -> Result<T, E>
    where
        E: From<Error>,
        F: Future<Output = Result<T, E>> + Send,
    {
        self.run(Mode::Read, f).await
    }

    /// Runs a transaction that changes something, serializable: as if no other ran at the same time. `Ok` is
    /// durable when it returns; `Err` leaves nothing behind.
    ///
    /// The closure may run several times (a conflict with another transaction, a duplicate that may be one): it has
    /// no effect but on the database, and does nothing slow. Write it `async |mut tx| { … }`; captures are by
    /// reference. Within it never call `write` again: the inner one would wait for the outer one.
    ///
    /// # Errors
    /// What the closure returns, or [`Error`] of the transaction itself. [`Error::Duplicate`] was seen twice.
    pub async fn write<T, E, F>(&self, f: impl Fn(Tx) -> F + Sync) -> Result<T, E>
    where
        E: From<Error>,
        F: Future<Output = Result<T, E>> + Send,
    {
        self.run(Mode::Write, f).await
    }

    /// As [`Db::write`], for a transaction that is one of very many: on SQLite those that come at the same time share a
    /// commit, and so one wait for the disk. Each fails by itself, and `Ok` is durable as ever. What it reads may have been
    /// written by one that shares its commit, and is then durable no earlier than it is itself: nothing of it must leave the
    /// closure before it returns, not even into memory. (PostgreSQL shares commits by itself.)
    ///
    /// # Errors
    /// As [`Db::write`].
    pub async fn write_together<T, E, F>(&self, f: impl Fn(Tx) -> F + Sync) -> Result<T, E>
    where
        E: From<Error>,
        F: Future<Output = Result<T, E>> + Send,
    {
        self.run(Mode::Together, f).await
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if it does not.
    pub async fn ping(&self) -> Result<(), Error> {
        self.read(async |mut tx| tx.one("SELECT 1 AS one", &[]).await.map(drop))
            .await
    }

    /// What it has done since it was opened.
    pub fn load(&self) -> Load {
        self.counters.load()
    }

    /// Whether the database takes writes again, asked only if the last one failed: otherwise it costs nothing.
    ///
    /// # Errors
    /// [`Error`] of a write that changes nothing, if it failed as well: a full disk, a standby.
    pub async fn check_writing(&self) -> Result<(), Error> {
        if !self.counters.refuses_writes() {
            return Ok(());
        }
        self.write(async |mut tx| {
            tx.execute("UPDATE schema_migration SET applied_at = applied_at", &[])
                .await
                .map(drop)
        })
        .await
    }

    /// Whether it is a file of SQLite: for a summary to people, never to branch on.
    pub fn is_sqlite(&self) -> bool {
        matches!(*self.backend, Backend::Sqlite(_))
    }

    async fn run<T, E, F>(&self, mode: Mode, f: impl Fn(Tx) -> F + Sync) -> Result<T, E>
    where
        E: From<Error>,
        F: Future<Output = Result<T, E>> + Send,
    {
        let mut retries = Retries::default();
        loop {
            let turn = self.turn(mode, retries.conflicts).await;
            let (result, died_of) = self.attempt(mode, &f).await;
            drop(turn);
            self.counters.ended(mode, died_of);
            let Some(pause) = retries.after(died_of, &self.environment) else {
                return result;
            };
            self.counters.again();
            if !pause.is_zero() {
                tokio::time::sleep(pause).await;
            }
        }
    }

    /// One run of the closure: its result, and what its transaction died of.
    async fn attempt<T, E, F>(
        &self,
        mode: Mode,
        f: &(impl Fn(Tx) -> F + Sync),
    ) -> (Result<T, E>, Option<Cause>)
    where
        E: From<Error>,
        F: Future<Output = Result<T, E>> + Send,
    {
        let home = Home::default();
        let came = Instant::now();
        let connection = match self.begin(mode).await {
            Ok(connection) => connection,
            Err(error) => return failed(error),
        };
        self.counters.began(mode, came.elapsed());
        let result = f(Tx::new(connection, home.clone())).await;
        let (Some(connection), died_of) = home.collect() else {
            return failed(Error::misuse("the closure kept its transaction"));
        };
        match (result, died_of) {
            (Ok(value), None) => match connection.commit().await {
                Ok(()) => (Ok(value), None),
                Err(error) => failed(error),
            },
            (Ok(_), Some(cause)) => {
                connection.rollback().await;
                failed(cause.to_error())
            }
            (Err(error), died_of) => {
                connection.rollback().await;
                (Err(error), died_of)
            }
        }
    }

    async fn begin(&self, mode: Mode) -> Result<Connection, Error> {
        match &*self.backend {
            Backend::Sqlite(sqlite) => sqlite.begin(mode).await.map(Connection::Sqlite),
            Backend::Postgres(postgres) => postgres.begin(mode).await.map(Connection::Postgres),
        }
    }

    async fn turn(&self, mode: Mode, conflicts: u32) -> Option<postgres::Turn<'_>> {
        match &*self.backend {
            Backend::Postgres(postgres) if mode != Mode::Read => Some(postgres.turn(conflicts).await),
            _ => None,
        }
    }
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_sqlite() {
            "Db(SQLite)"
        } else {
            "Db(PostgreSQL)"
        })
    }
}

fn failed<T, E: From<Error>>(error: Error) -> (Result<T, E>, Option<Cause>) {
    let cause = error.cause();
    (Err(error.into()), Some(cause))
}

/// The one place that decides whether a transaction runs again.
#[derive(Default)]
struct Retries {
    conflicts: u32,
    was_duplicate: bool,
}

impl Retries {
    /// How long to wait before the next run, or `None` if the last result stands.
    fn after(&mut self, died_of: Option<Cause>, environment: &Environment) -> Option<Duration> {
        match died_of? {
            Cause::Other => None,
            // A conflict of serializable transactions may show itself as a violated key: look once more.
            Cause::Duplicate if self.was_duplicate => None,
            Cause::Duplicate => {
                self.was_duplicate = true;
                Some(Duration::ZERO)
            }
            Cause::Contention => {
                self.conflicts += 1;
                if self.conflicts >= MOST_ATTEMPTS {
                    return None;
                }
                // Anything between nothing and a bound that doubles, so that the losers do not meet again.
                let bound = FIRST_PAUSE_MICROSECONDS << self.conflicts.min(6);
                let random = u64::from(u32::from_le_bytes(environment.octets()));
                Some(Duration::from_micros(random % bound))
            }
        }
    }
}

/// Runs of one closure at most, the first included, before [`Error::Contention`].
const MOST_ATTEMPTS: u32 = 10;
const FIRST_PAUSE_MICROSECONDS: u64 = 1_000;

/// Runs something that may take milliseconds without holding up the other tasks of this thread.
pub(crate) fn unhurried<R>(f: impl FnOnce() -> R) -> R {
    use tokio::runtime::{Handle, RuntimeFlavor};
    match Handle::try_current() {
        Ok(handle) if handle.runtime_flavor() == RuntimeFlavor::MultiThread => tokio::task::block_in_place(f),
        _ => f(),
    }
}
