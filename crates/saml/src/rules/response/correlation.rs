//! SP-RPL: which request it answers. What was used already is remembered by the caller.

use super::{IN_RESPONSE_TO, UNSOLICITED_ALLOWED};
use crate::error::Rejected;
use crate::message::Response;
use crate::service_provider::Solicited;

/// A response that names a request anywhere (an empty name counts) answers the one we sent. The response and the
/// confirmation both name it; the confirmation is judged by `confirmation_in_response_to`.
pub(crate) fn in_response_to(response: &Response, solicited: &Solicited<'_>) -> Result<(), Rejected> {
    if !IN_RESPONSE_TO.is_on() {
        return Ok(());
    }
    let outer = response.envelope.in_response_to.as_deref();
    match solicited {
        Solicited::Request { id, .. } if outer == Some(*id) => Ok(()),
        Solicited::Request { id, .. } => IN_RESPONSE_TO.reject(
            format!("the request we sent, {id}"),
            outer.unwrap_or("no InResponseTo"),
        ),
        Solicited::Unsolicited { .. } => match named_request(response) {
            Some(named) => IN_RESPONSE_TO.reject("a request we sent", named),
            None => Ok(()),
        },
    }
}

/// A response that nobody asked for names no request, and the connection allows it.
pub(crate) fn unsolicited_allowed(response: &Response, solicited: &Solicited<'_>) -> Result<(), Rejected> {
    let Solicited::Unsolicited { allowed } = solicited else {
        return Ok(());
    };
    if !UNSOLICITED_ALLOWED.is_on() {
        return Ok(());
    }
    match named_request(response) {
        Some(named) => UNSOLICITED_ALLOWED.reject("no InResponseTo", named),
        None if !allowed => UNSOLICITED_ALLOWED.reject(
            "an answer to a request of ours",
            "an unsolicited response, which the connection does not allow",
        ),
        None => Ok(()),
    }
}

fn named_request(response: &Response) -> Option<&str> {
    let subject = response.assertion.subject.iter();
    let mut inner = subject
        .flat_map(|it| &it.confirmations)
        .filter_map(|it| it.in_response_to.as_deref());
    response
        .envelope
        .in_response_to
        .as_deref()
        .or_else(|| inner.next())
}
