//! What the documents of both roles have in common when they are written.

use jiff::{SignedDuration, Timestamp};

use crate::error::Rejected;
use crate::instant;
use crate::signature::SigningKey;
use crate::signature::sign::enveloped_signature;
use crate::xml::{IllegalCharacter, Limits, Source, Writer, canonical, ns};

/// Why metadata was not written.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// A value cannot stand in XML.
    #[error("a value cannot be written as XML")]
    IllegalCharacter(#[from] IllegalCharacter),
    /// The document breaks a rule that its readers have, for example by its size.
    #[error("the document would not be read by anybody")]
    Unreadable(#[from] Rejected),
}

/// Opens the descriptor of an entity and returns the place where its signature goes.
pub(super) fn start_entity(
    xml: &mut Writer,
    id: Option<&str>,
    entity_id: &str,
    (valid_until, cache_duration): (Option<Timestamp>, Option<SignedDuration>),
) -> usize {
    xml.start("EntityDescriptor").namespace("", ns::METADATA);
    if let Some(id) = id {
        xml.attribute("ID", id);
    }
    xml.attribute("entityID", entity_id);
    if let Some(valid_until) = valid_until {
        xml.attribute("validUntil", &instant::format(valid_until));
    }
    if let Some(cache_duration) = cache_duration {
        xml.attribute(
            "cacheDuration",
            &format!("PT{}S", cache_duration.as_secs().max(0)),
        );
    }
    xml.position()
}

/// Closes the document and signs it, if somebody does.
///
/// The digest is taken over a canonical form of its own, not over what was written: the prefix of an `xsi:type` is
/// declared on an element whose canonical form does not have it.
pub(super) fn finish(
    xml: Writer,
    behind_start: usize,
    signer: Option<(&str, &SigningKey)>,
) -> Result<String, WriteError> {
    let mut text = xml.finish()?;
    let Some((id, key)) = signer else { return Ok(text) };
    let mut octets = Vec::with_capacity(text.len());
    let source = Source::check(text.as_bytes(), &Limits::METADATA)?;
    canonical::exclusive(source.parse()?.root(), None, &[], &mut octets)?;
    text.insert_str(behind_start, &enveloped_signature(&octets, id, key)?);
    Ok(text)
}
