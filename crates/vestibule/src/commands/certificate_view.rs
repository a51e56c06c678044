//! What commands about signing certificates answer with.

use jiff::Timestamp;
use serde::Serialize;
use vestibule_directory::certificates::{Certificate, Expiry};

use super::view::instant;
use crate::print::table;

/// A signing certificate.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CertificateView {
    thumbprint: String,
    subject: String,
    not_before: String,
    not_after: String,
    is_active: bool,
    /// Its private key was made elsewhere.
    is_imported: bool,
    /// `valid`, `ending` or `expired`.
    expiry: &'static str,
    /// Such as "ends in 12 days"; absent while the end is far.
    #[serde(skip_serializing_if = "Option::is_none")]
    warning: Option<String>,
    /// When it becomes the active one, if that was set.
    #[serde(skip_serializing_if = "Option::is_none")]
    activates_at: Option<String>,
    #[serde(skip)]
    ends: Timestamp,
}

impl CertificateView {
    /// The certificate as it is at this instant.
    pub(super) fn new(certificate: &Certificate, now: Timestamp) -> Self {
        let expiry = Expiry::of(certificate.not_after, now);
        Self {
            thumbprint: certificate.thumbprint.clone(),
            subject: certificate.subject.clone(),
            not_before: instant(certificate.not_before),
            not_after: instant(certificate.not_after),
            is_active: certificate.is_active,
            is_imported: certificate.is_imported,
            expiry: expiry.name(),
            warning: expiry.warning(),
            activates_at: certificate.activates_at.map(instant),
            ends: certificate.not_after,
        }
    }

    /// One line of an application's record.
    pub(super) fn line(&self) -> String {
        let mut line = format!(
            "{}  {}, until {}",
            self.thumbprint,
            self.state(),
            self.ends.strftime("%Y-%m-%d")
        );
        for remark in self.remarks() {
            line.push_str("; ");
            line.push_str(&remark);
        }
        line
    }

    fn state(&self) -> &'static str {
        if self.is_active { "active" } else { "inactive" }
    }

    fn remarks(&self) -> impl Iterator<Item = String> {
        let imported = self.is_imported.then(|| KNOWN_OUTSIDE.to_owned());
        let scheduled = self
            .activates_at
            .as_ref()
            .map(|at| format!("becomes active at {at}"));
        self.warning.clone().into_iter().chain(scheduled).chain(imported)
    }
}

/// Certificates as a table.
pub(super) fn certificates_text(certificates: &[CertificateView]) -> String {
    let rows: Vec<Vec<String>> = certificates
        .iter()
        .map(|certificate| {
            vec![
                certificate.thumbprint.clone(),
                certificate.state().to_owned(),
                certificate.not_before.clone(),
                certificate.not_after.clone(),
                certificate.remarks().collect::<Vec<_>>().join("; "),
            ]
        })
        .collect();
    table(
        &["Thumbprint", "State", "Valid from", "Valid until", "Remarks"],
        &rows,
        "There is no certificate.",
    )
}

/// What is said of a key that was imported.
const KNOWN_OUTSIDE: &str = "imported: the private key is known outside";
