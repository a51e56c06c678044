//! Entities, alone or in an aggregate: `[saml-metadata]` 2.3.

use jiff::Timestamp;

use crate::error::Rejected;
use crate::identity_provider::PlainHttp;
use crate::rules::metadata::{metadata_parse, metadata_validity, one_entity};
use crate::rules::response::values::{Field, value_length};
use crate::xml::{Element, ns};

/// How a document is to be read.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// The entity that is wanted; `None` if the document has one with the role.
    pub entity_id: Option<&'a str>,
    /// The time, against which `validUntil` is held.
    pub now: Timestamp,
    /// Whether addresses may be plain `http:` on loopback.
    pub plain_http: PlainHttp,
}

/// One role of one entity.
pub(super) struct Found<'a, 'i> {
    pub(super) entity_id: String,
    pub(super) valid_until: Option<Timestamp>,
    pub(super) role: Element<'a, 'i>,
}

/// Finds the role `descriptor` of the one entity that is wanted.
pub(super) fn find<'a, 'i>(
    root: Element<'a, 'i>,
    descriptor: &str,
    reading: &Reading<'_>,
) -> Result<Found<'a, 'i>, Rejected> {
    metadata_parse(root)?;
    let entities = root
        .descendants()
        .filter(|element| element.is(ns::METADATA, "EntityDescriptor"));
    let is_wanted = |entity: &Element<'_, '_>| match reading.entity_id {
        Some(wanted) => entity.attribute("entityID") == Some(wanted),
        None => role_of(*entity, descriptor).is_some(),
    };
    let wanted: Vec<_> = entities.filter(is_wanted).collect();
    let entity = one_entity(&wanted, descriptor, reading.entity_id)?;
    let Some(role) = role_of(entity, descriptor) else {
        return one_entity(&[], descriptor, reading.entity_id).map(|role| Found {
            entity_id: String::new(),
            valid_until: None,
            role,
        });
    };
    let entity_id = entity.attribute("entityID").unwrap_or_default().to_owned();
    value_length(Field::EntityId, "entityID", Some(&entity_id))?;
    Ok(Found {
        entity_id,
        valid_until: metadata_validity(role, reading.now)?,
        role,
    })
}

/// The first descriptor of the role that speaks SAML 2.0.
fn role_of<'a, 'i>(entity: Element<'a, 'i>, descriptor: &str) -> Option<Element<'a, 'i>> {
    let speaks_saml = |role: &Element<'_, '_>| {
        let protocols = role.attribute("protocolSupportEnumeration").unwrap_or_default();
        protocols
            .split_ascii_whitespace()
            .any(|protocol| protocol == ns::SAMLP)
    };
    entity
        .children()
        .filter(|child| child.is(ns::METADATA, descriptor))
        .find(speaks_saml)
}
