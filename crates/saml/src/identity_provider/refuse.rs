//! The answer that is a refusal: `[saml-core]` 3.2.2.

use jiff::Timestamp;

use crate::instant;
use crate::message::StatusCode;
use crate::xml::{IllegalCharacter, Writer, ns};

/// What goes into a refusal.
#[derive(Debug, Clone)]
pub struct StatusContent {
    /// The id of the response: `_` and a random UUID.
    pub response_id: String,
    /// Our entity id.
    pub issuer: String,
    /// The reply URL; registered, never merely received.
    pub destination: String,
    /// The request that is answered.
    pub in_response_to: Option<String>,
    /// Now.
    pub issue_instant: Timestamp,
    /// The top-level code.
    pub top: StatusCode,
    /// The code below it.
    pub second: Option<StatusCode>,
    /// The text for people.
    pub message: String,
}

/// Writes a response that says no. It is unsigned, as Entra's are: a signed document without a login would be raw
/// material for attacks on weak service providers.
///
/// # Errors
/// [`IllegalCharacter`] if a value holds one.
pub fn refuse(content: &StatusContent) -> Result<String, IllegalCharacter> {
    let mut xml = Writer::new();
    xml.start("samlp:Response").namespace("samlp", ns::SAMLP);
    xml.attribute("Destination", &content.destination)
        .attribute("ID", &content.response_id);
    if let Some(id) = &content.in_response_to {
        xml.attribute("InResponseTo", id);
    }
    xml.attribute("IssueInstant", &instant::format(content.issue_instant))
        .attribute("Version", "2.0");
    xml.start("Issuer")
        .namespace("", ns::SAML)
        .text(&content.issuer)
        .end();
    xml.start("samlp:Status")
        .start("samlp:StatusCode")
        .attribute("Value", content.top.uri());
    if let Some(second) = content.second {
        xml.start("samlp:StatusCode")
            .attribute("Value", second.uri())
            .end();
    }
    xml.end()
        .leaf("samlp:StatusMessage", &content.message)
        .end()
        .end();
    xml.finish()
}
