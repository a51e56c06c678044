//! The two roles: `[saml-metadata]` 2.4.3, 2.4.4.

use jiff::{SignedDuration, Timestamp};

use super::entity::{Reading, find};
use super::write::{WriteError, finish, start_entity};
use super::{Endpoint, Key};
use crate::error::Rejected;
use crate::message::NameIdFormat;
use crate::rules::metadata::{metadata_keys, metadata_parse_has_service};
use crate::signature::SigningKey;
use crate::xml::{Element, Limits, Source, Writer, ns};

/// What an identity provider says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityProviderMetadata {
    /// Its name in every message.
    pub entity_id: String,
    /// Until when this holds: the earliest of all that the document says around it.
    pub valid_until: Option<Timestamp>,
    /// How long this may be kept before it is looked at again: the shortest of all that the document says around it.
    pub cache_duration: Option<SignedDuration>,
    /// Its keys; at least one of a parsed document is for signing.
    pub keys: Vec<Key>,
    /// Whether it wants requests signed.
    pub want_authn_requests_signed: bool,
    /// Where sign-on requests go; at least one in a parsed document.
    pub single_sign_on: Vec<Endpoint>,
    /// Where sign-out messages go.
    pub single_logout: Vec<Endpoint>,
    /// The kinds of names it gives.
    pub name_id_formats: Vec<NameIdFormat>,
}

impl IdentityProviderMetadata {
    /// Reads a document, at most 10 MiB.
    ///
    /// # Errors
    /// The rules of XML; `metadata_parse`, `metadata_signature`, `metadata_validity`, `metadata_keys`, `metadata_endpoints`.
    pub fn parse(octets: &[u8], reading: &Reading<'_>) -> Result<Self, Rejected> {
        let source = Source::check(octets, &Limits::METADATA)?;
        let document = source.parse()?;
        let found = find(document.root(), "IDPSSODescriptor", reading)?;
        let keys = Key::read_all(found.role)?;
        metadata_keys(&keys)?;
        let single_sign_on = Endpoint::read_all(found.role, "SingleSignOnService", reading.plain_http)?;
        metadata_parse_has_service("SingleSignOnService", &single_sign_on)?;
        Ok(Self {
            entity_id: found.entity_id,
            valid_until: found.valid_until,
            cache_duration: found.cache_duration,
            keys,
            want_authn_requests_signed: is_true(found.role, "WantAuthnRequestsSigned"),
            single_sign_on,
            single_logout: Endpoint::read_all(found.role, "SingleLogoutService", reading.plain_http)?,
            name_id_formats: name_id_formats(found.role)?,
        })
    }

    /// Writes the document; `signer` signs it under the given id.
    ///
    /// # Errors
    /// [`WriteError`] if a value cannot stand in XML.
    pub fn write(&self, signer: Option<(&str, &SigningKey)>) -> Result<String, WriteError> {
        let mut xml = Writer::new();
        let behind_start = start_entity(
            &mut xml,
            signer.map(|(id, _)| id),
            &self.entity_id,
            (self.valid_until, self.cache_duration),
        );
        xml.start("IDPSSODescriptor");
        if self.want_authn_requests_signed {
            xml.attribute("WantAuthnRequestsSigned", "true");
        }
        xml.attribute("protocolSupportEnumeration", ns::SAMLP);
        self.keys.iter().for_each(|key| key.write(&mut xml));
        self.single_logout
            .iter()
            .for_each(|endpoint| endpoint.write("SingleLogoutService", &mut xml));
        self.name_id_formats.iter().for_each(|format| {
            xml.leaf("NameIDFormat", format.uri());
        });
        self.single_sign_on
            .iter()
            .for_each(|endpoint| endpoint.write("SingleSignOnService", &mut xml));
        finish(xml, behind_start, signer)
    }
}

