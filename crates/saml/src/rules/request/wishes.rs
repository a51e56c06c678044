//! IDP-REQ-11 to IDP-REQ-13: how the sign-in shall be.

use super::{FORCE_AUTHN, NAME_ID_POLICY, REQUESTED_AUTHN_CONTEXT};
use crate::error::Rejected;
use crate::message::{AuthnContextClass, AuthnRequest, NameIdFormat, NameIdPolicy, RequestedContext};

/// Reads `ForceAuthn` and `IsPassive`; a new sign-in without a page cannot be had.
pub(crate) fn force_authn(request: &AuthnRequest) -> Result<(bool, bool), Rejected> {
    let read = |name: &str, value: &Option<String>| match value.as_deref() {
        None | Some("false" | "0") => Ok(false),
        Some("true" | "1") => Ok(true),
        Some(_) if !FORCE_AUTHN.is_on() => Ok(false),
        Some(other) => FORCE_AUTHN.reject(format!("{name} true, false, 1 or 0"), other),
    };
    let wishes = (
        read("ForceAuthn", &request.force_authn)?,
        read("IsPassive", &request.is_passive)?,
    );
    if FORCE_AUTHN.is_on() && wishes == (true, true) {
        return FORCE_AUTHN.reject("ForceAuthn or IsPassive", "both");
    }
    Ok(wishes)
}

/// The wish can be understood: `exact`, and at least one class that has a name here.
pub(crate) fn requested_authn_context(
    wish: Option<&RequestedContext>,
) -> Result<Vec<AuthnContextClass>, Rejected> {
    let Some(wish) = wish else { return Ok(Vec::new()) };
    let classes: Vec<_> = wish
        .classes
        .iter()
        .map(|uri| AuthnContextClass::from_uri(uri))
        .collect();
    if !REQUESTED_AUTHN_CONTEXT.is_on() {
        return Ok(classes);
    }
    match wish.comparison.as_deref() {
        None | Some("exact") => {}
        Some(other) => return REQUESTED_AUTHN_CONTEXT.reject("Comparison exact", other),
    }
    if classes.iter().any(AuthnContextClass::is_known) {
        return Ok(classes);
    }
    let named = if wish.classes.is_empty() {
        String::from("no class")
    } else {
        wish.classes.join(", ")
    };
    REQUESTED_AUTHN_CONTEXT.reject("an AuthnContextClassRef of [saml-authn-context] 3.4", named)
}

/// The wish is met by how the person signed in; a weaker assertion is no answer.
pub(crate) fn context_met(
    wished: &[AuthnContextClass],
    performed: &AuthnContextClass,
) -> Result<(), Rejected> {
    let is_met = wished.is_empty() || wished.iter().any(|class| class.is_met_by(performed));
    if !REQUESTED_AUTHN_CONTEXT.is_on() || is_met {
        return Ok(());
    }
    let wished: Vec<_> = wished.iter().map(AuthnContextClass::uri).collect();
    REQUESTED_AUTHN_CONTEXT.reject(wished.join(", "), performed.uri())
}

/// A kind of name we give, for this application and no other.
pub(crate) fn name_id_policy(
    policy: Option<&NameIdPolicy>,
    identifiers: &[String],
) -> Result<Option<NameIdFormat>, Rejected> {
    use NameIdFormat::{EmailAddress, Persistent, Transient, Unspecified};
    let Some(policy) = policy else { return Ok(None) };
    let format = policy.format.as_deref().map(NameIdFormat::from_uri);
    if !NAME_ID_POLICY.is_on() {
        return Ok(format);
    }
    if let Some(qualifier) = &policy.sp_name_qualifier
        && !identifiers.contains(qualifier)
    {
        return NAME_ID_POLICY.reject(
            format!("SPNameQualifier {}", identifiers.join(" or ")),
            qualifier.as_str(),
        );
    }
    match &format {
        None | Some(Unspecified | EmailAddress | Persistent | Transient) => Ok(format),
        Some(other) => {
            let list = [Unspecified, EmailAddress, Persistent, Transient];
            let list: Vec<_> = list.iter().map(NameIdFormat::uri).collect();
            NAME_ID_POLICY.reject(list.join(", "), other.uri())
        }
    }
}
