//! Making an `EncryptedAssertion`: `[saml-core]` 2.3.4, `[xmlenc]` 3.

use base64::Engine as _;
use zeroize::Zeroizing;

use super::{DataCipher, ELEMENT_TYPE, EncryptionKey, KeyTransport, cipher};
use crate::encoding::BASE64;
use crate::xml::{Writer, ns};

/// To whom an assertion is encrypted, and how.
#[derive(Debug)]
pub struct Encryption<'a> {
    /// The key of the service provider.
    pub key: &'a EncryptionKey,
    /// The cipher of the assertion.
    pub cipher: DataCipher,
    /// How the key of the cipher travels.
    pub transport: KeyTransport,
    /// What the cipher works with this once.
    pub secret: ContentSecret,
}

/// The key and the vector of one encryption: fresh every time, and used up by it.
pub struct ContentSecret {
    key: Zeroizing<[u8; 32]>,
    vector: [u8; 16],
}

impl ContentSecret {
    /// Takes them from `fill`, which fills its argument with octets of a cryptographic generator.
    pub fn draw(mut fill: impl FnMut(&mut [u8])) -> Self {
        let mut secret = Self {
            key: Zeroizing::new([0; 32]),
            vector: [0; 16],
        };
        fill(secret.key.as_mut_slice());
        fill(&mut secret.vector);
        secret
    }
}

/// Says nothing of what it holds.
impl std::fmt::Debug for ContentSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ContentSecret").finish_non_exhaustive()
    }
}

/// The cryptographic library failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the assertion could not be encrypted")]
pub struct EncryptionFailed;

/// The `EncryptedAssertion` of an assertion that declares all the namespaces it uses. In canonical form, so that what
/// it is inserted into stays canonical.
pub(crate) fn encrypted_assertion(
    assertion: &str,
    encryption: Encryption<'_>,
) -> Result<String, EncryptionFailed> {
    let Encryption {
        key,
        cipher: data_cipher,
        transport,
        secret,
    } = encryption;
    let content_key = secret
        .key
        .get(..data_cipher.key_length())
        .ok_or(EncryptionFailed)?;
    let octets = cipher::encrypt(data_cipher, content_key, &secret.vector, assertion.as_bytes());
    let wrapped = key.wrap(transport, content_key);
    match (octets, wrapped) {
        (Some(octets), Some(wrapped)) => written(key, (data_cipher, transport), &octets, &wrapped),
        _ => Err(EncryptionFailed),
    }
}

fn written(
    key: &EncryptionKey,
    (data_cipher, transport): (DataCipher, KeyTransport),
    octets: &[u8],
    wrapped: &[u8],
) -> Result<String, EncryptionFailed> {
    let mut xml = Writer::new();
    xml.start("EncryptedAssertion").namespace("", ns::SAML);
    xml.start("xenc:EncryptedData")
        .namespace("xenc", ns::XENC)
        .attribute("Type", ELEMENT_TYPE);
    xml.start("xenc:EncryptionMethod")
        .attribute("Algorithm", data_cipher.uri())
        .end();
    xml.start("KeyInfo").namespace("", ns::DSIG);
    xml.start("xenc:EncryptedKey");
    key_transport(&mut xml, transport);
    xml.start("KeyInfo").start("X509Data");
    xml.leaf("X509Certificate", key.certificate_base64()).end().end();
    cipher_value(&mut xml, wrapped);
    xml.end().end();
    cipher_value(&mut xml, octets);
    xml.finish().map_err(|_| EncryptionFailed)
}

fn key_transport(xml: &mut Writer, transport: KeyTransport) {
    xml.start("xenc:EncryptionMethod")
        .attribute("Algorithm", transport.uri());
    xml.start("DigestMethod")
        .attribute("Algorithm", transport.digest_uri())
        .end();
    if let Some(mask) = transport.mask_uri() {
        xml.start("xenc11:MGF")
            .namespace("xenc11", ns::XENC11)
            .attribute("Algorithm", mask)
            .end();
    }
    xml.end();
}

fn cipher_value(xml: &mut Writer, octets: &[u8]) {
    xml.start("xenc:CipherData")
        .leaf("xenc:CipherValue", &BASE64.encode(octets))
        .end();
}
