//! Copying and restoring a schema of PostgreSQL, on a connection of its own.

use std::io::{Read, Write};
use std::pin::pin;

use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Transaction};

use super::format::{Records, Step};
use super::order::fillable;
use super::{
    BackupError, Batch, Batches, Copied, Occupied, RECORD, Restoring, Table, quoted, quoted_list, version,
};
use crate::error::OpenError;
use crate::migration::Schema;
use crate::migration::postgres::{Failure, applied, run_outstanding};
use crate::postgres::borrowed;
use crate::servers::{Servers, without_password};
use crate::value::{Parameter, ToParameter as _, Value, ValueRef};

/// Rows fetched at a time.
const FETCH: &str = "FETCH FORWARD 500 FROM copied";

/// A copy may take long, and waits for a file between two statements.
const NO_HURRY: &str = "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0";

pub(super) async fn copy<W: Write>(
    url: &str,
    schema: &'static str,
    records: &mut Records<W>,
) -> Result<Copied, BackupError> {
    let mut client = connect(url, schema).await?;
    let failed = |error: tokio_postgres::Error| BackupError::database(schema)(error.into());
    let transaction = client
        .build_transaction()
        .isolation_level(tokio_postgres::IsolationLevel::RepeatableRead)
        .read_only(true)
        .start()
        .await
        .map_err(failed)?;
    transaction.batch_execute(NO_HURRY).await.map_err(failed)?;
    let names = names(&transaction, schema).await.map_err(failed)?;
    if !names.iter().any(|name| name == RECORD) {
        return Err(BackupError::Nothing { schema });
    }
    let steps: Vec<Step> = applied(&transaction)
        .await
        .map_err(failed)?
        .into_iter()
        .map(Into::into)
        .collect();
    records.schema(schema, &steps)?;
    let mut rows = 0;
    for table in tables(&transaction, schema, names)
        .await
        .map_err(failed)?
        .ok_or(BackupError::Circle { schema })?
    {
        records.table(&table.name, &table.columns)?;
        rows += copy_table(&transaction, schema, &table, records).await?;
    }
    records.end_of_schema(rows)?;
    Ok(Copied {
        schema: schema.into(),
        version: version(&steps),
        rows,
    })
}

async fn copy_table<W: Write>(
    transaction: &Transaction<'_>,
    schema: &'static str,
    table: &Table,
    records: &mut Records<W>,
) -> Result<u64, BackupError> {
    let failed = |error: tokio_postgres::Error| BackupError::database(schema)(error.into());
    let columns = quoted_list(&table.columns);
    let declare = format!(
        "DECLARE copied NO SCROLL CURSOR FOR SELECT {columns} FROM {}",
        quoted(&table.name)
    );
    transaction.batch_execute(&declare).await.map_err(failed)?;
    let mut count = 0;
    loop {
        let rows = transaction.query(FETCH, &[]).await.map_err(failed)?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            records.row((0..table.columns.len()).map(|at| {
                row.try_get::<_, ValueRef<'_>>(at)
                    .map(Value::from)
                    .map_err(failed)
            }))?;
            count += 1;
        }
    }
    transaction.batch_execute("CLOSE copied").await.map_err(failed)?;
    Ok(count)
}

async fn names(transaction: &Transaction<'_>, schema: &str) -> Result<Vec<String>, tokio_postgres::Error> {
    let sql = "SELECT CAST(c.relname AS TEXT) FROM pg_catalog.pg_class c \
               JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
               WHERE n.nspname = $1 AND c.relkind = 'r' ORDER BY c.relname";
    let rows = transaction.query(sql, &[&schema]).await?;
    rows.iter().map(|row| row.try_get(0)).collect()
}

/// The tables as they can be filled; `None` if there is a circle.
async fn tables(
    transaction: &Transaction<'_>,
    schema: &str,
    names: Vec<String>,
) -> Result<Option<Vec<Table>>, tokio_postgres::Error> {
    let sql = "SELECT CAST(c.relname AS TEXT), CAST(w.relname AS TEXT) FROM pg_catalog.pg_constraint f \
               JOIN pg_catalog.pg_class c ON c.oid = f.conrelid JOIN pg_catalog.pg_class w ON w.oid = f.confrelid \
               JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND f.contype = 'f'";
    let mut references = Vec::new();
    for row in transaction.query(sql, &[&schema]).await? {
        references.push((row.try_get(0)?, row.try_get(1)?));
    }
    let Some(order) = fillable(names.into_iter().filter(|name| name != RECORD), references) else {
        return Ok(None);
    };
    let sql = "SELECT CAST(a.attname AS TEXT) FROM pg_catalog.pg_attribute a \
               JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
               WHERE n.nspname = $1 AND c.relname = $2 AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum";
    let mut tables = Vec::with_capacity(order.len());
    for name in order {
        let rows = transaction.query(sql, &[&schema, &name]).await?;
        let columns = rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
        tables.push(Table { name, columns });
    }
    Ok(Some(tables))
}

