//! What has changed between two readings of an application's document, and what that changes of the application.

use super::PartnerMetadata;
use crate::Problem;
use crate::applications::{Application, ApplicationChange, EncryptionCertificate, VerificationCertificate};
use crate::value::{EntityId, ReplyUrl};

/// One value of a document, as it was accepted and as it would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The field, by the name that the audit log gives it.
    pub field: &'static str,
    /// What was accepted.
    pub before: Vec<String>,
    /// What the document says now.
    pub after: Vec<String>,
}

/// All that has changed. A document that has no keys any more says nothing about keys.
pub(super) fn differences(before: &PartnerMetadata, after: &PartnerMetadata) -> Vec<Difference> {
    let of = |field: &'static str, value: fn(&PartnerMetadata) -> Vec<String>| {
        let (before, after) = (value(before), value(after));
        (before != after).then_some(Difference { field, before, after })
    };
    let keys = of("verificationCertificates", thumbprints);
    let encryption = of("tokenEncryption", |metadata| {
        let encryption = metadata.encryption.iter();
        encryption
            .map(|to| to.certificate.thumbprint().to_owned())
            .collect()
    });
    [
        of("identifierUris", |metadata| vec![metadata.identifier.to_string()]),
        of("replyUrls", reply_urls),
        of("logoutUrl", |metadata| {
            metadata.logout_url.iter().map(ToString::to_string).collect()
        }),
        keys.filter(|keys| !keys.after.is_empty()),
        encryption.filter(|encryption| !encryption.after.is_empty()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn thumbprints(metadata: &PartnerMetadata) -> Vec<String> {
    let certificates = metadata.verification_certificates.iter();
    let mut all: Vec<String> = certificates
        .map(|certificate| certificate.thumbprint().to_owned())
        .collect();
    // Their order means nothing.
    all.sort_unstable();
    all
}

fn reply_urls(metadata: &PartnerMetadata) -> Vec<String> {
    let written = |reply_url: &ReplyUrl| {
        let index = reply_url
            .index
            .map(|index| format!(" (index {index})"))
            .unwrap_or_default();
        let default = if reply_url.is_default { " (default)" } else { "" };
        format!("{}{index}{default}", reply_url.url)
    };
    let mut all: Vec<String> = metadata.reply_urls.iter().map(written).collect();
    all.sort_unstable();
    all
}

/// The change of an application that follows: what came or went in the document comes or goes; what an administrator
/// added by hand stays.
///
/// # Errors
///
/// An identifier that the application has cannot be read any more.
pub(super) fn change(
    application: &Application,
    before: &PartnerMetadata,
    after: &PartnerMetadata,
) -> Result<ApplicationChange, Problem> {
    let mut change = ApplicationChange::default();
    if before.identifier != after.identifier {
        change.identifiers = Some(identifiers(application, before, after)?);
    }
    if reply_urls(before) != reply_urls(after) {
        let is_gone = |present: &ReplyUrl| before.reply_urls.iter().any(|old| old.url == present.url);
        let by_hand = application.reply_urls.iter().filter(|present| !is_gone(present));
        let by_hand = by_hand
            .filter(|present| after.reply_urls.iter().all(|new| new.url != present.url))
            .map(|present| ReplyUrl {
                is_default: false,
                ..present.clone()
            });
        change.reply_urls = Some(after.reply_urls.iter().cloned().chain(by_hand).collect());
    }
    if before.logout_url != after.logout_url {
        change.logout_url = Some(after.logout_url.clone());
    }
    if !after.verification_certificates.is_empty() {
        let (old, new) = (
            &before.verification_certificates,
            &after.verification_certificates,
        );
        let present = &application.request_signatures.certificates;
        let is_gone =
            |certificate: &&VerificationCertificate| old.contains(certificate) && !new.contains(certificate);
        change.added_verification_certificates =
            new.iter().filter(|new| !old.contains(new)).cloned().collect();
        change.removed_verification_certificates = present
            .iter()
            .filter(is_gone)
            .map(|certificate| certificate.thumbprint().to_owned())
            .collect();
    }
    change.encryption_certificate = encryption(application, before, after).map(Some);
    Ok(change)
}

/// The certificate to encrypt to, where the application has the one that was accepted and the document has another.
fn encryption(
    application: &Application,
    before: &PartnerMetadata,
    after: &PartnerMetadata,
) -> Option<EncryptionCertificate> {
    let used = &application.encryption.as_ref()?.certificate;
    let (before, after) = (
        &before.encryption.as_ref()?.certificate,
        &after.encryption.as_ref()?.certificate,
    );
    (used == before && before != after).then(|| after.clone())
}

/// The identifiers with the new one in the place of the old one.
fn identifiers(
    application: &Application,
    before: &PartnerMetadata,
    after: &PartnerMetadata,
) -> Result<Vec<EntityId>, Problem> {
    let mut all: Vec<EntityId> = Vec::new();
    for present in &application.identifiers {
        let is_old = present == before.identifier.as_str();
        let identifier = if is_old {
            after.identifier.clone()
        } else {
            present.parse()?
        };
        if !all.contains(&identifier) {
            all.push(identifier);
        }
    }
    if !all.contains(&after.identifier) {
        all.insert(0, after.identifier.clone());
    }
    Ok(all)
}
