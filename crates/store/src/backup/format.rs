//! The file: records in a row, each a letter and what belongs to it, and at the end a checksum of all.
//!
//! ```text
//! "VESTIBULE BACKUP\n"
//! N name value                      a note about the whole; any number of them
//! S schema (version name checksum)* tables follow, in an order in which they can be filled
//! T table columns                   rows of it follow
//! R values
//! E rows                            the schema is complete
//! Z SHA-256 of everything before the letter
//! ```
//!
//! Numbers are little-endian; texts and octets have their length before them, in four octets.

use std::io::{self, Read, Write};

use aws_lc_rs::digest::{Context, SHA256};

use super::BackupError;
use crate::migration::Applied;
use crate::value::Value;

const MAGIC: &[u8] = b"VESTIBULE BACKUP\n";
const VERSION: u8 = 1;
/// Columns of a table, migrations of a schema; more cannot be meant.
const MOST_PARTS: u32 = 10_000;

/// One record.
#[derive(Debug, PartialEq)]
pub(crate) enum Record {
    Note(String, String),
    Schema(String, Vec<Step>),
    Table(String, Vec<String>),
    Row(Vec<Value>),
    EndOfSchema(u64),
    End,
}

/// A migration that had been run when the copy was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) version: i32,
    pub(crate) name: String,
    pub(crate) checksum: String,
}

impl From<Applied> for Step {
    fn from(applied: Applied) -> Self {
        Self {
            version: applied.version,
            name: applied.name,
            checksum: applied.checksum,
        }
    }
}

impl From<Step> for Applied {
    fn from(step: Step) -> Self {
        Self {
            version: step.version,
            name: step.name,
            checksum: step.checksum,
        }
    }
}

/// Writes records and sums them up.
pub(crate) struct Records<W> {
    out: W,
    sum: Context,
    /// The record being put together.
    record: Vec<u8>,
}

impl<W: Write> Records<W> {
    pub(crate) fn begin(out: W) -> io::Result<Self> {
        let mut records = Self {
            out,
            sum: Context::new(&SHA256),
            record: Vec::new(),
        };
        records.record.extend_from_slice(MAGIC);
        records.record.push(VERSION);
        records.write()?;
        Ok(records)
    }

    pub(crate) fn note(&mut self, name: &str, value: &str) -> io::Result<()> {
        self.record.push(b'N');
        self.text(name)?;
        self.text(value)?;
        self.write()
    }

    pub(crate) fn schema(&mut self, name: &str, steps: &[Step]) -> io::Result<()> {
        self.record.push(b'S');
        self.text(name)?;
        self.count(steps.len())?;
        for step in steps {
            self.record.extend_from_slice(&step.version.to_le_bytes());
            self.text(&step.name)?;
            self.text(&step.checksum)?;
        }
        self.write()
    }

    pub(crate) fn table(&mut self, name: &str, columns: &[String]) -> io::Result<()> {
        self.record.push(b'T');
        self.text(name)?;
        self.count(columns.len())?;
        for column in columns {
            self.text(column)?;
        }
        self.write()
    }

    pub(crate) fn row(
        &mut self,
        values: impl Iterator<Item = Result<Value, BackupError>>,
    ) -> Result<(), BackupError> {
        self.record.push(b'R');
        for value in values {
            self.value(&value?)?;
        }
        Ok(self.write()?)
    }

    pub(crate) fn end_of_schema(&mut self, rows: u64) -> io::Result<()> {
        self.record.push(b'E');
        self.record.extend_from_slice(&rows.to_le_bytes());
        self.write()
    }

    /// Writes the checksum and gives it back, with what was written to.
    pub(crate) fn end(mut self) -> io::Result<(W, [u8; 32])> {
        let sum = finished(self.sum);
        self.out.write_all(b"Z")?;
        self.out.write_all(&sum)?;
        self.out.flush()?;
        Ok((self.out, sum))
    }

