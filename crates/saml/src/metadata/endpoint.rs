//! Addresses of services: `[saml-metadata]` 2.2.2, 2.2.3.

use crate::error::Rejected;
use crate::identity_provider::PlainHttp;
use crate::rules::metadata::metadata_endpoints;
use crate::xml::{Element, Writer, ns};

/// How messages travel to an endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Binding {
    /// HTTP-Redirect.
    HttpRedirect,
    /// HTTP-POST.
    HttpPost,
    /// Another one, by its URI; endpoints of such are passed over by those who use them.
    Other(String),
}

impl Binding {
    /// Finds the binding by its URI.
    pub fn from_uri(uri: &str) -> Self {
        match uri {
            REDIRECT => Self::HttpRedirect,
            POST => Self::HttpPost,
            other => Self::Other(other.to_owned()),
        }
    }

    /// The URI that stands in `Binding`.
    pub fn uri(&self) -> &str {
        match self {
            Self::HttpRedirect => REDIRECT,
            Self::HttpPost => POST,
            Self::Other(uri) => uri,
        }
    }
}

/// An address of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// How messages travel there.
    pub binding: Binding,
    /// Where requests go.
    pub location: String,
    /// Where answers go, if elsewhere.
    pub response_location: Option<String>,
    /// The number by which a message may choose it.
    pub index: Option<u16>,
    /// Whether it is chosen when none is named; `None` if the document does not say.
    pub is_default: Option<bool>,
}

impl Endpoint {
    /// An endpoint without number.
    pub fn new(binding: Binding, location: impl Into<String>) -> Self {
        Self {
            binding,
            location: location.into(),
            response_location: None,
            index: None,
            is_default: None,
        }
    }

    /// The endpoint of a list that is used when none is named: the first that says so, else the first that does not
    /// say no, else the first (2.2.3).
    pub fn default_of(endpoints: &[Self]) -> Option<&Self> {
        let says = |answer| {
            endpoints
                .iter()
                .find(move |endpoint| endpoint.is_default == answer)
        };
        says(Some(true))
            .or_else(|| says(None))
            .or_else(|| endpoints.first())
    }

    pub(super) fn read_all(
        role: Element<'_, '_>,
        service: &str,
        plain_http: PlainHttp,
    ) -> Result<Vec<Self>, Rejected> {
        let services = role.children().filter(|child| child.is(ns::METADATA, service));
        services.map(|service| Self::read(service, plain_http)).collect()
    }

    fn read(service: Element<'_, '_>, plain_http: PlainHttp) -> Result<Self, Rejected> {
        let binding = Binding::from_uri(service.attribute("Binding").unwrap_or_default());
        let location = service.attribute("Location").unwrap_or_default();
        let response_location = service.attribute("ResponseLocation");
        // An endpoint of a binding that is not used is not judged: it is an entry of somebody else's list.
        if !matches!(binding, Binding::Other(_)) {
            metadata_endpoints(location, plain_http)?;
            response_location.map_or(Ok(()), |location| metadata_endpoints(location, plain_http))?;
        }
        Ok(Self {
            binding,
            location: location.to_owned(),
            response_location: response_location.map(str::to_owned),
            index: service.attribute("index").and_then(|index| index.parse().ok()),
            is_default: match service.attribute("isDefault") {
                Some("true" | "1") => Some(true),
                Some("false" | "0") => Some(false),
                _ => None,
            },
        })
    }

    pub(super) fn write(&self, service: &'static str, xml: &mut Writer) {
        xml.start(service)
            .attribute("Binding", self.binding.uri())
            .attribute("Location", &self.location);
        if let Some(location) = &self.response_location {
            xml.attribute("ResponseLocation", location);
        }
        if let Some(index) = self.index {
            xml.attribute("index", &index.to_string());
        }
        if let Some(is_default) = self.is_default {
            xml.attribute("isDefault", if is_default { "true" } else { "false" });
        }
        xml.end();
    }
}

const REDIRECT: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
const POST: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";
