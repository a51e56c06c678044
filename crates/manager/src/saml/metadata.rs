//! What the service provider says about itself.

use axum::response::{IntoResponse, Response};
use http::header;
use vestibule_saml::xml::{Writer, ns};
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
    let mut xml = Writer::new();
    xml.start("EntityDescriptor").namespace("", ns::METADATA);
    xml.attribute("entityID", &sp_entity_id(settings, customer));
    xml.start("SPSSODescriptor")
        .attribute("AuthnRequestsSigned", "false");
    xml.attribute("WantAssertionsSigned", "true");
    xml.attribute("protocolSupportEnumeration", ns::SAMLP);
    xml.start("AssertionConsumerService").attribute("Binding", POST);
    xml.attribute("Location", &acs_url(settings, customer))
        .attribute("index", "0");
    xml.attribute("isDefault", "true").end();
    xml.end().end();
    // Hosts are letters, digits, hyphens and dots: nothing here is illegal in XML.
    xml.finish().unwrap_or_default()
}

const POST: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";
