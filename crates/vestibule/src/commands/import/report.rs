//! What became of each row, on standard output; how far it is, on standard error.

use std::fmt::Write as _;

use serde::Serialize;
use vestibule_directory::{Failure, Fate, Problem, Writing};

use crate::print::{self, Format};

/// How many rows ended how.
#[derive(Debug, Default, Serialize)]
pub(super) struct Counts {
    created: u64,
    unchanged: u64,
    refused: u64,
}

/// A report that is being written.
pub(super) struct Report {
    format: Format,
    writing: Writing,
    counts: Counts,
    began: tokio::time::Instant,
    told: tokio::time::Instant,
}

/// One row, for programs.
#[derive(Serialize)]
struct RowView<'a> {
    line: u64,
    name: &'a str,
    fate: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<ProblemView>,
}

/// What is wrong with a row, for programs.
#[derive(Serialize)]
struct ProblemView {
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<String>,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    received: Option<String>,
}

/// The last line, for programs.
#[derive(Serialize)]
struct Summary<'a> {
    summary: &'a Counts,
    #[serde(rename = "dryRun")]
    dry_run: bool,
}

impl Report {
    pub(super) fn new(format: Format, writing: Writing) -> Self {
        let now = tokio::time::Instant::now();
        Self {
            format,
            writing,
            counts: Counts::default(),
            began: now,
            told: now,
        }
    }

    /// Tells the fates of some rows.
    pub(super) fn tell(&mut self, rows: &[(u64, String)], fates: &[Fate]) -> anyhow::Result<()> {
        let mut text = String::new();
        for ((line, name), fate) in rows.iter().zip(fates) {
            let (word, id, problems) = match fate {
                Fate::Created(id) => ("created", id.as_deref(), Vec::new()),
                Fate::Unchanged => ("unchanged", None, Vec::new()),
                Fate::Refused(failure) => ("refused", None, problems(failure)),
            };
            *match fate {
                Fate::Created(_) => &mut self.counts.created,
                Fate::Unchanged => &mut self.counts.unchanged,
                Fate::Refused(_) => &mut self.counts.refused,
            } += 1;
            let id = id.filter(|_| self.writing == Writing::ForGood);
            // Writing to a String cannot fail.
            let _infallible = match self.format {
                Format::Json => {
                    let view = RowView {
                        line: *line,
                        name,
                        fate: word,
                        id,
                        problems,
                    };
                    writeln!(text, "{}", serde_json::to_string(&view)?)
                }
                Format::Text if problems.is_empty() => writeln!(text, "line {line}: {word} {name}"),
                Format::Text => {
                    let told: Vec<String> = problems.iter().map(ProblemView::sentence).collect();
                    writeln!(text, "line {line}: {word} {name}: {}", told.join("; "))
                }
            };
        }
        print::octets(text.as_bytes())?;
        self.progress();
        Ok(())
    }

    /// Says how far it is, every two seconds.
    fn progress(&mut self) {
        let now = tokio::time::Instant::now();
        if now.duration_since(self.told) < std::time::Duration::from_secs(2) {
            return;
        }
        self.told = now;
        let took = now.duration_since(self.began).as_secs().max(1);
        let rows = self.counts.created + self.counts.unchanged + self.counts.refused;
        print::note(&format!("{rows} rows, {} a second", rows / took));
    }

    /// The counts; refused rows are an error of the whole.
    pub(super) fn end(self) -> anyhow::Result<()> {
        let dry_run = self.writing == Writing::Rehearsed;
        let counts = &self.counts;
        let summary = Summary {
            summary: counts,
            dry_run,
        };
        print::answer(self.format, &summary, |_| {
            let Counts {
                created,
                unchanged,
                refused,
            } = counts;
            let what = if dry_run { "would be created" } else { "created" };
            let end = if dry_run { " Nothing was written." } else { "" };
            format!("{created} {what}, {unchanged} unchanged, {refused} refused.{end}")
        })?;
        let (refused, all) = (counts.refused, counts.created + counts.unchanged + counts.refused);
        anyhow::ensure!(refused == 0, "{refused} of {all} rows were refused");
        Ok(())
    }
}

impl ProblemView {
    fn sentence(&self) -> String {
        let mut text = match &self.column {
            Some(column) => format!("{column}: {}", self.message),
            None => self.message.clone(),
        };
        for (word, value) in [("expected", &self.expected), ("received", &self.received)] {
            if let Some(value) = value {
                // Writing to a String cannot fail.
                let _infallible = write!(text, ", {word} {value}");
            }
        }
        text
    }
}

fn problems(failure: &Failure) -> Vec<ProblemView> {
    match failure {
        Failure::Invalid(problems) => problems.iter().map(problem).collect(),
        other => vec![ProblemView {
            column: None,
            message: other.to_string(),
            expected: None,
            received: None,
        }],
    }
}

fn problem(problem: &Problem) -> ProblemView {
    ProblemView {
        column: Some(problem.field.to_string()),
        message: problem.message.to_owned(),
        expected: Some(problem.expected.clone()),
        received: Some(problem.received.clone()),
    }
}
