//! SQLite: one writer, four readers, in the process. A read of a few rows takes microseconds and runs where it is called, and
//! so does a commit; a long list lets the other tasks of its thread go on.

mod prepared;
mod together;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub(crate) use self::prepared::{Prepared, patiently, value};
use self::together::{Batches, Part};
use crate::db::{Mode, unhurried};
use crate::error::{Error, OpenError};
use crate::migration::{self, Schema};
use crate::row::Row;
use crate::sql::Sql;
use crate::value::Parameter;

/// An open database file.
pub(crate) struct Sqlite {
    writer: Arc<Pool>,
    readers: Arc<Pool>,
}

impl Sqlite {
    pub(crate) fn open(path: &Path, schema: &Schema, now: Timestamp) -> Result<Self, OpenError> {
        let cannot = |source| OpenError::File {
            path: path.into(),
            source,
        };
        unhurried(|| {
            make_file(path).map_err(|error| cannot(error.into()))?;
            let mut connection = Prepared::open(path, Mode::Write).map_err(|error| cannot(error.into()))?;
            migration::sqlite::migrate(&mut connection.inner, schema, now)?;
            Ok(Self {
                writer: Pool::new(path, Mode::Write, 1, vec![connection]),
                readers: Pool::new(path, Mode::Read, READERS, Vec::new()),
            })
        })
    }

    pub(crate) async fn begin(&self, mode: Mode) -> Result<Lease, Error> {
        if mode == Mode::Read {
            let mut lease = Pool::lease(&self.readers).await?;
            lease.connection()?.run("BEGIN").map_err(Error::from)?;
            return Ok(lease);
        }
        let mut lease = {
            let _waiting = self.writer.batches.wait();
            Pool::lease(&self.writer).await?
        };
        let batches = &self.writer.batches;
        if mode == Mode::Together
            && let Some(batch) = batches.joinable()
        {
            // First, so that one that cannot even begin leaves the others what they did.
            lease.part = Some(Part::later(batch));
            lease.connection()?.run(together::ENTER).map_err(Error::from)?;
            return Ok(lease);
        }
        // What others left open is theirs: it ends before anything of ours begins.
        // Whether it went well is told to each of them.
        drop(together::finish(batches, lease.connection()?));
        begin_immediate(&mut lease).await?;
        if mode == Mode::Together {
            lease.part = Some(Part::first(batches.open()));
        }
        Ok(lease)
    }
}

/// Takes the file's one write lock. Only another process can hold it (the command line, an import): looks again
/// every few milliseconds, without blocking the thread as SQLite's own waiting would.
async fn begin_immediate(lease: &mut Lease) -> Result<(), Error> {
    for milliseconds in [1, 1, 2, 2, 4].into_iter().chain(std::iter::repeat_n(10, 99)) {
        match lease.connection()?.run("BEGIN IMMEDIATE").map_err(Error::from) {
            Err(Error::Contention) => tokio::time::sleep(Duration::from_millis(milliseconds)).await,
            other => return other,
        }
    }
    Err(Error::Contention)
}

/// Connections of one kind. They are opened when first needed.
struct Pool {
    path: PathBuf,
    mode: Mode,
    permits: Arc<Semaphore>,
    idle: Mutex<Vec<Prepared>>,
    /// Of the writer: transactions that end together.
    batches: Batches,
}

impl Pool {
    fn new(path: &Path, mode: Mode, size: usize, idle: Vec<Prepared>) -> Arc<Self> {
        let permits = Arc::new(Semaphore::new(size));
        Arc::new(Self {
            path: path.into(),
            mode,
            permits,
            idle: Mutex::new(idle),
            batches: Batches::default(),
        })
    }

    async fn lease(pool: &Arc<Self>) -> Result<Lease, Error> {
        let permit = Arc::clone(&pool.permits)
            .acquire_owned()
            .await
            .map_err(|closed| Error::Unavailable(closed.into()))?;
        let idle = pool.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => unhurried(|| Prepared::open(&pool.path, pool.mode))?,
        };
        Ok(Lease {
            connection: Some(connection),
            part: None,
            pool: Arc::clone(pool),
            _permit: permit,
        })
    }
}

impl Pool {
    fn give_back(&self, connection: Prepared) {
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(connection);
    }
}

/// A connection taken from its pool, with a transaction on it. Goes back when dropped, rolled back if need be.
pub(crate) struct Lease {
    connection: Option<Prepared>,
    /// Its part in a transaction that it shares with others.
    part: Option<Part>,
    pool: Arc<Pool>,
    // Last, so that the next holder finds the connection in the pool.
    _permit: OwnedSemaphorePermit,
}

impl Lease {
    pub(crate) fn query(&mut self, sql: Sql<'_>, parameters: &[Parameter<'_>]) -> Result<Vec<Row>, Error> {
        self.connection()?.query(sql, parameters)
    }

    pub(crate) fn execute(&mut self, sql: Sql<'_>, parameters: &[Parameter<'_>]) -> Result<u64, Error> {
        self.connection()?.execute(sql, parameters)
    }

    /// Waits until the disk has it. It waits where it is called: there is one writer, so at most one thread waits, and
    /// handing its other tasks to another thread costs more than the wait. The runtime has a thread to spare for it.
    pub(crate) async fn commit(mut self) -> Result<(), Error> {
        match self.part.take() {
            None => Ok(self.connection()?.run("COMMIT")?),
            Some(part) => together::commit(self, part).await,
        }
    }

    /// Gives the connection back as it is, with a transaction on it that others have a part in.
    fn hand_over(mut self) {
        if let Some(connection) = self.connection.take() {
            self.pool.give_back(connection);
        }
    }

    fn connection(&mut self) -> Result<&mut Prepared, Error> {
        self.connection
            .as_mut()
            .ok_or_else(|| Error::misuse("the connection was given back"))
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else {
            return;
        };
        if let Some(part) = self.part.take() {
            if part.leave(&self.pool.batches, &mut connection) {
                self.pool.give_back(connection);
            }
            return;
        }
        // One that cannot even roll back is closed; the pool opens another.
        if connection.inner.is_autocommit() || connection.run("ROLLBACK").is_ok() {
            self.pool.give_back(connection);
        }
    }
}

/// Makes the file and the directories above it if they are not there, for the owner's eyes alone.
pub(crate) fn make_file(path: &Path) -> std::io::Result<()> {
    let mut file = std::fs::OpenOptions::new();
    file.write(true).create(true).truncate(false);
    let mut directory = std::fs::DirBuilder::new();
    directory.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
        file.mode(0o600);
        directory.mode(0o700);
    }
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        directory.create(parent)?;
    }
    file.open(path).map(drop)
}

const READERS: usize = 4;
