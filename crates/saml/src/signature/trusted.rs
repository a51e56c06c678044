//! Public keys that verify, and the few that are trusted of one provider.

use std::sync::Arc;

use aws_lc_rs::signature::{self, ParsedPublicKey};
use x509_parser::{public_key::PublicKey, x509::SubjectPublicKeyInfo};

use super::{
    Certificate, KeyError, SignatureAlgorithm,
    algorithm::{Hashes, KeyKind},
};
use crate::{
    Rejected,
    rules::signature::{self as rules, SIGNED_BY_TRUSTED_KEY},
};

/// A public key, parsed once. It verifies, and nothing else: it cannot be turned into octets, so it cannot become the
/// secret of a MAC.
#[derive(Clone, Debug)]
pub struct VerificationKey(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    thumbprint: String,
    public: Public,
}

/// The library binds a parsed key to a hash, so an RSA key is kept once a hash.
#[derive(Debug)]
enum Public {
    Rsa {
        modulus_octets: usize,
        sha1: ParsedPublicKey,
        sha256: ParsedPublicKey,
        sha384: ParsedPublicKey,
        sha512: ParsedPublicKey,
    },
    P256(ParsedPublicKey),
    P384(ParsedPublicKey),
}

impl VerificationKey {
    pub(super) fn new(info: &SubjectPublicKeyInfo<'_>, thumbprint: &str) -> Result<Self, KeyError> {
        let public = match info.parsed() {
            Ok(PublicKey::RSA(key)) => {
                rules::rsa_strength(modulus_bits(key.modulus), key.try_exponent().ok())
                    .map_err(KeyError::Strength)?;
                rsa(info.raw, modulus_bits(key.modulus).div_ceil(8))?
            }
            Ok(PublicKey::EC(_)) => elliptic(info)?,
            _ => return rules::other_key("another kind").map_err(KeyError::Strength),
        };
        Ok(Self(Arc::new(Inner {
            thumbprint: thumbprint.to_owned(),
            public,
        })))
    }

    /// Thumbprint of the certificate it came in.
    pub fn thumbprint(&self) -> &str {
        &self.0.thumbprint
    }

    pub(crate) fn kind(&self) -> KeyKind {
        match self.0.public {
            Public::Rsa { .. } => KeyKind::Rsa,
            Public::P256(_) => KeyKind::P256,
            Public::P384(_) => KeyKind::P384,
        }
    }

    /// Octets of a signature value by this key.
    fn value_octets(&self) -> usize {
        match &self.0.public {
            Public::Rsa { modulus_octets, .. } => *modulus_octets,
            Public::P256(_) => 2 * 32,
            Public::P384(_) => 2 * 48,
        }
    }

    /// Whether `value` is this key's signature over `octets`. An algorithm of another kind of key is not.
    pub(crate) fn verifies(&self, algorithm: SignatureAlgorithm, octets: &[u8], value: &[u8]) -> bool {
        let key = match (&self.0.public, algorithm) {
            (Public::Rsa { sha256, .. }, SignatureAlgorithm::RsaSha256) => sha256,
            (Public::Rsa { sha384, .. }, SignatureAlgorithm::RsaSha384) => sha384,
            (Public::Rsa { sha512, .. }, SignatureAlgorithm::RsaSha512) => sha512,
            (Public::Rsa { sha1, .. }, SignatureAlgorithm::RsaSha1) => sha1,
            (Public::P256(key), SignatureAlgorithm::EcdsaP256Sha256)
            | (Public::P384(key), SignatureAlgorithm::EcdsaP384Sha384) => key,
            _ => return false,
        };
        #[cfg(feature = "rule-switch")]
        crate::rules::switch::count(|work| work.verifications += 1);
        key.verify_sig(octets, value).is_ok()
    }
}

fn rsa(spki: &[u8], modulus_octets: usize) -> Result<Public, KeyError> {
    let parsed = |algorithm| ParsedPublicKey::new(algorithm, spki);
    let keys = (
        parsed(&signature::RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY),
        parsed(&signature::RSA_PKCS1_2048_8192_SHA256),
        parsed(&signature::RSA_PKCS1_2048_8192_SHA384),
        parsed(&signature::RSA_PKCS1_2048_8192_SHA512),
    );
    match keys {
        (Ok(sha1), Ok(sha256), Ok(sha384), Ok(sha512)) => Ok(Public::Rsa {
            modulus_octets,
            sha1,
            sha256,
            sha384,
            sha512,
        }),
        _ => rules::other_key("an RSA key that cannot be read").map_err(KeyError::Strength),
    }
}

fn elliptic(info: &SubjectPublicKeyInfo<'_>) -> Result<Public, KeyError> {
    let curve = info
        .algorithm
        .parameters
        .as_ref()
        .and_then(|parameters| parameters.as_oid().ok());
    let curve = curve.map(|oid| oid.to_id_string()).unwrap_or_default();
    let parsed = match curve.as_str() {
        P256 => ParsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, info.raw).map(Public::P256),
        P384 => ParsedPublicKey::new(&signature::ECDSA_P384_SHA384_FIXED, info.raw).map(Public::P384),
        _ => return rules::other_key(&format!("the curve {curve}")).map_err(KeyError::Strength),
    };
    parsed.or_else(|_| rules::other_key("a point that is not on the curve").map_err(KeyError::Strength))
}

