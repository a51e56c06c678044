//! The rules for single logout that are not those of every message: `[saml-profiles]` 4.4.
//!
//! What a logout message has in common with the others (version, destination, issuer, times, signature) is judged by
//! the very functions that judge those; see [`Unverified::accept`](crate::message::Unverified::accept).

use super::Rule;
use crate::error::Rejected;
use crate::logout::{Role, SessionName};
use crate::message::{Claimed, LogoutRequest, NameId, shape};
use crate::rules::document::{Place, schema_order};
use crate::rules::response::shape::claimed;
use crate::rules::signature::{signature_position, signatures_only_at};
use crate::xml::{Element, ns};

pub(super) static TABLE: &[&Rule] = &[
    &LOGOUT_REQUEST_SIGNED,
    &LOGOUT_SAME_RULES,
    &LOGOUT_MATCHES_SESSION,
    &LOGOUT_RESPONSE_SOLICITED,
    &LOGOUT_REQUEST_CHECKED,
    &LOGOUT_SIGNATURE,
    &LOGOUT_RESPONSE_MATCHED,
];

static LOGOUT_REQUEST_SIGNED: Rule = Rule::new("SP-LGO-01", "logout_request_signed", "saml-profiles 4.4.4.1");
static LOGOUT_SAME_RULES: Rule = Rule::new("SP-LGO-02", "logout_same_rules", "saml-core 3.7, 3.2.1");
static LOGOUT_MATCHES_SESSION: Rule =
    Rule::new("SP-LGO-03", "logout_matches_session", "saml-core 3.7.1, 3.7.3.1");
static LOGOUT_RESPONSE_SOLICITED: Rule =
    Rule::new("SP-LGO-04", "logout_response_solicited", "saml-core 3.2.2");
static LOGOUT_REQUEST_CHECKED: Rule =
    Rule::new("IDP-LGO-01", "logout_request_checked", "saml-core 3.7.1, 3.7.3.2");
static LOGOUT_SIGNATURE: Rule = Rule::new("IDP-LGO-02", "logout_signature", "saml-profiles 4.4.4.1");
static LOGOUT_RESPONSE_MATCHED: Rule = Rule::new("IDP-LGO-05", "logout_response_matched", "saml-core 3.2.2");

/// A provider ends sessions by signed requests alone: anybody can write an unsigned one.
pub(crate) fn logout_request_signed(is_signed: bool) -> Result<(), Rejected> {
    if !LOGOUT_REQUEST_SIGNED.is_on() || is_signed {
        return Ok(());
    }
    LOGOUT_REQUEST_SIGNED.reject("a signature by the identity provider", "none")
}

/// An application whose keys are known signs its logout requests.
pub(crate) fn logout_signature(is_signed: bool, has_keys: bool) -> Result<(), Rejected> {
    if !LOGOUT_SIGNATURE.is_on() || is_signed || !has_keys {
        return Ok(());
    }
    LOGOUT_SIGNATURE.reject(
        "a signature by a verification certificate of the application",
        "none",
    )
}

/// The document element is a logout request with its parts in order, and nothing that was signed elsewhere is in it.
/// Returns its claims.
pub(crate) fn logout_request(root: Element<'_, '_>) -> Result<Claimed, Rejected> {
    logout_same_rules(root, "LogoutRequest", shape::LOGOUT_REQUEST)?;
    claimed(root, root.only_child(ns::SAML, "Issuer")?)
}

/// The same for a logout response.
pub(crate) fn logout_response(root: Element<'_, '_>) -> Result<Claimed, Rejected> {
    logout_same_rules(root, "LogoutResponse", shape::LOGOUT_RESPONSE)?;
    claimed(root, root.only_child(ns::SAML, "Issuer")?)
}

