//! The request that starts a sign-on: `[saml-core]` 3.4.1.

use jiff::Timestamp;

use crate::instant;
use crate::message::{AuthnContextClass, NameIdFormat};
use crate::xml::{IllegalCharacter, Writer, ns};

/// What goes into a request. Everything comes from configuration or from our own randomness, nothing from the
/// visitor.
#[derive(Debug, Clone)]
pub struct RequestContent {
    /// The id: `_` and at least 128 random bits.
    pub id: String,
    /// Now.
    pub issue_instant: Timestamp,
    /// Our entity id.
    pub issuer: String,
    /// The address of the provider's single sign-on service.
    pub destination: String,
    /// The address of our assertion consumer service.
    pub acs_url: String,
    /// Whether the person has to sign in anew.
    pub force_authn: bool,
    /// Whether the provider must not show a page.
    pub is_passive: bool,
    /// The kind of name that is wished for.
    pub name_id_format: Option<NameIdFormat>,
    /// The classes of sign-in one of which is wished for; empty for any.
    pub requested_contexts: Vec<AuthnContextClass>,
}

/// Writes the request, unsigned. The redirect binding signs its query, see
/// [`encode_request`](crate::binding::redirect::encode_request).
///
/// # Errors
/// [`IllegalCharacter`] if a value holds one.
pub fn authn_request(content: &RequestContent) -> Result<String, IllegalCharacter> {
    let mut xml = Writer::new();
    xml.start("samlp:AuthnRequest").namespace("samlp", ns::SAMLP);
    xml.attribute("AssertionConsumerServiceURL", &content.acs_url)
        .attribute("Destination", &content.destination);
    if content.force_authn {
        xml.attribute("ForceAuthn", "true");
    }
    xml.attribute("ID", &content.id);
    if content.is_passive {
        xml.attribute("IsPassive", "true");
    }
    xml.attribute("IssueInstant", &instant::format(content.issue_instant));
    xml.attribute("ProtocolBinding", POST).attribute("Version", "2.0");
    xml.start("saml:Issuer")
        .namespace("saml", ns::SAML)
        .text(&content.issuer)
        .end();
    if let Some(format) = &content.name_id_format {
        xml.start("samlp:NameIDPolicy")
            .attribute("AllowCreate", "true")
            .attribute("Format", format.uri())
            .end();
    }
    if !content.requested_contexts.is_empty() {
        xml.start("samlp:RequestedAuthnContext")
            .attribute("Comparison", "exact");
        for class in &content.requested_contexts {
            xml.start("saml:AuthnContextClassRef")
                .namespace("saml", ns::SAML)
                .text(class.uri())
                .end();
        }
        xml.end();
    }
    xml.end();
    xml.finish()
}

/// The binding in which an answer comes.
const POST: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";
