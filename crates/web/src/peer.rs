//! Who is asking, and which host was asked. The listener puts both into the request, since only it knows
//! which proxy it may believe.

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header, request::Parts};

/// The address of the client, behind the proxies that are trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

/// The host as the browser names it: lower case, with the port if it is not the scheme's own
/// (`contoso.saasit.localhost:8400`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestHost(pub String);

impl RequestHost {
    /// The host without port.
    pub fn name(&self) -> &str {
        match self.0.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|octet| octet.is_ascii_digit()) => name,
            _ => &self.0,
        }
    }

    /// The host of a request: what the listener put there, else the `Host` header, else the address's own
    /// (HTTP/2 has no `Host`). Empty when a request names none.
    pub(crate) fn of(parts: &Parts) -> Self {
        if let Some(host) = parts.extensions.get::<Self>() {
            return host.clone();
        }
        let named = parts
            .headers
            .get(header::HOST)
            .and_then(|value| value.to_str().ok());
        let host = named
            .or_else(|| parts.uri.authority().map(http::uri::Authority::as_str))
            .unwrap_or_default();
        Self(host.to_ascii_lowercase())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for RequestHost {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        // No guess: a lockout that counts everybody as one address would lock everybody out.
        parts.extensions.get::<Self>().copied().ok_or_else(|| {
            tracing::error!("the listener put no client address into the request");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        })
    }
}
