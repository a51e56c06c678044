//! The signing key and the certificate around a public key.

use std::{fmt, sync::Arc};

use aws_lc_rs::{
    digest, rand, rsa,
    signature::{self, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use x509_parser::{certificate::X509CertificateParser, nom::Parser as _, pem::Pem};

use super::{SignatureAlgorithm, VerificationKey, algorithm::KeyKind};
use crate::{Rejected, rules::document::base64_strict};

/// Why a key or certificate cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// Neither DER nor PEM nor bare Base64 of a certificate.
    #[error("this is not an X.509 certificate")]
    NotACertificate,
    /// The private key is not PKCS#8, or of a kind that is not supported, or damaged.
    #[error("this is not an RSA, P-256 or P-384 private key in PKCS#8")]
    NotAPrivateKey,
    /// The private key does not belong to the certificate.
    #[error("the private key does not belong to the certificate")]
    Mismatch,
    /// `key_strength`: the key is too weak, too large or of another kind.
    #[error("the key cannot be used")]
    Strength(#[source] Rejected),
    /// `key_rollover`: no key, or more than four.
    #[error("the number of keys is wrong")]
    Count(#[source] Rejected),
    /// The algorithm does not fit the key.
    #[error("the algorithm does not fit the key")]
    Algorithm,
    /// `encryption_key_separate`: a key that decrypts signs as well, or there are not one or two.
    #[error("the key cannot be used to decrypt")]
    Separate(#[source] Rejected),
}

/// A private key with its certificate. Cloning is cheap; the secret is shown nowhere and cannot be taken out again.
#[derive(Clone)]
pub struct SigningKey {
    inner: Arc<Inner>,
    algorithm: SignatureAlgorithm,
}

struct Inner {
    pair: Pair,
    certificate: Certificate,
    /// As it stands in KeyInfo.
    certificate_base64: String,
}

enum Pair {
    Rsa(rsa::KeyPair),
    P256(EcdsaKeyPair),
    P384(EcdsaKeyPair),
}

impl Pair {
    fn kind(&self) -> KeyKind {
        match self {
            Self::Rsa(_) => KeyKind::Rsa,
            Self::P256(_) => KeyKind::P256,
            Self::P384(_) => KeyKind::P384,
        }
    }
}

impl SigningKey {
    /// Loads a PKCS#8 key (DER) and its certificate (DER). The algorithm is the one with SHA-256, for P-384 the one
    /// with SHA-384. Loading costs about as much as signing: do it once a key.
    ///
    /// # Errors
    /// [`KeyError`] unless both can be used and belong together.
    pub fn from_pkcs8(pkcs8_der: &[u8], certificate_der: &[u8]) -> Result<Self, KeyError> {
        let certificate = Certificate::from_der(certificate_der)?;
        let (pair, algorithm) = load(pkcs8_der)?;
        let public = certificate.verification_key()?;
        // What belongs together is found out by using it.
        let signature = sign(&pair, algorithm, PROBE).ok_or(KeyError::NotAPrivateKey)?;
        if public.kind() != pair.kind() || !public.verifies(algorithm, PROBE, &signature) {
            return Err(KeyError::Mismatch);
        }
        let certificate_base64 = STANDARD.encode(certificate.der());
        Ok(Self {
            inner: Arc::new(Inner {
                pair,
                certificate,
                certificate_base64,
            }),
            algorithm,
        })
    }

    /// The same key with another algorithm.
    ///
    /// # Errors
    /// [`KeyError::Algorithm`] if the key is of another kind, or the algorithm is none that is made.
    pub fn with_algorithm(self, algorithm: SignatureAlgorithm) -> Result<Self, KeyError> {
        if algorithm.kind() != self.inner.pair.kind() || !SignatureAlgorithm::ALL.contains(&algorithm) {
            return Err(KeyError::Algorithm);
        }
        Ok(Self { algorithm, ..self })
    }

    /// The algorithm that signs.
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// The certificate, DER.
    pub fn certificate_der(&self) -> &[u8] {
        self.inner.certificate.der()
    }

    /// SHA-1 of the certificate, upper-case hex, as administrators know it.
    pub fn thumbprint(&self) -> &str {
        self.inner.certificate.thumbprint()
    }

    /// Signs octets: PKCS#1 v1.5, or r and s side by side. Should the library fail, which it did not when the key was
    /// loaded, the value is empty, and everybody refuses that.
    pub fn sign_octets(&self, octets: &[u8]) -> Vec<u8> {
        sign(&self.inner.pair, self.algorithm, octets).unwrap_or_default()
    }

    pub(crate) fn certificate_base64(&self) -> &str {
        &self.inner.certificate_base64
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("thumbprint", &self.thumbprint())
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}

/// Signed once when a key is loaded.
const PROBE: &[u8] = b"vestibule";

fn load(pkcs8_der: &[u8]) -> Result<(Pair, SignatureAlgorithm), KeyError> {
    if let Ok(pair) = rsa::KeyPair::from_pkcs8(pkcs8_der) {
        return Ok((Pair::Rsa(pair), SignatureAlgorithm::RsaSha256));
    }
    if let Ok(pair) = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8_der) {
        return Ok((Pair::P256(pair), SignatureAlgorithm::EcdsaP256Sha256));
    }
    EcdsaKeyPair::from_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, pkcs8_der)
        .map(|pair| (Pair::P384(pair), SignatureAlgorithm::EcdsaP384Sha384))
        .map_err(|_| KeyError::NotAPrivateKey)
}

fn sign(pair: &Pair, algorithm: SignatureAlgorithm, octets: &[u8]) -> Option<Vec<u8>> {
    let random = rand::SystemRandom::new();
    match pair {
        Pair::Rsa(pair) => {
            let encoding: &'static dyn signature::RsaEncoding = match algorithm {
                SignatureAlgorithm::RsaSha256 => &signature::RSA_PKCS1_SHA256,
                SignatureAlgorithm::RsaSha384 => &signature::RSA_PKCS1_SHA384,
                SignatureAlgorithm::RsaSha512 => &signature::RSA_PKCS1_SHA512,
                SignatureAlgorithm::EcdsaP256Sha256
                | SignatureAlgorithm::EcdsaP384Sha384
                | SignatureAlgorithm::RsaSha1 => return None,
            };
            let mut value = vec![0; pair.public_modulus_len()];
            pair.sign(encoding, &random, octets, &mut value).ok()?;
            Some(value)
        }
        Pair::P256(pair) | Pair::P384(pair) => Some(pair.sign(&random, octets).ok()?.as_ref().to_vec()),
    }
}

/// A certificate as a container of a public key: no chain, no revocation, no name check, and no judgement about its
/// dates (`certificate_is_pin`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
    thumbprint: String,
    not_before: Timestamp,
    not_after: Timestamp,
    subject: String,
}

impl Certificate {
    /// Reads DER. Extensions are not looked at.
    ///
    /// # Errors
    /// [`KeyError::NotACertificate`], also if something follows the certificate.
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        let (rest, certificate) = X509CertificateParser::new()
            .with_deep_parse_extensions(false)
            .parse(der)
            .map_err(|_| KeyError::NotACertificate)?;
        if !rest.is_empty() {
            return Err(KeyError::NotACertificate);
        }
        let instant = |seconds| Timestamp::from_second(seconds).map_err(|_| KeyError::NotACertificate);
        Ok(Self {
            der: der.to_vec(),
            thumbprint: thumbprint(der),
            not_before: instant(certificate.validity().not_before.timestamp())?,
            not_after: instant(certificate.validity().not_after.timestamp())?,
            subject: certificate.subject().to_string(),
        })
    }

    /// Reads DER, PEM (the first certificate in it), or bare Base64 as it stands in metadata.
    ///
    /// # Errors
    /// [`KeyError::NotACertificate`].
    pub fn from_pem_or_der(octets: &[u8]) -> Result<Self, KeyError> {
        if octets.first() == Some(&DER_SEQUENCE) {
            return Self::from_der(octets);
        }
        if let Some(pem) = Pem::iter_from_buffer(octets)
            .flatten()
            .find(|pem| pem.label == "CERTIFICATE")
        {
            return Self::from_der(&pem.contents);
        }
        let text = std::str::from_utf8(octets).map_err(|_| KeyError::NotACertificate)?;
        Self::from_der(&base64_strict(text).map_err(|_| KeyError::NotACertificate)?)
    }

    /// The certificate, DER.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// SHA-1 of the certificate, upper-case hex.
    pub fn thumbprint(&self) -> &str {
        &self.thumbprint
    }

    /// Start of validity; information only.
    pub fn not_before(&self) -> Timestamp {
        self.not_before
    }

    /// End of validity; information only.
    pub fn not_after(&self) -> Timestamp {
        self.not_after
    }

    /// Subject, for people, e.g. `CN=Vestibule`.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The key inside, if it is strong enough (`key_strength`).
    ///
    /// # Errors
    /// [`KeyError::Strength`].
    pub fn verification_key(&self) -> Result<VerificationKey, KeyError> {
        let (_, certificate) = X509CertificateParser::new()
            .with_deep_parse_extensions(false)
            .parse(&self.der)
            .map_err(|_| KeyError::NotACertificate)?;
        VerificationKey::new(certificate.public_key(), &self.thumbprint)
    }

    /// The SubjectPublicKeyInfo inside, DER.
    pub(crate) fn public_key_der(&self) -> Result<Vec<u8>, KeyError> {
        let (_, certificate) = X509CertificateParser::new()
            .with_deep_parse_extensions(false)
            .parse(&self.der)
            .map_err(|_| KeyError::NotACertificate)?;
        Ok(certificate.public_key().raw.to_vec())
    }
}

/// SHA-1 as upper-case hex: a name for a certificate, not a protection.
pub(super) fn thumbprint(der: &[u8]) -> String {
    hex(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, der).as_ref())
}

/// Upper-case hexadecimal.
pub(crate) fn hex(octets: &[u8]) -> String {
    let digit = |value: u8| {
        char::from_digit(u32::from(value), 16)
            .unwrap_or_default()
            .to_ascii_uppercase()
    };
    octets
        .iter()
        .flat_map(|octet| [digit(octet >> 4), digit(octet & 15)])
        .collect()
}

/// The first octet of every certificate in DER.
const DER_SEQUENCE: u8 = 0x30;
