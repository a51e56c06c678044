//! How messages travel: HTTP-Redirect and HTTP-POST (`[saml-bindings]` 3.4 and 3.5).

pub(crate) mod form;
pub mod logout;
pub mod post;
pub mod redirect;
mod relay_state;

pub use relay_state::RelayState;

use crate::error::Rejected;
use crate::message::{AuthnRequest, Decoded};

/// A request as it was received, before anything was decoded.
///
/// Plain data, so that it can be put aside (sealed) while the person signs in and be decoded and judged again by
/// the same rules afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReceivedMessage {
    /// HTTP-Redirect.
    Redirect {
        /// The query string, raw: a signature covers its very octets.
        query: String,
    },
    /// HTTP-POST.
    Post {
        /// The Base64 of the field `SAMLRequest`.
        saml: String,
        /// The field `RelayState`, form-decoded.
        relay_state: Option<String>,
    },
}

impl ReceivedMessage {
    /// Takes the `SAMLRequest` and the `RelayState` out of a form body.
    ///
    /// # Errors
    /// `request_binding` unless there is exactly one `SAMLRequest`, at most one `RelayState` and no `SAMLResponse`.
    pub fn from_form(body: &[u8]) -> Result<Self, Rejected> {
        post::request_fields(body)
    }

    /// Decodes the request.
    ///
    /// # Errors
    /// Whatever [`redirect::decode_request`] or [`post::decode_request`] refuses.
    pub fn decode_request(&self) -> Result<Decoded<AuthnRequest>, Rejected> {
        match self {
            Self::Redirect { query } => redirect::decode_request(query),
            Self::Post { saml, relay_state } => post::decode_request(saml, relay_state.as_deref()),
        }
    }
}
