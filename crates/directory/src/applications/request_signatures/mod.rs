//! Signatures on the requests of an application: with whose keys they are verified, and whether they have to be there.

pub(super) mod rows;

use jiff::Timestamp;

use super::partner_certificate::{PartnerCertificate, Purpose};
use super::{Application, ApplicationChange};
use crate::Problem;

/// How the signatures on an application's requests are treated (Entra's `requestSignatureVerification`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestSignatures {
    /// Whether unsigned requests are refused, and with them starts that are no request at all.
    pub is_required: bool,
    /// Whether RSA-SHA1 is verified too (Entra's `allowedWeakAlgorithms`).
    pub allows_weak: bool,
    /// Whose keys verify, in the order in which they were added. Where there are any, a signature that is there has to be
    /// good, and requests for sign-out have to be signed.
    pub certificates: Vec<VerificationCertificate>,
}

impl RequestSignatures {
    /// The certificates that a signature is tried with: the one that it shows, if it is known here, else the two that were
    /// added last. What a message shows chooses among these and adds nothing to them. (`request_keys`)
    pub fn candidates(&self, shown: Option<&str>) -> &[VerificationCertificate] {
        let known = shown.and_then(|shown| {
            let mut all = self.certificates.iter();
            all.find(|certificate| certificate.thumbprint() == shown)
        });
        if let Some(known) = known {
            return std::slice::from_ref(known);
        }
        let newest = self.certificates.len().saturating_sub(TRIED);
        self.certificates.get(newest..).unwrap_or_default()
    }
}

/// A certificate whose key verifies the requests of an application.
///
/// Nobody is locked out on the day when it expires: it holds a key that was handed over, and the day is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerificationCertificate(PartnerCertificate);

impl VerificationCertificate {
    /// Reads a certificate: DER, PEM (the first one in it), or bare Base64.
    ///
    /// # Errors
    ///
    /// It is no X.509 certificate of at most 64 KiB, its key is neither RSA of 2048 to 8192 bits nor on P-256 or P-384, or
    /// a private key came with it.
    pub fn parse(octets: &[u8]) -> Result<Self, Problem> {
        PartnerCertificate::parse(octets, &PURPOSE).map(Self)
    }

    /// The certificate.
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// SHA-1 over the DER, upper-case hexadecimal.
    pub fn thumbprint(&self) -> &str {
        &self.0.thumbprint
    }

    /// Valid until; shown, and not held against anybody.
    pub fn not_after(&self) -> Timestamp {
        self.0.not_after
    }
}

/// The signatures as they will be.
///
/// # Errors
///
/// A certificate is to be removed that is not there.
pub(super) fn changed(
    before: &RequestSignatures,
    change: &ApplicationChange,
) -> Result<RequestSignatures, Problem> {
    let instead = change.verification_certificates.as_ref();
    let mut certificates: Vec<VerificationCertificate> = Vec::new();
    let wanted = instead.unwrap_or(&before.certificates);
    for certificate in wanted.iter().chain(&change.added_verification_certificates) {
        if !certificates.contains(certificate) {
            certificates.push(certificate.clone());
        }
    }
    for thumbprint in &change.removed_verification_certificates {
        let wanted: String = thumbprint.chars().filter(char::is_ascii_hexdigit).collect();
        let position = certificates
            .iter()
            .position(|certificate| certificate.thumbprint().eq_ignore_ascii_case(&wanted));
        let Some(position) = position else {
            let known: Vec<&str> = certificates
                .iter()
                .map(VerificationCertificate::thumbprint)
                .collect();
            let known = if known.is_empty() {
                "none, since the application has no verification certificate".to_owned()
            } else {
                known.join(" or ")
            };
            return Err(Problem::new(
                FIELD,
                "verification-certificate-unknown",
                "the application has no verification certificate with this thumbprint",
                known,
                thumbprint,
            ));
        };
        certificates.remove(position);
    }
    Ok(RequestSignatures {
        is_required: change.require_signed_requests.unwrap_or(before.is_required),
        allows_weak: change.allow_weak_request_signatures.unwrap_or(before.allows_weak),
        certificates,
    })
}

/// What is wrong with the signatures of `after`, if anything.
pub(super) fn problems(after: &Application) -> Vec<Problem> {
    let signatures = &after.request_signatures;
    let count = signatures.certificates.len();
    let too_many = (count > MOST).then(|| {
        Problem::new(
            FIELD,
            "too-many",
            "there are too many verification certificates",
            format!("at most {MOST}"),
            &count.to_string(),
        )
    });
    // Nobody could sign in any more.
    let unverifiable = (signatures.is_required && count == 0).then(|| {
        Problem::new(
            FIELD,
            "verification-certificate-missing",
            "signed requests cannot be required without a certificate to verify them with",
            "a verification certificate of the application",
            "none",
        )
    });
    too_many.into_iter().chain(unverifiable).collect()
}

/// The values that the audit log shows.
pub(super) fn snapshot(signatures: &RequestSignatures) -> serde_json::Value {
    let thumbprints = signatures
        .certificates
        .iter()
        .map(VerificationCertificate::thumbprint);
    serde_json::json!({
        "isSignedRequestRequired": signatures.is_required,
        "allowedWeakAlgorithms": signatures.allows_weak.then_some(RSA_SHA1),
        "certificates": thumbprints.collect::<Vec<_>>(),
    })
}

/// The name of the one weak algorithm.
const RSA_SHA1: &str = "rsaSha1";

/// The field of every problem with the certificates.
const FIELD: &str = "verificationCertificates";

const PURPOSE: Purpose = Purpose {
    field: FIELD,
    no_certificate: "verification-certificate",
    key: (
        "verification-key",
        "the key of the certificate cannot verify requests",
        "an RSA key of 2048 to 8192 bits, or one on P-256 or P-384",
    ),
    takes_curves: true,
};

/// How many certificates an application can have.
const MOST: usize = 10;

/// How many are tried where a signature shows none of them.
const TRIED: usize = 2;
