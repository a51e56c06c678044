//! What the service provider says about itself.

use axum::response::{IntoResponse, Response};
use http::header;
use vestibule_saml::encryption::{DataCipher, KeyTransport};
use vestibule_saml::metadata::{self, Binding, Endpoint, Key, ServiceProviderMetadata};

use crate::customers::Customer;
use crate::failure::Failure;
use crate::keys::{self, KeyUse, SigningKeys};
use crate::manager::Manager;
use crate::pages::refusal;
use crate::services::Visit;
use crate::settings::{Settings, acs_url, single_logout_url, sp_entity_id};

/// `GET` of the metadata.
pub(crate) async fn show(visit: Visit) -> Response {
    let services = &visit.services;
    let manager = &services.manager;
    match written(
        manager,
        &services.settings,
        &visit.customer,
        &services.signing_keys,
    )
    .await
    {
        Ok(xml) => ([(header::CONTENT_TYPE, "application/samlmetadata+xml")], xml).into_response(),
        Err(failure) => refusal::failure(visit.page.language, Some(&visit.customer), failure).into_response(),
    }
}

/// The metadata of a customer, whose first keys are made now if it has none, signed with its active key: whoever was
/// handed the certificate knows by it that the document is ours.
pub(crate) async fn written(
    manager: &Manager,
    settings: &Settings,
    customer: &Customer,
    signing_keys: &SigningKeys,
) -> Result<String, Failure> {
    let mut published = Vec::new();
    for certificate in keys::published(manager, customer, KeyUse::Signing).await? {
        published.push(Key {
            key_use: metadata::KeyUse::Signing,
            certificate,
            encryption_methods: Vec::new(),
        });
    }
    for certificate in keys::published(manager, customer, KeyUse::Encryption).await? {
        published.push(Key {
            key_use: metadata::KeyUse::Encryption,
            certificate,
            encryption_methods: METHODS.map(str::to_owned).to_vec(),
        });
    }
    let key = signing_keys.get(manager, customer).await?;
    // The same document as long as nothing changes, and an id that no message has.
    let id = format!("_metadata-{}", customer.id);
    let metadata = content(settings, customer, published);
    metadata.write(Some((&id, &key))).map_err(broken)
}

/// Entity id, assertion consumer service, single logout, the keys that sign its messages, the keys to encrypt to, and that
/// assertions have to be signed.
fn content(settings: &Settings, customer: &Customer, keys: Vec<Key>) -> ServiceProviderMetadata {
    let consumer = Endpoint {
        index: Some(0),
        is_default: Some(true),
        ..Endpoint::new(Binding::HttpPost, acs_url(settings, customer))
    };
    let logout = single_logout_url(settings, customer);
    ServiceProviderMetadata {
        entity_id: sp_entity_id(settings, customer),
        valid_until: None,
        cache_duration: None,
        keys,
        authn_requests_signed: false,
        want_assertions_signed: true,
        assertion_consumer: vec![consumer],
        single_logout: vec![
            Endpoint::new(Binding::HttpRedirect, logout.as_str()),
            Endpoint::new(Binding::HttpPost, logout),
        ],
        name_id_formats: Vec::new(),
    }
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
