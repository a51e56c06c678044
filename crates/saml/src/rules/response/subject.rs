//! SP-SUB: whom it is about, and whether it may be presented here and now.

use std::net::IpAddr;

use super::time::{Clock, validity_capped};
use super::{
    BEARER_CONFIRMATION, BEARER_WITHOUT_NOT_BEFORE, CONFIRMATION_ADDRESS, CONFIRMATION_IN_RESPONSE_TO,
    CONFIRMATION_NOT_ON_OR_AFTER, NAME_QUALIFIERS, RECIPIENT, SUBJECT_NAME_ID,
};
use crate::error::Rejected;
use crate::message::{Assertion, Confirmation, NameId};
use crate::service_provider::{Expectations, Solicited};

/// One subject with one name that is not empty.
pub(crate) fn subject_name_id(assertion: &Assertion) -> Result<NameId, Rejected> {
    let subject = assertion.subject.as_ref();
    let name_id = subject.and_then(|subject| subject.name_id.as_ref());
    let is_blank = |name_id: &NameId| name_id.value.chars().all(char::is_whitespace);
    match name_id {
        Some(name_id) if !SUBJECT_NAME_ID.is_on() || !is_blank(name_id) => Ok(name_id.clone()),
        Some(_) => SUBJECT_NAME_ID.reject("a NameID with text", "an empty one"),
        None if !SUBJECT_NAME_ID.is_on() => Ok(NameId::new("", crate::message::NameIdFormat::Unspecified)),
        None => {
            let other = subject.and_then(|subject| subject.other_id);
            let absent = if subject.is_some() {
                "no NameID"
            } else {
                "no Subject"
            };
            SUBJECT_NAME_ID.reject("a Subject with a NameID", other.unwrap_or(absent))
        }
    }
}

/// At least one bearer confirmation holds in all its parts; parts of two are never put together.
pub(crate) fn bearer_confirmation(
    assertion: &Assertion,
    expected: &Expectations<'_>,
    clock: Clock,
) -> Result<Confirmed, Rejected> {
    let confirmations = assertion
        .subject
        .iter()
        .flat_map(|subject| &subject.confirmations);
    if !BEARER_CONFIRMATION.is_on() {
        return Ok(confirmations
            .map(|it| Confirmed {
                not_on_or_after: it.not_on_or_after,
            })
            .next()
            .unwrap_or_default());
    }
    let mut faults = Vec::new();
    for confirmation in confirmations
        .clone()
        .filter(|confirmation| confirmation.method == BEARER)
    {
        match holds(confirmation, assertion, expected, clock) {
            Ok(()) => {
                return Ok(Confirmed {
                    not_on_or_after: confirmation.not_on_or_after,
                });
            }
            Err(fault) => faults.push(fault),
        }
    }
    match (faults.pop(), faults.is_empty()) {
        (Some(only), true) => Err(only),
        (Some(last), false) => {
            faults.push(last);
            let faults: Vec<_> = faults
                .iter()
                .map(|fault| format!("{} {}", fault.rule.name, fault.received))
                .collect();
            BEARER_CONFIRMATION.reject("one bearer confirmation without a fault", faults.join("; "))
        }
        (None, _) => {
            let methods: Vec<_> = confirmations
                .map(|confirmation| confirmation.method.as_str())
                .collect();
            let received = if methods.is_empty() {
                String::from("no SubjectConfirmation")
            } else {
                methods.join(", ")
            };
            BEARER_CONFIRMATION.reject(BEARER, received)
        }
    }
}

/// What the confirmation that held says about the end of the assertion.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Confirmed {
    pub(crate) not_on_or_after: Option<jiff::Timestamp>,
}

fn holds(
    confirmation: &Confirmation,
    assertion: &Assertion,
    expected: &Expectations<'_>,
    clock: Clock,
) -> Result<(), Rejected> {
    recipient(confirmation, expected.acs_url)?;
    confirmation_not_on_or_after(confirmation, clock)?;
    bearer_without_not_before(confirmation, expected.tolerate_not_before_in_confirmation, clock)?;
    confirmation_in_response_to(confirmation, &expected.solicited)?;
    confirmation_address(confirmation, expected.demanded_address)?;
    confirmation
        .not_on_or_after
        .map_or(Ok(()), |bound| validity_capped(assertion.issue_instant, bound))
}

