//! The response around an assertion: `[saml-core]` 3.2.2 and 3.3.3.

use jiff::Timestamp;

use super::{Assertion, Issuer, Status};
use crate::error::Rejected;
use crate::instant;
use crate::rules::response::values::{Field, value_length};
use crate::xml::Element;

/// A response with its assertion, read from what was signed.
///
/// The type has no accessors of its own: it says which message an [`Unverified`](super::Unverified) or
/// [`Verified`](crate::service_provider::Verified) holds.
#[derive(Debug)]
pub struct Response {
    pub(crate) envelope: Envelope,
    pub(crate) assertion: Assertion,
}

/// What stands on the response itself. Unless the response is signed this is the word of whoever carried the
/// message: it may lead to a refusal, never to an acceptance.
#[derive(Debug)]
pub(crate) struct Envelope {
    pub(crate) is_signed: bool,
    /// Whether the assertion came encrypted.
    pub(crate) was_encrypted: bool,
    pub(crate) version: Option<String>,
    pub(crate) issue_instant: Option<Timestamp>,
    pub(crate) destination: Option<String>,
    pub(crate) in_response_to: Option<String>,
    pub(crate) issuer: Option<Issuer>,
    pub(crate) status: Status,
}

impl Envelope {
    pub(crate) fn read(
        response: Element<'_, '_>,
        is_signed: bool,
        was_encrypted: bool,
    ) -> Result<Self, Rejected> {
        let issue_instant = response
            .attribute("IssueInstant")
            .map(instant::parse)
            .transpose()?;
        let read = Self {
            is_signed,
            was_encrypted,
            version: response.attribute("Version").map(str::to_owned),
            issue_instant,
            destination: response.attribute("Destination").map(str::to_owned),
            in_response_to: response.attribute("InResponseTo").map(str::to_owned),
            issuer: Issuer::read(response)?,
            status: Status::read(response)?,
        };
        value_length(Field::Url, "Destination", read.destination.as_deref())?;
        value_length(Field::Id, "InResponseTo", read.in_response_to.as_deref())?;
        Ok(read)
    }
}
