//! Copying and restoring a file of SQLite.

use std::io::{Read, Write};
use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;

use super::format::{Records, Step};
use super::order::fillable;
use super::{
    BackupError, Batch, Batches, Copied, Occupied, RECORD, Restoring, Table, quoted, quoted_list, version,
};
use crate::db::Mode;
use crate::error::OpenError;
use crate::migration::sqlite::{applied, run_all};
use crate::migration::{Applied, Schema};
use crate::sql::Sql;
use crate::sqlite::{Prepared, make_file};
use crate::value::{Parameter, ToParameter as _, Value};

/// How long another process may hold the file up.
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) fn copy<W: Write>(
    path: &Path,
    schema: &'static str,
    records: &mut Records<W>,
) -> Result<Copied, BackupError> {
    if !path.exists() {
        return Err(BackupError::Nothing { schema });
    }
    let failed = |error: rusqlite::Error| BackupError::database(schema)(error.into());
    let prepared = Prepared::open(path, Mode::Read).map_err(|error| cannot_open(path, error))?;
    let connection = &prepared.inner;
    connection.execute_batch("BEGIN").map_err(failed)?;
    let names = names(connection).map_err(failed)?;
    if !names.iter().any(|name| name == RECORD) {
        return Err(BackupError::Nothing { schema });
    }
    let steps: Vec<Step> = applied(connection)
        .map_err(failed)?
        .into_iter()
        .map(|applied: Applied| applied.into())
        .collect();
    records.schema(schema, &steps)?;
    let mut rows = 0;
    for table in tables(connection, names)
        .map_err(failed)?
        .ok_or(BackupError::Circle { schema })?
    {
        records.table(&table.name, &table.columns)?;
        rows += copy_table(connection, schema, &table, records)?;
    }
    records.end_of_schema(rows)?;
    Ok(Copied {
        schema: schema.into(),
        version: version(&steps),
        rows,
    })
}

fn copy_table<W: Write>(
    connection: &Connection,
    schema: &'static str,
    table: &Table,
    records: &mut Records<W>,
) -> Result<u64, BackupError> {
    let failed = |error: rusqlite::Error| BackupError::database(schema)(error.into());
    let sql = format!(
        "SELECT {} FROM {}",
        quoted_list(&table.columns),
        quoted(&table.name)
    );
    let mut statement = connection.prepare(&sql).map_err(failed)?;
    let mut cursor = statement.raw_query();
    let mut count = 0;
    while let Some(row) = cursor.next().map_err(failed)? {
        let values = (0..table.columns.len()).map(|at| {
            let value = row.get_ref(at).map_err(failed)?;
            crate::sqlite::value(value)
                .map(Value::from)
                .map_err(|error| BackupError::database(schema)(error.into()))
        });
        records.row(values)?;
        count += 1;
    }
    Ok(count)
}

