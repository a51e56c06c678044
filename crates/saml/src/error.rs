//! The one error of verification: a rule that was not kept.

use std::fmt;

use crate::rules::Rule;

/// A refusal: the rule that was not kept, what it expected and what it received.
///
/// `expected` and `received` are data, not sentences; whoever shows them decides how. `received` is what a stranger
/// sent: cut to 200 characters and with control characters escaped, but not yet safe for HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// The rule that refused.
    pub rule: &'static Rule,
    /// What the rule would have accepted.
    pub expected: String,
    /// What was met instead.
    pub received: String,
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: expected {}, received {}",
            self.rule.name, self.expected, self.received
        )
    }
}

impl std::error::Error for Rejected {}
