//! Logout messages of our own making, in canonical form: `[saml-core]` 3.7.

use jiff::Timestamp;

use crate::binding::{post, redirect};
use crate::instant;
use crate::message::{NameId, StatusCode};
use crate::signature::SigningKey;
use crate::signature::sign::enveloped_signature;
use crate::xml::{IllegalCharacter, Writer, ns};

/// What goes into a logout request.
#[derive(Debug, Clone)]
pub struct LogoutRequestContent {
    /// The id: `_` and at least 128 random bits.
    pub id: String,
    /// Our entity id.
    pub issuer: String,
    /// The partner's address for logout; configured, never received.
    pub destination: String,
    /// The name under which the partner knows the person.
    pub name_id: NameId,
    /// The sessions that end; none for all of that name.
    pub session_indexes: Vec<String>,
    /// Now.
    pub issue_instant: Timestamp,
    /// Until when the wish holds; exclusive.
    pub not_on_or_after: Option<Timestamp>,
}

/// What goes into a logout response.
#[derive(Debug, Clone)]
pub struct LogoutResponseContent {
    /// The id: `_` and at least 128 random bits.
    pub id: String,
    /// Our entity id.
    pub issuer: String,
    /// The partner's address for logout; configured, never received.
    pub destination: String,
    /// The request that is answered.
    pub in_response_to: String,
    /// Now.
    pub issue_instant: Timestamp,
    /// The top-level code.
    pub top: StatusCode,
    /// The code below it.
    pub second: Option<StatusCode>,
    /// A text for people.
    pub message: Option<String>,
}

/// A message that was written and not yet sent. How it is signed depends on how it travels.
#[derive(Debug, Clone)]
pub struct Outgoing {
    parameter: &'static str,
    id: String,
    destination: String,
    xml: String,
    behind_issuer: usize,
}

impl LogoutRequestContent {
    /// Writes the request.
    ///
    /// # Errors
    /// [`IllegalCharacter`] if a value holds one.
    pub fn write(&self) -> Result<Outgoing, IllegalCharacter> {
        let mut xml = Writer::new();
        xml.start("samlp:LogoutRequest").namespace("samlp", ns::SAMLP);
        xml.attribute("Destination", &self.destination)
            .attribute("ID", &self.id)
            .attribute("IssueInstant", &instant::format(self.issue_instant));
        if let Some(bound) = self.not_on_or_after {
            xml.attribute("NotOnOrAfter", &instant::format(bound));
        }
        xml.attribute("Version", "2.0");
        let behind_issuer = issuer(&mut xml, &self.issuer);
        xml.start("NameID").namespace("", ns::SAML);
        if let Some(format) = &self.name_id.format {
            xml.attribute("Format", format.uri());
        }
        if let Some(qualifier) = &self.name_id.name_qualifier {
            xml.attribute("NameQualifier", qualifier);
        }
        if let Some(qualifier) = &self.name_id.sp_name_qualifier {
            xml.attribute("SPNameQualifier", qualifier);
        }
        xml.text(&self.name_id.value).end();
        for index in &self.session_indexes {
            xml.leaf("samlp:SessionIndex", index);
        }
        Ok(Outgoing {
            parameter: "SAMLRequest",
            id: self.id.clone(),
            destination: self.destination.clone(),
            xml: xml.finish()?,
            behind_issuer,
        })
    }
}

impl LogoutResponseContent {
    /// Writes the response.
    ///
    /// # Errors
    /// [`IllegalCharacter`] if a value holds one.
    pub fn write(&self) -> Result<Outgoing, IllegalCharacter> {
        let mut xml = Writer::new();
        xml.start("samlp:LogoutResponse").namespace("samlp", ns::SAMLP);
        xml.attribute("Destination", &self.destination)
            .attribute("ID", &self.id)
            .attribute("InResponseTo", &self.in_response_to)
            .attribute("IssueInstant", &instant::format(self.issue_instant))
            .attribute("Version", "2.0");
        let behind_issuer = issuer(&mut xml, &self.issuer);
        xml.start("samlp:Status")
            .start("samlp:StatusCode")
            .attribute("Value", self.top.uri());
        if let Some(second) = self.second {
            xml.start("samlp:StatusCode")
                .attribute("Value", second.uri())
                .end();
        }
        xml.end();
        if let Some(message) = &self.message {
            xml.leaf("samlp:StatusMessage", message);
        }
        Ok(Outgoing {
            parameter: "SAMLResponse",
            id: self.id.clone(),
            destination: self.destination.clone(),
            xml: xml.finish()?,
            behind_issuer,
        })
    }
}

/// Writes the Issuer and returns the place behind it, where a signature goes.
fn issuer(xml: &mut Writer, entity_id: &str) -> usize {
    xml.start("Issuer").namespace("", ns::SAML).text(entity_id).end();
    xml.position()
}

impl Outgoing {
    /// The document, unsigned.
    pub fn xml(&self) -> &str {
        &self.xml
    }

    /// The address that carries the message by HTTP-Redirect, signed over the octets of its query if there is a
    /// `signer`.
    pub fn redirect(&self, relay_state: Option<&str>, signer: Option<&SigningKey>) -> String {
        redirect::encode(
            &self.destination,
            (self.parameter, &self.xml),
            relay_state,
            signer,
        )
    }

    /// Name and value of the field that carries the message by HTTP-POST, signed inside.
    ///
    /// # Errors
    /// [`IllegalCharacter`] never: the id was written before.
    pub fn post(&self, signer: &SigningKey) -> Result<(&'static str, String), IllegalCharacter> {
        let signature = enveloped_signature(self.xml.as_bytes(), &self.id, signer)?;
        let mut signed = self.xml.clone();
        signed.insert_str(self.behind_issuer, &signature);
        Ok((self.parameter, post::encode(&signed)))
    }
}
