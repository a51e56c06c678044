//! Service provider metadata as a way to name an application's values: the one place where SAML's words become
//! Entra's on the command line.

use std::path::Path;

use anyhow::Context as _;
use jiff::Timestamp;
use vestibule_directory::applications::NewApplication;
use vestibule_directory::value::ReplyUrl;
use vestibule_saml::identity_provider::PlainHttp;
use vestibule_saml::metadata::{Binding, Endpoint, Reading, ServiceProviderMetadata};

/// Takes identifier, reply URLs with their indexes, and logout URL from a file. What was named beside it stays.
///
/// # Errors
///
/// The file cannot be read, is no metadata of one service provider, or names no reply URL that takes HTTP-POST.
pub(crate) fn apply(file: &Path, new: &mut NewApplication, now: Timestamp) -> anyhow::Result<()> {
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
        let mut file = tempfile::NamedTempFile::new()?;
        std::io::Write::write_all(&mut file, text.as_bytes())?;
        let mut new = NewApplication::new("tenant", "Wiki".parse()?);
        apply(file.path(), &mut new, "2025-04-01T08:00:00Z".parse()?)?;
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

    #[test]
    fn metadata_without_a_reply_url_for_posts_is_refused() {
        let text = METADATA.replace("HTTP-POST", "PAOS");
        assert!(applied(&text).is_err());
        assert!(applied("<html/>").is_err());
    }
}
