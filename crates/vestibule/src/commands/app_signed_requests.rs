//! The options of `vestibule app update` about the signatures on an application's requests.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use jiff::Timestamp;
use serde::Serialize;
use vestibule_directory::applications::{
    ApplicationChange, RequestSignatures, SharedCertificate, VerificationCertificate,
};
use vestibule_directory::certificates::Expiry;

use super::given::Switch;
use super::view::instant;

/// With whose keys requests are verified, and whether they have to be signed.
#[derive(Debug, Args)]
pub(super) struct SignedRequestsOptions {
    /// The certificate with whose key the application signs, instead of those that are there: DER, PEM or Base64; may be
    /// repeated
    #[arg(long, value_name = "FILE")]
    verification_certificate: Vec<PathBuf>,
    /// The same, beside those that are there; may be repeated
    #[arg(long, value_name = "FILE", conflicts_with = "verification_certificate")]
    add_verification_certificate: Vec<PathBuf>,
    /// Take a verification certificate away; may be repeated
    #[arg(long, value_name = "THUMBPRINT", conflicts_with = "verification_certificate")]
    remove_verification_certificate: Vec<String>,
    /// Whether unsigned requests are refused; sign-in can then start at the application alone
    #[arg(long, value_name = "on|off", hide_possible_values = true)]
    require_signed_requests: Option<Switch>,
    /// Whether requests may be signed with RSA-SHA1, which is weak
    #[arg(long, value_name = "on|off", hide_possible_values = true)]
    allow_weak_request_signatures: Option<Switch>,
}

impl SignedRequestsOptions {
    /// Adds what was named to a change.
    ///
    /// # Errors
    ///
    /// A file cannot be read or holds no certificate that can verify requests.
    pub(super) fn apply(self, change: &mut ApplicationChange) -> anyhow::Result<()> {
        let read = |files: &[PathBuf]| {
            let certificates = files.iter().map(|file| certificate(file));
            certificates.collect::<anyhow::Result<Vec<_>>>()
        };
        let instead = read(&self.verification_certificate)?;
        change.verification_certificates = (!instead.is_empty()).then_some(instead);
        change.added_verification_certificates = read(&self.add_verification_certificate)?;
        change.removed_verification_certificates = self.remove_verification_certificate;
        change.require_signed_requests = self.require_signed_requests.map(Switch::is_on);
        change.allow_weak_request_signatures = self.allow_weak_request_signatures.map(Switch::is_on);
        Ok(())
    }
}

fn certificate(file: &Path) -> anyhow::Result<VerificationCertificate> {
    let octets =
        std::fs::read(file).with_context(|| format!("cannot read the certificate {}", file.display()))?;
    VerificationCertificate::parse(&octets)
        .with_context(|| format!("{} cannot verify requests", file.display()))
}

/// How the signatures on an application's requests are treated, in the words of Entra.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RequestSignaturesView {
    request_signature_verification: Verification,
    verification_certificates: Vec<VerificationCertificateView>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Verification {
    is_signed_request_required: bool,
    allowed_weak_algorithms: Option<&'static str>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct VerificationCertificateView {
    thumbprint: String,
    not_after: String,
    /// `valid`, `ending` or `expired`; expired ones verify all the same. Absent where the time is not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    expiry: Option<&'static str>,
    /// Other applications that have the same certificate.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    shared_with: Vec<String>,
    #[serde(skip)]
    warning: Option<String>,
    #[serde(skip)]
    ends: Timestamp,
}

impl From<&RequestSignatures> for RequestSignaturesView {
    fn from(signatures: &RequestSignatures) -> Self {
        let view = |certificate: &VerificationCertificate| VerificationCertificateView {
            thumbprint: certificate.thumbprint().to_owned(),
            not_after: instant(certificate.not_after()),
            expiry: None,
            shared_with: Vec::new(),
            warning: None,
            ends: certificate.not_after(),
        };
        Self {
            request_signature_verification: Verification {
                is_signed_request_required: signatures.is_required,
                allowed_weak_algorithms: signatures.allows_weak.then_some("rsaSha1"),
            },
            verification_certificates: signatures.certificates.iter().map(view).collect(),
        }
    }
}

impl RequestSignaturesView {
    /// As the certificates are at this instant, and who else has them.
    pub(super) fn look_closer(&mut self, shared: &[SharedCertificate], now: Timestamp) {
        for certificate in &mut self.verification_certificates {
            let expiry = Expiry::of(certificate.ends, now);
            certificate.expiry = Some(expiry.name());
            certificate.warning = expiry.warning();
            let others = shared
                .iter()
                .filter(|other| other.thumbprint == certificate.thumbprint);
            certificate.shared_with = others.map(|other| other.application.clone()).collect();
        }
    }

    /// What an application's record says of its requests.
    pub(super) fn line(&self) -> String {
        let verification = &self.request_signature_verification;
        let mut line = if verification.is_signed_request_required {
            "required".to_owned()
        } else if self.verification_certificates.is_empty() {
            "not verified".to_owned()
        } else {
            "verified where they are signed; sign-out has to be".to_owned()
        };
        if verification.allowed_weak_algorithms.is_some() {
            line.push_str("; RSA-SHA1 is allowed, which is weak");
        }
        line
    }

    /// A line for each certificate.
    pub(super) fn certificate_lines(&self) -> Vec<String> {
        let line = |certificate: &VerificationCertificateView| {
            let until = certificate.ends.strftime("%Y-%m-%d");
            let mut line = format!("{}  until {until}", certificate.thumbprint);
            if let Some(warning) = &certificate.warning {
                line.push_str("; ");
                line.push_str(warning);
            }
            for other in &certificate.shared_with {
                line.push_str("; also that of ");
                line.push_str(other);
            }
            line
        };
        self.verification_certificates.iter().map(line).collect()
    }
}
