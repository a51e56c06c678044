//! What the service provider says about itself.

use axum::response::{IntoResponse, Response};
use http::header;
use vestibule_saml::encryption::{DataCipher, KeyTransport};
use vestibule_saml::metadata::{Binding, Endpoint, Key, KeyUse, ServiceProviderMetadata};
use vestibule_saml::signature::{Certificate, SigningKey};

use crate::customers::Customer;
use crate::decryption;
use crate::failure::Failure;
use crate::pages::refusal;
use crate::services::Visit;
use crate::settings::{Settings, acs_url, single_logout_url, sp_entity_id};

/// `GET` of the metadata.
pub(crate) async fn show(visit: Visit) -> Response {
    match written(&visit).await {
        Ok(xml) => ([(header::CONTENT_TYPE, "application/samlmetadata+xml")], xml).into_response(),
        Err(failure) => refusal::failure(visit.page.language, Some(&visit.customer), failure).into_response(),
    }
}

async fn written(visit: &Visit) -> Result<String, Failure> {
    let key = visit.signing_key().await?;
    let certificate = decryption::published(&visit.services.manager, &visit.customer).await?;
    write(&visit.services.settings, &visit.customer, &key, certificate)
}

/// Entity id, assertion consumer service, single logout with the key that signs its messages, the key to encrypt to, and
/// that assertions have to be signed.
pub(crate) fn write(
    settings: &Settings,
    customer: &Customer,
    key: &SigningKey,
    encrypt_to: Certificate,
) -> Result<String, Failure> {
    let consumer = Endpoint {
        index: Some(0),
        is_default: Some(true),
        ..Endpoint::new(Binding::HttpPost, acs_url(settings, customer))
    };
    let logout = single_logout_url(settings, customer);
    let signing = Key {
        key_use: KeyUse::Signing,
        certificate: Certificate::from_der(key.certificate_der()).map_err(broken)?,
        encryption_methods: Vec::new(),
    };
    let encryption = Key {
        key_use: KeyUse::Encryption,
        certificate: encrypt_to,
        encryption_methods: METHODS.map(str::to_owned).to_vec(),
    };
    let metadata = ServiceProviderMetadata {
        entity_id: sp_entity_id(settings, customer),
        valid_until: None,
        keys: vec![signing, encryption],
        authn_requests_signed: false,
        want_assertions_signed: true,
        assertion_consumer: vec![consumer],
        single_logout: vec![
            Endpoint::new(Binding::HttpRedirect, logout.as_str()),
            Endpoint::new(Binding::HttpPost, logout),
        ],
        name_id_formats: Vec::new(),
    };
    metadata.write(None).map_err(broken)
}

fn broken(error: impl std::error::Error + Send + Sync + 'static) -> Failure {
    Failure::Unavailable(Box::new(error))
}

/// What partners are asked to encrypt with, the best first. AES-CBC is taken inside a signed response; nobody is asked
/// for it.
const METHODS: [&str; 3] = [
    DataCipher::Aes256Gcm.uri(),
    DataCipher::Aes128Gcm.uri(),
    KeyTransport::RsaOaepMgf1p.uri(),
];
