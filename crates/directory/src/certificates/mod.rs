//! Signing certificates: several an application, one active, the private key sealed. Each was made
//! here and never leaves, or was imported and is marked as that.

mod expiry;
mod generate;
mod import;
mod material;
mod operations;
pub(crate) mod rows;
mod schedule;
#[cfg(test)]
mod tests;

use jiff::Timestamp;

pub use expiry::{Expiry, NOTICE_DAYS, is_notice_due, notices};
pub(crate) use generate::{NewCertificate, thumbprint};
pub use import::ForeignKey;
pub(crate) use material::MaterialCache;
pub use material::SigningMaterial;
pub(crate) use operations::recorded;
pub use operations::{Ending, activate, active, create, delete, ending, ending_in, import, list, published};
pub use schedule::{activate_due, schedule};

/// The public half of a signing certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Its id; never used again, so that a parsed key may be kept by it.
    pub id: String,
    /// The application it belongs to.
    pub application_id: String,
    /// SHA-1 over the DER, upper-case hexadecimal.
    pub thumbprint: String,
    /// The subject, such as `CN=Vestibule Federated SSO Certificate`.
    pub subject: String,
    /// Valid from.
    pub not_before: Timestamp,
    /// Valid until.
    pub not_after: Timestamp,
    /// Whether the application's responses are signed with it.
    pub is_active: bool,
    /// Whether its private key was made elsewhere, so that others may have it.
    pub is_imported: bool,
    /// When it is to become the active one, if that was said.
    pub activates_at: Option<Timestamp>,
    /// The certificate.
    pub der: Vec<u8>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Certificate {
    /// Whether it is within its validity. An expired one still signs when there is no other; the other side decides.
    pub fn is_valid(&self, now: Timestamp) -> bool {
        self.not_before <= now && now <= self.not_after
    }
}
