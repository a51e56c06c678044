//! Copies of whole databases, in a file that fits both kinds: what one of SQLite was copied into fills one of PostgreSQL, and
//! the other way round.
//!
//! A copy is of one moment (a schema is read in one transaction, while others go on writing) and takes no more memory than some
//! hundred rows. It is restored all or nothing: a schema's tables are made anew as they were when the copy was made, filled, and
//! then brought up to date, in one transaction. Sealed values stay sealed.

mod format;
mod order;
mod postgres;
mod sqlite;
#[cfg(test)]
mod tests;

use std::io::{self, Read, Write};
use std::mem::size_of;

use jiff::Timestamp;

use self::format::{Reading, Record, Records, Step};
use crate::db::DatabaseUrl;
use crate::error::OpenError;
use crate::migration::{Applied, Schema, outstanding};
use crate::value::{Parameter, Value};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Writes a copy of one or several databases.
pub struct BackupWriter<W>(Records<W>);

/// Reads a copy.
pub struct BackupReader<R> {
    reading: Reading<R>,
    notes: Vec<(String, String)>,
    /// The schema that comes next, its record read already.
    next: Option<(String, Vec<Step>)>,
}

/// What a copy has of one schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// Name of the schema.
    pub schema: String,
    /// Number of its last migration.
    pub version: i32,
    /// How many rows there are in all its tables.
    pub rows: u64,
}

/// What a file says of itself, once it was read to its end and found whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// What its maker noted down: names and values.
    pub notes: Vec<(String, String)>,
    /// The schemas in it.
    pub schemas: Vec<Copied>,
}

/// Whether a database that has something in it may be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occupied {
    /// It is left alone.
    Refuse,
    /// All of it is thrown away.
    Replace,
}

/// A statement that belongs to restoring: what a copy must not bring back as it was.
#[derive(Debug, Clone)]
pub struct AfterRestore {
    /// Its text.
    pub sql: &'static str,
    /// Its parameters.
    pub parameters: Vec<Parameter<'static>>,
}

/// How to restore a schema.
#[derive(Debug, Clone, Copy)]
pub struct Restoring<'a> {
    /// Where to.
    pub url: &'a DatabaseUrl,
    /// The tables as this program knows them.
    pub schema: &'static Schema,
    /// What to do with a database that is not empty.
    pub occupied: Occupied,
    /// Runs at the end, in the same transaction.
    pub afterwards: &'a [AfterRestore],
    /// For the record of migrations.
    pub now: Timestamp,
}

impl<W: Write> BackupWriter<W> {
    /// Begins a copy, with notes about it.
    ///
    /// # Errors
    /// [`BackupError::File`].
    pub fn begin(out: W, notes: &[(&str, &str)]) -> Result<Self, BackupError> {
        let mut records = Records::begin(out)?;
        for (name, value) in notes {
            records.note(name, value)?;
        }
        Ok(Self(records))
    }

    /// Copies all tables of a schema, as they are at this moment. The database is not changed, not even brought up to date.
    ///
    /// # Errors
    /// [`BackupError`]; what was written so far is then of no use.
    pub async fn copy(&mut self, url: &DatabaseUrl, schema: &'static str) -> Result<Copied, BackupError> {
        match url {
            DatabaseUrl::Sqlite(path) => crate::db::unhurried(|| sqlite::copy(path, schema, &mut self.0)),
            DatabaseUrl::Postgres(url) => postgres::copy(url, schema, &mut self.0).await,
        }
    }

    /// Ends the copy: what it was written to, and its checksum (SHA-256).
    ///
    /// # Errors
    /// [`BackupError::File`].
    pub fn end(self) -> Result<(W, [u8; 32]), BackupError> {
        Ok(self.0.end()?)
    }
}

impl<R: Read> BackupReader<R> {
    /// Begins to read a copy.
    ///
    /// # Errors
    /// It is no copy, of a format of the future, or damaged.
    pub fn begin(from: R) -> Result<Self, BackupError> {
        let mut reader = Self {
            reading: Reading::begin(from)?,
            notes: Vec::new(),
            next: None,
        };
        loop {
            match reader.reading.next()? {
                Record::Note(name, value) => reader.notes.push((name, value)),
                record => {
                    reader.next = schema_or_end(record)?;
                    return Ok(reader);
                }
            }
        }
    }

    /// What its maker noted down.
    pub fn note(&self, name: &str) -> Option<&str> {
        let mut notes = self.notes.iter();
        notes
            .find(|(noted, _)| noted == name)
            .map(|(_, value)| value.as_str())
    }

    /// The schema that comes next, if any does: then the checksum was right.
    pub fn next_schema(&self) -> Option<&str> {
        self.next.as_ref().map(|(name, _)| name.as_str())
    }

    /// Reads the whole rest, to know that it is whole.
    ///
    /// # Errors
    /// [`BackupError::Damaged`], [`BackupError::File`].
    pub fn contents(mut self) -> Result<Contents, BackupError> {
        let mut schemas = Vec::new();
        while let Some((schema, steps)) = self.next.take() {
            let mut rows = 0;
            let mut batches = Batches::new(&mut self.reading);
            while let Some(batch) = batches.next()? {
                rows += batch.rows.len() as u64;
            }
            let version = version(&steps);
            schemas.push(Copied {
                schema,
                version,
                rows,
            });
            self.next = schema_or_end(self.reading.next()?)?;
        }
        Ok(Contents {
            notes: self.notes,
            schemas,
        })
    }

