//! Keys: the signing half, the certificate around the public half, and the keys trusted of one provider.

use std::sync::Arc;

use jiff::Timestamp;

use super::SignatureAlgorithm;
use crate::Rejected;

/// Why a key or certificate cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
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
}

/// A private key with its certificate. Cloning is cheap; the secret is shown nowhere.
#[derive(Clone)]
pub struct SigningKey(Arc<()>);

impl SigningKey {
    /// Loads a PKCS#8 key (DER) and its certificate (DER). The algorithm is the key's default with SHA-256
    /// (SHA-384 for P-384).
    ///
    /// # Errors
    /// [`KeyError`] unless both can be used and belong together.
    pub fn from_pkcs8(pkcs8_der: &[u8], certificate_der: &[u8]) -> Result<Self, KeyError> {
        let _ = (pkcs8_der, certificate_der);
        todo!()
    }
    /// The same key with another algorithm.
    ///
    /// # Errors
    /// [`KeyError::Algorithm`] if the key is of another kind.
    pub fn with_algorithm(self, algorithm: SignatureAlgorithm) -> Result<Self, KeyError> {
        let _ = (algorithm, &self.0);
        todo!()
    }
    /// The algorithm that signs.
    pub fn algorithm(&self) -> SignatureAlgorithm {
        todo!()
    }
    /// The certificate, DER.
    pub fn certificate_der(&self) -> &[u8] {
        todo!()
    }
    /// SHA-1 of the certificate, upper-case hex, as administrators know it.
    pub fn thumbprint(&self) -> &str {
        todo!()
    }
    /// Signs octets.
    pub fn sign_octets(&self, octets: &[u8]) -> Vec<u8> {
        let _ = octets;
        todo!()
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKey").finish_non_exhaustive()
    }
}

/// A certificate as a container of a public key: no chain, no revocation, no name check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate(());

impl Certificate {
    /// Reads DER.
    ///
    /// # Errors
    /// [`KeyError::NotACertificate`].
    pub fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        let _ = der;
        todo!()
    }
    /// Reads DER, PEM (the first certificate in it), or bare Base64.
    ///
    /// # Errors
    /// [`KeyError::NotACertificate`].
    pub fn from_pem_or_der(octets: &[u8]) -> Result<Self, KeyError> {
        let _ = octets;
        todo!()
    }
    /// The certificate, DER.
    pub fn der(&self) -> &[u8] {
        todo!()
    }
    /// SHA-1 of the certificate, upper-case hex.
    pub fn thumbprint(&self) -> &str {
        todo!()
    }
    /// Start of validity; information only.
    pub fn not_before(&self) -> Timestamp {
        todo!()
    }
    /// End of validity; information only.
    pub fn not_after(&self) -> Timestamp {
        todo!()
    }
    /// Subject, for people.
    pub fn subject(&self) -> &str {
        todo!()
    }
    /// The key inside, if it is strong enough.
    ///
    /// # Errors
    /// [`KeyError::Strength`].
    pub fn verification_key(&self) -> Result<VerificationKey, KeyError> {
        todo!()
    }
}

/// A public key, parsed once. It verifies, and nothing else: it cannot be turned into octets.
#[derive(Clone, Debug)]
pub struct VerificationKey(Arc<()>);

impl VerificationKey {
    /// Thumbprint of the certificate it came in.
    pub fn thumbprint(&self) -> &str {
        let _ = &self.0;
        todo!()
    }
    /// Whether `signature` over `octets` is good. The caller has matched algorithm and key.
    pub(crate) fn verifies(&self, algorithm: SignatureAlgorithm, octets: &[u8], signature: &[u8]) -> bool {
        let _ = (algorithm, octets, signature);
        todo!()
    }
}

/// The one to four keys trusted of one provider.
#[derive(Clone, Debug)]
pub struct TrustedKeys(Vec<VerificationKey>);

impl TrustedKeys {
    /// Collects them.
    ///
    /// # Errors
    /// [`KeyError::Count`] unless there are one to four.
    pub fn new(keys: Vec<VerificationKey>) -> Result<Self, KeyError> {
        Ok(Self(keys))
    }
    /// The keys.
    pub fn keys(&self) -> &[VerificationKey] {
        &self.0
    }
    /// Verifies a signature over octets that are no XML (the redirect binding), by the same rules.
    ///
    /// # Errors
    /// `signature_algorithm`, `algorithm_matches_key`, `signature_value_length`, `signed_by_trusted_key`.
    pub(crate) fn verify_octets(
        &self,
        algorithm_uri: &str,
        octets: &[u8],
        signature: &[u8],
    ) -> Result<&VerificationKey, Rejected> {
        let _ = (algorithm_uri, octets, signature);
        todo!()
    }
}