/// Object identifiers of the curves. `[RFC 5480]` 2.1.1.1
const P256: &str = "1.2.840.10045.3.1.7";
const P384: &str = "1.3.132.0.34";

/// Significant bits of a big-endian number.
fn modulus_bits(modulus: &[u8]) -> usize {
    let zeros = modulus.iter().take_while(|&&octet| octet == 0).count();
    let rest = modulus.get(zeros..).unwrap_or_default();
    rest.first()
        .map_or(0, |first| rest.len() * 8 - first.leading_zeros() as usize)
}

/// The one to four keys trusted of one partner.
#[derive(Clone, Debug)]
pub struct TrustedKeys {
    keys: Vec<VerificationKey>,
    /// For what is verified in the way of its binding, which responses with assertions are not.
    hashes: Hashes,
}

impl TrustedKeys {
    /// Collects them.
    ///
    /// # Errors
    /// [`KeyError::Count`] unless there are one to four (`key_rollover`).
    pub fn new(keys: Vec<VerificationKey>) -> Result<Self, KeyError> {
        rules::key_rollover(keys.len()).map_err(KeyError::Count)?;
        Ok(Self {
            keys,
            hashes: Hashes::Strong,
        })
    }

    /// The keys of these certificates, each in PEM or DER; `None` if there are none.
    ///
    /// # Errors
    /// [`KeyError`] for a certificate that cannot verify; [`KeyError::Count`] for more than four.
    pub fn of_certificates(certificates: &[Vec<u8>]) -> Result<Option<Self>, KeyError> {
        if certificates.is_empty() {
            return Ok(None);
        }
        let key = |octets: &Vec<u8>| Certificate::from_pem_or_der(octets)?.verification_key();
        let keys = certificates.iter().map(key).collect::<Result<_, _>>()?;
        Self::new(keys).map(Some)
    }

    /// The same keys, by which requests and logout messages may be signed with RSA-SHA1 as well. Somebody who can make
    /// two documents of one SHA-1 can pass one off for the other, so this is for partners who know nothing better.
    /// Assertions, responses and metadata are not verified so, whatever is said here.
    #[must_use]
    pub fn taking_rsa_sha1(self) -> Self {
        Self {
            hashes: Hashes::WeakToo,
            ..self
        }
    }

    /// Which hashes requests may be signed over.
    pub(super) fn hashes_of_requests(&self) -> Hashes {
        self.hashes
    }

    /// The keys.
    pub fn keys(&self) -> &[VerificationKey] {
        &self.keys
    }

    /// Verifies a signature over octets that are no XML (the redirect binding), by the same rules. Says which key
    /// it was.
    ///
    /// # Errors
    /// `signature_algorithm`, `algorithm_matches_key`, `signature_value_length`, `ecdsa_fixed_width`,
    /// `signed_by_trusted_key`.
    pub(crate) fn verify_octets(
        &self,
        algorithm_uri: &str,
        octets: &[u8],
        value: &[u8],
    ) -> Result<&VerificationKey, Rejected> {
        let algorithm = rules::signature_algorithm(Some(algorithm_uri), self.hashes)?;
        let candidates = self.candidates(algorithm, value)?;
        self.signed_by(&candidates, algorithm, octets, value, || {
            "a signature by another key".to_owned()
        })
    }

    /// The keys that could have made a signature value of this algorithm and length.
    pub(super) fn candidates(
        &self,
        algorithm: SignatureAlgorithm,
        value: &[u8],
    ) -> Result<Vec<&VerificationKey>, Rejected> {
        let fitting: Vec<&VerificationKey> = self
            .keys
            .iter()
            .filter(|key| key.kind() == algorithm.kind())
            .collect();
        rules::algorithm_matches_key(algorithm, fitting.len(), || {
            let kinds: Vec<&str> = self.keys.iter().map(|key| key.kind().name()).collect();
            kinds.join(", ")
        })?;
        match algorithm.kind() {
            KeyKind::P256 => rules::ecdsa_fixed_width(value, 32)?,
            KeyKind::P384 => rules::ecdsa_fixed_width(value, 48)?,
            KeyKind::Rsa => {
                let lengths: Vec<usize> = fitting.iter().map(|key| key.value_octets()).collect();
                rules::signature_value_length("SignatureValue", value, &lengths)?;
            }
        }
        Ok(fitting)
    }

    /// The one of `candidates` that signed `octets` (`signed_by_trusted_key`).
    pub(super) fn signed_by<'k>(
        &'k self,
        candidates: &[&'k VerificationKey],
        algorithm: SignatureAlgorithm,
        octets: &[u8],
        value: &[u8],
        received: impl FnOnce() -> String,
    ) -> Result<&'k VerificationKey, Rejected> {
        if let Some(key) = candidates
            .iter()
            .find(|key| key.verifies(algorithm, octets, value))
        {
            return Ok(key);
        }
        if !SIGNED_BY_TRUSTED_KEY.is_on()
            && let Some(key) = self.keys.first()
        {
            return Ok(key);
        }
        let trusted: Vec<&str> = self.keys.iter().map(VerificationKey::thumbprint).collect();
        SIGNED_BY_TRUSTED_KEY.reject(format!("a signature by {}", trusted.join(" or ")), received())
    }
}
