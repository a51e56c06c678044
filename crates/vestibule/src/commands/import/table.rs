//! A table of comma-separated values, read row by row: never more than one in memory.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::str::FromStr;

use anyhow::Context as _;
use vestibule_directory::{Failure, Problem};

/// The most octets that one row may have. A quotation mark that is never closed would make the rest of the file one.
const LONGEST_ROW: usize = 1 << 20;

/// A column that a table may have.
pub(super) struct Column {
    /// The name in the header row.
    pub(super) name: &'static str,
    /// Whether a table without it cannot be meant.
    pub(super) is_needed: bool,
}

impl Column {
    pub(super) const fn needed(name: &'static str) -> Self {
        Self {
            name,
            is_needed: true,
        }
    }

    pub(super) const fn optional(name: &'static str) -> Self {
        Self {
            name,
            is_needed: false,
        }
    }
}

/// A file that is being read.
pub(super) struct Table {
    reader: csv::Reader<Bounded<File>>,
    /// For each column of the file, its name here; `None` for one that is passed over.
    names: Vec<Option<&'static str>>,
    /// Titles of columns that are passed over.
    pub(super) passed_over: Vec<String>,
    record: csv::ByteRecord,
}

impl Table {
    /// Opens a file and reads its header row.
    pub(super) fn open(file: &Path, columns: &'static [Column]) -> anyhow::Result<Self> {
        let opened = File::open(file).with_context(|| format!("cannot read {}", file.display()))?;
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            // Lines are counted by it; the carriage return before it is taken off below.
            .terminator(csv::Terminator::Any(b'\n'))
            .from_reader(Bounded {
                inner: opened,
                left: LONGEST_ROW,
            });
        let mut record = csv::ByteRecord::new();
        let in_file = || format!("in {}", file.display());
        reader.read_byte_record(&mut record).with_context(in_file)?;
        // The first line of the portal's own template.
        if record
            .get(0)
            .is_some_and(|first| without_mark(first).starts_with(b"version:"))
        {
            reader.read_byte_record(&mut record).with_context(in_file)?;
        }
        trim(&mut record);
        let (names, passed_over) = names(&record, columns).with_context(in_file)?;
        Ok(Self {
            reader,
            names,
            passed_over,
            record,
        })
    }

    /// The next row; `None` behind the last.
    pub(super) fn next(&mut self) -> anyhow::Result<Option<Row>> {
        self.reader.get_mut().left = LONGEST_ROW;
        let begins = self.reader.position().line();
        loop {
            let is_there = self
                .reader
                .read_byte_record(&mut self.record)
                .with_context(|| format!("the row that begins behind line {}", begins.saturating_sub(1)))?;
            if !is_there {
                return Ok(None);
            }
            trim(&mut self.record);
            // An empty line is no row.
            if self.record.len() > 1 || self.record.get(0).is_some_and(|cell| !cell.is_empty()) {
                break;
            }
        }
        let line = self.record.position().map_or(begins, csv::Position::line);
        let cells = self
            .record
            .iter()
            .zip(&self.names)
            .filter_map(|(cell, name)| name.map(|name| (name, cell)))
            .filter(|(_, cell)| !cell.is_empty())
            .map(|(name, cell)| (name, String::from_utf8(cell.to_vec()).map_err(|_| ())))
            .collect();
        Ok(Some(Row {
            line,
            cells,
            has_too_many: self.record.len() > self.names.len(),
        }))
    }
}

/// A row: the cells that are not empty, by column.
pub(super) struct Row {
    /// Where it begins in the file, from 1.
    pub(super) line: u64,
    cells: Vec<(&'static str, Result<String, ()>)>,
    has_too_many: bool,
}

impl Row {
    /// A row in which a comma is out of place says something else than was meant.
    pub(super) fn check(&self) -> Result<(), Failure> {
        if !self.has_too_many {
            return Ok(());
        }
        let message = "the row has more values than the header has names";
        let expected = "quotation marks around a value that has a comma in it";
        Err(Problem::new("row", "import-row-length", message, expected, "more values").into())
    }

    /// The text of a cell, if there is one.
    pub(super) fn text(&self, column: &'static str) -> Result<Option<&str>, Failure> {
        match self.cells.iter().find(|(name, _)| *name == column) {
            None => Ok(None),
            Some((_, Ok(text))) => Ok(Some(text)),
            Some((_, Err(()))) => {
                let message = "the value is not in the encoding of the file";
                Err(Problem::new(column, "import-encoding", message, "UTF-8", "other octets").into())
            }
        }
    }

