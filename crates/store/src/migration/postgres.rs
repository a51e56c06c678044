//! Running migrations on a database of PostgreSQL.

use jiff::Timestamp;
use tokio_postgres::{Client, Transaction};

use super::{
    Applied, CREATE_RECORD, Dialect, INSERT_RECORD, Migration, SELECT_RECORD, Schema, checksum, outstanding,
};
use crate::error::OpenError;
use crate::servers::Servers;

/// Why it failed: a sentence of ours, or a server's.
pub(crate) enum Failure {
    Open(OpenError),
    Database(Box<dyn std::error::Error + Send + Sync>),
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        Self::Open(error)
    }
}

impl From<tokio_postgres::Error> for Failure {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Database(error.into())
    }
}

/// Brings the tables up to date in one transaction, on a connection of its own. Another process that does the same
/// is waited for.
pub(crate) async fn migrate(servers: &Servers, schema: &Schema, now: Timestamp) -> Result<(), Failure> {
    let (mut client, driver) = servers
        .connect()
        .await
        .map_err(|error| Failure::Database(error.into()))?;
    let result = run_all(&mut client, schema, now).await;
    drop(client);
    // The connection ends because its client is gone; so nothing of it is left when this returns.
    drop(driver.await);
    result
}

async fn run_all(client: &mut Client, schema: &Schema, now: Timestamp) -> Result<(), Failure> {
    let transaction = client.transaction().await?;
    transaction
        .batch_execute("SET LOCAL statement_timeout = 0")
        .await?;
    run_outstanding(&transaction, schema, now).await?;
    Ok(transaction.commit().await?)
}

/// Runs what is outstanding, in a transaction that is open.
pub(crate) async fn run_outstanding(
    transaction: &Transaction<'_>,
    schema: &Schema,
    now: Timestamp,
) -> Result<(), Failure> {
    // Until the end of the transaction.
    transaction
        .execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK])
        .await?;
    make_record(transaction, schema).await?;
    for migration in outstanding(schema, &applied(transaction).await?)? {
        transaction
            .batch_execute(&Dialect::Postgres.translate(migration.sql))
            .await
            .map_err(|source| OpenError::Migration {
                schema: schema.name,
                version: migration.version,
                name: migration.name,
                source: source.into(),
            })?;
        record(transaction, migration, now).await?;
    }
    Ok(())
}

/// Makes the schema and the record if this is the first time.
async fn make_record(transaction: &Transaction<'_>, schema: &Schema) -> Result<(), tokio_postgres::Error> {
    // Looked up first: creating a schema needs a right on the database even if it is there.
    let sql = "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1";
    if transaction.query_opt(sql, &[&schema.name]).await?.is_none() {
        transaction
            .batch_execute(&format!("CREATE SCHEMA {}", schema.name))
            .await?;
    }
    let table = format!("{}.schema_migration", schema.name);
    let is_there = transaction
        .query_one("SELECT to_regclass($1) IS NOT NULL", &[&table])
        .await?;
    if !is_there.try_get::<_, bool>(0)? {
        transaction
            .batch_execute(&Dialect::Postgres.translate(CREATE_RECORD))
            .await?;
    }
    Ok(())
}

/// What was run before.
pub(crate) async fn applied(transaction: &Transaction<'_>) -> Result<Vec<Applied>, tokio_postgres::Error> {
    let mut applied = Vec::new();
    for row in transaction.query(SELECT_RECORD, &[]).await? {
        let version = i32::try_from(row.try_get::<_, i64>(0)?).unwrap_or(i32::MAX);
        applied.push(Applied {
            version,
            name: row.try_get(1)?,
            checksum: row.try_get(2)?,
        });
    }
    Ok(applied)
}

async fn record(
    transaction: &Transaction<'_>,
    migration: &Migration,
    now: Timestamp,
) -> Result<(), tokio_postgres::Error> {
    let version = i64::from(migration.version);
    let (checksum, now) = (checksum(migration), now.as_microsecond());
    transaction
        .execute(INSERT_RECORD, &[&version, &migration.name, &checksum, &now])
        .await
        .map(drop)
}

/// Advisory lock of the migrations: "vestibul" in ASCII.
const LOCK: i64 = 0x7665_7374_6962_756c;