    /// Restores the schema that comes next: all of it or nothing.
    ///
    /// # Errors
    /// [`BackupError`]; the database is as it was before.
    pub async fn restore(&mut self, restoring: Restoring<'_>) -> Result<Copied, BackupError> {
        let Some((name, steps)) = self.next.take() else {
            return Err(BackupError::Damaged("nothing is left in it"));
        };
        let applied: Vec<Applied> = steps.iter().cloned().map(Applied::from).collect();
        outstanding(restoring.schema, &applied)?;
        let then = restoring.schema.migrations.get(..applied.len());
        let as_copied = Schema {
            name: restoring.schema.name,
            migrations: then.unwrap_or_default(),
        };
        let batches = Batches::new(&mut self.reading);
        let rows = match restoring.url {
            DatabaseUrl::Sqlite(path) => {
                crate::db::unhurried(|| sqlite::restore(path, restoring, &as_copied, batches))?
            }
            DatabaseUrl::Postgres(url) => postgres::restore(url, restoring, &as_copied, batches).await?,
        };
        self.next = schema_or_end(self.reading.next()?)?;
        Ok(Copied {
            schema: name,
            version: version(&steps),
            rows,
        })
    }
}

fn schema_or_end(record: Record) -> Result<Option<(String, Vec<Step>)>, BackupError> {
    match record {
        Record::Schema(name, steps) => Ok(Some((name, steps))),
        Record::End => Ok(None),
        _ => Err(BackupError::OUT_OF_PLACE),
    }
}

fn version(steps: &[Step]) -> i32 {
    steps.last().map_or(0, |step| step.version)
}

/// Rows of one table that are written together.
pub(crate) struct Batch {
    table: Table,
    rows: Vec<Vec<Value>>,
}

/// A table with its columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Table {
    name: String,
    columns: Vec<String>,
}

/// The rows of one schema, some at a time.
pub(crate) struct Batches<'a, R> {
    reading: &'a mut Reading<R>,
    table: Table,
    count: u64,
    is_over: bool,
}

impl<'a, R: Read> Batches<'a, R> {
    const MOST_ROWS: usize = 500;
    const ENOUGH_OCTETS: usize = 1 << 20;

    fn new(reading: &'a mut Reading<R>) -> Self {
        Self {
            reading,
            table: Table::default(),
            count: 0,
            is_over: false,
        }
    }

    /// The next rows; a table without any is passed over.
    fn next(&mut self) -> Result<Option<Batch>, BackupError> {
        let mut batch = Batch {
            table: self.table.clone(),
            rows: Vec::new(),
        };
        let mut octets = 0;
        while !self.is_over && batch.rows.len() < Self::MOST_ROWS && octets < Self::ENOUGH_OCTETS {
            match self.reading.next()? {
                Record::Row(row) => {
                    octets += row.iter().map(size).sum::<usize>();
                    self.count += 1;
                    batch.rows.push(row);
                }
                Record::Table(name, columns) => {
                    self.table = Table { name, columns };
                    if !batch.rows.is_empty() {
                        return Ok(Some(batch));
                    }
                    batch.table = self.table.clone();
                }
                Record::EndOfSchema(rows) if rows == self.count => self.is_over = true,
                Record::EndOfSchema(_) => return Err(BackupError::Damaged("rows are missing")),
                _ => return Err(BackupError::OUT_OF_PLACE),
            }
        }
        Ok((!batch.rows.is_empty()).then_some(batch))
    }
}

fn size(value: &Value) -> usize {
    size_of::<Value>()
        + match value {
            Value::Text(text) => text.len(),
            Value::Bytes(octets) => octets.len(),
            _ => 0,
        }
}

/// A name within a statement. It comes from a catalogue, or from a file whose checksum is right.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

pub(crate) fn quoted_list<'n>(names: impl IntoIterator<Item = &'n String>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| quoted(name)).collect();
    names.join(", ")
}

/// The table that tells which migrations were run: the file has it in another form.
pub(crate) const RECORD: &str = "schema_migration";

/// Why a copy could not be made or restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// There is no such database, or one of another version.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database has no tables of ours.
    #[error("there is no database \"{schema}\" to copy")]
    Nothing {
        /// Name of the schema.
        schema: &'static str,
    },
    /// The database is in use.
    #[error("the database \"{schema}\" is not empty")]
    NotEmpty {
        /// Name of the schema.
        schema: &'static str,
    },
    /// The file is something else.
    #[error("it is no backup of this product")]
    NoBackup,
    /// The file was made by a program of the future.
    #[error("it was made by a newer version of this program")]
    NewerFormat,
    /// The file is not as it was written.
    #[error("it is damaged: {0}")]
    Damaged(&'static str),
    /// Tables refer to each other in a circle, so that none can be filled first.
    #[error("the tables of \"{schema}\" refer to each other in a circle")]
    Circle {
        /// Name of the schema.
        schema: &'static str,
    },
    /// The file cannot be read or written.
    #[error("the file cannot be read or written")]
    File(#[from] io::Error),
    /// The database refused.
    #[error("the database \"{schema}\" refused")]
    Database {
        /// Name of the schema.
        schema: &'static str,
        /// What it said.
        #[source]
        source: BoxError,
    },
}

impl BackupError {
    pub(crate) const CUT_OFF: Self = Self::Damaged("it ends too early");
    const OUT_OF_PLACE: Self = Self::Damaged("a record out of place");

    pub(crate) fn database(schema: &'static str) -> impl Fn(BoxError) -> Self {
        move |source| Self::Database { schema, source }
    }
}
