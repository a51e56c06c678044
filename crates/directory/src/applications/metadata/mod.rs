//! What an application's own document says of it.

use jiff::{SignedDuration, Timestamp};

use super::{ApplicationChange, NewApplication, TokenEncryption, VerificationCertificate};
use crate::value::{EntityId, ReplyUrl, WebUrl};

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
