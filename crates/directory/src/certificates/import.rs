//! Reads a key that was made elsewhere, with its certificate: PKCS#12 ([RFC 7292]) or PEM.

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::KeyPair as _;
use jiff::Timestamp;
use p12_keystore::Pkcs12Archive;
use p12_keystore::error::Error;
use vestibule_store::Secret;
use x509_parser::pem::Pem;
use x509_parser::prelude::{FromDer as _, X509Certificate};

use super::generate::SIGNING_KEY;
use super::{Certificate, NewCertificate, thumbprint};
use crate::{Directory, Failure, Problem};

/// A private key that was made elsewhere and the certificate that belongs to it, read and compared. Never printed, and of no
/// use but to be imported.
pub struct ForeignKey {
    pkcs8: Secret<Vec<u8>>,
    der: Vec<u8>,
    subject: String,
    not_before: Timestamp,
    not_after: Timestamp,
}

impl std::fmt::Debug for ForeignKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("ForeignKey")
            .field("subject", &self.subject)
            .finish_non_exhaustive()
    }
}

impl ForeignKey {
    /// Reads a PFX file: one private key, and among its certificates the one that belongs to it. An empty password is one
    /// too. Takes up to a second, as the file says: its iterations are counted before they are done, a million at most.
    ///
    /// # Errors
    ///
    /// It is no PKCS#12 of at most 256 KiB; the password does not open it; it holds no private key or several; the key is
    /// not RSA of 2048 to 8192 bits; no certificate in it belongs to the key.
    pub fn from_pfx(octets: &[u8], password: &Secret<String>) -> Result<Self, Problem> {
        within(octets)?;
        let archive =
            Pkcs12Archive::from_pkcs12(octets, password.expose()).map_err(|error| unreadable(&error))?;
        let [key] = archive.keys.as_slice() else {
            return Err(not_one_key(archive.keys.len()));
        };
        let certificates = archive.certs.iter().map(|bag| bag.cert.as_der());
        Self::new(&read_key(key.key.as_der(), KeyPair::from_pkcs8)?, certificates)
    }

    /// Reads a key in PEM, not encrypted, and its certificate in PEM or DER. Both may be the same octets: of each what it is
    /// asked for is taken, and of several certificates the one that belongs to the key.
    ///
    /// # Errors
    ///
    /// As [`Self::from_pfx`], and an encrypted key.
    pub fn from_pem(key: &[u8], certificate: &[u8]) -> Result<Self, Problem> {
        within(key)?;
        within(certificate)?;
        let mut keys = Vec::new();
        for pem in Pem::iter_from_buffer(key).flatten() {
            let contents = Secret::new(pem.contents);
            match pem.label.as_str() {
                "PRIVATE KEY" => keys.push(read_key(contents.expose(), KeyPair::from_pkcs8)?),
                "RSA PRIVATE KEY" => keys.push(read_key(contents.expose(), KeyPair::from_der)?),
                "ENCRYPTED PRIVATE KEY" => return Err(encrypted()),
                _ => {}
            }
        }
        if keys.len() > 1 {
            return Err(not_one_key(keys.len()));
        }
        let key = keys.pop().ok_or_else(|| not_one_key(0))?;
        let certificates = certificates_of(certificate);
        Self::new(&key, certificates.iter().map(Vec::as_slice))
    }

    /// The key with the one of these certificates that belongs to it.
    fn new<'a>(key: &KeyPair, certificates: impl Iterator<Item = &'a [u8]>) -> Result<Self, Problem> {
        let mut met = 0;
        for der in certificates {
            let Ok((rest, certificate)) = X509Certificate::from_der(der) else {
                continue;
            };
            met += 1;
            // A subjectPublicKey of RSA is the very structure that the key pair gives, [RFC 8017] A.1.1.
            let public = &certificate.public_key().subject_public_key.data;
            if !rest.is_empty() || public.as_ref() != key.public_key().as_ref() {
                continue;
            }
            let validity = certificate.validity();
            let instant = |seconds| Timestamp::from_second(seconds).map_err(|_| mismatch(met));
            let pkcs8: Pkcs8V1Der<'static> = key.as_der().map_err(|_| unfit_key())?;
            return Ok(Self {
                pkcs8: Secret::new(pkcs8.as_ref().to_vec()),
                der: der.to_vec(),
                subject: certificate.subject().to_string(),
                not_before: instant(validity.not_before.timestamp())?,
                not_after: instant(validity.not_after.timestamp())?,
            });
        }
        Err(mismatch(met))
    }

    /// Valid until.
    pub fn not_after(&self) -> Timestamp {
        self.not_after
    }
}

