//! What the service provider says about itself.

use axum::response::{IntoResponse, Response};
use http::header;
use vestibule_saml::encryption::{DataCipher, KeyTransport};
use vestibule_saml::metadata::{Binding, Endpoint, Key, KeyUse, ServiceProviderMetadata};
use vestibule_saml::signature::Certificate;
use vestibule_web::{FailurePage, Language};

use crate::customers::Customer;
use crate::decryption;
use crate::pages;
use crate::services::Visit;
use crate::settings::{Settings, acs_url, sp_entity_id};

/// `GET` of the metadata.
pub(crate) async fn show(visit: Visit) -> Response {
    let certificate = match decryption::published(&visit.services.manager, &visit.customer).await {
        Ok(certificate) => certificate,
        Err(failure) => {
            return pages::refusal::failure(visit.page.language, Some(&visit.customer), failure)
                .into_response();
        }
    };
    let xml = write(&visit.services.settings, &visit.customer, certificate);
    let media_type = [(header::CONTENT_TYPE, "application/samlmetadata+xml")];
    (media_type, xml).into_response()
}

/// Single logout: not there yet.
pub(crate) async fn not_yet(language: Language) -> FailurePage {
    FailurePage::not_found(language)
}

/// Entity id, assertion consumer service, the key to encrypt to, and that assertions have to be signed.
pub(crate) fn write(settings: &Settings, customer: &Customer, certificate: Certificate) -> String {
    let consumer = Endpoint {
        index: Some(0),
        is_default: Some(true),
        ..Endpoint::new(Binding::HttpPost, acs_url(settings, customer))
    };
    let metadata = ServiceProviderMetadata {
        entity_id: sp_entity_id(settings, customer),
        valid_until: None,
        keys: vec![Key {
            key_use: KeyUse::Encryption,
            certificate,
            encryption_methods: METHODS.map(str::to_owned).to_vec(),
        }],
        authn_requests_signed: false,
        want_assertions_signed: true,
        assertion_consumer: vec![consumer],
        single_logout: Vec::new(),
        name_id_formats: Vec::new(),
    };
    // Hosts are letters, digits, hyphens and dots: nothing here is illegal in XML.
    metadata.write(None).unwrap_or_default()
}

/// What partners are asked to encrypt with, the best first. AES-CBC is taken inside a signed response; nobody is asked
/// for it.
const METHODS: [&str; 3] = [
    DataCipher::Aes256Gcm.uri(),
    DataCipher::Aes128Gcm.uri(),
    KeyTransport::RsaOaepMgf1p.uri(),
];
