//! One connection: settings, and statements that are prepared once.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::ffi::ErrorCode;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, Statement, ToSql};

use crate::db::{Mode, unhurried};
use crate::error::Error;
use crate::row::{Columns, Row};
use crate::sql::Sql;
use crate::value::{self, Parameter};

/// A connection that remembers the shape of each statement it ran.
pub(crate) struct Prepared {
    pub(crate) inner: Connection,
    shapes: HashMap<(usize, usize), Arc<Shape>>,
}

/// What does not change between two runs of a statement.
struct Shape {
    columns: Columns,
    /// The number `n` of the `$n` that SQLite's first, second, … parameter is called: it counts them as they come.
    parameters: Box<[usize]>,
    count: usize,
}

impl Prepared {
    /// Blocks the thread while other processes open or leave the file: not on the way of a request, but for the first few.
    pub(crate) fn open(path: &Path, mode: Mode) -> rusqlite::Result<Self> {
        patiently(|| Self::open_now(path, mode))
    }

    fn open_now(path: &Path, mode: Mode) -> rusqlite::Result<Self> {
        // No mutex: a connection is owned by one transaction at a time.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let inner = Connection::open_with_flags(path, flags)?;
        inner.busy_timeout(match mode {
            // A reader is kept waiting only while another process recovers the file after a crash.
            Mode::Read => Duration::from_secs(5),
            // Set to nothing once the tables are there: see `begin_immediate`.
            Mode::Write | Mode::Together => Duration::from_secs(30),
        })?;
        inner.execute_batch(SETTINGS)?;
        if mode == Mode::Read {
            inner.execute_batch("PRAGMA query_only = ON")?;
        } else {
            inner.busy_timeout(Duration::ZERO)?;
        }
        inner.set_prepared_statement_cache_capacity(STATEMENTS);
        Ok(Self {
            inner,
            shapes: HashMap::new(),
        })
    }

    /// Runs a statement without parameters or rows.
    pub(super) fn run(&mut self, sql: &str) -> rusqlite::Result<()> {
        self.inner.prepare_cached(sql)?.raw_execute().map(drop)
    }

    pub(super) fn query(&mut self, sql: Sql<'_>, parameters: &[Parameter<'_>]) -> Result<Vec<Row>, Error> {
        let mut statement = self.inner.prepare_cached(sql.text())?;
        let shape = shape(&mut self.shapes, sql, &statement)?;
        bind(&mut statement, &shape, sql, parameters)?;
        let mut cursor = statement.raw_query();
        let mut rows = Vec::new();
        while rows.len() < ROWS_INLINE {
            let Some(row) = cursor.next()? else {
                return Ok(rows);
            };
            rows.push(read(row, &shape.columns)?);
        }
        unhurried(|| {
            while let Some(row) = cursor.next()? {
                rows.push(read(row, &shape.columns)?);
            }
            Ok(rows)
        })
    }

    pub(crate) fn execute(&mut self, sql: Sql<'_>, parameters: &[Parameter<'_>]) -> Result<u64, Error> {
        let before = self.inner.total_changes();
        let mut statement = self.inner.prepare_cached(sql.text())?;
        let shape = shape(&mut self.shapes, sql, &statement)?;
        bind(&mut statement, &shape, sql, parameters)?;
        let mut cursor = statement.raw_query();
        while cursor.next()?.is_some() {}
        drop(cursor);
        drop(statement);
        // `changes` leaves out what foreign keys did, as PostgreSQL does, but keeps the last number if nothing ran.
        Ok(if self.inner.total_changes() == before {
            0
        } else {
            self.inner.changes()
        })
    }
}

/// Tries again while another process has the file. SQLite's own waiting leaves out the moment in which two processes turn a new
/// file into one with a log: each holds what the other wants, and both are told "busy" at once.
#[expect(
    clippy::disallowed_methods,
    reason = "opening is synchronous, as SQLite's own waiting beside it is"
)]
pub(crate) fn patiently<T>(mut attempt: impl FnMut() -> rusqlite::Result<T>) -> rusqlite::Result<T> {
    for _ in 0..PATIENCE {
        match attempt() {
            Err(rusqlite::Error::SqliteFailure(failure, _)) if failure.code == ErrorCode::DatabaseBusy => {
                std::thread::sleep(PAUSE);
            }
            other => return other,
        }
    }
    attempt()
}

