//! What an application's own document says of it, and documents that are read again from their address.

mod difference;
mod operations;
mod rows;
mod stored;

use jiff::{SignedDuration, Timestamp};

use super::{ApplicationChange, NewApplication, TokenEncryption, VerificationCertificate};
use crate::value::{EntityId, ReplyUrl, WebUrl};

pub use difference::Difference;
pub use operations::{
    approve_metadata, dismiss_metadata, due_metadata, follow_metadata, metadata_read, metadata_state,
    unfollow_metadata,
};

/// An application in its own words, read out of its service provider metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerMetadata {
    /// Its identifier.
    pub identifier: EntityId,
    /// Where it takes answers, with their indexes and which is the default.
    pub reply_urls: Vec<ReplyUrl>,
    /// Where it takes logout messages.
    pub logout_url: Option<WebUrl>,
    /// Whose keys sign its requests.
    pub verification_certificates: Vec<VerificationCertificate>,
    /// To whose key it would have assertions encrypted.
    pub encryption: Option<TokenEncryption>,
    /// Until when all this holds.
    pub valid_until: Option<Timestamp>,
    /// How long it may be kept before the document is read again.
    pub cache_duration: Option<SignedDuration>,
}

impl PartnerMetadata {
    /// Fills in what the document says of a new application. What was named beside it stays; assertions are encrypted
    /// only where that was asked for.
    pub fn begin(&self, new: &mut NewApplication, is_encrypted: bool) {
        new.identifiers = vec![self.identifier.clone()];
        new.reply_urls.clone_from(&self.reply_urls);
        new.verification_certificates
            .clone_from(&self.verification_certificates);
        if new.logout_url.is_none() {
            new.logout_url.clone_from(&self.logout_url);
        }
        if is_encrypted {
            new.encryption.clone_from(&self.encryption);
        }
    }

    /// Puts what the document says in place of what an application has, bar what the change names by itself.
    ///
    /// Whether anything has to be signed or encrypted is not changed by a document, and a document without keys takes none
    /// away. The certificate to encrypt to changes where assertions are encrypted already.
    pub fn change(&self, change: &mut ApplicationChange, is_encrypted: bool) {
        change
            .identifiers
            .get_or_insert_with(|| vec![self.identifier.clone()]);
        change.reply_urls.get_or_insert_with(|| self.reply_urls.clone());
        change.logout_url.get_or_insert_with(|| self.logout_url.clone());
        if !self.verification_certificates.is_empty() {
            change
                .verification_certificates
                .get_or_insert_with(|| self.verification_certificates.clone());
        }
        if let Some(encryption) = self.encryption.as_ref().filter(|_| is_encrypted) {
            change
                .encryption_certificate
                .get_or_insert_with(|| Some(encryption.certificate.clone()));
        }
    }
}

/// Where an application's document is, and how it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetadataSource {
    /// Its address.
    pub url: WebUrl,
    /// The entity that is meant of a document that has several.
    pub entity_id: Option<String>,
    /// Certificates, one of which must have signed the document; none asks for no signature.
    pub signed_by: Vec<Vec<u8>>,
}

/// What is known of a document that is read from its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetadataState {
    /// Where it is.
    pub source: MetadataSource,
    /// What was accepted of it.
    pub accepted: PartnerMetadata,
    /// What it says now and waits for leave.
    pub pending: Option<PendingMetadata>,
    /// When it was read, or tried to be.
    pub checked_at: Timestamp,
    /// When it is read again.
    pub next_check_at: Timestamp,
    /// Until when it holds, by its own words.
    pub valid_until: Option<Timestamp>,
    /// Why it could not be read the last time.
    pub failure: Option<String>,
}

/// A change of a document that waits for leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingMetadata {
    /// What the document says.
    pub metadata: PartnerMetadata,
    /// When that was seen first; names the change.
    pub since: Timestamp,
    /// What is different from what was accepted.
    pub differences: Vec<Difference>,
}

/// A document that is to be read.
#[derive(Debug, Clone)]
pub struct DueMetadata {
    /// The tenant.
    pub tenant_id: String,
    /// The application's object id.
    pub application_id: String,
    /// The application's name, for the log.
    pub application: String,
    /// Where the document is.
    pub source: MetadataSource,
}

/// What came of a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Nothing new.
    Unchanged,
    /// A change waits for leave.
    Waiting,
    /// It could not be read.
    Failed,
}

/// What the audit log shows of differences.
fn values(differences: &[Difference]) -> (Option<serde_json::Value>, Option<serde_json::Value>) {
    let of = |value: fn(&Difference) -> &Vec<String>| {
        let fields = differences.iter();
        let fields =
            fields.map(|difference| (difference.field.to_owned(), serde_json::json!(value(difference))));
        Some(serde_json::Value::Object(fields.collect()))
    };
    (
        of(|difference| &difference.before),
        of(|difference| &difference.after),
    )
}
