//! What the service provider says about itself.

use axum::response::{IntoResponse, Response};
use http::header;
use vestibule_saml::metadata::{Binding, Endpoint, ServiceProviderMetadata};
use vestibule_web::{FailurePage, Language};

use crate::customers::Customer;
use crate::services::Visit;
use crate::settings::{Settings, acs_url, sp_entity_id};

/// `GET` of the metadata.
pub(crate) async fn show(visit: Visit) -> Response {
    let xml = write(&visit.services.settings, &visit.customer);
    let media_type = [(header::CONTENT_TYPE, "application/samlmetadata+xml")];
    (media_type, xml).into_response()
}

/// Single logout: not there yet.
pub(crate) async fn not_yet(language: Language) -> FailurePage {
    FailurePage::not_found(language)
}

/// Entity id, assertion consumer service, and that assertions have to be signed.
pub(crate) fn write(settings: &Settings, customer: &Customer) -> String {
    let consumer = Endpoint {
        index: Some(0),
        is_default: Some(true),
        ..Endpoint::new(Binding::HttpPost, acs_url(settings, customer))
    };
    let metadata = ServiceProviderMetadata {
        entity_id: sp_entity_id(settings, customer),
        valid_until: None,
        keys: Vec::new(),
        authn_requests_signed: false,
        want_assertions_signed: true,
        assertion_consumer: vec![consumer],
        single_logout: Vec::new(),
        name_id_formats: Vec::new(),
    };
    // Hosts are letters, digits, hyphens and dots: nothing here is illegal in XML.
    metadata.write(None).unwrap_or_default()
}
