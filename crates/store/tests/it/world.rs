//! The tables these tests work with, and the errors of an imagined domain.

use vestibule_store::{Db, Error, Migration, Schema, Tx, params};

pub(crate) const SCHEMA: Schema = Schema {
    name: "world",
    migrations: &[
        Migration {
            version: 1,
            name: "things",
            sql: "-- The word BYTES in a comment stays.
            CREATE TABLE thing (
                id TEXT NOT NULL PRIMARY KEY,
                name_key KEYTEXT NOT NULL UNIQUE,
                note TEXT,
                amount BIGINT,
                is_open BOOLEAN,
                octets BYTES,
                made_at BIGINT,
                word TEXT NOT NULL DEFAULT 'STRICT'
            ) STRICT;
            CREATE INDEX thing_amount ON thing (amount, id);",
        },
        Migration {
            version: 2,
            name: "parts",
            sql: "CREATE TABLE part (
                thing_id TEXT NOT NULL REFERENCES thing (id) ON DELETE CASCADE,
                number BIGINT NOT NULL,
                PRIMARY KEY (thing_id, number)
            ) STRICT;",
        },
    ],
};

/// Errors as an operation has them.
#[derive(Debug)]
pub(crate) enum Failure {
    Refused,
    Taken,
    Store(#[expect(dead_code, reason = "seen in the output of a test that fails")] Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Duplicate => Self::Taken,
            other => Self::Store(other),
        }
    }
}

pub(crate) async fn insert(tx: &mut Tx, id: &str, amount: i64) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO thing (id, name_key, amount) VALUES ($1, $1, $2)",
        params![id, amount],
    )
    .await
    .map(drop)
}

pub(crate) async fn amount(tx: &mut Tx, id: &str) -> Result<Option<i64>, Error> {
    let row = tx
        .optional("SELECT amount FROM thing WHERE id = $1", params![id])
        .await?;
    row.map(|row| row.get("amount")).transpose()
}

pub(crate) async fn set_amount(tx: &mut Tx, id: &str, amount: i64) -> Result<u64, Error> {
    tx.execute("UPDATE thing SET amount = $2 WHERE id = $1", params![id, amount])
        .await
}

pub(crate) async fn given(db: &Db, things: &[(&str, i64)]) {
    db.write(async |mut tx| {
        for (id, amount) in things {
            insert(&mut tx, id, *amount).await?;
        }
        Ok::<_, Error>(())
    })
    .await
    .unwrap();
}

pub(crate) async fn amount_of(db: &Db, id: &str) -> Option<i64> {
    db.read(async |mut tx| amount(&mut tx, id).await).await.unwrap()
}

pub(crate) async fn number_of_things(db: &Db) -> i64 {
    db.read(async |mut tx| {
        tx.one("SELECT count(*) AS n FROM thing", params![])
            .await?
            .get("n")
    })
    .await
    .unwrap()
}
