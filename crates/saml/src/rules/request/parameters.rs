//! IDP-REQ-01, IDP-SIG-03, IDP-ANS-04: which parameters come, and how often.

use super::{QUERY_PARAMETER_ONCE, RELAY_STATE_ECHO, REQUEST_BINDING};
use crate::error::Rejected;

/// Exactly one `SAMLRequest` and no other message beside it. Takes the decoded names.
pub(crate) fn request_binding<'a>(names: impl Iterator<Item = &'a str>) -> Result<(), Rejected> {
    let (mut requests, mut relay_states, mut others) = (0, 0, 0);
    for name in names {
        match name.split('[').next().unwrap_or_default() {
            "SAMLRequest" if name == "SAMLRequest" => requests += 1,
            "SAMLRequest" | "SAMLResponse" | "SAMLart" => others += 1,
            "RelayState" => relay_states += 1,
            _ => {}
        }
    }
    if REQUEST_BINDING.is_on() && (requests != 1 || relay_states > 1 || others > 0) {
        return REQUEST_BINDING.reject(
            "one SAMLRequest, at most one RelayState, no other message",
            format!("{requests} SAMLRequest, {relay_states} RelayState, {others} other messages"),
        );
    }
    Ok(())
}

/// What a message of logout is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MessageKind {
    /// It came as `SAMLRequest`.
    Request,
    /// It came as `SAMLResponse`.
    Response,
}

impl MessageKind {
    /// The name of the parameter or field that carries it.
    pub(crate) fn parameter(self) -> &'static str {
        match self {
            Self::Request => "SAMLRequest",
            Self::Response => "SAMLResponse",
        }
    }
}

/// Requests and responses of logout come to one address: exactly one of them, and nothing else beside it.
pub(crate) fn logout_binding<'a>(names: impl Iterator<Item = &'a str>) -> Result<MessageKind, Rejected> {
    let (mut requests, mut responses, mut relay_states, mut others) = (0, 0, 0, 0);
    for name in names {
        match name.split('[').next().unwrap_or_default() {
            "SAMLRequest" if name == "SAMLRequest" => requests += 1,
            "SAMLResponse" if name == "SAMLResponse" => responses += 1,
            "SAMLRequest" | "SAMLResponse" | "SAMLart" => others += 1,
            "RelayState" => relay_states += 1,
            _ => {}
        }
    }
    if REQUEST_BINDING.is_on() && (requests + responses != 1 || relay_states > 1 || others > 0) {
        return REQUEST_BINDING.reject(
            "one SAMLRequest or SAMLResponse, at most one RelayState, no other message",
            format!(
                "{requests} SAMLRequest, {responses} SAMLResponse, {relay_states} RelayState, {others} other messages"
            ),
        );
    }
    Ok(if responses > 0 && requests == 0 {
        MessageKind::Response
    } else {
        MessageKind::Request
    })
}

/// A parameter of the binding comes at most once, and under its exact name. Takes names as received and decoded.
pub(crate) fn query_parameter_once<'a>(
    names: impl Iterator<Item = (&'a [u8], &'a str)>,
) -> Result<(), Rejected> {
    const NAMES: [&str; 5] = ["SAMLRequest", "SAMLResponse", "RelayState", "SigAlg", "Signature"];
    if !QUERY_PARAMETER_ONCE.is_on() {
        return Ok(());
    }
    let mut seen = [false; NAMES.len()];
    for (raw, decoded) in names {
        let Some((name, seen)) = NAMES
            .iter()
            .zip(&mut seen)
            .find(|(name, _)| decoded.eq_ignore_ascii_case(name))
        else {
            continue;
        };
        if raw != name.as_bytes() {
            return QUERY_PARAMETER_ONCE.reject(
                format!("{name}, written exactly so"),
                String::from_utf8_lossy(raw),
            );
        }
        if std::mem::replace(seen, true) {
            return QUERY_PARAMETER_ONCE.reject(format!("{name} at most once"), "several");
        }
    }
    Ok(())
}

/// What is echoed is bounded, and can be echoed.
pub(crate) fn relay_state_echo(relay_state: &str) -> Result<(), Rejected> {
    if !RELAY_STATE_ECHO.is_on() {
        return Ok(());
    }
    if relay_state.len() > RELAY_STATE_LIMIT {
        return RELAY_STATE_ECHO.reject(
            format!("at most {RELAY_STATE_LIMIT} octets"),
            relay_state.len().to_string(),
        );
    }
    if relay_state.contains('\0') {
        return RELAY_STATE_ECHO.reject("text without NUL", relay_state);
    }
    Ok(())
}

/// Octets of a RelayState; the specification says 80, products send more.
const RELAY_STATE_LIMIT: usize = 1024;
