//! The response as it is written: for everybody to read, or with an assertion that the application alone can read.

use std::borrow::Cow;

use vestibule_directory::applications::{EncryptionAlgorithm, KeyTransport as Transport, TokenEncryption};
use vestibule_directory::failure::code;
use vestibule_directory::{Failure, Refusal};
use vestibule_saml::encryption::{ContentSecret, DataCipher, Encryption, KeyTransport};
use vestibule_saml::identity_provider::{
    IssueError, ResponseContent, SignedResponse, SigningOption, issue, issue_encrypted,
};
use vestibule_saml::signature::SigningKey;

use crate::services::Services;

/// Writes and signs the response. Where the application has an encryption certificate the assertion is encrypted to it
/// after it was signed, or there is no response: never a plain one. (`encrypt_for_application`)
pub(super) fn written(
    services: &Services,
    content: &ResponseContent,
    (key, option): (&SigningKey, SigningOption),
    encryption: Option<&TokenEncryption>,
) -> Result<SignedResponse, Failure> {
    let Some(encryption) = encryption else {
        return issue(content, key, option).map_err(unavailable);
    };
    let recipient = services
        .encryption_key(encryption.certificate.der())
        .map_err(|error| {
            let received = format!("{}: {error}", encryption.certificate.thumbprint());
            Failure::from(Refusal::new(
                code::ENCRYPTION_CERTIFICATE,
                "a certificate that can be encrypted to",
                &received,
            ))
        })?;
    let encryption = Encryption {
        key: &recipient,
        cipher: cipher(encryption.algorithm),
        transport: transport(encryption.key_transport),
        secret: ContentSecret::draw(|octets| services.environment().fill(octets)),
    };
    issue_encrypted(content, key, option, encryption).map_err(unavailable)
}

/// The response as somebody would read it who has no key to decrypt with: itself, or one that says the same in plain.
pub(super) fn readable<'a>(
    response: &'a SignedResponse,
    content: &ResponseContent,
    (key, option): (&SigningKey, SigningOption),
    encryption: Option<&TokenEncryption>,
) -> Result<Cow<'a, SignedResponse>, Failure> {
    match encryption {
        None => Ok(Cow::Borrowed(response)),
        Some(_) => issue(content, key, option).map(Cow::Owned).map_err(unavailable),
    }
}

fn unavailable(error: IssueError) -> Failure {
    Failure::Unavailable(Box::new(error))
}

fn cipher(algorithm: EncryptionAlgorithm) -> DataCipher {
    match algorithm {
        EncryptionAlgorithm::Aes256Gcm => DataCipher::Aes256Gcm,
        EncryptionAlgorithm::Aes128Gcm => DataCipher::Aes128Gcm,
        EncryptionAlgorithm::Aes256Cbc => DataCipher::Aes256Cbc,
        EncryptionAlgorithm::Aes128Cbc => DataCipher::Aes128Cbc,
    }
}

fn transport(transport: Transport) -> KeyTransport {
    match transport {
        Transport::RsaOaepMgf1p => KeyTransport::RsaOaepMgf1p,
        Transport::RsaOaepSha256 => KeyTransport::RsaOaepSha256,
    }
}
