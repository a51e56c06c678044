//! Service provider metadata as a way to name an application's values: the one place where SAML's words become
//! Entra's on the command line.

use std::path::Path;

use anyhow::Context as _;
use jiff::Timestamp;
use vestibule_directory::applications::{
    EncryptionAlgorithm, EncryptionCertificate, KeyTransport, NewApplication, TokenEncryption,
    VerificationCertificate,
};
use vestibule_directory::value::ReplyUrl;
use vestibule_saml::encryption::{DataCipher, KeyTransport as SamlTransport};
use vestibule_saml::identity_provider::PlainHttp;
use vestibule_saml::metadata::{Binding, Endpoint, Key, KeyUse, Reading, ServiceProviderMetadata};

/// Takes identifier, reply URLs with their indexes, logout URL and verification certificates from a file, and the
/// certificate to encrypt to, if that is wanted. What was named beside it stays.
///
/// # Errors
///
/// The file cannot be read, is no metadata of one service provider, names no reply URL that takes HTTP-POST, or no
/// certificate to encrypt to where that is wanted.
pub(crate) fn apply(
    file: &Path,
    new: &mut NewApplication,
    is_encrypted: bool,
    now: Timestamp,
) -> anyhow::Result<()> {
    let octets =
        std::fs::read(file).with_context(|| format!("cannot read the metadata {}", file.display()))?;
    // The directory decides later where plain http is fine.
    let reading = Reading {
        entity_id: None,
        now,
        plain_http: PlainHttp::OnLoopback,
    };
    let metadata = ServiceProviderMetadata::parse(&octets, &reading)
        .with_context(|| format!("{} is no service provider's metadata", file.display()))?;
    if is_encrypted {
        let encryption = encryption(&metadata.keys)
            .with_context(|| format!("{} has no certificate to encrypt to", file.display()))?;
        new.encryption = Some(encryption);
    }
    new.verification_certificates = verification(&metadata.keys)
        .with_context(|| format!("{} has a certificate that cannot verify requests", file.display()))?;
    let consumers: Vec<Endpoint> = metadata
        .assertion_consumer
        .into_iter()
        .filter(|endpoint| endpoint.binding == Binding::HttpPost)
        .collect();
    anyhow::ensure!(
        !consumers.is_empty(),
        "{} names no reply URL that takes HTTP-POST",
        file.display()
    );
    new.identifiers = vec![metadata.entity_id.parse()?];
    let default = Endpoint::default_of(&consumers);
    new.reply_urls = consumers
        .iter()
        .map(|endpoint| {
            reply_url(
                endpoint,
                default.is_some_and(|default| std::ptr::eq(default, endpoint)),
            )
        })
        .collect::<anyhow::Result<_>>()?;
    if new.logout_url.is_none() {
        let logout = metadata
            .single_logout
            .iter()
            .find(|endpoint| endpoint.binding == Binding::HttpRedirect);
        new.logout_url = logout.map(|endpoint| endpoint.location.parse()).transpose()?;
    }
    Ok(())
}

/// The keys that sign, each once.
fn verification(keys: &[Key]) -> anyhow::Result<Vec<VerificationCertificate>> {
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
fn encryption(keys: &[Key]) -> anyhow::Result<TokenEncryption> {
    let key = keys
        .iter()
        .find(|key| key.key_use == KeyUse::Encryption)
        .or_else(|| keys.iter().find(|key| key.is_for_encryption()))
        .context("no key is for encryption")?;
    let mut encryption = TokenEncryption::to(EncryptionCertificate::parse(key.certificate.der())?);
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
    Ok(encryption)
}

fn reply_url(endpoint: &Endpoint, is_default: bool) -> anyhow::Result<ReplyUrl> {
    Ok(ReplyUrl {
        url: endpoint.location.parse()?,
        index: endpoint.index,
        is_default,
    })
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

    fn applied(text: &str) -> anyhow::Result<NewApplication> {
        applied_with(text, false)
    }

    fn applied_with(text: &str, is_encrypted: bool) -> anyhow::Result<NewApplication> {
        let mut file = tempfile::NamedTempFile::new()?;
        std::io::Write::write_all(&mut file, text.as_bytes())?;
        let mut new = NewApplication::new("tenant", "Wiki".parse()?);
        apply(
            file.path(),
            &mut new,
            is_encrypted,
            "2025-04-01T08:00:00Z".parse()?,
        )?;
        Ok(new)
    }

    #[test]
    fn identifier_reply_urls_and_logout_url_come_from_the_metadata() {
        let new = applied(METADATA).unwrap();
        assert_eq!(new.identifiers[0].as_str(), "https://wiki.example/");
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
    fn the_certificate_to_encrypt_to_comes_from_the_metadata_where_it_is_wanted() {
        let gcm = "<EncryptionMethod Algorithm=\"http://www.w3.org/2009/xmlenc11#aes128-gcm\"/>\
                   <EncryptionMethod Algorithm=\"http://www.w3.org/2009/xmlenc11#rsa-oaep\"/>";
        let text = with_key("use=\"encryption\"", gcm);
        assert_eq!(applied(&text).unwrap().encryption, None);
        let encryption = applied_with(&text, true).unwrap().encryption.unwrap();
        assert_eq!(encryption.algorithm, EncryptionAlgorithm::Aes128Gcm);
        assert_eq!(encryption.key_transport, KeyTransport::RsaOaepSha256);
        let plain = applied_with(&with_key("", ""), true).unwrap().encryption.unwrap();
        assert_eq!(plain.algorithm, EncryptionAlgorithm::Aes256Gcm);
        assert_eq!(plain.key_transport, KeyTransport::RsaOaepMgf1p);
        assert!(applied_with(&with_key("use=\"signing\"", ""), true).is_err());
        assert!(applied_with(METADATA, true).is_err());
    }

    #[test]
    fn the_keys_that_sign_become_verification_certificates() {
        let count = |text: &str| applied(text).unwrap().verification_certificates.len();
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
        assert!(applied(&text).is_err());
        assert!(applied("<html/>").is_err());
    }
}
