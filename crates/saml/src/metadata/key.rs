//! Keys in metadata: `[saml-metadata]` 2.4.1.1.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::error::Rejected;
use crate::signature::Certificate;
use crate::xml::{Element, Writer, ns};

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyUse {
    /// It signs.
    Signing,
    /// It is encrypted to.
    Encryption,
    /// The document does not say: both.
    Any,
}

/// A key of a role, in the certificate it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// What it is for.
    pub key_use: KeyUse,
    /// The certificate.
    pub certificate: Certificate,
    /// The URIs of the algorithms that may be encrypted with, ciphers and key transports; empty if nothing is said.
    pub encryption_methods: Vec<String>,
}

impl Key {
    /// Whether messages of the role may be verified with it.
    pub fn is_for_signing(&self) -> bool {
        self.key_use != KeyUse::Encryption
    }

    /// Whether messages to the role may be encrypted to it.
    pub fn is_for_encryption(&self) -> bool {
        self.key_use != KeyUse::Signing
    }

    /// Reads the keys of a role. A descriptor may name a key in other ways than by certificate; such ones, and
    /// certificates that cannot be read, do not count.
    pub(super) fn read_all(role: Element<'_, '_>) -> Result<Vec<Self>, Rejected> {
        let mut keys = Vec::new();
        for descriptor in role
            .children()
            .filter(|child| child.is(ns::METADATA, "KeyDescriptor"))
        {
            let key_use = match descriptor.attribute("use") {
                Some("signing") => KeyUse::Signing,
                Some("encryption") => KeyUse::Encryption,
                _ => KeyUse::Any,
            };
            for certificate in certificates(descriptor) {
                if let Ok(certificate) = Certificate::from_pem_or_der(certificate.text()?.as_bytes()) {
                    keys.push(Self {
                        key_use,
                        certificate,
                        encryption_methods: encryption_methods(descriptor),
                    });
                }
            }
        }
        Ok(keys)
    }

    pub(super) fn write(&self, xml: &mut Writer) {
        let key_use = match self.key_use {
            KeyUse::Signing => Some("signing"),
            KeyUse::Encryption => Some("encryption"),
            KeyUse::Any => None,
        };
        write_descriptor(xml, key_use, self.certificate.der(), &self.encryption_methods);
    }
}

pub(super) fn write_descriptor(
    xml: &mut Writer,
    key_use: Option<&str>,
    certificate_der: &[u8],
    encryption_methods: &[String],
) {
    xml.start("KeyDescriptor");
    if let Some(key_use) = key_use {
        xml.attribute("use", key_use);
    }
    xml.start("KeyInfo").namespace("", ns::DSIG).start("X509Data");
    xml.leaf("X509Certificate", &STANDARD.encode(certificate_der))
        .end()
        .end();
    for method in encryption_methods {
        xml.start("EncryptionMethod").attribute("Algorithm", method).end();
    }
    xml.end();
}

fn encryption_methods(descriptor: Element<'_, '_>) -> Vec<String> {
    descriptor
        .children()
        .filter(|child| child.is(ns::METADATA, "EncryptionMethod"))
        .filter_map(|method| method.attribute("Algorithm"))
        .map(str::to_owned)
        .collect()
}

fn certificates<'a, 'i>(descriptor: Element<'a, 'i>) -> impl Iterator<Item = Element<'a, 'i>> {
    let key_infos = descriptor
        .children()
        .filter(|child| child.is(ns::DSIG, "KeyInfo"));
    let data = key_infos
        .flat_map(|info| info.children())
        .filter(|child| child.is(ns::DSIG, "X509Data"));
    data.flat_map(|data| data.children())
        .filter(|child| child.is(ns::DSIG, "X509Certificate"))
}
