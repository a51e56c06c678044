//! Entities, alone or in an aggregate: `[saml-metadata]` 2.3.

use jiff::{SignedDuration, Timestamp};

use super::duration;
use crate::error::Rejected;
use crate::identity_provider::PlainHttp;
use crate::rules::metadata::{metadata_parse, metadata_signature, metadata_validity, one_entity};
use crate::rules::response::values::{Field, value_length};
use crate::signature::TrustedKeys;
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
    /// Whose signature the document element has to carry. Without one a signature is passed over: the key it was made
    /// with stands in the document itself and vouches for nothing.
    pub signed_by: Option<&'a TrustedKeys>,
}

/// One role of one entity.
pub(super) struct Found<'a, 'i> {
    pub(super) entity_id: String,
    pub(super) valid_until: Option<Timestamp>,
    pub(super) cache_duration: Option<SignedDuration>,
    pub(super) role: Element<'a, 'i>,
}

/// Finds the role `descriptor` of the one entity that is wanted.
pub(super) fn find<'a, 'i>(
    root: Element<'a, 'i>,
    descriptor: &str,
    reading: &Reading<'_>,
) -> Result<Found<'a, 'i>, Rejected> {
    metadata_parse(root)?;
    let root = metadata_signature(root, reading.signed_by)?;
    let with_role: Vec<_> = entities(root)
        .into_iter()
        .filter_map(|entity| Some((entity, role_of(entity, descriptor)?)))
        .collect();
    let (entity, role) = one_entity(&with_role, descriptor, reading.entity_id)?;
    let entity_id = entity.attribute("entityID").unwrap_or_default().to_owned();
    value_length(Field::EntityId, "entityID", Some(&entity_id))?;
    Ok(Found {
        entity_id,
        valid_until: metadata_validity(role, reading.now)?,
        cache_duration: cache_duration(role),
        role,
    })
}

/// The entities of a document, however deep its aggregates lie in one another. What stands elsewhere, in extensions
/// for example, is none.
fn entities<'a, 'i>(root: Element<'a, 'i>) -> Vec<Element<'a, 'i>> {
    let mut found = Vec::new();
    let mut open = vec![root];
    while let Some(element) = open.pop() {
        if element.is(ns::METADATA, "EntityDescriptor") {
            found.push(element);
        } else if element.is(ns::METADATA, "EntitiesDescriptor") {
            let inside: Vec<_> = element.children().collect();
            open.extend(inside.into_iter().rev());
        } else if !crate::rules::metadata::is_document_checked() {
            // A test that takes the rule out gets what the document has.
            open.extend(element.children());
        }
    }
    found
}

/// The shortest time that the role or anything around it may be kept. One that cannot be read says nothing: it could
/// only shorten the time until the document is looked at again.
fn cache_duration(role: Element<'_, '_>) -> Option<SignedDuration> {
    let around = std::iter::successors(Some(role), Element::parent);
    around
        .filter_map(|element| duration::parse(element.attribute("cacheDuration")?))
        .min()
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