    fn value(&mut self, value: &Value) -> io::Result<()> {
        match value {
            Value::Null => self.record.push(0),
            Value::Integer(value) => {
                self.record.push(1);
                self.record.extend_from_slice(&value.to_le_bytes());
            }
            Value::Boolean(value) => self.record.push(if *value { 3 } else { 2 }),
            Value::Text(value) => {
                self.record.push(4);
                self.text(value)?;
            }
            Value::Bytes(value) => {
                self.record.push(5);
                self.octets(value)?;
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> io::Result<()> {
        self.octets(text.as_bytes())
    }

    fn octets(&mut self, octets: &[u8]) -> io::Result<()> {
        self.count(octets.len())?;
        self.record.extend_from_slice(octets);
        Ok(())
    }

    fn count(&mut self, count: usize) -> io::Result<()> {
        let count = u32::try_from(count).map_err(io::Error::other)?;
        self.record.extend_from_slice(&count.to_le_bytes());
        Ok(())
    }

    fn write(&mut self) -> io::Result<()> {
        self.sum.update(&self.record);
        self.out.write_all(&self.record)?;
        self.record.clear();
        Ok(())
    }
}

/// Reads records and compares the sum at the end. Whatever is not as it was written is [`BackupError::Damaged`].
pub(crate) struct Reading<R> {
    from: R,
    sum: Context,
    /// Columns of the table that rows follow of.
    columns: usize,
}

impl<R: Read> Reading<R> {
    pub(crate) fn begin(from: R) -> Result<Self, BackupError> {
        let mut reading = Self {
            from,
            sum: Context::new(&SHA256),
            columns: 0,
        };
        let mut magic = [0; MAGIC.len() + 1];
        match reading.fill(&mut magic) {
            Ok(()) if magic.starts_with(MAGIC) => match magic.last() {
                Some(&VERSION) => Ok(reading),
                _ => Err(BackupError::NewerFormat),
            },
            Ok(()) | Err(BackupError::Damaged(_)) => Err(BackupError::NoBackup),
            Err(error) => Err(error),
        }
    }

    pub(crate) fn next(&mut self) -> Result<Record, BackupError> {
        // The letter of the end is not part of the sum.
        let mut letter = [0];
        read_exactly(&mut self.from, &mut letter)?;
        if letter == *b"Z" {
            return self.end();
        }
        self.sum.update(&letter);
        match letter {
            [b'N'] => Ok(Record::Note(self.text()?, self.text()?)),
            [b'S'] => {
                let name = self.text()?;
                let steps = (0..self.parts()?)
                    .map(|_| {
                        Ok(Step {
                            version: i32::from_le_bytes(self.array()?),
                            name: self.text()?,
                            checksum: self.text()?,
                        })
                    })
                    .collect::<Result<_, BackupError>>()?;
                Ok(Record::Schema(name, steps))
            }
            [b'T'] => {
                let name = self.text()?;
                let columns = (0..self.parts()?)
                    .map(|_| self.text())
                    .collect::<Result<Vec<_>, _>>()?;
                self.columns = columns.len();
                Ok(Record::Table(name, columns))
            }
            [b'R'] => (0..self.columns)
                .map(|_| self.value())
                .collect::<Result<_, _>>()
                .map(Record::Row),
            [b'E'] => Ok(Record::EndOfSchema(u64::from_le_bytes(self.array()?))),
            _ => Err(BackupError::Damaged("a record of no known kind")),
        }
    }

    fn end(&mut self) -> Result<Record, BackupError> {
        let mut noted = [0; 32];
        read_exactly(&mut self.from, &mut noted)?;
        let sum = finished(std::mem::replace(&mut self.sum, Context::new(&SHA256)));
        if noted != sum {
            return Err(BackupError::Damaged("its checksum differs"));
        }
        if self.from.read(&mut [0])? > 0 {
            return Err(BackupError::Damaged("something follows its end"));
        }
        Ok(Record::End)
    }

    fn value(&mut self) -> Result<Value, BackupError> {
        Ok(match self.array()? {
            [0] => Value::Null,
            [1] => Value::Integer(i64::from_le_bytes(self.array()?)),
            [2] => Value::Boolean(false),
            [3] => Value::Boolean(true),
            [4] => Value::Text(self.text()?),
            [5] => Value::Bytes(self.octets()?),
            _ => return Err(BackupError::Damaged("a value of no known kind")),
        })
    }

    fn text(&mut self) -> Result<String, BackupError> {
        String::from_utf8(self.octets()?).map_err(|_| BackupError::Damaged("a text that is none"))
    }

    /// No more memory is taken than the file has octets, whatever length it claims.
    fn octets(&mut self) -> Result<Vec<u8>, BackupError> {
        let length = u32::from_le_bytes(self.array()?);
        let mut octets = Vec::new();
        (&mut self.from).take(length.into()).read_to_end(&mut octets)?;
        if u32::try_from(octets.len()) != Ok(length) {
            return Err(BackupError::CUT_OFF);
        }
        self.sum.update(&octets);
        Ok(octets)
    }

    fn parts(&mut self) -> Result<u32, BackupError> {
        match u32::from_le_bytes(self.array()?) {
            parts if parts <= MOST_PARTS => Ok(parts),
            _ => Err(BackupError::Damaged("a list without end")),
        }
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], BackupError> {
        let mut octets = [0; N];
        self.fill(&mut octets)?;
        Ok(octets)
    }

    fn fill(&mut self, octets: &mut [u8]) -> Result<(), BackupError> {
        read_exactly(&mut self.from, octets)?;
        self.sum.update(octets);
        Ok(())
    }
}

fn read_exactly(from: &mut impl Read, octets: &mut [u8]) -> Result<(), BackupError> {
    from.read_exact(octets).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => BackupError::CUT_OFF,
        _ => error.into(),
    })
}

fn finished(sum: Context) -> [u8; 32] {
    let mut octets = [0; 32];
    octets.copy_from_slice(sum.finish().as_ref());
    octets
}
