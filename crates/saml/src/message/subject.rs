//! Whom an assertion is about, and who may present it: `[saml-core]` 2.4.

use jiff::Timestamp;

use super::{NameId, NameIdFormat};
use crate::error::Rejected;
use crate::instant;
use crate::rules::response::values::{Field, value_count, value_length};
use crate::xml::{Element, ns};

/// The subject as far as this library understands it.
#[derive(Debug)]
pub(crate) struct Subject {
    pub(crate) name_id: Option<NameId>,
    /// `BaseID` or `EncryptedID`, where one stands in the place of the NameID.
    pub(crate) other_id: Option<&'static str>,
    pub(crate) confirmations: Vec<Confirmation>,
}

/// One SubjectConfirmation with its data.
#[derive(Debug, Default)]
pub(crate) struct Confirmation {
    pub(crate) method: String,
    pub(crate) recipient: Option<String>,
    pub(crate) not_before: Option<Timestamp>,
    pub(crate) not_on_or_after: Option<Timestamp>,
    pub(crate) in_response_to: Option<String>,
    pub(crate) address: Option<String>,
}

impl Subject {
    pub(crate) fn read(subject: Element<'_, '_>) -> Result<Self, Rejected> {
        let name_id = subject
            .only_child(ns::SAML, "NameID")?
            .map(read_name_id)
            .transpose()?;
        let other_id = ["BaseID", "EncryptedID"]
            .into_iter()
            .find(|name| subject.children().any(|child| child.is(ns::SAML, name)));
        let mut confirmations = Vec::new();
        for child in subject
            .children()
            .filter(|child| child.is(ns::SAML, "SubjectConfirmation"))
        {
            confirmations.push(Confirmation::read(child)?);
            value_count(Field::Confirmations, confirmations.len())?;
        }
        Ok(Self {
            name_id,
            other_id,
            confirmations,
        })
    }
}

impl Confirmation {
    fn read(confirmation: Element<'_, '_>) -> Result<Self, Rejected> {
        let method = confirmation.attribute("Method").unwrap_or_default().to_owned();
        let Some(data) = confirmation.only_child(ns::SAML, "SubjectConfirmationData")? else {
            return Ok(Self {
                method,
                ..Self::default()
            });
        };
        let owned = |name: &str| data.attribute(name).map(str::to_owned);
        let read = Self {
            method,
            recipient: owned("Recipient"),
            not_before: data.attribute("NotBefore").map(instant::parse).transpose()?,
            not_on_or_after: data.attribute("NotOnOrAfter").map(instant::parse).transpose()?,
            in_response_to: owned("InResponseTo"),
            address: owned("Address"),
        };
        value_length(Field::Url, "Recipient", read.recipient.as_deref())?;
        value_length(Field::Id, "InResponseTo", read.in_response_to.as_deref())?;
        Ok(read)
    }
}

pub(super) fn read_name_id(element: Element<'_, '_>) -> Result<NameId, Rejected> {
    let name_id = NameId {
        value: element.text()?.into_owned(),
        format: element.attribute("Format").map(NameIdFormat::from_uri),
        name_qualifier: element.attribute("NameQualifier").map(str::to_owned),
        sp_name_qualifier: element.attribute("SPNameQualifier").map(str::to_owned),
    };
    value_length(Field::NameId, "NameID", Some(&name_id.value))?;
    value_length(Field::Url, "Format", element.attribute("Format"))?;
    value_length(
        Field::EntityId,
        "NameQualifier",
        name_id.name_qualifier.as_deref(),
    )?;
    value_length(
        Field::EntityId,
        "SPNameQualifier",
        name_id.sp_name_qualifier.as_deref(),
    )?;
    Ok(name_id)
}