/// What a service provider says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceProviderMetadata {
    /// Its name in every message.
    pub entity_id: String,
    /// Until when this holds: the earliest of all that the document says around it.
    pub valid_until: Option<Timestamp>,
    /// How long this may be kept before it is looked at again: the shortest of all that the document says around it.
    pub cache_duration: Option<SignedDuration>,
    /// Its keys, if it has any.
    pub keys: Vec<Key>,
    /// Whether it signs its requests.
    pub authn_requests_signed: bool,
    /// Whether it wants assertions signed.
    pub want_assertions_signed: bool,
    /// Where answers go; at least one in a parsed document.
    pub assertion_consumer: Vec<Endpoint>,
    /// Where sign-out messages go.
    pub single_logout: Vec<Endpoint>,
    /// The kinds of names it takes.
    pub name_id_formats: Vec<NameIdFormat>,
}

impl ServiceProviderMetadata {
    /// Reads a document, at most 10 MiB.
    ///
    /// # Errors
    /// The rules of XML; `metadata_parse`, `metadata_signature`, `metadata_validity`, `metadata_endpoints`.
    pub fn parse(octets: &[u8], reading: &Reading<'_>) -> Result<Self, Rejected> {
        let source = Source::check(octets, &Limits::METADATA)?;
        let document = source.parse()?;
        let found = find(document.root(), "SPSSODescriptor", reading)?;
        let assertion_consumer =
            Endpoint::read_all(found.role, "AssertionConsumerService", reading.plain_http)?;
        metadata_parse_has_service("AssertionConsumerService", &assertion_consumer)?;
        Ok(Self {
            entity_id: found.entity_id,
            valid_until: found.valid_until,
            cache_duration: found.cache_duration,
            keys: Key::read_all(found.role)?,
            authn_requests_signed: is_true(found.role, "AuthnRequestsSigned"),
            want_assertions_signed: is_true(found.role, "WantAssertionsSigned"),
            assertion_consumer,
            single_logout: Endpoint::read_all(found.role, "SingleLogoutService", reading.plain_http)?,
            name_id_formats: name_id_formats(found.role)?,
        })
    }

    /// Writes the document; `signer` signs it under the given id.
    ///
    /// # Errors
    /// [`WriteError`] if a value cannot stand in XML.
    pub fn write(&self, signer: Option<(&str, &SigningKey)>) -> Result<String, WriteError> {
        let mut xml = Writer::new();
        let behind_start = start_entity(
            &mut xml,
            signer.map(|(id, _)| id),
            &self.entity_id,
            (self.valid_until, self.cache_duration),
        );
        xml.start("SPSSODescriptor");
        let flag = |is_set: bool| if is_set { "true" } else { "false" };
        xml.attribute("AuthnRequestsSigned", flag(self.authn_requests_signed));
        xml.attribute("WantAssertionsSigned", flag(self.want_assertions_signed));
        xml.attribute("protocolSupportEnumeration", ns::SAMLP);
        self.keys.iter().for_each(|key| key.write(&mut xml));
        self.single_logout
            .iter()
            .for_each(|endpoint| endpoint.write("SingleLogoutService", &mut xml));
        self.name_id_formats.iter().for_each(|format| {
            xml.leaf("NameIDFormat", format.uri());
        });
        self.assertion_consumer
            .iter()
            .for_each(|endpoint| endpoint.write("AssertionConsumerService", &mut xml));
        finish(xml, behind_start, signer)
    }
}

fn is_true(role: Element<'_, '_>, name: &str) -> bool {
    matches!(role.attribute(name), Some("true" | "1"))
}

fn name_id_formats(role: Element<'_, '_>) -> Result<Vec<NameIdFormat>, Rejected> {
    let formats = role
        .children()
        .filter(|child| child.is(ns::METADATA, "NameIDFormat"));
    formats
        .map(|format| Ok(NameIdFormat::from_uri(format.text()?.trim_ascii())))
        .collect()
}
