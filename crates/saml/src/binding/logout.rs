//! How logout messages travel: by HTTP-Redirect and HTTP-POST, requests and responses at one address.

use super::form::{self, RawField};
use super::{ReceivedMessage, RelayState, redirect};
use crate::error::Rejected;
use crate::message::{Carriage, Decoded, LogoutRequest, LogoutResponse};
use crate::rules::document::base64_strict;
use crate::rules::request::RELAY_STATE_ECHO;
use crate::rules::request::parameters::{MessageKind, logout_binding};
use crate::rules::response::transport::{FIELDS, post_not_inflated, text};
use crate::xml::{Limits, Source};

/// A logout message that was decoded and not yet read.
#[derive(Debug)]
pub enum LogoutMessage {
    /// Somebody wishes that a session end.
    Request(Decoded<LogoutRequest>),
    /// Somebody says what became of such a wish.
    Response(Decoded<LogoutResponse>),
}

/// Decodes the query of a logout message.
///
/// # Errors
/// The first rule that the query or the text in it does not keep.
pub fn decode_query(query: &str) -> Result<LogoutMessage, Rejected> {
    let names: Vec<_> = form::fields(query.as_bytes()).map(|field| field.name()).collect();
    let kind = logout_binding(names.iter().map(String::as_str))?;
    let parts = redirect::parts(query, kind.parameter())?;
    match kind {
        MessageKind::Request => parts.decoded().map(LogoutMessage::Request),
        MessageKind::Response => parts.decoded().map(LogoutMessage::Response),
    }
}

/// Decodes the body of a form that carries a logout message.
///
/// # Errors
/// The first rule that the body or the text in it does not keep.
pub fn decode_form(body: &[u8]) -> Result<LogoutMessage, Rejected> {
    let fields: Vec<_> = form::fields(body).take(FIELDS).collect();
    let names: Vec<_> = fields.iter().map(RawField::name).collect();
    let kind = logout_binding(names.iter().map(String::as_str))?;
    let of = |wanted: &str| {
        let found = fields.iter().zip(&names).find(|(_, name)| *name == wanted);
        found.map(|(field, _)| text(&RELAY_STATE_ECHO, field)).transpose()
    };
    let (saml, relay_state) = (of(kind.parameter())?.unwrap_or_default(), of("RelayState")?);
    match kind {
        MessageKind::Request => from_form(&saml, relay_state.as_deref()).map(LogoutMessage::Request),
        MessageKind::Response => from_form(&saml, relay_state.as_deref()).map(LogoutMessage::Response),
    }
}

/// Decodes a request that was put aside as it was received.
///
/// # Errors
/// The first rule that it does not keep.
pub fn decode_request(received: &ReceivedMessage) -> Result<Decoded<LogoutRequest>, Rejected> {
    match received {
        ReceivedMessage::Redirect { query } => {
            redirect::parts(query, MessageKind::Request.parameter())?.decoded()
        }
        ReceivedMessage::Post { saml, relay_state } => from_form(saml, relay_state.as_deref()),
    }
}

/// Whether a received request looks like one for logout. It only chooses who reads it: the reader checks.
pub fn looks_like_logout(received: &ReceivedMessage) -> bool {
    const NAME: &[u8] = b"LogoutRequest";
    let octets = match received {
        ReceivedMessage::Redirect { query } => {
            redirect::parts(query, MessageKind::Request.parameter()).map(|parts| parts.octets)
        }
        ReceivedMessage::Post { saml, .. } => base64_strict(saml),
    };
    octets.is_ok_and(|octets| octets.windows(NAME.len()).any(|window| window == NAME))
}

fn from_form<T>(saml: &str, relay_state: Option<&str>) -> Result<Decoded<T>, Rejected> {
    let relay_state = relay_state.map(RelayState::new).transpose()?;
    let octets = base64_strict(saml)?;
    post_not_inflated(&octets)?;
    let source = Source::check(&octets, &Limits::MESSAGE)?;
    Ok(Decoded::new(source, Carriage::Post { relay_state }))
}
