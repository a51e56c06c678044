//! The answer that is a login, in the form in which Entra sends it.
//!
//! It is written in canonical form in one pass: the octets that are signed are the octets that are sent, and no
//! second canonicalization is needed.

use base64::Engine as _;
use jiff::Timestamp;
use zeroize::Zeroizing;

use crate::encoding::BASE64;
use crate::encryption::{Encryption, EncryptionFailed, encrypted_assertion};
use crate::instant;
use crate::message::{Attribute, NameId, StatusCode};
use crate::signature::SigningKey;
use crate::signature::sign::enveloped_signature;
use crate::xml::{IllegalCharacter, Writer, ns};

/// What goes into a login. The caller has decided all of it.
#[derive(Debug, Clone)]
pub struct ResponseContent {
    /// The id of the response: `_` and a random UUID.
    pub response_id: String,
    /// The id of the assertion, likewise.
    pub assertion_id: String,
    /// Our entity id.
    pub issuer: String,
    /// The reply URL, which becomes Destination and Recipient.
    pub destination: String,
    /// The request that is answered; `None` for a login that the person started here.
    pub in_response_to: Option<String>,
    /// The identifier of the application, the only audience.
    pub audience: String,
    /// The name of the person.
    pub name_id: NameId,
    /// The claims, in this order.
    pub attributes: Vec<Attribute>,
    /// Now.
    pub issue_instant: Timestamp,
    /// From when the assertion is valid.
    pub not_before: Timestamp,
    /// Until when assertion and confirmation are valid; exclusive.
    pub not_on_or_after: Timestamp,
    /// When the person signed in.
    pub authn_instant: Timestamp,
    /// Our name for the session.
    pub session_index: String,
    /// How the person signed in, a URI.
    pub authn_context_class: String,
}

/// What is signed; Entra's three choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum SigningOption {
    /// Sign SAML assertion.
    #[default]
    Assertion,
    /// Sign SAML response.
    Response,
    /// Sign SAML response and assertion.
    ResponseAndAssertion,
}

/// Why no response was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IssueError {
    /// A value cannot stand in XML. The directory does not take such values; a claim made of one is to be dropped.
    #[error("a value cannot be written as XML")]
    IllegalCharacter(#[from] IllegalCharacter),
    /// The cryptographic library failed.
    #[error(transparent)]
    Encryption(#[from] EncryptionFailed),
}

/// A signed response, ready to be posted.
#[derive(Clone)]
pub struct SignedResponse(String);

impl SignedResponse {
    /// The document.
    pub fn xml(&self) -> &str {
        &self.0
    }

    /// The value of the form field `SAMLResponse`.
    pub fn to_base64(&self) -> String {
        BASE64.encode(self.0.as_bytes())
    }
}

/// Says nothing of the content: it is a credential.
impl std::fmt::Debug for SignedResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SignedResponse({} octets)", self.0.len())
    }
}

/// Writes and signs a login.
///
/// # Errors
/// [`IssueError::IllegalCharacter`] if a value cannot stand in XML.
pub fn issue(
    content: &ResponseContent,
    key: &SigningKey,
    option: SigningOption,
) -> Result<SignedResponse, IssueError> {
    let assertion = signed_assertion(content, key, option)?;
    around(content, &assertion, key, option)
}

/// Writes and signs a login whose assertion only the service provider can read: the assertion is signed, then
/// encrypted; a signature of the response is over what is sent.
///
/// # Errors
/// [`IssueError::IllegalCharacter`] if a value cannot stand in XML; [`IssueError::Encryption`].
pub fn issue_encrypted(
    content: &ResponseContent,
    key: &SigningKey,
    option: SigningOption,
    encryption: Encryption<'_>,
) -> Result<SignedResponse, IssueError> {
    let assertion = Zeroizing::new(signed_assertion(content, key, option)?);
    let encrypted = encrypted_assertion(&assertion, encryption)?;
    around(content, &encrypted, key, option)
}

fn signed_assertion(
    content: &ResponseContent,
    key: &SigningKey,
    option: SigningOption,
) -> Result<String, IllegalCharacter> {
    let mut assertion = assertion(content)?;
    if option != SigningOption::Response {
        assertion.sign(&content.assertion_id, key)?;
    }
    Ok(assertion.text)
}