/// The tables as they can be filled; `None` if there is a circle.
fn tables(connection: &Connection, names: Vec<String>) -> rusqlite::Result<Option<Vec<Table>>> {
    let mut references = Vec::new();
    for name in &names {
        let mut statement = connection.prepare("SELECT \"table\" FROM pragma_foreign_key_list($1)")?;
        for wanted in statement.query_map([name], |row| row.get(0))? {
            references.push((name.clone(), wanted?));
        }
    }
    let Some(order) = fillable(names.into_iter().filter(|name| name != RECORD), references) else {
        return Ok(None);
    };
    let mut statement = connection.prepare("SELECT name FROM pragma_table_info($1) ORDER BY cid")?;
    let tables = order.into_iter().map(|name| {
        let columns = statement
            .query_map([&name], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        Ok(Table { name, columns })
    });
    tables.collect::<rusqlite::Result<_>>().map(Some)
}

fn names(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";
    connection
        .prepare(sql)?
        .query_map([], |row| row.get(0))?
        .collect()
}

pub(super) fn restore<R: Read>(
    path: &Path,
    restoring: Restoring<'_>,
    as_copied: &Schema,
    batches: Batches<'_, R>,
) -> Result<u64, BackupError> {
    let was_there = path.exists();
    let result = restore_into(path, restoring, as_copied, batches);
    if result.is_err() && !was_there {
        // A file that was made for nothing; whether it can be removed changes nothing of what is told.
        for ending in ["", "-wal", "-shm"] {
            let mut name = path.as_os_str().to_owned();
            name.push(ending);
            drop(std::fs::remove_file(name));
        }
    }
    result
}

fn restore_into<R: Read>(
    path: &Path,
    restoring: Restoring<'_>,
    as_copied: &Schema,
    mut batches: Batches<'_, R>,
) -> Result<u64, BackupError> {
    let schema = restoring.schema.name;
    let failed = |error: rusqlite::Error| BackupError::database(schema)(error.into());
    make_file(path).map_err(|error| OpenError::File {
        path: path.into(),
        source: error.into(),
    })?;
    let mut prepared = Prepared::open(path, Mode::Write).map_err(|error| cannot_open(path, error))?;
    let connection = &prepared.inner;
    connection.busy_timeout(PATIENCE).map_err(failed)?;
    // Making tables anew needs foreign keys off; they are looked at once, at the end. Dropped on an error, the connection
    // rolls back.
    connection
        .execute_batch("PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE")
        .map_err(failed)?;
    make_tables(connection, restoring, as_copied)?;
    let names = names(connection).map_err(failed)?;
    while let Some(batch) = batches.next()? {
        if !names.contains(&batch.table.name) {
            return Err(BackupError::Damaged("a table that its version has not"));
        }
        fill(&mut prepared, schema, &batch)?;
    }
    run_all(&prepared.inner, restoring.schema, restoring.now)?;
    for statement in restoring.afterwards {
        prepared
            .execute(statement.sql.into(), &statement.parameters)
            .map_err(|error| BackupError::database(schema)(error.into()))?;
    }
    let dangling = prepared
        .inner
        .prepare("PRAGMA foreign_key_check")
        .and_then(|mut check| check.exists([]));
    if dangling.map_err(failed)? {
        return Err(BackupError::Damaged("a row refers to one that is not there"));
    }
    prepared.inner.execute_batch("COMMIT").map_err(failed)?;
    Ok(batches.count)
}

fn make_tables(
    connection: &Connection,
    restoring: Restoring<'_>,
    as_copied: &Schema,
) -> Result<(), BackupError> {
    let schema = restoring.schema.name;
    let failed = |error: rusqlite::Error| BackupError::database(schema)(error.into());
    for name in names(connection).map_err(failed)? {
        let name_quoted = quoted(&name);
        let has_rows = connection
            .prepare(&format!("SELECT 1 FROM {name_quoted}"))
            .and_then(|mut statement| statement.exists([]))
            .map_err(failed)?;
        if has_rows && name != RECORD && restoring.occupied == Occupied::Refuse {
            return Err(BackupError::NotEmpty { schema });
        }
        connection
            .execute_batch(&format!("DROP TABLE {name_quoted}"))
            .map_err(failed)?;
    }
    Ok(run_all(connection, as_copied, restoring.now)?)
}

fn fill(prepared: &mut Prepared, schema: &'static str, batch: &Batch) -> Result<(), BackupError> {
    let Table { name, columns } = &batch.table;
    let values: Vec<String> = (1..=columns.len()).map(|number| format!("${number}")).collect();
    let sql = format!(
        "INSERT INTO {} ({}) VALUES ({})",
        quoted(name),
        quoted_list(columns),
        values.join(", ")
    );
    for row in &batch.rows {
        let values: Vec<Parameter<'_>> = row.iter().map(|value| value.to_parameter()).collect();
        prepared
            .execute(Sql::of_names(&sql), &values)
            .map_err(|error| BackupError::database(schema)(error.into()))?;
    }
    Ok(())
}

fn cannot_open(path: &Path, error: rusqlite::Error) -> OpenError {
    OpenError::File {
        path: path.into(),
        source: error.into(),
    }
}
