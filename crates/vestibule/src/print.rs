//! The only place that writes to standard output, so that people get aligned text and programs get JSON from
//! the same command.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Write as _};

use serde::Serialize;

/// How answers are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// One JSON value a line.
    Json,
}

/// Prints a value: as JSON for programs, else as the text that `text` makes.
pub(crate) fn answer<T: Serialize>(
    format: Format,
    value: &T,
    text: impl FnOnce(&T) -> String,
) -> anyhow::Result<()> {
    match format {
        Format::Json => line(&serde_json::to_string(value)?),
        Format::Text => line(text(value).trim_end()),
    }
}

/// Prints one text followed by a line feed.
pub(crate) fn line(text: &str) -> anyhow::Result<()> {
    octets(format!("{text}\n").as_bytes())
}

/// Prints octets as they are.
pub(crate) fn octets(octets: &[u8]) -> anyhow::Result<()> {
    let mut output = io::stdout().lock();
    let written = output.write_all(octets).and_then(|()| output.flush());
    match written {
        // The reader had enough (`vestibule … | head`): no error of ours.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// Tells people something on standard error that no program has to read.
#[expect(
    clippy::print_stderr,
    reason = "a note is no answer: programs read standard output alone"
)]
pub(crate) fn note(sentence: &str) {
    eprintln!("note: {sentence}");
}

/// Whether standard output is a terminal, where colour helps.
pub(crate) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Lines of `label  value`, the values under each other. A label with several values is written once.
pub(crate) fn record(fields: &[(&str, &[String])]) -> String {
    let width = fields
        .iter()
        .map(|(label, _)| label.chars().count())
        .max()
        .unwrap_or(0);
    let mut text = String::new();
    for (label, values) in fields {
        for (index, value) in values.iter().enumerate() {
            let label = if index == 0 { *label } else { "" };
            push_line(&mut text, &format!("{label:width$}  {value}"));
        }
    }
    text
}

/// A single value of a record.
pub(crate) fn one(value: &String) -> &[String] {
    std::slice::from_ref(value)
}

/// Columns under their headings; `empty` is said where there is nothing.
pub(crate) fn table(headings: &[&str], rows: &[Vec<String>], empty: &str) -> String {
    if rows.is_empty() {
        return format!("{empty}\n");
    }
    let cell_width = |column: usize| {
        let cells = rows
            .iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count());
        cells
            .chain(headings.get(column).map(|heading| heading.chars().count()))
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..headings.len()).map(cell_width).collect();
    let mut text = String::new();
    let headings: Vec<String> = headings.iter().map(|heading| (*heading).to_owned()).collect();
    for row in std::iter::once(&headings).chain(rows) {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            // Writing to a String cannot fail.
            let _infallible = write!(line, "{cell:width$}  ");
        }
        push_line(&mut text, &line);
    }
    text
}

fn push_line(text: &mut String, line: &str) {
    text.push_str(line.trim_end());
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_align_their_values() {
        let text = record(&[
            ("Name", &["ISM".into()]),
            ("Reply URL", &["https://a".into(), "https://b".into()]),
            ("Logout URL", &[]),
        ]);
        assert_eq!(
            text,
            "Name        ISM\nReply URL   https://a\n            https://b\n"
        );
    }

    #[test]
    fn tables_align_their_columns() {
        let rows = [
            vec!["B.Simon".to_owned(), "on".to_owned()],
            vec!["A".to_owned(), "off".to_owned()],
        ];
        assert_eq!(
            table(&["Name", "Enabled"], &rows, "nobody"),
            "Name     Enabled\nB.Simon  on\nA        off\n"
        );
        assert_eq!(table(&["Name"], &[], "nobody"), "nobody\n");
    }
}
