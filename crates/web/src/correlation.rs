//! The correlation id: what a reader's page, the response header and the log have in common.

use std::fmt;

use axum::extract::FromRequestParts;
use axum::response::Response;
use http::{HeaderName, HeaderValue, request::Parts};
use uuid::Uuid;

use crate::site::WebContext;

/// The response header that carries it.
pub const HEADER: HeaderName = HeaderName::from_static("x-correlation-id");

/// Names one request; a UUID whose first half is the time (version 7), lower case.
///
/// It is always made here. One that came from outside could be chosen to hide in somebody else's log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CorrelationId(Uuid);

impl CorrelationId {
    pub(crate) fn new(context: &WebContext) -> Self {
        let mut octets = [0; 10];
        (context.random)(&mut octets);
        let milliseconds = u64::try_from((context.now)().as_millisecond()).unwrap_or_default();
        Self(uuid::Builder::from_unix_timestamp_millis(milliseconds, &octets).into_uuid())
    }

    /// The value of the response header.
    pub(crate) fn header_value(self) -> Option<HeaderValue> {
        let mut text = Uuid::encode_buffer();
        HeaderValue::from_str(self.0.hyphenated().encode_lower(&mut text)).ok()
    }
}

impl fmt::Display for CorrelationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for CorrelationId {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        crate::PageContext::from_request_parts(parts, state)
            .await
            .map(|page| page.correlation_id)
    }
}
