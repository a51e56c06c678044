//! A reading of a document as the database keeps it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::PartnerMetadata;
use crate::applications::{
    EncryptionAlgorithm, EncryptionCertificate, KeyTransport, TokenEncryption, VerificationCertificate,
};
use crate::value::ReplyUrl;
use crate::{Failure, Problem};

#[derive(Serialize, Deserialize)]
struct Stored {
    identifier: String,
    reply_urls: Vec<(String, Option<u16>, bool)>,
    logout_url: Option<String>,
    certificates: Vec<String>,
    /// Certificate, cipher and key transport.
    encryption: Option<(String, String, String)>,
}

/// The text of a reading, without how long it holds.
pub(super) fn write(metadata: &PartnerMetadata) -> Result<String, Failure> {
    let reply_url = |reply_url: &ReplyUrl| (reply_url.url.to_string(), reply_url.index, reply_url.is_default);
    let encryption = metadata.encryption.as_ref().map(|encryption| {
        (
            STANDARD.encode(encryption.certificate.der()),
            encryption.algorithm.name().to_owned(),
            encryption.key_transport.name().to_owned(),
        )
    });
    let certificates = metadata.verification_certificates.iter();
    let stored = Stored {
        identifier: metadata.identifier.to_string(),
        reply_urls: metadata.reply_urls.iter().map(reply_url).collect(),
        logout_url: metadata.logout_url.as_ref().map(ToString::to_string),
        certificates: certificates
            .map(|certificate| STANDARD.encode(certificate.der()))
            .collect(),
        encryption,
    };
    serde_json::to_string(&stored).map_err(broken)
}

/// The reading that was written so.
pub(super) fn read(text: &str) -> Result<PartnerMetadata, Failure> {
    let stored: Stored = serde_json::from_str(text).map_err(broken)?;
    restored(stored).map_err(broken)
}

fn restored(stored: Stored) -> Result<PartnerMetadata, Problem> {
    let reply_url = |(url, index, is_default): (String, Option<u16>, bool)| {
        let url = url.parse()?;
        Ok(ReplyUrl {
            url,
            index,
            is_default,
        })
    };
    let encryption = |(certificate, algorithm, transport): (String, String, String)| {
        Ok(TokenEncryption {
            certificate: EncryptionCertificate::parse(certificate.as_bytes())?,
            algorithm: EncryptionAlgorithm::find(&algorithm).unwrap_or_default(),
            key_transport: KeyTransport::find(&transport).unwrap_or_default(),
        })
    };
    let certificates = stored.certificates.iter();
    Ok(PartnerMetadata {
        identifier: stored.identifier.parse()?,
        reply_urls: stored
            .reply_urls
            .into_iter()
            .map(reply_url)
            .collect::<Result<_, Problem>>()?,
        logout_url: stored.logout_url.map(|url| url.parse()).transpose()?,
        verification_certificates: certificates
            .map(|certificate| VerificationCertificate::parse(certificate.as_bytes()))
            .collect::<Result<_, _>>()?,
        encryption: stored.encryption.map(encryption).transpose()?,
        valid_until: None,
        cache_duration: None,
    })
}

pub(super) fn broken(error: impl std::error::Error + Send + Sync + 'static) -> Failure {
    Failure::Unavailable(Box::new(error))
}
