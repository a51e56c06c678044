//! Text of bounded length, without characters that a document cannot carry.

use std::fmt;
use std::str::FromStr;

use crate::Problem;

/// Text of 1 to `LONGEST` characters, without blanks at either end, that XML 1.0 can carry on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text<const LONGEST: usize>(String);

/// The name by which people know a person, a group or an application.
pub type DisplayName = Text<256>;
/// A given name, a surname, a job title or a department.
pub type PersonalName = Text<128>;
/// A sentence or two about something.
pub type Description = Text<1024>;
/// What an application wants to find in `RelayState` when a sign-on starts here.
pub type RelayStateText = Text<1024>;

impl<const LONGEST: usize> Text<LONGEST> {
    /// Checks the text.
    ///
    /// # Errors
    ///
    /// The text is empty, too long, has a blank at an end, or characters that XML cannot carry or that break a line.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let problem =
            |id, message, expected: String| Problem::new("displayName", id, message, expected, text);
        if text.is_empty() {
            return Err(problem(
                "text-empty",
                "a value is needed",
                format!("1 to {LONGEST} characters"),
            ));
        }
        let length = text.chars().count();
        if length > LONGEST {
            let received = format!("{length} characters");
            return Err(Problem::new(
                "displayName",
                "text-too-long",
                "the text is too long",
                format!("at most {LONGEST} characters"),
                &received,
            ));
        }
        if text.trim() != text {
            return Err(problem(
                "text-blank-ends",
                "the text begins or ends with a blank",
                text.trim().to_owned(),
            ));
        }
        if text.chars().any(char::is_control) || !text.chars().all(is_legal_in_xml) {
            return Err(problem(
                "text-character",
                "the text has a character that cannot be stored",
                "printable characters on one line".to_owned(),
            ));
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const LONGEST: usize> FromStr for Text<LONGEST> {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        Self::parse(text)
    }
}

impl<const LONGEST: usize> fmt::Display for Text<LONGEST> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Whether XML 1.0 can carry the character (production 2, `Char`).
pub(crate) fn is_legal_in_xml(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
}
