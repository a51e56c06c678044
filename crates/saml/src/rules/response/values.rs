//! SP-LIM-06: how long a value and how many of a kind a message may have.

use super::VALUES;
use crate::error::Rejected;

/// What is bounded, each with its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    /// ID, InResponseTo, SessionIndex: 256 octets, the width of an index.
    Id,
    /// Entity ids and audiences: 1,024 characters (`[saml-core]` 8.3.6).
    EntityId,
    /// Other URIs and names of attributes: 1,024 characters.
    Url,
    /// NameID: 512 octets, the width of a key.
    NameId,
    /// One AttributeValue: 128 KiB; long notes and photos exist.
    AttributeValue,
    /// Values of one attribute.
    AttributeValues,
    /// Attributes of an assertion.
    Attributes,
    /// Audiences of all restrictions together.
    Audiences,
    /// AudienceRestrictions.
    Restrictions,
    /// SubjectConfirmations.
    Confirmations,
    /// AuthnStatements.
    AuthnStatements,
    /// SessionIndexes of a logout request.
    SessionIndexes,
}

impl Field {
    /// The largest number that is accepted.
    pub(crate) const fn limit(self) -> usize {
        match self {
            Self::Id => 256,
            Self::EntityId | Self::Url => 1024,
            Self::NameId | Self::Attributes => 512,
            Self::AttributeValue => 128 * 1024,
            Self::AttributeValues => 2000,
            Self::Audiences | Self::SessionIndexes => 64,
            Self::Restrictions | Self::AuthnStatements => 8,
            Self::Confirmations => 16,
        }
    }

    fn length(self, value: &str) -> usize {
        match self {
            Self::EntityId | Self::Url => value.chars().count(),
            _ => value.len(),
        }
    }
}

/// Bounds the length of one value; an absent one is short enough.
pub(crate) fn value_length(field: Field, name: &'static str, value: Option<&str>) -> Result<(), Rejected> {
    let Some(value) = value else { return Ok(()) };
    // Octets are never fewer than characters: the common case counts nothing.
    if value.len() <= field.limit() {
        return Ok(());
    }
    values(field, name, field.length(value))
}

/// Bounds the number of a kind of thing.
pub(crate) fn value_count(field: Field, count: usize) -> Result<(), Rejected> {
    let name = match field {
        Field::AttributeValues => "values of an attribute",
        Field::Attributes => "attributes",
        Field::Audiences => "audiences",
        Field::Restrictions => "audience restrictions",
        Field::Confirmations => "subject confirmations",
        Field::SessionIndexes => "session indexes",
        _ => "authentication statements",
    };
    values(field, name, count)
}

fn values(field: Field, name: &str, size: usize) -> Result<(), Rejected> {
    if !VALUES.is_on() || size <= field.limit() {
        return Ok(());
    }
    VALUES.reject(format!("{name}: at most {}", field.limit()), size.to_string())
}