fn around(
    content: &ResponseContent,
    assertion: &str,
    key: &SigningKey,
    option: SigningOption,
) -> Result<SignedResponse, IssueError> {
    let mut response = response(content, assertion)?;
    if option != SigningOption::Assertion {
        response.sign(&content.response_id, key)?;
    }
    Ok(SignedResponse(response.text))
}

/// An element in canonical form and the place behind its Issuer, where a signature goes.
struct Unsigned {
    text: String,
    behind_issuer: usize,
}

impl Unsigned {
    fn sign(&mut self, id: &str, key: &SigningKey) -> Result<(), IllegalCharacter> {
        let signature = enveloped_signature(self.text.as_bytes(), id, key)?;
        self.text.insert_str(self.behind_issuer, &signature);
        Ok(())
    }
}

fn response(content: &ResponseContent, assertion: &str) -> Result<Unsigned, IllegalCharacter> {
    let mut xml = Writer::with_capacity(assertion.len() + 1024);
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
    let behind_issuer = xml.position();
    xml.start("samlp:Status")
        .start("samlp:StatusCode")
        .attribute("Value", StatusCode::Success.uri())
        .end()
        .end();
    xml.markup(assertion).end();
    Ok(Unsigned {
        text: xml.finish()?,
        behind_issuer,
    })
}

/// Entra's order: Issuer, (Signature,) Subject, Conditions, AttributeStatement, AuthnStatement.
fn assertion(content: &ResponseContent) -> Result<Unsigned, IllegalCharacter> {
    let mut xml = Writer::with_capacity(USUAL_OCTETS);
    xml.start("Assertion")
        .namespace("", ns::SAML)
        .attribute("ID", &content.assertion_id);
    xml.attribute("IssueInstant", &instant::format(content.issue_instant))
        .attribute("Version", "2.0");
    xml.leaf("Issuer", &content.issuer);
    let behind_issuer = xml.position();
    subject(&mut xml, content);
    conditions(&mut xml, content);
    attribute_statement(&mut xml, &content.attributes);
    xml.start("AuthnStatement")
        .attribute("AuthnInstant", &instant::format(content.authn_instant));
    xml.attribute("SessionIndex", &content.session_index)
        .start("AuthnContext");
    xml.leaf("AuthnContextClassRef", &content.authn_context_class)
        .end()
        .end()
        .end();
    Ok(Unsigned {
        text: xml.finish()?,
        behind_issuer,
    })
}

fn subject(xml: &mut Writer, content: &ResponseContent) {
    let NameId {
        value,
        format,
        name_qualifier,
        sp_name_qualifier,
    } = &content.name_id;
    xml.start("Subject").start("NameID");
    if let Some(format) = format {
        xml.attribute("Format", format.uri());
    }
    if let Some(qualifier) = name_qualifier {
        xml.attribute("NameQualifier", qualifier);
    }
    if let Some(qualifier) = sp_name_qualifier {
        xml.attribute("SPNameQualifier", qualifier);
    }
    xml.text(value)
        .end()
        .start("SubjectConfirmation")
        .attribute("Method", BEARER)
        .start("SubjectConfirmationData");
    if let Some(id) = &content.in_response_to {
        xml.attribute("InResponseTo", id);
    }
    xml.attribute("NotOnOrAfter", &instant::format(content.not_on_or_after));
    xml.attribute("Recipient", &content.destination).end().end().end();
}

fn conditions(xml: &mut Writer, content: &ResponseContent) {
    xml.start("Conditions")
        .attribute("NotBefore", &instant::format(content.not_before));
    xml.attribute("NotOnOrAfter", &instant::format(content.not_on_or_after));
    xml.start("AudienceRestriction")
        .leaf("Audience", &content.audience)
        .end()
        .end();
}

/// No NameFormat unless asked for, no FriendlyName, no `xsi:type`; an attribute without values is left out.
fn attribute_statement(xml: &mut Writer, attributes: &[Attribute]) {
    let mut present = attributes
        .iter()
        .filter(|attribute| !attribute.values.is_empty())
        .peekable();
    if present.peek().is_none() {
        return;
    }
    xml.start("AttributeStatement");
    for attribute in present {
        xml.start("Attribute").attribute("Name", &attribute.name);
        if let Some(format) = &attribute.name_format {
            xml.attribute("NameFormat", format);
        }
        for value in &attribute.values {
            xml.leaf("AttributeValue", value);
        }
        xml.end();
    }
    xml.end();
}

/// The octets of an assertion with a dozen claims and its signature.
const USUAL_OCTETS: usize = 6 * 1024;

const BEARER: &str = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