fn shape(
    shapes: &mut HashMap<(usize, usize), Arc<Shape>>,
    sql: Sql<'_>,
    statement: &Statement<'_>,
) -> Result<Arc<Shape>, Error> {
    if let Some(shape) = sql.key().and_then(|key| shapes.get(&key)) {
        return Ok(Arc::clone(shape));
    }
    let parameters = (1..=statement.parameter_count())
        .map(|at| {
            statement
                .parameter_name(at)?
                .strip_prefix('$')?
                .parse()
                .ok()
                .filter(|number| *number > 0)
        })
        .collect::<Option<Box<[usize]>>>()
        .ok_or_else(|| Error::misuse(format!("parameters are written $1, $2, …: {}", sql.text())))?;
    let shape = Arc::new(Shape {
        columns: statement.column_names().into_iter().map(Into::into).collect(),
        count: parameters.iter().copied().max().unwrap_or(0),
        parameters,
    });
    if let Some(key) = sql.key() {
        shapes.insert(key, Arc::clone(&shape));
    }
    Ok(shape)
}

fn bind(
    statement: &mut Statement<'_>,
    shape: &Shape,
    sql: Sql<'_>,
    parameters: &[Parameter<'_>],
) -> Result<(), Error> {
    if shape.count != parameters.len() {
        let (wanted, given) = (shape.count, parameters.len());
        return Err(Error::misuse(format!(
            "{given} parameters given, {wanted} wanted: {}",
            sql.text()
        )));
    }
    for (at, number) in shape.parameters.iter().enumerate() {
        statement.raw_bind_parameter(at + 1, parameters.get(number - 1))?;
    }
    Ok(())
}

impl ToSql for Parameter<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(value) => ValueRef::Integer(*value),
            Self::Boolean(value) => ValueRef::Integer(i64::from(*value)),
            Self::Text(value) => ValueRef::Text(value.as_bytes()),
            Self::Bytes(value) => ValueRef::Blob(value),
        }))
    }
}

fn read(row: &rusqlite::Row<'_>, columns: &Columns) -> Result<Row, Error> {
    let mut read = Row::of(Arc::clone(columns));
    for at in 0..columns.len() {
        read.push(value(row.get_ref(at)?)?);
    }
    Ok(read)
}

pub(crate) fn value(value: ValueRef<'_>) -> Result<value::ValueRef<'_>, Error> {
    Ok(match value {
        ValueRef::Null => value::ValueRef::Null,
        ValueRef::Integer(value) => value::ValueRef::Integer(value),
        ValueRef::Text(text) => {
            let text = std::str::from_utf8(text).map_err(|error| Error::Unavailable(error.into()))?;
            value::ValueRef::Text(text)
        }
        ValueRef::Blob(octets) => value::ValueRef::Bytes(octets),
        ValueRef::Real(_) => return Err(Error::misuse("the dialect has no floating point numbers")),
    })
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(failure, _) = &error else {
            return Self::Unavailable(error.into());
        };
        match failure.code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Contention,
            ErrorCode::ConstraintViolation if DUPLICATES.contains(&failure.extended_code) => Self::Duplicate,
            _ => Self::Unavailable(error.into()),
        }
    }
}

/// About ten seconds beside SQLite's own waiting.
const PATIENCE: u32 = 2_000;
const PAUSE: Duration = Duration::from_millis(5);

/// Statements kept ready on each connection; more than the product has.
const STATEMENTS: usize = 512;

/// Rows read before the rest of a list is left to a moment when nobody waits for the thread.
const ROWS_INLINE: usize = 64;

/// A commit is on the disk before it is acknowledged (`FULL`).
const SETTINGS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
    PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -4096; PRAGMA temp_store = MEMORY;
    PRAGMA trusted_schema = OFF";

const DUPLICATES: [i32; 3] = [
    rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE,
    rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY,
    rusqlite::ffi::SQLITE_CONSTRAINT_ROWID,
];
