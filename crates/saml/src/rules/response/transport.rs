//! SP-TRA: how a response must have travelled.

use super::{ACS_BINDING, ONE_MESSAGE_PARAMETER, POST_NOT_INFLATED};
use crate::binding::form::{self, RawField};
use crate::error::Rejected;
use crate::rules::Rule;

/// Octets of a form body that are worth reading: a message of 256 KiB in folded, form-encoded Base64, and a
/// RelayState. The web server has to stop there.
pub const BODY_LIMIT: usize = 512 * 1024;

/// What the HTTP request around a response says.
#[derive(Debug, Clone, Copy)]
pub struct Transport<'a> {
    /// The method.
    pub method: &'a str,
    /// `Content-Type`.
    pub content_type: Option<&'a str>,
    /// `Content-Encoding`.
    pub content_encoding: Option<&'a str>,
    /// The query string, raw.
    pub query: Option<&'a str>,
}

/// A response comes by POST as a form: in a query it would lie in logs, histories and referrers.
pub(crate) fn acs_binding(method: &str, content_type: Option<&str>) -> Result<(), Rejected> {
    const FORM: &str = "application/x-www-form-urlencoded";
    if !ACS_BINDING.is_on() {
        return Ok(());
    }
    let media_type = content_type.unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    if method == "POST" && essence.eq_ignore_ascii_case(FORM) {
        return Ok(());
    }
    let described = if content_type.is_some() {
        media_type
    } else {
        "no media type"
    };
    ACS_BINDING.reject(format!("POST of {FORM}"), format!("{method} of {described}"))
}

/// A compressed request is refused: nothing that was posted is ever inflated.
pub(crate) fn not_encoded(content_encoding: Option<&str>) -> Result<(), Rejected> {
    match content_encoding {
        Some(coding) if POST_NOT_INFLATED.is_on() && !coding.trim().eq_ignore_ascii_case("identity") => {
            POST_NOT_INFLATED.reject("an uncompressed body", format!("Content-Encoding {coding}"))
        }
        _ => Ok(()),
    }
}

/// Names what is met when a redirect message is posted. XML in another encoding is left to the rule that names the
/// encoding.
pub(crate) fn post_not_inflated(octets: &[u8]) -> Result<(), Rejected> {
    let could_be_xml = matches!(
        octets.first(),
        None | Some(b'<' | b' ' | b'\t' | b'\r' | b'\n' | 0 | 0xef | 0xfe | 0xff)
    );
    if !POST_NOT_INFLATED.is_on() || could_be_xml || std::str::from_utf8(octets).is_ok() {
        return Ok(());
    }
    POST_NOT_INFLATED.reject(
        "an uncompressed message",
        "octets that are no XML; deflated ones?",
    )
}

/// A message in the query of the address is a second one beside the form's.
pub(crate) fn query_without_message(query: &str) -> Result<(), Rejected> {
    let names = form::fields(query.as_bytes()).map(|field| field.name());
    let found: Vec<_> = names
        .filter(|name| MESSAGES.contains(&base_name(name)) || base_name(name) == "RelayState")
        .collect();
    if !ONE_MESSAGE_PARAMETER.is_on() || found.is_empty() {
        return Ok(());
    }
    ONE_MESSAGE_PARAMETER.reject(
        "no message in the query",
        format!("{} in the query", found.join(", ")),
    )
}

/// Takes `SAMLResponse` and `RelayState` out of a form body that has exactly one of the first, at most one of the
/// second, and no other message.
pub(crate) fn one_message_parameter(form_body: &[u8]) -> Result<(String, Option<String>), Rejected> {
    let fields: Vec<_> = form::fields(form_body).take(FIELDS + 1).collect();
    let names: Vec<_> = fields.iter().map(RawField::name).collect();
    let of = |wanted: &'static str| {
        fields
            .iter()
            .zip(&names)
            .filter(move |(_, name)| *name == wanted)
            .map(|(field, _)| field)
    };
    let other = names
        .iter()
        .filter(|name| *name != "SAMLResponse" && MESSAGES.contains(&base_name(name)));
    let (responses, relay_states, others) = (
        of("SAMLResponse").count(),
        of("RelayState").count(),
        other.count(),
    );
    let is_one = responses == 1 && relay_states <= 1 && others == 0 && fields.len() <= FIELDS;
    if ONE_MESSAGE_PARAMETER.is_on() && !is_one {
        return ONE_MESSAGE_PARAMETER.reject(
            format!("one SAMLResponse, at most one RelayState, no other message, at most {FIELDS} fields"),
            format!(
                "{responses} SAMLResponse, {relay_states} RelayState, {others} other messages, {} fields",
                fields.len()
            ),
        );
    }
    let response = of("SAMLResponse")
        .next()
        .map(|field| text(&ONE_MESSAGE_PARAMETER, field));
    let saml = response.transpose()?.unwrap_or_default();
    let relay_state = of("RelayState")
        .next()
        .map(|field| text(&crate::rules::request::RELAY_STATE_ECHO, field));
    Ok((saml, relay_state.transpose()?))
}

/// The decoded value, or a refusal by `rule`: a value that is no text cannot be carried back unchanged.
pub(crate) fn text(rule: &'static Rule, field: &RawField<'_>) -> Result<String, Rejected> {
    field.value().or_else(|octets| {
        if rule.is_on() {
            return rule.reject("UTF-8", format!("other octets in {}", field.name()));
        }
        Ok(String::from_utf8_lossy(octets.as_bytes()).into_owned())
    })
}

/// Some frameworks take `SAMLResponse[]` or `SAMLResponse[0]` for the same field.
fn base_name(name: &str) -> &str {
    name.split('[').next().unwrap_or_default()
}

const MESSAGES: [&str; 3] = ["SAMLResponse", "SAMLRequest", "SAMLart"];

/// Fields of a form; portals send a handful.
pub(crate) const FIELDS: usize = 64;
