//! How a request was answered: `[saml-core]` 3.2.2.

use crate::error::Rejected;
use crate::xml::{Element, ns};

/// The status codes of `[saml-core]` 3.2.2.2 that this library writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StatusCode {
    /// The request succeeded.
    Success,
    /// The requester is at fault.
    Requester,
    /// The responder is at fault.
    Responder,
    /// The version of the request is not supported.
    VersionMismatch,
    /// The person could not be authenticated.
    AuthnFailed,
    /// An attribute or value was wrong.
    InvalidAttrNameOrValue,
    /// The wish of `NameIDPolicy` cannot be met.
    InvalidNameIdPolicy,
    /// The requested authentication context cannot be met.
    NoAuthnContext,
    /// The person cannot be authenticated without showing a page.
    NoPassive,
    /// Not every party of the session could be signed out.
    PartialLogout,
    /// The request was refused as a matter of policy.
    RequestDenied,
    /// The request asks for what is not supported.
    RequestUnsupported,
    /// The person is unknown.
    UnknownPrincipal,
    /// The binding that was asked for is not supported.
    UnsupportedBinding,
}

impl StatusCode {
    /// The URI that stands in `Value`.
    pub fn uri(self) -> &'static str {
        match self {
            Self::Success => "urn:oasis:names:tc:SAML:2.0:status:Success",
            Self::Requester => "urn:oasis:names:tc:SAML:2.0:status:Requester",
            Self::Responder => "urn:oasis:names:tc:SAML:2.0:status:Responder",
            Self::VersionMismatch => "urn:oasis:names:tc:SAML:2.0:status:VersionMismatch",
            Self::AuthnFailed => "urn:oasis:names:tc:SAML:2.0:status:AuthnFailed",
            Self::InvalidAttrNameOrValue => "urn:oasis:names:tc:SAML:2.0:status:InvalidAttrNameOrValue",
            Self::InvalidNameIdPolicy => "urn:oasis:names:tc:SAML:2.0:status:InvalidNameIDPolicy",
            Self::NoAuthnContext => "urn:oasis:names:tc:SAML:2.0:status:NoAuthnContext",
            Self::NoPassive => "urn:oasis:names:tc:SAML:2.0:status:NoPassive",
            Self::PartialLogout => "urn:oasis:names:tc:SAML:2.0:status:PartialLogout",
            Self::RequestDenied => "urn:oasis:names:tc:SAML:2.0:status:RequestDenied",
            Self::RequestUnsupported => "urn:oasis:names:tc:SAML:2.0:status:RequestUnsupported",
            Self::UnknownPrincipal => "urn:oasis:names:tc:SAML:2.0:status:UnknownPrincipal",
            Self::UnsupportedBinding => "urn:oasis:names:tc:SAML:2.0:status:UnsupportedBinding",
        }
    }
}

/// The status of a received response, as it says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The URI of the top-level code; the only one that decides.
    pub code: String,
    /// The URI of the code below it.
    pub second: Option<String>,
    /// A text for people. It is the sender's word and is often unsigned.
    pub message: Option<String>,
    /// Top-level codes; exactly one is legal.
    pub(crate) codes: usize,
}

impl Status {
    /// Whether the one top-level code says so; nothing else counts.
    pub fn is_success(&self) -> bool {
        self.codes == 1 && self.code == StatusCode::Success.uri()
    }

    /// Reads the status without judging it: a response without any is as far from success as one with two.
    pub(crate) fn read(response: Element<'_, '_>) -> Result<Self, Rejected> {
        let Some(status) = response.only_child(ns::SAMLP, "Status")? else {
            return Ok(Self {
                code: String::new(),
                second: None,
                message: None,
                codes: 0,
            });
        };
        let is_code = |child: &Element<'_, '_>| child.is(ns::SAMLP, "StatusCode");
        let value = |code: Element<'_, '_>| code.attribute("Value").map(str::to_owned);
        let top = status.children().find(is_code);
        let message = match status
            .children()
            .find(|child| child.is(ns::SAMLP, "StatusMessage"))
        {
            Some(element) => Some(element.text()?.into_owned()),
            None => None,
        };
        Ok(Self {
            code: top.and_then(value).unwrap_or_default(),
            second: top.and_then(|top| top.children().find(is_code)).and_then(value),
            message,
            codes: status.children().filter(is_code).count(),
        })
    }
}
