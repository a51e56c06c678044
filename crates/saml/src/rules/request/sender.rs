//! IDP-SIG and IDP-APP-01: who sent it.

use super::{APPLICATION_BY_ISSUER, PRESENT_SIGNATURE_CHECKED, REQUEST_SIGNATURE_REQUIRED, SIGNATURE_PLACE};
use crate::error::Rejected;

/// An application that signs its requests signs all of them. `expected` says what is missing.
pub(crate) fn request_signature_required(expected: &str, received: &str) -> Result<(), Rejected> {
    if !REQUEST_SIGNATURE_REQUIRED.is_on() {
        return Ok(());
    }
    REQUEST_SIGNATURE_REQUIRED.reject(expected, received)
}

/// A signature in the place of the other binding is none.
pub(crate) fn signature_place(is_redirect: bool, is_enveloped: bool) -> Result<(), Rejected> {
    if !SIGNATURE_PLACE.is_on() || !is_redirect || !is_enveloped {
        return Ok(());
    }
    SIGNATURE_PLACE.reject(
        "SigAlg and Signature in the query",
        "a Signature in the XML of a redirect",
    )
}

/// Where a certificate is stored, a signature that is there must be good, demanded or not.
pub(crate) fn present_signature_checked<T>(
    is_required: bool,
    verified: Result<T, Rejected>,
) -> Result<Option<T>, Rejected> {
    match verified {
        Ok(verified) => Ok(Some(verified)),
        Err(_) if !is_required && !PRESENT_SIGNATURE_CHECKED.is_on() => Ok(None),
        Err(refused) if is_required => Err(refused),
        Err(refused) => PRESENT_SIGNATURE_CHECKED.reject(
            "a good signature, or none",
            format!("{}: {}", refused.rule.name, refused.received),
        ),
    }
}

/// The Issuer is an identifier of this application. Returns the one that matched.
pub(crate) fn application_by_issuer<'a>(
    issuer: Option<&str>,
    identifiers: &'a [String],
) -> Result<&'a str, Rejected> {
    let matching = identifiers
        .iter()
        .find(|identifier| Some(identifier.as_str()) == issuer);
    let lenient = if APPLICATION_BY_ISSUER.is_on() {
        None
    } else {
        identifiers.first()
    };
    match matching.or(lenient) {
        Some(identifier) => Ok(identifier),
        None => APPLICATION_BY_ISSUER.reject(identifiers.join(" or "), issuer.unwrap_or("no Issuer")),
    }
}
