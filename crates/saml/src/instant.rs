//! Instants as SAML writes them: `xs:dateTime` in UTC.

use jiff::Timestamp;

use crate::Rejected;

/// Parses an `xs:dateTime` with a zone, strictly. [saml-core] 1.3.3.
///
/// # Errors
/// `time_format`.
pub fn parse(text: &str) -> Result<Timestamp, Rejected> {
    let _ = text;
    todo!()
}

/// Writes an instant with milliseconds and `Z`, e.g. `2025-04-01T08:00:05.805Z`. Years outside 1970–9999 are
/// clamped: no clock of ours shows them.
pub fn format(instant: Timestamp) -> String {
    let _ = instant;
    todo!()
}