/// It was made for this address.
fn recipient(confirmation: &Confirmation, acs_url: &str) -> Result<(), Rejected> {
    match confirmation.recipient.as_deref() {
        Some(recipient) if recipient == acs_url => Ok(()),
        _ if !RECIPIENT.is_on() => Ok(()),
        other => RECIPIENT.reject(acs_url, other.unwrap_or("no Recipient")),
    }
}

/// It ends, and has not ended.
fn confirmation_not_on_or_after(confirmation: &Confirmation, clock: Clock) -> Result<(), Rejected> {
    match confirmation.not_on_or_after {
        _ if !CONFIRMATION_NOT_ON_OR_AFTER.is_on() => Ok(()),
        Some(bound) if !clock.is_at_or_after(bound) => Ok(()),
        Some(bound) => {
            CONFIRMATION_NOT_ON_OR_AFTER.reject("NotOnOrAfter that has not come", clock.against(bound))
        }
        None => CONFIRMATION_NOT_ON_OR_AFTER.reject("a NotOnOrAfter", "none"),
    }
}

/// A bearer confirmation has no NotBefore; a connection may tolerate one, which then counts.
fn bearer_without_not_before(
    confirmation: &Confirmation,
    is_tolerated: bool,
    clock: Clock,
) -> Result<(), Rejected> {
    match confirmation.not_before {
        Some(bound) if BEARER_WITHOUT_NOT_BEFORE.is_on() && (!is_tolerated || clock.is_before(bound)) => {
            let expected = if is_tolerated {
                "NotBefore that has come"
            } else {
                "no NotBefore"
            };
            BEARER_WITHOUT_NOT_BEFORE.reject(expected, clock.against(bound))
        }
        _ => Ok(()),
    }
}

/// It answers our request, or none. This is the signed place; the one on the response need not be.
fn confirmation_in_response_to(
    confirmation: &Confirmation,
    solicited: &Solicited<'_>,
) -> Result<(), Rejected> {
    let expected = match solicited {
        Solicited::Request { id, .. } => Some(*id),
        Solicited::Unsolicited { .. } => None,
    };
    let received = confirmation.in_response_to.as_deref();
    if !CONFIRMATION_IN_RESPONSE_TO.is_on() || received == expected {
        return Ok(());
    }
    CONFIRMATION_IN_RESPONSE_TO.reject(
        expected.unwrap_or("no InResponseTo"),
        received.unwrap_or("no InResponseTo"),
    )
}

/// Enforced only where the connection demands it: addresses change behind translators and for privacy.
fn confirmation_address(confirmation: &Confirmation, demanded: Option<IpAddr>) -> Result<(), Rejected> {
    let Some(demanded) = demanded else { return Ok(()) };
    let Some(address) = confirmation.address.as_deref() else {
        return Ok(());
    };
    let is_same = address.parse::<IpAddr>().is_ok_and(|address| address == demanded);
    if !CONFIRMATION_ADDRESS.is_on() || is_same {
        return Ok(());
    }
    CONFIRMATION_ADDRESS.reject(demanded.to_string(), address)
}

/// A name made for another service provider is no name of ours. Qualifiers that say what would hold without them
/// count as absent; any other NameQualifier stays, and is part of whatever key is made of the name.
pub(crate) fn name_qualifiers(mut name_id: NameId, expected: &Expectations<'_>) -> Result<NameId, Rejected> {
    match name_id.sp_name_qualifier.as_deref() {
        Some(qualifier) if NAME_QUALIFIERS.is_on() && qualifier != expected.entity_id => {
            return NAME_QUALIFIERS.reject(format!("SPNameQualifier {}", expected.entity_id), qualifier);
        }
        _ => name_id.sp_name_qualifier = None,
    }
    let is_default = |qualifier: &String| qualifier == expected.provider_entity_id;
    name_id.name_qualifier = name_id.name_qualifier.filter(|qualifier| !is_default(qualifier));
    Ok(name_id)
}

/// The one method that is accepted (`[saml-profiles]` 3.3).
const BEARER: &str = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
