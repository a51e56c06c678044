//! What the operations of the service manager answer when they do not do what was asked.

use crate::catalogue::Code;

/// Why an operation did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// There is no such thing: what was looked for, in words.
    #[error("there is no {0}")]
    NotFound(String),
    /// The input cannot be taken as it is. All problems are named, not the first one alone.
    #[error("{}", problems_in_words(.0))]
    Invalid(Vec<Problem>),
    /// The input is fine in itself and clashes with something that is there.
    #[error("{0}")]
    Conflict(String),
    /// A sign-in was refused.
    #[error("{}: {}", .0.code, .0.code.name)]
    Refused(Box<Refusal>),
    /// The database or another part that is needed does not answer. The cause is for the log alone.
    #[error("the service manager's database is not available")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// One thing that is wrong with an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The field, in the words of the record: `issuer`, `certificate`, …
    pub field: &'static str,
    /// What would be right.
    pub expected: String,
    /// What was given, cut to a readable length.
    pub received: String,
}

/// A sign-in that was refused: a row of the catalogue, and what was expected and received.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// The row of the catalogue.
    pub code: &'static Code,
    /// The id of the SAML rule that refused, if it was one: `SP-AUD-01`.
    pub rule: Option<&'static str>,
    /// What would have been accepted.
    pub expected: String,
    /// What came, cut to a readable length, control characters escaped.
    pub received: String,
    /// How far the clocks of both ends seem to be apart, where a time was the reason.
    pub clock: Option<ClockDifference>,
}

/// The two clocks, as far as a message tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockDifference {
    /// Our time when the message was judged.
    pub ours: jiff::Timestamp,
    /// The time at which the provider says it wrote the message.
    pub theirs: jiff::Timestamp,
}

impl ClockDifference {
    /// Seconds that the provider's clock is ahead of ours; negative if it is behind.
    pub fn seconds_ahead(&self) -> i64 {
        self.theirs.as_second() - self.ours.as_second()
    }
}

impl Refusal {
    /// A refusal without a SAML rule behind it.
    pub fn new(code: &'static Code, expected: impl Into<String>, received: impl AsRef<str>) -> Self {
        Self {
            code,
            rule: None,
            expected: expected.into(),
            received: shown(received.as_ref()),
            clock: None,
        }
    }

    /// The same, naming the rule of the SAML part that it belongs to.
    #[must_use]
    pub fn by_rule(mut self, rule: &'static str) -> Self {
        self.rule = Some(rule);
        self
    }
}

impl Failure {
    /// Shorthand for an operation that refuses a sign-in.
    pub fn refused(code: &'static Code, expected: impl Into<String>, received: impl AsRef<str>) -> Self {
        Self::Refused(Box::new(Refusal::new(code, expected, received)))
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl From<vestibule_store::Error> for Failure {
    fn from(error: vestibule_store::Error) -> Self {
        Self::Unavailable(Box::new(error))
    }
}

/// A received value as it may be shown: at most 200 characters, and nothing in it that moves the cursor, hides or
/// turns text round.
pub fn shown(value: &str) -> String {
    let mut out = String::new();
    for (position, character) in value.chars().enumerate() {
        if position == SHOWN_CHARACTERS {
            out.push('…');
            break;
        }
        if character.is_control() || crate::identities::is_invisible(character) {
            out.extend(character.escape_unicode());
        } else {
            out.push(character);
        }
    }
    out
}

/// Longest received value that is shown.
const SHOWN_CHARACTERS: usize = 200;

fn problems_in_words(problems: &[Problem]) -> String {
    let words: Vec<String> = problems
        .iter()
        .map(|problem| {
            if problem.received.is_empty() {
                format!("{}: expected {}", problem.field, problem.expected)
            } else {
                format!(
                    "{}: expected {}, received “{}”",
                    problem.field, problem.expected, problem.received
                )
            }
        })
        .collect();
    words.join("; ")
}

impl Problem {
    /// A problem of `field`.
    pub fn new(field: &'static str, expected: impl Into<String>, received: impl AsRef<str>) -> Self {
        Self {
            field,
            expected: expected.into(),
            received: shown(received.as_ref()),
        }
    }
}