fn logout_same_rules(root: Element<'_, '_>, name: &str, sequence: &[Place]) -> Result<(), Rejected> {
    signatures_only_at(root, &[root])?;
    signature_position(root)?;
    if !LOGOUT_SAME_RULES.is_on() {
        return Ok(());
    }
    if !root.is(ns::SAMLP, name) {
        let received = format!("{{{}}}{}", root.namespace(), root.local_name());
        return LOGOUT_SAME_RULES.reject(format!("a samlp:{name}"), received);
    }
    if let Some(missing) = ["ID", "Version", "IssueInstant"]
        .iter()
        .find(|name| root.attribute(name).is_none())
    {
        return LOGOUT_SAME_RULES.reject("ID, Version and IssueInstant", format!("no {missing}"));
    }
    if let Err(refused) = schema_order(root, sequence) {
        return LOGOUT_SAME_RULES.reject(refused.expected, refused.received);
    }
    match root
        .descendants()
        .skip(1)
        .find(|element| FOREIGN.contains(&element.local_name()))
    {
        Some(inner) => LOGOUT_SAME_RULES.reject("no message or assertion inside", inner.path()),
        None => Ok(()),
    }
}

/// One name that is not empty and not encrypted: whose session is meant.
pub(crate) fn named_subject(role: Role, request: &LogoutRequest) -> Result<NameId, Rejected> {
    let rule = subject_rule(role);
    match &request.name_id {
        Some(name_id) if !name_id.value.chars().all(char::is_whitespace) => Ok(name_id.clone()),
        _ if !rule.is_on() => Ok(NameId::new("", crate::message::NameIdFormat::Unspecified)),
        Some(_) => rule.reject("a NameID with text", "an empty one"),
        None => rule.reject("a NameID", request.other_id.unwrap_or("none")),
    }
}

/// The session is one that the request means: it bears the name, and one of the indexes where any are given. The kind
/// of name does not matter, since partners leave it out; qualifiers at their defaults do not either.
pub(crate) fn logout_matches_session(
    role: Role,
    name_id: &NameId,
    session_indexes: &[String],
    session: &SessionName<'_>,
) -> Result<(), Rejected> {
    let rule = subject_rule(role);
    if !rule.is_on() {
        return Ok(());
    }
    let known = session.name_id;
    let is_same_name = known.value == name_id.value
        && known.name_qualifier == name_id.name_qualifier
        && known.sp_name_qualifier == name_id.sp_name_qualifier;
    if !is_same_name {
        return rule.reject("the NameID that the session began with", name_id.value.as_str());
    }
    let index = session.session_index.unwrap_or("none");
    let is_meant = session_indexes.is_empty()
        || session_indexes
            .iter()
            .any(|meant| Some(meant.as_str()) == session.session_index);
    if is_meant {
        return Ok(());
    }
    rule.reject(format!("the SessionIndex {index}"), session_indexes.join(", "))
}

fn subject_rule(role: Role) -> &'static Rule {
    match role {
        Role::IdentityProvider => &LOGOUT_REQUEST_CHECKED,
        Role::ServiceProvider => &LOGOUT_MATCHES_SESSION,
    }
}

/// An answer is taken for a request of ours alone, which is outstanding.
pub(crate) fn logout_response_solicited(
    role: Role,
    in_response_to: Option<&str>,
    outstanding: &str,
) -> Result<(), Rejected> {
    let rule = match role {
        Role::IdentityProvider => &LOGOUT_RESPONSE_MATCHED,
        Role::ServiceProvider => &LOGOUT_RESPONSE_SOLICITED,
    };
    if !rule.is_on() || in_response_to == Some(outstanding) {
        return Ok(());
    }
    rule.reject(
        format!("the request we sent, {outstanding}"),
        in_response_to.unwrap_or("no InResponseTo"),
    )
}

/// What nothing of logout holds, in whatever namespace: raw material of wrapping.
const FOREIGN: [&str; 6] = [
    "Assertion",
    "EncryptedAssertion",
    "Response",
    "AuthnRequest",
    "LogoutRequest",
    "LogoutResponse",
];
