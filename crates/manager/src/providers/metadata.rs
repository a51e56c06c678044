//! What an identity provider's own document says of it.

use jiff::Timestamp;
use vestibule_saml::Rejected;
use vestibule_saml::identity_provider::PlainHttp;
use vestibule_saml::metadata::{Binding, Endpoint, IdentityProviderMetadata, Reading};
use vestibule_saml::signature::{KeyError, TrustedKeys};

use super::operations::MOST_CERTIFICATES;

/// How an identity provider's document is to be read.
#[derive(Debug, Clone, Copy)]
pub struct MetadataReading<'a> {
    /// The entity that is wanted of a document that has several.
    pub entity_id: Option<&'a str>,
    /// Certificates (DER, PEM or Base64), one of which must have signed the document; none asks for no signature.
    pub signed_by: &'a [Vec<u8>],
    /// The time, against which the document's validity is held.
    pub now: Timestamp,
}

/// An identity provider in its own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderMetadata {
    /// Its entity id.
    pub issuer: String,
    /// Where requests go, by HTTP-Redirect.
    pub login_url: String,
    /// Where sign-out messages go, by HTTP-Redirect.
    pub logout_url: Option<String>,
    /// The certificates that it signs with (DER), one to four.
    pub certificates: Vec<Vec<u8>>,
}

/// Why an identity provider's document cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UnreadableMetadata {
    /// The library refuses the document.
    #[error("this is no identity provider's metadata that can be used")]
    Refused(#[from] Rejected),
    /// No sign-on service takes HTTP-Redirect.
    #[error("the metadata names no sign-on service that takes HTTP-Redirect")]
    NoLoginUrl,
    /// More certificates than a provider can have.
    #[error("the metadata has {0} certificates to sign with; at most {MOST_CERTIFICATES} are taken")]
    TooManyCertificates(usize),
    /// The certificate that should have signed the document cannot verify anything.
    #[error("the certificate for the signature of the metadata cannot be used")]
    SigningCertificate(#[from] KeyError),
}

/// Reads issuer, addresses and signing certificates out of a document.
///
/// # Errors
/// [`UnreadableMetadata`].
pub fn read_metadata(
    octets: &[u8],
    reading: &MetadataReading<'_>,
) -> Result<ProviderMetadata, UnreadableMetadata> {
    let keys = TrustedKeys::of_certificates(reading.signed_by)?;
    let reading = Reading {
        entity_id: reading.entity_id,
        now: reading.now,
        plain_http: PlainHttp::OnLoopback,
        signed_by: keys.as_ref(),
    };
    let metadata = IdentityProviderMetadata::parse(octets, &reading)?;
    let mut certificates: Vec<Vec<u8>> = Vec::new();
    for key in metadata.keys.iter().filter(|key| key.is_for_signing()) {
        let der = key.certificate.der();
        if certificates.iter().all(|other| other != der) {
            certificates.push(der.to_vec());
        }
    }
    if certificates.len() > MOST_CERTIFICATES {
        return Err(UnreadableMetadata::TooManyCertificates(certificates.len()));
    }
    let login_url = by_redirect(&metadata.single_sign_on).ok_or(UnreadableMetadata::NoLoginUrl)?;
    Ok(ProviderMetadata {
        issuer: metadata.entity_id,
        login_url,
        logout_url: by_redirect(&metadata.single_logout),
        certificates,
    })
}

fn by_redirect(endpoints: &[Endpoint]) -> Option<String> {
    let found = endpoints
        .iter()
        .find(|endpoint| endpoint.binding == Binding::HttpRedirect);
    found.map(|endpoint| endpoint.location.clone())
}
