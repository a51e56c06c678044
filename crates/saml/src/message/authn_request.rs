//! The request for authentication: `[saml-core]` 3.4.1.

use super::Issuer;
use crate::error::Rejected;
use crate::xml::{Element, ns};

/// A request for authentication as it was written, nothing of it judged.
///
/// It has no accessors: a request is read through [`accept`](crate::identity_provider::accept).
#[derive(Debug)]
pub struct AuthnRequest {
    pub(crate) id: String,
    pub(crate) version: String,
    pub(crate) issue_instant: String,
    pub(crate) destination: Option<String>,
    pub(crate) issuer: Option<Issuer>,
    pub(crate) acs_url: Option<String>,
    pub(crate) acs_index: Option<String>,
    pub(crate) protocol_binding: Option<String>,
    pub(crate) force_authn: Option<String>,
    pub(crate) is_passive: Option<String>,
    pub(crate) name_id_policy: Option<NameIdPolicy>,
    pub(crate) requested_context: Option<RequestedContext>,
    /// Parts that this library would have to act upon and does not.
    pub(crate) unsupported: Vec<&'static str>,
}

/// Which name is wished for (`[saml-core]` 3.4.1.1).
#[derive(Debug)]
pub(crate) struct NameIdPolicy {
    pub(crate) format: Option<String>,
    pub(crate) sp_name_qualifier: Option<String>,
}

/// How the person shall have signed in (`[saml-core]` 3.3.2.2.1).
#[derive(Debug)]
pub(crate) struct RequestedContext {
    pub(crate) comparison: Option<String>,
    pub(crate) classes: Vec<String>,
}

impl AuthnRequest {
    pub(crate) fn read(request: Element<'_, '_>) -> Result<Self, Rejected> {
        let owned = |name: &str| request.attribute(name).map(str::to_owned);
        let policy = request
            .only_child(ns::SAMLP, "NameIDPolicy")?
            .map(|policy| NameIdPolicy {
                format: policy.attribute("Format").map(str::to_owned),
                sp_name_qualifier: policy.attribute("SPNameQualifier").map(str::to_owned),
            });
        let context = request.only_child(ns::SAMLP, "RequestedAuthnContext")?;
        Ok(Self {
            id: owned("ID").unwrap_or_default(),
            version: owned("Version").unwrap_or_default(),
            issue_instant: owned("IssueInstant").unwrap_or_default(),
            destination: owned("Destination"),
            issuer: Issuer::read(request)?,
            acs_url: owned("AssertionConsumerServiceURL"),
            acs_index: owned("AssertionConsumerServiceIndex"),
            protocol_binding: owned("ProtocolBinding"),
            force_authn: owned("ForceAuthn"),
            is_passive: owned("IsPassive"),
            name_id_policy: policy,
            requested_context: context.map(RequestedContext::read).transpose()?,
            unsupported: unsupported(request)?,
        })
    }
}

impl RequestedContext {
    fn read(context: Element<'_, '_>) -> Result<Self, Rejected> {
        let references = context
            .children()
            .filter(|child| child.is(ns::SAML, "AuthnContextClassRef"));
        Ok(Self {
            comparison: context.attribute("Comparison").map(str::to_owned),
            classes: references
                .map(|reference| Ok(reference.text()?.into_owned()))
                .collect::<Result<_, _>>()?,
        })
    }
}

/// A subject would be a wish to be signed in as somebody. A proxy count and requester ids are orders to proxies.
/// A condition without content has no effect and is none.
fn unsupported(request: Element<'_, '_>) -> Result<Vec<&'static str>, Rejected> {
    let mut names = Vec::new();
    if request.only_child(ns::SAML, "Subject")?.is_some() {
        names.push("Subject");
    }
    if let Some(conditions) = request.only_child(ns::SAML, "Conditions")?
        && conditions.children().next().is_some()
    {
        names.push("Conditions");
    }
    if let Some(scoping) = request.only_child(ns::SAMLP, "Scoping")? {
        if scoping.attribute("ProxyCount").is_some() {
            names.push("ProxyCount");
        }
        if scoping.children().any(|child| child.is(ns::SAMLP, "RequesterID")) {
            names.push("RequesterID");
        }
    }
    Ok(names)
}
