//! The messages of single logout: `[saml-core]` 3.7.

use jiff::Timestamp;

use super::subject::read_name_id;
use super::{Issuer, NameId, Status};
use crate::error::Rejected;
use crate::instant;
use crate::rules::response::values::{Field, value_count, value_length};
use crate::xml::{Element, ns};

/// The wish that a session end (`[saml-core]` 3.7.1), as it was written, nothing of it judged.
///
/// It has no accessors: it is read through [`Unverified::accept`](super::Unverified::accept).
#[derive(Debug)]
pub struct LogoutRequest {
    pub(crate) envelope: LogoutEnvelope,
    pub(crate) reason: Option<String>,
    pub(crate) not_on_or_after: Option<Timestamp>,
    pub(crate) name_id: Option<NameId>,
    /// `BaseID` or `EncryptedID`, where one stands in the place of the NameID.
    pub(crate) other_id: Option<&'static str>,
    pub(crate) session_indexes: Vec<String>,
}

/// What became of such a wish (`[saml-core]` 3.7.2), as it was written.
///
/// It has no accessors: it is read through [`Unverified::accept`](super::Unverified::accept).
#[derive(Debug)]
pub struct LogoutResponse {
    pub(crate) envelope: LogoutEnvelope,
    pub(crate) in_response_to: Option<String>,
    pub(crate) status: Status,
}

/// What both have in common.
#[derive(Debug)]
pub(crate) struct LogoutEnvelope {
    pub(crate) id: String,
    pub(crate) version: Option<String>,
    pub(crate) issue_instant: Option<Timestamp>,
    pub(crate) destination: Option<String>,
    pub(crate) issuer: Option<Issuer>,
}

impl LogoutEnvelope {
    fn read(message: Element<'_, '_>) -> Result<Self, Rejected> {
        let issue_instant = message
            .attribute("IssueInstant")
            .map(instant::parse)
            .transpose()?;
        let read = Self {
            id: message.attribute("ID").unwrap_or_default().to_owned(),
            version: message.attribute("Version").map(str::to_owned),
            issue_instant,
            destination: message.attribute("Destination").map(str::to_owned),
            issuer: Issuer::read(message)?,
        };
        value_length(Field::Url, "Destination", read.destination.as_deref())?;
        Ok(read)
    }
}

impl LogoutRequest {
    pub(crate) fn read(request: Element<'_, '_>) -> Result<Self, Rejected> {
        let name_id = request
            .only_child(ns::SAML, "NameID")?
            .map(read_name_id)
            .transpose()?;
        let other_id = ["BaseID", "EncryptedID"]
            .into_iter()
            .find(|name| request.children().any(|child| child.is(ns::SAML, name)));
        let mut session_indexes = Vec::new();
        for child in request
            .children()
            .filter(|child| child.is(ns::SAMLP, "SessionIndex"))
        {
            let index = child.text()?.into_owned();
            value_length(Field::Id, "SessionIndex", Some(&index))?;
            session_indexes.push(index);
            value_count(Field::SessionIndexes, session_indexes.len())?;
        }
        let reason = request.attribute("Reason").map(str::to_owned);
        value_length(Field::Url, "Reason", reason.as_deref())?;
        Ok(Self {
            envelope: LogoutEnvelope::read(request)?,
            reason,
            not_on_or_after: request
                .attribute("NotOnOrAfter")
                .map(instant::parse)
                .transpose()?,
            name_id,
            other_id,
            session_indexes,
        })
    }
}

impl LogoutResponse {
    pub(crate) fn read(response: Element<'_, '_>) -> Result<Self, Rejected> {
        let in_response_to = response.attribute("InResponseTo").map(str::to_owned);
        value_length(Field::Id, "InResponseTo", in_response_to.as_deref())?;
        Ok(Self {
            envelope: LogoutEnvelope::read(response)?,
            in_response_to,
            status: Status::read(response)?,
        })
    }
}
