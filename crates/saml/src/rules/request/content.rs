//! IDP-REQ-04 to IDP-REQ-10: what a request is.

use jiff::{SignedDuration, Timestamp};

use super::{
    PROTOCOL_BINDING, REQUEST_DESTINATION, REQUEST_ID, REQUEST_ISSUE_INSTANT, REQUEST_UNSUPPORTED,
    REQUEST_VERSION, ROOT_IS_AUTHN_REQUEST,
};
use crate::error::Rejected;
use crate::instant;
use crate::message::{Claimed, shape};
use crate::rules::document::schema_order;
use crate::rules::response::values::{Field, value_length};
use crate::xml::scan::is_ncname;
use crate::xml::{Element, ns};

/// The document element is an AuthnRequest with its parts in order, and no assertion is in it. Returns its claims.
pub(crate) fn root_is_authn_request(root: Element<'_, '_>) -> Result<Claimed, Rejected> {
    if ROOT_IS_AUTHN_REQUEST.is_on() {
        check_root(root)?;
    }
    let issuer = root
        .only_child(ns::SAML, "Issuer")?
        .map(|issuer| issuer.text())
        .transpose()?;
    value_length(Field::EntityId, "Issuer", issuer.as_deref())?;
    Ok(Claimed {
        id: root.attribute("ID").map(str::to_owned),
        issuer: issuer.map(std::borrow::Cow::into_owned),
        in_response_to: None,
    })
}

fn check_root(root: Element<'_, '_>) -> Result<(), Rejected> {
    if !root.is(ns::SAMLP, "AuthnRequest") {
        let name = format!("{{{}}}{}", root.namespace(), root.local_name());
        return ROOT_IS_AUTHN_REQUEST.reject("a samlp:AuthnRequest", name);
    }
    if let Some(missing) = ["ID", "Version", "IssueInstant"]
        .iter()
        .find(|name| root.attribute(name).is_none())
    {
        return ROOT_IS_AUTHN_REQUEST.reject("ID, Version and IssueInstant", format!("no {missing}"));
    }
    if let Err(refused) = schema_order(root, shape::AUTHN_REQUEST) {
        return ROOT_IS_AUTHN_REQUEST.reject(refused.expected, refused.received);
    }
    let foreign = ["Assertion", "EncryptedAssertion", "Response", "AuthnRequest"];
    match root
        .descendants()
        .skip(1)
        .find(|element| foreign.contains(&element.local_name()))
    {
        Some(inner) => ROOT_IS_AUTHN_REQUEST.reject("no message or assertion inside", inner.path()),
        None => Ok(()),
    }
}

/// The id can stand in InResponseTo and in an index.
pub(crate) fn request_id(id: &str) -> Result<(), Rejected> {
    if !REQUEST_ID.is_on() || (is_ncname(id) && id.len() <= Field::Id.limit()) {
        return Ok(());
    }
    REQUEST_ID.reject("an ID that begins with a letter or _, at most 256 octets", id)
}

/// SAML 2.0.
pub(crate) fn request_version(version: &str) -> Result<(), Rejected> {
    if !REQUEST_VERSION.is_on() || version == "2.0" {
        return Ok(());
    }
    REQUEST_VERSION.reject("Version 2.0", version)
}

/// A time; of a signed request one that is near, since a signature makes a captured request worth replaying.
pub(crate) fn request_issue_instant(written: &str, is_signed: bool, now: Timestamp) -> Result<(), Rejected> {
    if !REQUEST_ISSUE_INSTANT.is_on() {
        return Ok(());
    }
    match instant::parse(written) {
        Err(refused) => REQUEST_ISSUE_INSTANT.reject(refused.expected, written),
        Ok(issued) if is_signed && issued.duration_since(now).abs() > SIGNED_REQUEST_AGE => {
            REQUEST_ISSUE_INSTANT.reject(
                "IssueInstant at most 10 minutes off",
                format!("{written} at {}", instant::format(now)),
            )
        }
        Ok(_) => Ok(()),
    }
}

/// A signed request is for this address.
pub(crate) fn request_destination(
    destination: Option<&str>,
    is_signed: bool,
    sso_url: &str,
) -> Result<(), Rejected> {
    if !REQUEST_DESTINATION.is_on() || !is_signed || destination == Some(sso_url) {
        return Ok(());
    }
    REQUEST_DESTINATION.reject(sso_url, destination.unwrap_or("no Destination"))
}

/// What would have to be acted upon is refused, not half honoured.
pub(crate) fn request_unsupported(unsupported: &[&'static str]) -> Result<(), Rejected> {
    match unsupported {
        [] => Ok(()),
        _ if !REQUEST_UNSUPPORTED.is_on() => Ok(()),
        names => REQUEST_UNSUPPORTED.reject(
            "no Subject, no Conditions with effect, no ProxyCount, no RequesterID",
            names.join(", "),
        ),
    }
}

/// Answers are posted.
pub(crate) fn protocol_binding(binding: Option<&str>) -> Result<(), Rejected> {
    const POST: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";
    match binding {
        Some(binding) if PROTOCOL_BINDING.is_on() && binding != POST => {
            PROTOCOL_BINDING.reject(POST, binding)
        }
        _ => Ok(()),
    }
}

/// How far the IssueInstant of a signed request may be off.
const SIGNED_REQUEST_AGE: SignedDuration = SignedDuration::from_mins(10);
