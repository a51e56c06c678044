//! SP-RSP, SP-ISS: the response itself and who made it.

use super::{DESTINATION, ISSUER, RESPONSE_ISSUER, STATUS_SUCCESS, VERSION};
use crate::error::Rejected;
use crate::message::{Envelope, Issuer, NameIdFormat, Status, StatusCode};

/// Success on top, and nothing else, makes a login. What the provider says to an error is repeated as its word.
pub(crate) fn status_success(status: &Status) -> Result<(), Rejected> {
    if !STATUS_SUCCESS.is_on() || status.is_success() {
        return Ok(());
    }
    let mut received = match status.codes {
        0 => String::from("no status code"),
        1 => status.code.clone(),
        several => format!("{several} status codes, the first {}", status.code),
    };
    if let Some(second) = &status.second {
        received.push_str(" / ");
        received.push_str(second);
    }
    if let Some(message) = &status.message {
        received.push_str("; the identity provider said: ");
        received.push_str(message);
    }
    STATUS_SUCCESS.reject(StatusCode::Success.uri(), received)
}

/// Every message and assertion is SAML 2.0.
pub(crate) fn version(element: &str, version: Option<&str>) -> Result<(), Rejected> {
    if !VERSION.is_on() || version == Some("2.0") {
        return Ok(());
    }
    VERSION.reject(format!("Version 2.0 of {element}"), version.unwrap_or("none"))
}

/// A message that names its destination is for that address and no other; a signed one must name it.
pub(crate) fn destination(
    destination: Option<&str>,
    is_signed: bool,
    own_address: &str,
) -> Result<(), Rejected> {
    if !DESTINATION.is_on() {
        return Ok(());
    }
    match destination {
        Some(destination) if destination == own_address => Ok(()),
        None if !is_signed => Ok(()),
        other => DESTINATION.reject(own_address, other.unwrap_or("none, on a signed message")),
    }
}

/// The assertion, or the message, is this partner's.
pub(crate) fn issuer(issuer: Option<&Issuer>, provider_entity_id: &str) -> Result<(), Rejected> {
    if !ISSUER.is_on() {
        return Ok(());
    }
    let Some(issuer) = issuer else {
        return ISSUER.reject(provider_entity_id, "no Issuer");
    };
    let entity = NameIdFormat::Entity;
    match issuer.format.as_deref() {
        Some(format) if format != entity.uri() => {
            ISSUER.reject(format!("an Issuer of format {}", entity.uri()), format)
        }
        _ if issuer.value == provider_entity_id => Ok(()),
        _ => ISSUER.reject(provider_entity_id, issuer.value.as_str()),
    }
}

/// The response is the same provider's; one that is signed or hides its assertion must say so.
pub(crate) fn response_issuer(envelope: &Envelope, assertion: Option<&Issuer>) -> Result<(), Rejected> {
    if !RESPONSE_ISSUER.is_on() {
        return Ok(());
    }
    let expected = assertion.map_or("", |issuer| issuer.value.as_str());
    match &envelope.issuer {
        Some(issuer) if issuer.value == expected => Ok(()),
        Some(issuer) => RESPONSE_ISSUER.reject(expected, issuer.value.as_str()),
        None if envelope.was_encrypted => {
            RESPONSE_ISSUER.reject(expected, "none, around an EncryptedAssertion")
        }
        None if envelope.is_signed => RESPONSE_ISSUER.reject(expected, "none, on a signed Response"),
        None => Ok(()),
    }
}