    /// The value of a cell, if there is one.
    pub(super) fn value<T: FromStr<Err = Problem>>(
        &self,
        column: &'static str,
    ) -> Result<Option<T>, Failure> {
        let text = self.text(column)?;
        let value = text.map(|text| text.parse::<T>().map_err(|problem| problem.in_field(column)));
        Ok(value.transpose()?)
    }

    /// The value of a cell that must not be empty.
    pub(super) fn needed<T: FromStr<Err = Problem>>(&self, column: &'static str) -> Result<T, Failure> {
        match self.value(column)? {
            Some(value) => Ok(value),
            None => Err(empty(column)),
        }
    }

    /// A switch: `true`, `yes`, `on` or `1`, and their opposites.
    pub(super) fn switch(&self, column: &'static str) -> Result<Option<bool>, Failure> {
        let Some(text) = self.text(column)? else {
            return Ok(None);
        };
        match text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "1" => Ok(Some(true)),
            "false" | "no" | "off" | "0" => Ok(Some(false)),
            _ => Err(Problem::new(
                column,
                "import-switch",
                "this is no switch",
                "true or false",
                text,
            )
            .into()),
        }
    }

    /// What the report calls the row: the first of these columns that has a text.
    pub(super) fn name(&self, columns: &[&'static str]) -> String {
        let named = columns.iter().find_map(|column| self.text(column).ok().flatten());
        named.unwrap_or_default().to_owned()
    }
}

/// A cell that must not be empty is.
pub(super) fn empty(column: &'static str) -> Failure {
    Problem::new(column, "import-empty", "a value is needed", "a value", "nothing").into()
}

/// Takes the carriage return off the end of a row.
fn trim(record: &mut csv::ByteRecord) {
    let position = record.position().cloned();
    let last = record.len().saturating_sub(1);
    if let Some(cut) = record.get(last).and_then(|cell| cell.strip_suffix(b"\r")) {
        let mut trimmed: csv::ByteRecord = record.iter().take(last).collect();
        trimmed.push_field(cut);
        trimmed.set_position(position);
        *record = trimmed;
    }
}

fn without_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text)
}

type Names = (Vec<Option<&'static str>>, Vec<String>);

/// Which column is where. The portal's template writes `Title [name] Required`; of its columns those that are not
/// imported are passed over. Any other name that is not known is a mistake.
fn names(header: &csv::ByteRecord, columns: &'static [Column]) -> anyhow::Result<Names> {
    let known = || {
        columns
            .iter()
            .map(|column| column.name)
            .collect::<Vec<_>>()
            .join(", ")
    };
    anyhow::ensure!(
        !header.is_empty(),
        "there is no header row; columns are {}",
        known()
    );
    let (mut names, mut passed_over) = (Vec::new(), Vec::new());
    for (at, title) in header.iter().enumerate() {
        let title = String::from_utf8_lossy(if at == 0 { without_mark(title) } else { title });
        let title = title.trim();
        let bracketed = title.split_once('[').and_then(|(_, rest)| rest.split_once(']'));
        let name = bracketed.map_or(title, |(name, _)| name);
        // Its switch says the opposite: whether to block.
        let column = columns.iter().find(|column| {
            column.name.eq_ignore_ascii_case(name)
                && !(bracketed.is_some() && column.name == "accountEnabled")
                || bracketed.is_some() && name == "accountEnabled" && column.name == "blockSignIn"
        });
        match column {
            Some(column) if names.contains(&Some(column.name)) => {
                anyhow::bail!("the column '{title}' is there twice");
            }
            Some(column) => names.push(Some(column.name)),
            None if bracketed.is_some() => {
                names.push(None);
                passed_over.push(title.to_owned());
            }
            None if header.len() == 1 && title.contains([';', '\t']) => {
                anyhow::bail!("the header row is one long name: expected commas between the columns")
            }
            None => anyhow::bail!("there is no column '{title}': expected {}", known()),
        }
    }
    for column in columns.iter().filter(|column| column.is_needed) {
        let is_there = names.contains(&Some(column.name));
        anyhow::ensure!(
            is_there,
            "the column '{}' is missing; columns are {}",
            column.name,
            known()
        );
    }
    Ok((names, passed_over))
}

/// Gives up a row that does not end.
struct Bounded<R> {
    inner: R,
    left: usize,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::Error::other(format!(
                "it is longer than {LONGEST_ROW} octets: is a quotation mark not closed?"
            )));
        }
        let size = self.inner.read(buffer)?;
        self.left = self.left.saturating_sub(size);
        Ok(size)
    }
}
