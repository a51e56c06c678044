//! The text of a statement: a literal, or several put together. Never input.

use std::fmt::Write as _;

/// A statement: `&'static str`, or a [`SqlText`] put together from such.
#[derive(Debug, Clone, Copy)]
pub struct Sql<'a> {
    text: &'a str,
    is_literal: bool,
}

impl<'a> Sql<'a> {
    /// A statement made of the names of tables and columns, for copies of whole databases.
    pub(crate) fn of_names(text: &'a str) -> Self {
        Self {
            text,
            is_literal: false,
        }
    }

    pub(crate) fn text(&self) -> &str {
        self.text
    }

    /// An identity that costs nothing to look up, for a literal: it lies where it lies for as long as the process runs.
    pub(crate) fn key(&self) -> Option<(usize, usize)> {
        self.is_literal
            .then(|| (self.text.as_ptr().addr(), self.text.len()))
    }
}

impl From<&'static str> for Sql<'_> {
    fn from(text: &'static str) -> Self {
        Self {
            text,
            is_literal: true,
        }
    }
}

impl<'a> From<&'a SqlText> for Sql<'a> {
    fn from(text: &'a SqlText) -> Self {
        Self {
            text: &text.text,
            is_literal: false,
        }
    }
}

/// A statement put together from literals, for filters and `IN` lists. Text that came from outside cannot get in.
///
/// ```
/// # use vestibule_store::SqlText;
/// let mut sql = SqlText::new("SELECT id FROM user_ WHERE tenant_id = $1", 1);
/// sql.push(" AND id IN (").placeholders(3).push(") ORDER BY id");
/// # assert_eq!(sql.as_str(), "SELECT id FROM user_ WHERE tenant_id = $1 AND id IN ($2, $3, $4) ORDER BY id");
/// ```
#[derive(Debug, Clone)]
pub struct SqlText {
    text: String,
    parameters: usize,
}

impl SqlText {
    /// Begins with a literal that uses the parameters `$1` to `$parameters`.
    pub fn new(literal: &'static str, parameters: usize) -> Self {
        Self {
            text: literal.into(),
            parameters,
        }
    }

    /// Adds a literal.
    pub fn push(&mut self, literal: &'static str) -> &mut Self {
        self.text.push_str(literal);
        self
    }

    /// Adds `count` new parameters, separated by commas.
    pub fn placeholders(&mut self, count: usize) -> &mut Self {
        for nth in 0..count {
            self.parameters += 1;
            let comma = if nth == 0 { "" } else { ", " };
            // Writing to a `String` cannot fail.
            if write!(self.text, "{comma}${}", self.parameters).is_err() {
                break;
            }
        }
        self
    }

    /// The statement so far.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}
