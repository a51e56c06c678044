//! Certificates that an application's administrator hands out: containers of a key, read in whatever form they come.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use x509_parser::pem::Pem;
use x509_parser::prelude::{FromDer as _, X509Certificate};
use x509_parser::public_key::PublicKey;

use crate::Problem;
use crate::certificates::thumbprint;

/// A certificate whose key is fit for its use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PartnerCertificate {
    pub(super) der: Vec<u8>,
    /// SHA-1 over the DER, upper-case hexadecimal.
    pub(super) thumbprint: String,
    pub(super) not_after: Timestamp,
}

/// What a certificate is for, and how it is said that it is not fit.
pub(super) struct Purpose {
    /// The field of every problem.
    pub(super) field: &'static str,
    /// The problem with what is no certificate.
    pub(super) no_certificate: &'static str,
    /// The problem with the key: its id, what is wrong, and what is expected.
    pub(super) key: (&'static str, &'static str, &'static str),
    /// Whether keys on the curves P-256 and P-384 will do; RSA always does.
    pub(super) takes_curves: bool,
}

impl PartnerCertificate {
    /// Reads a certificate: DER, PEM (the first one in it), or bare Base64. (`partner_certificate`)
    ///
    /// # Errors
    ///
    /// It is no X.509 certificate of at most 64 KiB, its key is not fit, or a private key came with it.
    pub(super) fn parse(octets: &[u8], purpose: &Purpose) -> Result<Self, Problem> {
        let none = || purpose.problem("something else");
        let bounded = Some(octets).filter(|octets| octets.len() <= LARGEST);
        let octets = bounded.ok_or_else(none)?;
        if holds_private_key(octets) {
            return Err(purpose.problem("a private key, which belongs to the application alone"));
        }
        let der = der_of(octets).ok_or_else(none)?;
        let (rest, certificate) = X509Certificate::from_der(&der).map_err(|_| none())?;
        if !rest.is_empty() {
            return Err(none());
        }
        if let Some(received) = unfit(&certificate, purpose.takes_curves) {
            let (id, message, expected) = purpose.key;
            return Err(Problem::new(purpose.field, id, message, expected, &received));
        }
        let not_after = certificate.validity().not_after.timestamp();
        let not_after = Timestamp::from_second(not_after).map_err(|_| none())?;
        Ok(Self {
            thumbprint: thumbprint(&der),
            not_after,
            der,
        })
    }
}

impl Purpose {
    fn problem(&self, received: &str) -> Problem {
        Problem::new(
            self.field,
            self.no_certificate,
            "this is not an X.509 certificate",
            "a certificate as DER, PEM or Base64, at most 64 KiB",
            received,
        )
    }
}

fn holds_private_key(octets: &[u8]) -> bool {
    Pem::iter_from_buffer(octets)
        .flatten()
        .any(|pem| pem.label.contains("PRIVATE"))
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

/// Why the key is not fit, if it is not.
fn unfit(certificate: &X509Certificate<'_>, takes_curves: bool) -> Option<String> {
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
        Ok(PublicKey::EC(_)) if takes_curves => {
            let parameters = certificate.public_key().algorithm.parameters.as_ref();
            let curve = parameters.and_then(|curve| curve.as_oid().ok());
            let curve = curve.map(|oid| oid.to_id_string()).unwrap_or_default();
            (!CURVES.contains(&curve.as_str())).then(|| format!("the curve {curve}"))
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

/// P-256 and P-384.
const CURVES: [&str; 2] = ["1.2.840.10045.3.1.7", "1.3.132.0.34"];

/// Octets of a file with a certificate.
const LARGEST: usize = 64 * 1024;

/// The first octet of every certificate in DER.
const DER_SEQUENCE: u8 = 0x30;
