//! Running migrations on a file of SQLite.

use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, ffi};

use super::{
    Applied, CREATE_RECORD, Dialect, INSERT_RECORD, Migration, SELECT_RECORD, Schema, checksum, outstanding,
};
use crate::error::OpenError;
use crate::sqlite::patiently;

/// Brings the tables up to date in one transaction. Another process that does the same is waited for.
pub(crate) fn migrate(connection: &mut Connection, schema: &Schema, now: Timestamp) -> Result<(), OpenError> {
    // A migration may make a table anew, which needs foreign keys off; that cannot be set within a transaction.
    connection
        .busy_timeout(Duration::from_secs(30))
        .and_then(|()| patiently(|| connection.execute_batch("PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE")))
        .map_err(|error| cannot(connection, error))?;
    let result = run_all(connection, schema, now);
    let end = if result.is_ok() { "COMMIT" } else { "ROLLBACK" };
    let ended = connection.execute_batch(end);
    result?;
    ended
        .and_then(|()| connection.execute_batch("PRAGMA foreign_keys = ON"))
        .and_then(|()| connection.busy_timeout(Duration::ZERO))
        .map_err(|error| cannot(connection, error))
}

fn cannot(connection: &Connection, error: rusqlite::Error) -> OpenError {
    OpenError::File {
        path: connection.path().unwrap_or_default().into(),
        source: error.into(),
    }
}

/// Runs what is outstanding, in a transaction that is open.
pub(crate) fn run_all(connection: &Connection, schema: &Schema, now: Timestamp) -> Result<(), OpenError> {
    let applied = applied(connection).map_err(|error| cannot(connection, error))?;
    for migration in outstanding(schema, &applied)? {
        run(connection, migration, now).map_err(|source| OpenError::Migration {
            schema: schema.name,
            version: migration.version,
            name: migration.name,
            source: source.into(),
        })?;
    }
    Ok(())
}

fn run(connection: &Connection, migration: &Migration, now: Timestamp) -> rusqlite::Result<()> {
    connection.execute_batch(&Dialect::Sqlite.translate(migration.sql))?;
    if connection.prepare("PRAGMA foreign_key_check")?.exists([])? {
        let failure = ffi::Error::new(ffi::SQLITE_CONSTRAINT_FOREIGNKEY);
        let sentence = "a foreign key points nowhere afterwards";
        return Err(rusqlite::Error::SqliteFailure(failure, Some(sentence.into())));
    }
    let record = (
        migration.version,
        migration.name,
        checksum(migration),
        now.as_microsecond(),
    );
    connection.execute(INSERT_RECORD, record).map(drop)
}

/// What was run before; makes the record if this is the first time.
pub(crate) fn applied(connection: &Connection) -> rusqlite::Result<Vec<Applied>> {
    connection.execute_batch(&Dialect::Sqlite.translate(CREATE_RECORD))?;
    let mut statement = connection.prepare(SELECT_RECORD)?;
    let rows = statement.query_map([], |row| {
        Ok(Applied {
            version: row.get(0)?,
            name: row.get(1)?,
            checksum: row.get(2)?,
        })
    })?;
    rows.collect()
}
