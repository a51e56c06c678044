//! The rules: one row and one named function each.
//!
//! A rule's function stands next to its row and begins with `if !RULE.is_on() { return Ok(…) }`. In a product build
//! [`Rule::is_on`] is `true` and nothing can change that; under the feature `rule-switch`, which only tests enable,
//! `switch::without` leaves one rule out on the current thread, so that a test can prove that it notices.

pub mod document;
pub(crate) mod encryption;
pub mod logout;
pub mod metadata;
pub mod request;
pub mod response;
pub mod signature;
#[cfg(feature = "rule-switch")]
pub mod switch;

use crate::Rejected;

/// A rule: its stable id, its name in refusals and the section of the specification behind it.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// Stable id, e.g. `SP-AUD-01`; never reused.
    pub id: &'static str,
    /// Name of the rule and of its function, e.g. `audience`.
    pub name: &'static str,
    /// Where the specification asks for it, e.g. `saml-core 2.5.1.4`.
    pub section: &'static str,
    /// What keeps the rule where no function of its own does: a type, a library, the order of the code. Such a rule
    /// cannot be switched off; its test watches the behaviour alone.
    pub kept_by: Option<&'static str>,
}

impl Rule {
    /// A rule that its own function keeps.
    pub(crate) const fn new(id: &'static str, name: &'static str, section: &'static str) -> Self {
        Self {
            id,
            name,
            section,
            kept_by: None,
        }
    }

    /// A rule that a type, a library or the order of the code keeps.
    pub(crate) const fn kept_by(
        id: &'static str,
        name: &'static str,
        section: &'static str,
        keeper: &'static str,
    ) -> Self {
        Self {
            id,
            name,
            section,
            kept_by: Some(keeper),
        }
    }

    /// Whether the rule is in force. Always, except inside `switch::without` of a test build.
    #[inline]
    #[cfg(not(feature = "rule-switch"))]
    pub fn is_on(&self) -> bool {
        true
    }

    /// Whether the rule is in force. Always, except inside `switch::without` of a test build.
    #[cfg(feature = "rule-switch")]
    pub fn is_on(&self) -> bool {
        switch::is_on(self.id)
    }

    /// Refuses by this rule. `received` is cut to 200 characters and its control characters are escaped.
    ///
    /// # Errors
    /// Always.
    pub fn reject<T>(
        &'static self,
        expected: impl Into<String>,
        received: impl Into<String>,
    ) -> Result<T, Rejected> {
        Err(Rejected {
            rule: self,
            expected: expected.into(),
            received: printable(&received.into()),
        })
    }
}

/// All rules of this crate: document, signature, request, response, encryption, logout, metadata.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    [
        document::TABLE,
        signature::TABLE,
        request::TABLE,
        response::TABLE,
        encryption::TABLE,
        logout::TABLE,
        metadata::TABLE,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// At most [`ECHOED`] characters, with everything that could steer a terminal, a log or the reading direction
/// written as an escape.
fn printable(received: &str) -> String {
    let mut text = String::with_capacity(received.len().min(ECHOED));
    let mut count = 0;
    for character in received.chars() {
        let is_steering = character.is_control() || is_invisible(character);
        let escape = is_steering.then(|| character.escape_unicode());
        count += escape.as_ref().map_or(1, ExactSizeIterator::len);
        if count > ECHOED {
            text.push('…');
            break;
        }
        match escape {
            Some(escape) => text.extend(escape),
            None => text.push(character),
        }
    }
    text
}

/// Marks of reading direction, zero-width characters, line and paragraph separators.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{61c}')
}

/// Characters of a received value that a refusal repeats.
const ECHOED: usize = 200;

#[cfg(test)]
mod tests;
