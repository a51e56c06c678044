//! Token encryption: to whose key an application's assertions are encrypted, and how.

pub(super) mod rows;

use jiff::Timestamp;

use super::partner_certificate::{PartnerCertificate, Purpose};
use super::{Application, ApplicationChange, SigningOption};
use crate::Problem;

/// Token encryption of an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenEncryption {
    /// Whose key it is encrypted to.
    pub certificate: EncryptionCertificate,
    /// The cipher of the assertion.
    pub algorithm: EncryptionAlgorithm,
    /// How the key of the cipher travels.
    pub key_transport: KeyTransport,
}

impl TokenEncryption {
    /// To this certificate, in the way that is best where nothing is known of the application.
    pub fn to(certificate: EncryptionCertificate) -> Self {
        Self {
            certificate,
            algorithm: EncryptionAlgorithm::default(),
            key_transport: KeyTransport::default(),
        }
    }
}

/// The cipher of an encrypted assertion.
///
/// Entra uses AES-256-CBC. It is not the default here, for CBC does not notice a changed ciphertext: it is taken where
/// the response around it is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EncryptionAlgorithm {
    /// AES-256 in Galois counter mode.
    #[default]
    Aes256Gcm,
    /// AES-128 in Galois counter mode.
    Aes128Gcm,
    /// AES-256 with cipher block chaining.
    Aes256Cbc,
    /// AES-128 with cipher block chaining.
    Aes128Cbc,
}

impl EncryptionAlgorithm {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Aes256Gcm, Self::Aes128Gcm, Self::Aes256Cbc, Self::Aes128Cbc];

    /// As the command line and the database write it, such as `aes256-gcm`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Aes256Gcm => "aes256-gcm",
            Self::Aes128Gcm => "aes128-gcm",
            Self::Aes256Cbc => "aes256-cbc",
            Self::Aes128Cbc => "aes128-cbc",
        }
    }

    /// The algorithm of that name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name() == name)
    }

    fn notices_changes(self) -> bool {
        matches!(self, Self::Aes256Gcm | Self::Aes128Gcm)
    }
}

/// How the key of the cipher travels: RSA-OAEP with one hash or the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeyTransport {
    /// With SHA-1, which every application knows. Nothing here rests on the collision resistance of the hash.
    #[default]
    RsaOaepMgf1p,
    /// With SHA-256.
    RsaOaepSha256,
}

impl KeyTransport {
    /// Every one.
    pub const ALL: [Self; 2] = [Self::RsaOaepMgf1p, Self::RsaOaepSha256];

    /// As the command line and the database write it: `rsa-oaep-mgf1p`, `rsa-oaep-sha256`.
    pub fn name(self) -> &'static str {
        match self {
            Self::RsaOaepMgf1p => "rsa-oaep-mgf1p",
            Self::RsaOaepSha256 => "rsa-oaep-sha256",
        }
    }

    /// The transport of that name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|transport| transport.name() == name)
    }
}

/// A certificate with an RSA key that can be encrypted to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncryptionCertificate(PartnerCertificate);

impl EncryptionCertificate {
    /// Reads a certificate: DER, PEM (the first one in it), or bare Base64.
    ///
    /// # Errors
    ///
    /// It is no X.509 certificate of at most 64 KiB, its key is not RSA of 2048 to 8192 bits, or a private key came with
    /// it.
    pub fn parse(octets: &[u8]) -> Result<Self, Problem> {
        PartnerCertificate::parse(octets, &PURPOSE).map(Self)
    }

    /// One that was checked when it was stored.
    fn stored(der: Vec<u8>, thumbprint: String, not_after: Timestamp) -> Self {
        Self(PartnerCertificate {
            der,
            thumbprint,
            not_after,
        })
    }

    /// The certificate.
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// SHA-1 over the DER, upper-case hexadecimal.
    pub fn thumbprint(&self) -> &str {
        &self.0.thumbprint
    }

    /// Valid until. It is looked at when the certificate is stored, and shown; nobody is locked out on that day.
    pub fn not_after(&self) -> Timestamp {
        self.0.not_after
    }
}

/// The encryption as it will be.
///
/// # Errors
///
/// A way of encrypting is named where there is no certificate.
pub(super) fn changed(
    before: &Application,
    change: &ApplicationChange,
) -> Result<Option<TokenEncryption>, Problem> {
    let mut after = match &change.encryption_certificate {
        None => before.encryption.clone(),
        Some(None) => None,
        Some(Some(certificate)) => Some(match &before.encryption {
            Some(present) => TokenEncryption {
                certificate: certificate.clone(),
                ..present.clone()
            },
            None => TokenEncryption::to(certificate.clone()),
        }),
    };
    match &mut after {
        Some(after) => {
            after.algorithm = change.encryption_algorithm.unwrap_or(after.algorithm);
            after.key_transport = change.encryption_key_transport.unwrap_or(after.key_transport);
        }
        None if change.encryption_algorithm.is_some() || change.encryption_key_transport.is_some() => {
            return Err(Problem::new(
                FIELD,
                "encryption-certificate-missing",
                "the application's assertions are not encrypted",
                "a certificate to encrypt to",
                "none",
            ));
        }
        None => {}
    }
    Ok(after)
}

/// What is wrong with the encryption of `after`, if anything. An unchanged certificate may have expired meanwhile.
pub(super) fn problems(after: &Application, before: Option<&Application>, now: Timestamp) -> Vec<Problem> {
    let Some(encryption) = &after.encryption else {
        return Vec::new();
    };
    let certificate = &encryption.certificate;
    let known = before.and_then(|before| before.encryption.as_ref());
    let is_new = known.is_none_or(|known| known.certificate != *certificate);
    let expired = (is_new && certificate.not_after() <= now).then(|| {
        Problem::new(
            FIELD,
            "encryption-certificate-expired",
            "the certificate has expired",
            format!("one that is valid after {now}"),
            &format!("valid until {}", certificate.not_after()),
        )
    });
    // What is chained can be changed on the way, and the application would tell by its answers what it found.
    let is_covered = after.signing_option != SigningOption::Assertion;
    let uncovered = (!encryption.algorithm.notices_changes() && !is_covered).then(|| {
        Problem::new(
            "encryptionAlgorithm",
            "encryption-unsigned",
            "AES-CBC is encryption for signed responses only",
            "the signing option response or both, or an algorithm with GCM",
            &format!(
                "{} with the signing option {}",
                encryption.algorithm.name(),
                after.signing_option.name()
            ),
        )
    });
    expired.into_iter().chain(uncovered).collect()
}

/// The field of every problem with the certificate.
const FIELD: &str = "tokenEncryptionCertificate";

const PURPOSE: Purpose = Purpose {
    field: FIELD,
    no_certificate: "encryption-certificate",
    key: (
        "encryption-key",
        "the key of the certificate cannot be encrypted to",
        "an RSA key of 2048 to 8192 bits",
    ),
    takes_curves: false,
};