impl NewCertificate {
    /// The key of this application, sealed.
    ///
    /// # Errors
    ///
    /// The certificate has expired.
    pub(super) fn imported(
        directory: &Directory,
        application_id: &str,
        key: &ForeignKey,
    ) -> Result<Self, Failure> {
        let now = directory.environment().now();
        if key.not_after <= now {
            return Err(expired(key.not_after, now).into());
        }
        let id = directory.environment().id();
        let sealed_key = directory.sealer().seal(SIGNING_KEY, &id, key.pkcs8.expose());
        let public = Certificate {
            application_id: application_id.to_owned(),
            thumbprint: thumbprint(&key.der),
            subject: key.subject.clone(),
            not_before: key.not_before,
            not_after: key.not_after,
            is_active: false,
            is_imported: true,
            activates_at: None,
            der: key.der.clone(),
            created_at: now,
            id,
        };
        Ok(Self { public, sealed_key })
    }
}

fn within(octets: &[u8]) -> Result<(), Problem> {
    if octets.len() <= LARGEST {
        return Ok(());
    }
    Err(Problem::new(
        FIELD,
        "import-size",
        "the file is too large",
        format!("at most {LARGEST} octets"),
        &octets.len().to_string(),
    ))
}

/// RSA of 2048 to 8192 bits, or nothing: what every application verifies.
fn read_key<E>(octets: &[u8], read: impl FnOnce(&[u8]) -> Result<KeyPair, E>) -> Result<KeyPair, Problem> {
    read(octets).map_err(|_| unfit_key())
}

fn certificates_of(octets: &[u8]) -> Vec<Vec<u8>> {
    if octets.first() == Some(&DER_SEQUENCE) {
        return vec![octets.to_vec()];
    }
    Pem::iter_from_buffer(octets)
        .flatten()
        .filter(|pem| pem.label == "CERTIFICATE")
        .map(|pem| pem.contents)
        .collect()
}

fn unreadable(error: &Error) -> Problem {
    // Where there is no MAC, a wrong password shows as a decryption that makes no sense.
    let is_password = matches!(
        error,
        Error::MacError(_) | Error::UnpadError | Error::Pkcs5Error(_)
    );
    if is_password {
        return Problem::new(
            FIELD,
            "import-password",
            "the password does not open the file",
            "the password under which the key was exported",
            "another one",
        );
    }
    Problem::new(
        FIELD,
        "import-pfx",
        "this is not a PFX file that can be read",
        "PKCS#12 under a password, encrypted with AES, triple DES or RC2",
        &error.to_string(),
    )
}

fn encrypted() -> Problem {
    Problem::new(
        FIELD,
        "import-encrypted",
        "the private key is encrypted",
        "a key in the clear, or a PFX file (`openssl pkcs12 -export` makes one of both)",
        "an encrypted key",
    )
}

fn not_one_key(count: usize) -> Problem {
    Problem::new(
        FIELD,
        "import-key",
        "exactly one private key can be imported",
        "one",
        &count.to_string(),
    )
}

fn unfit_key() -> Problem {
    Problem::new(
        FIELD,
        "import-key-kind",
        "messages cannot be signed with this key",
        "an RSA key of 2048 to 8192 bits",
        "another kind of key, or a damaged one",
    )
}

fn mismatch(certificates: usize) -> Problem {
    Problem::new(
        FIELD,
        "import-certificate",
        "the certificate of the private key is missing",
        "a certificate with the public half of the key",
        &match certificates {
            0 => "no certificate".to_owned(),
            1 => "a certificate of another key".to_owned(),
            more => format!("{more} certificates of other keys"),
        },
    )
}

fn expired(not_after: Timestamp, now: Timestamp) -> Problem {
    Problem::new(
        FIELD,
        "import-expired",
        "the certificate has expired",
        format!("one that is valid after {now}"),
        &format!("valid until {not_after}"),
    )
}

/// The field of every problem here.
const FIELD: &str = "keyCredential";

/// Octets of a file; long chains have a few dozen KiB.
const LARGEST: usize = 256 * 1024;

/// The first octet of every certificate in DER.
const DER_SEQUENCE: u8 = 0x30;
