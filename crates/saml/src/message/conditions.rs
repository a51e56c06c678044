//! Under which conditions an assertion is valid: `[saml-core]` 2.5.

use jiff::Timestamp;

use crate::error::Rejected;
use crate::instant;
use crate::rules::response::values::{Field, value_count, value_length};
use crate::xml::{Element, ns};

/// The conditions, all of them: one that is not understood is kept as such, because it counts.
#[derive(Debug)]
pub(crate) struct Conditions {
    pub(crate) not_before: Option<Timestamp>,
    pub(crate) not_on_or_after: Option<Timestamp>,
    /// The audiences of each AudienceRestriction.
    pub(crate) restrictions: Vec<Vec<String>>,
    pub(crate) others: Vec<Condition>,
}

/// A condition other than AudienceRestriction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Condition {
    /// The assertion is good for one use; a service provider that detects replays has nothing to add.
    OneTimeUse,
    /// Limits what may be issued on the strength of this assertion.
    ProxyRestriction { count: Option<String> },
    /// Anything else, by name.
    Unknown(String),
}

impl Conditions {
    pub(crate) fn read(conditions: Element<'_, '_>) -> Result<Self, Rejected> {
        let mut restrictions = Vec::new();
        let mut others = Vec::new();
        let mut audiences = 0;
        for child in conditions.children() {
            if child.is(ns::SAML, "AudienceRestriction") {
                let restriction = read_audiences(child)?;
                audiences += restriction.len();
                value_count(Field::Audiences, audiences)?;
                restrictions.push(restriction);
                value_count(Field::Restrictions, restrictions.len())?;
            } else if child.is(ns::SAML, "OneTimeUse") {
                others.push(Condition::OneTimeUse);
            } else if child.is(ns::SAML, "ProxyRestriction") {
                others.push(Condition::ProxyRestriction {
                    count: child.attribute("Count").map(str::to_owned),
                });
            } else {
                others.push(Condition::Unknown(name_of(child)));
            }
        }
        Ok(Self {
            not_before: conditions
                .attribute("NotBefore")
                .map(instant::parse)
                .transpose()?,
            not_on_or_after: conditions
                .attribute("NotOnOrAfter")
                .map(instant::parse)
                .transpose()?,
            restrictions,
            others,
        })
    }
}

fn read_audiences(restriction: Element<'_, '_>) -> Result<Vec<String>, Rejected> {
    let mut audiences = Vec::new();
    for audience in restriction
        .children()
        .filter(|child| child.is(ns::SAML, "Audience"))
    {
        let text = audience.text()?;
        // xs:anyURI collapses white space; no other value of a message is ever trimmed.
        let audience = text
            .trim_matches(['\u{20}', '\u{9}', '\u{d}', '\u{a}'])
            .to_owned();
        value_length(Field::EntityId, "Audience", Some(&audience))?;
        audiences.push(audience);
        value_count(Field::Audiences, audiences.len())?;
    }
    Ok(audiences)
}

fn name_of(condition: Element<'_, '_>) -> String {
    match condition.attribute_ns(ns::XSI, "type") {
        Some(kind) => format!("{} of type {kind}", condition.local_name()),
        None => format!("{{{}}}{}", condition.namespace(), condition.local_name()),
    }
}
