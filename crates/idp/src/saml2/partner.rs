//! Service provider metadata as a way to name an application's values: the one place where SAML's words become Entra's.

use jiff::Timestamp;
use vestibule_directory::Problem;
use vestibule_directory::applications::{
    EncryptionAlgorithm, EncryptionCertificate, KeyTransport, PartnerMetadata, TokenEncryption,
    VerificationCertificate,
};
use vestibule_directory::value::ReplyUrl;
use vestibule_saml::Rejected;
use vestibule_saml::encryption::{DataCipher, KeyTransport as SamlTransport};
use vestibule_saml::identity_provider::PlainHttp;
use vestibule_saml::metadata::{Binding, Endpoint, Key, KeyUse, Reading, ServiceProviderMetadata};
use vestibule_saml::signature::{KeyError, TrustedKeys};

/// How an application's document is to be read.
#[derive(Debug, Clone, Copy)]
pub struct PartnerReading<'a> {
    /// The entity that is wanted of a document that has several.
    pub entity_id: Option<&'a str>,
    /// Certificates (DER, PEM or Base64), one of which must have signed the document; none asks for no signature.
    pub signed_by: &'a [Vec<u8>],
    /// The time, against which the document's validity is held.
    pub now: Timestamp,
}

/// Why an application's document cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UnreadableMetadata {
    /// The library refuses the document.
    #[error("this is no service provider's metadata that can be used")]
    Refused(#[from] Rejected),
    /// No reply URL takes HTTP-POST.
    #[error("the metadata names no reply URL that takes HTTP-POST")]
    NoReplyUrl,
    /// The certificate that should have signed the document cannot verify anything.
    #[error("the certificate for the signature of the metadata cannot be used")]
    SigningCertificate(#[from] KeyError),
    /// A value cannot stand in the directory.
    #[error("a value of the metadata cannot be used")]
    Value(#[from] Problem),
}

/// Reads identifier, reply URLs with their indexes, logout URL and certificates out of a document.
///
/// # Errors
/// [`UnreadableMetadata`].
pub fn partner_metadata(
    octets: &[u8],
    reading: &PartnerReading<'_>,
) -> Result<PartnerMetadata, UnreadableMetadata> {
    let keys = TrustedKeys::of_certificates(reading.signed_by)?;
    let reading = Reading {
        entity_id: reading.entity_id,
        now: reading.now,
        // The directory decides later where plain http is fine.
        plain_http: PlainHttp::OnLoopback,
        signed_by: keys.as_ref(),
    };
    let metadata = ServiceProviderMetadata::parse(octets, &reading)?;
    let logout = metadata
        .single_logout
        .iter()
        .find(|endpoint| endpoint.binding == Binding::HttpRedirect);
    Ok(PartnerMetadata {
        identifier: metadata.entity_id.parse()?,
        reply_urls: reply_urls(&metadata.assertion_consumer)?,
        logout_url: logout.map(|endpoint| endpoint.location.parse()).transpose()?,
        verification_certificates: verification(&metadata.keys)?,
        encryption: encryption(&metadata.keys),
        valid_until: metadata.valid_until,
        cache_duration: metadata.cache_duration,
    })
}

fn reply_urls(consumers: &[Endpoint]) -> Result<Vec<ReplyUrl>, UnreadableMetadata> {
    let by_post: Vec<Endpoint> = consumers
        .iter()
        .filter(|endpoint| endpoint.binding == Binding::HttpPost)
        .cloned()
        .collect();
    let default = Endpoint::default_of(&by_post).ok_or(UnreadableMetadata::NoReplyUrl)?;
    let reply_url = |endpoint: &Endpoint| {
        Ok(ReplyUrl {
            url: endpoint.location.parse()?,
            index: endpoint.index,
            is_default: std::ptr::eq(default, endpoint),
        })
    };
    by_post.iter().map(reply_url).collect()
}

/// The keys that sign, each once.
fn verification(keys: &[Key]) -> Result<Vec<VerificationCertificate>, Problem> {
    let mut certificates = Vec::new();
    for key in keys.iter().filter(|key| key.is_for_signing()) {
        let certificate = VerificationCertificate::parse(key.certificate.der())?;
        if !certificates.contains(&certificate) {
            certificates.push(certificate);
        }
    }
    Ok(certificates)
}

/// Encryption to the first key that may be encrypted to, in the best way that stands beside it; in ours, if none does.
/// Keys that nothing can be encrypted to, on curves for example, are passed over.
fn encryption(keys: &[Key]) -> Option<TokenEncryption> {
    let named = keys.iter().filter(|key| key.key_use == KeyUse::Encryption);
    let others = keys.iter().filter(|key| key.key_use == KeyUse::Any);
    let (key, certificate) = named
        .chain(others)
        .find_map(|key| Some((key, EncryptionCertificate::parse(key.certificate.der()).ok()?)))?;
    let mut encryption = TokenEncryption::to(certificate);
    let takes = |uri: &str| key.encryption_methods.iter().any(|method| method == uri);
    let algorithm = [
        (EncryptionAlgorithm::Aes256Gcm, DataCipher::Aes256Gcm),
        (EncryptionAlgorithm::Aes128Gcm, DataCipher::Aes128Gcm),
        (EncryptionAlgorithm::Aes256Cbc, DataCipher::Aes256Cbc),
        (EncryptionAlgorithm::Aes128Cbc, DataCipher::Aes128Cbc),
    ]
    .into_iter()
    .find(|(_, cipher)| takes(cipher.uri()));
    if let Some((algorithm, _)) = algorithm {
        encryption.algorithm = algorithm;
    }
    let (old, new) = (
        SamlTransport::RsaOaepMgf1p.uri(),
        SamlTransport::RsaOaepSha256.uri(),
    );
    if takes(new) && !takes(old) {
        encryption.key_transport = KeyTransport::RsaOaepSha256;
    }
    Some(encryption)
}

#[cfg(test)]
mod tests {
    use super::*;

    const METADATA: &str = r#"<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://wiki.example/">
  <SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://wiki.example/out"/>
    <AssertionConsumerService index="1" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact" Location="https://wiki.example/a"/>
    <AssertionConsumerService index="2" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://wiki.example/p"/>
    <AssertionConsumerService index="3" isDefault="true" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://wiki.example/q"/>
  </SPSSODescriptor>
</EntityDescriptor>"#;

    fn read(text: &str) -> Result<PartnerMetadata, UnreadableMetadata> {
        let reading = PartnerReading {
            entity_id: None,
            signed_by: &[],
            now: "2025-04-01T08:00:00Z".parse().unwrap(),
        };
        partner_metadata(text.as_bytes(), &reading)
    }

    #[test]
    fn identifier_reply_urls_and_logout_url_come_from_the_metadata() {
        let new = read(METADATA).unwrap();
        assert_eq!(new.identifier.as_str(), "https://wiki.example/");
        let urls: Vec<_> = new
            .reply_urls
            .iter()
            .map(|url| (url.url.as_str(), url.index, url.is_default))
            .collect();
        let expected = [
            ("https://wiki.example/p", Some(2), false),
            ("https://wiki.example/q", Some(3), true),
        ];
        assert_eq!(urls, expected);
        assert_eq!(new.logout_url.unwrap().as_str(), "https://wiki.example/out");
    }

    /// The metadata with a certificate for a use, and what goes with it.
    fn with_key(key_use: &str, methods: &str) -> String {
        use base64::Engine as _;
        let pair =
            rcgen::KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048).unwrap();
        let certificate = rcgen::CertificateParams::default().self_signed(&pair).unwrap();
        let base64 = base64::engine::general_purpose::STANDARD.encode(certificate.der());
        let descriptor = format!(
            "<KeyDescriptor {key_use}><KeyInfo xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><X509Data><X509Certificate>{base64}\
             </X509Certificate></X509Data></KeyInfo>{methods}</KeyDescriptor><SingleLogoutService "
        );
        METADATA.replacen("<SingleLogoutService ", &descriptor, 1)
    }

    #[test]
    fn the_certificate_to_encrypt_to_comes_from_the_metadata() {
        let gcm = "<EncryptionMethod Algorithm=\"http://www.w3.org/2009/xmlenc11#aes128-gcm\"/>\
                   <EncryptionMethod Algorithm=\"http://www.w3.org/2009/xmlenc11#rsa-oaep\"/>";
        let text = with_key("use=\"encryption\"", gcm);
        let encryption = read(&text).unwrap().encryption.unwrap();
        assert_eq!(encryption.algorithm, EncryptionAlgorithm::Aes128Gcm);
        assert_eq!(encryption.key_transport, KeyTransport::RsaOaepSha256);
        let plain = read(&with_key("", "")).unwrap().encryption.unwrap();
        assert_eq!(plain.algorithm, EncryptionAlgorithm::Aes256Gcm);
        assert_eq!(plain.key_transport, KeyTransport::RsaOaepMgf1p);
        assert_eq!(read(&with_key("use=\"signing\"", "")).unwrap().encryption, None);
        assert_eq!(read(METADATA).unwrap().encryption, None);
    }

    #[test]
    fn the_keys_that_sign_become_verification_certificates() {
        let count = |text: &str| read(text).unwrap().verification_certificates.len();
        assert_eq!(count(METADATA), 0);
        assert_eq!(count(&with_key("use=\"encryption\"", "")), 0);
        let signing = with_key("use=\"signing\"", "");
        assert_eq!(count(&signing), 1);
        assert_eq!(count(&with_key("", "")), 1);
        let start = signing.find("<KeyDescriptor").unwrap();
        let end = signing.find("<SingleLogoutService").unwrap();
        let twice = format!("{}{}{}", &signing[..end], &signing[start..end], &signing[end..]);
        assert_eq!(count(&twice), 1, "each once");
    }

    #[test]
    fn metadata_without_a_reply_url_for_posts_is_refused() {
        let text = METADATA.replace("HTTP-POST", "PAOS");
        assert!(read(&text).is_err());
        assert!(read("<html/>").is_err());
    }
}
