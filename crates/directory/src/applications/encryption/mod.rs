//! Token encryption: to whose key an application's assertions are encrypted, and how.

pub(super) mod rows;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use x509_parser::pem::Pem;
use x509_parser::prelude::{FromDer as _, X509Certificate};
use x509_parser::public_key::PublicKey;

use super::{Application, ApplicationChange, SigningOption};
use crate::Problem;
use crate::certificates::thumbprint;

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
pub struct EncryptionCertificate {
    der: Vec<u8>,
    thumbprint: String,
    not_after: Timestamp,
}

impl EncryptionCertificate {
    /// Reads a certificate: DER, PEM (the first one in it), or bare Base64.
    ///
    /// # Errors
    ///
    /// It is no X.509 certificate of at most 64 KiB, or its key is not RSA of 2048 to 8192 bits.
    pub fn parse(octets: &[u8]) -> Result<Self, Problem> {
        let der = Some(octets)
            .filter(|octets| octets.len() <= LARGEST)
            .and_then(der_of)
            .ok_or_else(no_certificate)?;
        let (rest, certificate) = X509Certificate::from_der(&der).map_err(|_| no_certificate())?;
        if !rest.is_empty() {
            return Err(no_certificate());
        }
        if let Some(received) = unfit(&certificate) {
            return Err(Problem::new(
                FIELD,
                "encryption-key",
                "the key of the certificate cannot be encrypted to",
                "an RSA key of 2048 to 8192 bits",
                &received,
            ));
        }
        let not_after = certificate.validity().not_after.timestamp();
        let not_after = Timestamp::from_second(not_after).map_err(|_| no_certificate())?;
        Ok(Self {
            thumbprint: thumbprint(&der),
            not_after,
            der,
        })
    }

    /// One that was checked when it was stored.
    fn stored(der: Vec<u8>, thumbprint: String, not_after: Timestamp) -> Self {
        Self {
            der,
            thumbprint,
            not_after,
        }
    }

    /// The certificate.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// SHA-1 over the DER, upper-case hexadecimal.
    pub fn thumbprint(&self) -> &str {
        &self.thumbprint
    }

    /// Valid until. It is looked at when the certificate is stored, and shown; nobody is locked out on that day.
    pub fn not_after(&self) -> Timestamp {
        self.not_after
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
    let expired = (is_new && certificate.not_after <= now).then(|| {
        Problem::new(
            FIELD,
            "encryption-certificate-expired",
            "the certificate has expired",
            format!("one that is valid after {now}"),
            &format!("valid until {}", certificate.not_after),
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

fn der_of(octets: &[u8]) -> Option<Vec<u8>> {
    if octets.first() == Some(&DER_SEQUENCE) {
        return Some(octets.to_vec());
    }
    let pem = Pem::iter_from_buffer(octets)
        .flatten()
        .find(|pem| pem.label == "CERTIFICATE");
    if let Some(pem) = pem {
        return Some(pem.contents);
    }
    let text: String = std::str::from_utf8(octets)
        .ok()?
        .split_ascii_whitespace()
        .collect();
    STANDARD.decode(text).ok()
}

/// Why the key cannot be encrypted to, if it cannot.
fn unfit(certificate: &X509Certificate<'_>) -> Option<String> {
    match certificate.public_key().parsed() {
        Ok(PublicKey::RSA(key)) => {
            let bits = bits(key.modulus);
            let exponent = key.try_exponent().ok();
            let is_odd =
                exponent.is_some_and(|exponent| (65_537..1 << 33).contains(&exponent) && exponent % 2 == 1);
            if !(2048..=8192).contains(&bits) {
                Some(format!("{bits} bits"))
            } else if is_odd {
                None
            } else {
                Some("an unusual public exponent".to_owned())
            }
        }
        Ok(PublicKey::EC(_)) => Some("an elliptic curve".to_owned()),
        _ => Some("a key of another kind".to_owned()),
    }
}

/// Significant bits of a big-endian number.
fn bits(number: &[u8]) -> usize {
    let zeros = number.iter().take_while(|&&octet| octet == 0).count();
    let rest = number.get(zeros..).unwrap_or_default();
    rest.first()
        .map_or(0, |first| rest.len() * 8 - first.leading_zeros() as usize)
}

fn no_certificate() -> Problem {
    Problem::new(
        FIELD,
        "encryption-certificate",
        "this is not an X.509 certificate",
        "a certificate as DER, PEM or Base64, at most 64 KiB",
        "something else",
    )
}

/// The field of every problem with the certificate.
const FIELD: &str = "tokenEncryptionCertificate";

/// Octets of a file with a certificate.
const LARGEST: usize = 64 * 1024;

/// The first octet of every certificate in DER.
const DER_SEQUENCE: u8 = 0x30;
