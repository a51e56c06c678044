//! HTTP-POST: Base64 in a form field (`[saml-bindings]` 3.5).

use base64::Engine as _;

use super::{ReceivedMessage, RelayState};
use crate::encoding::BASE64;
use crate::error::Rejected;
use crate::message::{AuthnRequest, Carriage, Decoded, Response};
use crate::rules::document::base64_strict;
use crate::rules::request::parameters::request_binding;
use crate::rules::response;
use crate::xml::{Limits, Source};

pub use crate::rules::response::transport::{BODY_LIMIT, Transport};

/// Checks how a response travelled, before its body is looked at: by POST, as a form, not compressed, and with no
/// message in the query.
///
/// # Errors
/// `acs_binding`, `post_not_inflated`, `one_message_parameter`.
pub fn check_transport(transport: &Transport<'_>) -> Result<(), Rejected> {
    response::transport::acs_binding(transport.method, transport.content_type)?;
    response::transport::not_encoded(transport.content_encoding)?;
    response::transport::query_without_message(transport.query.unwrap_or_default())
}

/// Decodes the body of a form that carries a response.
///
/// # Errors
/// The first rule that the body or the text in it does not keep: `message_size`, `one_message_parameter`,
/// `relay_state_echo`, `base64_strict`, `post_not_inflated`, and those of XML.
pub fn decode_response(form_body: &[u8]) -> Result<(Decoded<Response>, Option<RelayState>), Rejected> {
    let (saml, relay_state) = response::transport::one_message_parameter(form_body)?;
    let relay_state = relay_state.map(RelayState::new).transpose()?;
    let octets = base64_strict(&saml)?;
    response::transport::post_not_inflated(&octets)?;
    let source = Source::check(&octets, &Limits::MESSAGE)?;
    let carriage = Carriage::Post {
        relay_state: relay_state.clone(),
    };
    Ok((Decoded::new(source, carriage), relay_state))
}

/// Decodes the field `SAMLRequest` of a form; `relay_state` is the field of that name, form-decoded.
///
/// # Errors
/// The first rule that the field or the text in it does not keep.
pub fn decode_request(saml: &str, relay_state: Option<&str>) -> Result<Decoded<AuthnRequest>, Rejected> {
    let relay_state = relay_state.map(RelayState::new).transpose()?;
    let octets = base64_strict(saml)?;
    response::transport::post_not_inflated(&octets)?;
    let source = Source::check(&octets, &Limits::MESSAGE)?;
    Ok(Decoded::new(source, Carriage::Post { relay_state }))
}

/// The Base64 that stands in the form field.
pub fn encode(xml: &str) -> String {
    BASE64.encode(xml)
}

pub(super) fn request_fields(body: &[u8]) -> Result<ReceivedMessage, Rejected> {
    let fields: Vec<_> = form_urlencoded::parse(body).collect();
    request_binding(fields.iter().map(|(name, _)| name.as_ref()))?;
    let value = |wanted: &str| {
        fields
            .iter()
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.clone().into_owned())
    };
    Ok(ReceivedMessage::Post {
        saml: value("SAMLRequest").unwrap_or_default(),
        relay_state: value("RelayState"),
    })
}
