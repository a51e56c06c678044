//! The closed lists of algorithms.

use aws_lc_rs::rsa::{OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OaepAlgorithm};

/// How the assertion is encrypted. `[xmlenc]` 5.2
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DataCipher {
    /// AES-128 in Galois counter mode.
    Aes128Gcm,
    /// AES-256 in Galois counter mode.
    #[default]
    Aes256Gcm,
    /// AES-128 with cipher block chaining, which hides and does not protect.
    Aes128Cbc,
    /// AES-256 with cipher block chaining, which hides and does not protect.
    Aes256Cbc,
}

impl DataCipher {
    /// Every one, the best first.
    pub const ALL: [Self; 4] = [Self::Aes256Gcm, Self::Aes128Gcm, Self::Aes256Cbc, Self::Aes128Cbc];

    /// The URI that names it.
    pub const fn uri(self) -> &'static str {
        match self {
            Self::Aes128Gcm => "http://www.w3.org/2009/xmlenc11#aes128-gcm",
            Self::Aes256Gcm => "http://www.w3.org/2009/xmlenc11#aes256-gcm",
            Self::Aes128Cbc => "http://www.w3.org/2001/04/xmlenc#aes128-cbc",
            Self::Aes256Cbc => "http://www.w3.org/2001/04/xmlenc#aes256-cbc",
        }
    }

    /// The cipher of a URI, if it is in the list. Compared octet by octet.
    pub fn from_uri(uri: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cipher| cipher.uri() == uri)
    }

    /// Whether a change of the ciphertext is noticed by the cipher itself.
    pub const fn is_authenticated(self) -> bool {
        matches!(self, Self::Aes128Gcm | Self::Aes256Gcm)
    }

    /// Octets of its key.
    pub(crate) const fn key_length(self) -> usize {
        match self {
            Self::Aes128Gcm | Self::Aes128Cbc => 16,
            Self::Aes256Gcm | Self::Aes256Cbc => 32,
        }
    }

    /// Octets of the initialization vector in front of the ciphertext.
    pub(crate) const fn vector_length(self) -> usize {
        if self.is_authenticated() { 12 } else { 16 }
    }

    /// Octets of the least ciphertext: vector and tag, or vector and one block.
    pub(crate) const fn least_length(self) -> usize {
        self.vector_length() + 16
    }
}

/// How the key of the cipher travels: RSA-OAEP with one hash in both of its places. `[xmlenc]` 5.5.2
///
/// RSA with the padding of PKCS#1 v1.5 is in no list: who may ask whether such a padding was right can decrypt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum KeyTransport {
    /// With SHA-1, as `rsa-oaep-mgf1p`. Nothing rests on the collision resistance of the hash here.
    #[default]
    RsaOaepMgf1p,
    /// With SHA-1, as `rsa-oaep` of XML Encryption 1.1.
    RsaOaepSha1,
    /// With SHA-256, as `rsa-oaep` of XML Encryption 1.1.
    RsaOaepSha256,
}

impl KeyTransport {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::RsaOaepMgf1p, Self::RsaOaepSha1, Self::RsaOaepSha256];

    /// The URI that names it; the hashes stand beside it.
    pub const fn uri(self) -> &'static str {
        match self {
            Self::RsaOaepMgf1p => RSA_OAEP_MGF1P,
            Self::RsaOaepSha1 | Self::RsaOaepSha256 => RSA_OAEP,
        }
    }

    /// The URI of its digest.
    pub(crate) const fn digest_uri(self) -> &'static str {
        match self {
            Self::RsaOaepMgf1p | Self::RsaOaepSha1 => SHA1,
            Self::RsaOaepSha256 => SHA256,
        }
    }

    /// The URI of its mask generation function, where it is named.
    pub(crate) const fn mask_uri(self) -> Option<&'static str> {
        match self {
            Self::RsaOaepMgf1p => None,
            Self::RsaOaepSha1 => Some(MGF1_SHA1),
            Self::RsaOaepSha256 => Some(MGF1_SHA256),
        }
    }

    /// The one with these three names; a digest and a function that are not named are those with SHA-1.
    pub(crate) fn from_uris(method: &str, digest: Option<&str>, mask: Option<&str>) -> Option<Self> {
        let (digest, mask) = (digest.unwrap_or(SHA1), mask.unwrap_or(MGF1_SHA1));
        Self::ALL.into_iter().find(|transport| {
            transport.uri() == method
                && transport.digest_uri() == digest
                && transport.mask_uri().unwrap_or(MGF1_SHA1) == mask
        })
    }

    pub(super) fn algorithm(self) -> &'static OaepAlgorithm {
        match self {
            Self::RsaOaepMgf1p | Self::RsaOaepSha1 => &OAEP_SHA1_MGF1SHA1,
            Self::RsaOaepSha256 => &OAEP_SHA256_MGF1SHA256,
        }
    }
}

/// What the content of an `EncryptedData` is: an element. `[xmlenc]` 3.1
pub(crate) const ELEMENT_TYPE: &str = "http://www.w3.org/2001/04/xmlenc#Element";

const RSA_OAEP_MGF1P: &str = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p";
const RSA_OAEP: &str = "http://www.w3.org/2009/xmlenc11#rsa-oaep";
const SHA1: &str = "http://www.w3.org/2000/09/xmldsig#sha1";
const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
const MGF1_SHA1: &str = "http://www.w3.org/2009/xmlenc11#mgf1sha1";
const MGF1_SHA256: &str = "http://www.w3.org/2009/xmlenc11#mgf1sha256";