pub(super) async fn restore<R: Read>(
    url: &str,
    restoring: Restoring<'_>,
    as_copied: &Schema,
    mut batches: Batches<'_, R>,
) -> Result<u64, BackupError> {
    let schema = restoring.schema.name;
    let failed = |error: tokio_postgres::Error| BackupError::database(schema)(error.into());
    let mut client = connect(url, schema).await?;
    let transaction = client.transaction().await.map_err(failed)?;
    transaction.batch_execute(NO_HURRY).await.map_err(failed)?;
    make_room(&transaction, restoring).await?;
    let migrated = |failure: Failure| match failure {
        Failure::Open(error) => BackupError::from(error),
        Failure::Database(error) => BackupError::database(schema)(error),
    };
    run_outstanding(&transaction, as_copied, restoring.now)
        .await
        .map_err(migrated)?;
    let names = names(&transaction, schema).await.map_err(failed)?;
    while let Some(batch) = batches.next()? {
        if !names.contains(&batch.table.name) {
            return Err(BackupError::Damaged("a table that its version has not"));
        }
        fill(&transaction, schema, &batch).await?;
    }
    run_outstanding(&transaction, restoring.schema, restoring.now)
        .await
        .map_err(migrated)?;
    for statement in restoring.afterwards {
        transaction
            .execute(statement.sql, &borrowed(&statement.parameters))
            .await
            .map_err(failed)?;
    }
    transaction.commit().await.map_err(failed)?;
    Ok(batches.count)
}

/// Drops what is there, if it may; nobody else gets at it from here to the end.
async fn make_room(transaction: &Transaction<'_>, restoring: Restoring<'_>) -> Result<(), BackupError> {
    let schema = restoring.schema.name;
    let failed = |error: tokio_postgres::Error| BackupError::database(schema)(error.into());
    let names = names(transaction, schema).await.map_err(failed)?;
    if names.is_empty() {
        return Ok(());
    }
    let list = quoted_list(&names);
    let lock = format!("LOCK TABLE {list} IN ACCESS EXCLUSIVE MODE");
    transaction.batch_execute(&lock).await.map_err(failed)?;
    for name in names.iter().filter(|name| *name != RECORD) {
        let sql = format!("SELECT 1 FROM {} LIMIT 1", quoted(name));
        let row = transaction.query_opt(&sql, &[]).await.map_err(failed)?;
        if row.is_some() && restoring.occupied == Occupied::Refuse {
            return Err(BackupError::NotEmpty { schema });
        }
    }
    transaction
        .batch_execute(&format!("DROP TABLE {list}"))
        .await
        .map_err(failed)
}

async fn fill(transaction: &Transaction<'_>, schema: &'static str, batch: &Batch) -> Result<(), BackupError> {
    let failed = |error: tokio_postgres::Error| BackupError::database(schema)(error.into());
    let (table, columns) = (quoted(&batch.table.name), quoted_list(&batch.table.columns));
    let shape = transaction
        .prepare(&format!("SELECT {columns} FROM {table}"))
        .await
        .map_err(failed)?;
    let types: Vec<Type> = shape
        .columns()
        .iter()
        .map(|column| column.type_().clone())
        .collect();
    let sink = transaction
        .copy_in(&format!("COPY {table} ({columns}) FROM STDIN BINARY"))
        .await
        .map_err(failed)?;
    let mut writer = pin!(BinaryCopyInWriter::new(sink, &types));
    for row in &batch.rows {
        let values: Vec<Parameter<'_>> = row
            .iter()
            .zip(&types)
            .map(|(value, kind)| match (value, kind) {
                // SQLite has no type of its own for them.
                (Value::Integer(0), &Type::BOOL) => Parameter::Boolean(false),
                (Value::Integer(1), &Type::BOOL) => Parameter::Boolean(true),
                _ => value.to_parameter(),
            })
            .collect();
        let values: Vec<&(dyn ToSql + Sync)> = borrowed(&values);
        writer.as_mut().write(&values).await.map_err(failed)?;
    }
    writer.finish().await.map(drop).map_err(failed)
}

/// A connection that ends with its client.
async fn connect(url: &str, schema: &'static str) -> Result<Client, BackupError> {
    let servers = Servers::of_schema(url, schema)?;
    let (client, _) = servers.connect().await.map_err(|error| OpenError::Unavailable {
        url: without_password(url),
        source: error.into(),
    })?;
    Ok(client)
}
