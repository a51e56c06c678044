//! Making and changing tables: one numbered text for both databases, in order, each once, all or nothing.
//!
//! Each database runs its migrations in one transaction under a lock, so that of two processes started at once one
//! waits and finds the work done. (`refinery` was looked at: it takes no lock, on SQLite there is none to
//! take around it, and it reads the clock by itself.)

pub(crate) mod postgres;
pub(crate) mod sqlite;

use aws_lc_rs::digest::{SHA256, digest};

use crate::error::OpenError;

/// One step from one version of the tables to the next. Once released it never changes.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Its number, higher than that of the one before.
    pub version: i32,
    /// What it does, in a word: `"tenants"`.
    pub name: &'static str,
    /// Statements, separated by semicolons. The words `BYTES`, `KEYTEXT`, `BIGINT`, `BOOLEAN` and `STRICT` mean what each
    /// database calls them; a table ends `) STRICT;`, or `) CLUSTERED;` if its rows are best kept in the order of its
    /// primary key, where the database can.
    pub sql: &'static str,
}

/// The tables of one part of the product.
#[derive(Debug, Clone, Copy)]
pub struct Schema {
    /// Its name: letters, digits, underscore. On PostgreSQL the tables live in a schema of this name.
    pub name: &'static str,
    /// All migrations, oldest first.
    pub migrations: &'static [Migration],
}

/// A migration that a database says was run on it.
#[derive(Debug, Clone)]
pub(crate) struct Applied {
    pub(crate) version: i32,
    pub(crate) name: String,
    pub(crate) checksum: String,
}

/// The migrations that are still to be run on a database, oldest first.
pub(crate) fn outstanding(schema: &Schema, applied: &[Applied]) -> Result<&'static [Migration], OpenError> {
    let known = schema.migrations.last().map_or(0, |migration| migration.version);
    if let Some(newest) = applied.last().filter(|newest| newest.version > known) {
        return Err(OpenError::Newer {
            schema: schema.name,
            found: newest.version,
            known,
        });
    }
    for (migration, applied) in schema.migrations.iter().zip(applied) {
        if applied.version != migration.version || applied.checksum != checksum(migration) {
            return Err(OpenError::Diverged {
                schema: schema.name,
                version: applied.version,
                name: applied.name.clone(),
            });
        }
    }
    Ok(schema.migrations.get(applied.len()..).unwrap_or_default())
}

/// What tells a migration from another of the same number: SHA-256 in hexadecimal of name and text.
pub(crate) fn checksum(migration: &Migration) -> String {
    checksum_of(migration.name, migration.sql)
}

pub(crate) fn checksum_of(name: &str, text: &str) -> String {
    let octets = digest(&SHA256, format!("{name}\n{text}").as_bytes());
    octets
        .as_ref()
        .iter()
        .fold(String::with_capacity(64), |hex, octet| {
            hex + &format!("{octet:02x}")
        })
}

/// Which words a database uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    fn word(self, word: &str) -> Option<&'static str> {
        Some(match (word, self) {
            ("BYTES", Self::Sqlite) => "BLOB",
            ("BYTES", Self::Postgres) => "BYTEA",
            ("KEYTEXT", Self::Sqlite) => "TEXT",
            ("KEYTEXT", Self::Postgres) => "TEXT COLLATE \"C\"",
            ("BIGINT" | "BOOLEAN", Self::Sqlite) => "INTEGER",
            ("CLUSTERED", Self::Sqlite) => "STRICT, WITHOUT ROWID",
            ("STRICT" | "CLUSTERED", Self::Postgres) => "",
            _ => return None,
        })
    }

    /// The text with this database's words, those within quotes and comments left alone.
    pub(crate) fn translate(self, sql: &str) -> String {
        let mut translated = String::with_capacity(sql.len() + 64);
        let mut rest = sql;
        while let Some(first) = rest.chars().next() {
            let length = token_length(rest, first);
            let (token, after) = rest.split_at(length);
            translated.push_str(self.word(token).unwrap_or(token));
            rest = after;
        }
        translated
    }
}

/// Length in octets of the word, quotation, comment or single character at the beginning of `text`.
fn token_length(text: &str, first: char) -> usize {
    let until = |end: &str, from: usize| {
        text.get(from..)
            .and_then(|rest| rest.find(end))
            .map_or(text.len(), |at| from + at + end.len())
    };
    match first {
        '\'' => until("'", 1),
        '"' => until("\"", 1),
        '-' if text.starts_with("--") => until("\n", 2),
        '/' if text.starts_with("/*") => until("*/", 2),
        _ if is_word(first) => text.find(|c| !is_word(c)).unwrap_or(text.len()),
        _ => first.len_utf8(),
    }
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// The record of migrations, before translation.
const CREATE_RECORD: &str = "CREATE TABLE IF NOT EXISTS schema_migration (
    version BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at BIGINT NOT NULL
) STRICT";

const SELECT_RECORD: &str = "SELECT version, name, checksum FROM schema_migration ORDER BY version";

const INSERT_RECORD: &str =
    "INSERT INTO schema_migration (version, name, checksum, applied_at) VALUES ($1, $2, $3, $4)";

#[cfg(test)]
mod tests;
