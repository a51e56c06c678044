//! The rules for metadata: what is believed of a partner's document that an administrator loads.

use jiff::Timestamp;

use super::Rule;
use super::request::reply_url::has_allowed_origin;
use super::response::values::Field;
use crate::error::Rejected;
use crate::identity_provider::PlainHttp;
use crate::instant;
use crate::metadata::{Binding, Endpoint, Key};
use crate::signature::verify::verify_metadata;
use crate::signature::{TrustedKeys, VerificationKey};
use crate::xml::{Element, ns};

pub(super) static TABLE: &[&Rule] = &[
    &METADATA_PARSE,
    &METADATA_SIGNATURE,
    &METADATA_VALIDITY,
    &METADATA_KEYS,
    &METADATA_ENDPOINTS,
];

static METADATA_PARSE: Rule = Rule::new("SP-MET-02", "metadata_parse", "saml-metadata 2.3");
static METADATA_SIGNATURE: Rule = Rule::new("SP-MET-03", "metadata_signature", "saml-metadata 3.1");
static METADATA_VALIDITY: Rule = Rule::new("SP-MET-04", "metadata_validity", "saml-metadata 2.3.2");
static METADATA_KEYS: Rule = Rule::new("SP-MET-05", "metadata_keys", "saml-metadata 2.4.1.1");
static METADATA_ENDPOINTS: Rule = Rule::new("SP-MET-07", "metadata_endpoints", "saml-metadata 2.2.2");

/// The document is metadata.
pub(crate) fn metadata_parse(root: Element<'_, '_>) -> Result<(), Rejected> {
    let is_metadata =
        root.is(ns::METADATA, "EntityDescriptor") || root.is(ns::METADATA, "EntitiesDescriptor");
    if !METADATA_PARSE.is_on() || is_metadata {
        return Ok(());
    }
    let name = format!("{{{}}}{}", root.namespace(), root.local_name());
    METADATA_PARSE.reject("EntityDescriptor or EntitiesDescriptor", name)
}

/// Whether only the two document elements of metadata are read, which is always; not in a test without the rule.
pub(crate) fn is_document_checked() -> bool {
    METADATA_PARSE.is_on()
}

/// The document element is signed with one of the keys that are trusted for that, if there are any. Everything is read
/// from what this returns.
///
/// An aggregate may hold entities that are signed themselves. The signature around them covers them; theirs are not
/// looked at.
pub(crate) fn metadata_signature<'a, 'i>(
    root: Element<'a, 'i>,
    keys: Option<&TrustedKeys>,
) -> Result<Element<'a, 'i>, Rejected> {
    let Some(keys) = keys else { return Ok(root) };
    if !METADATA_SIGNATURE.is_on() {
        return Ok(root);
    }
    let received = match verify_metadata(root, keys) {
        Ok(signed) => return Ok(signed.element()),
        Err(rejected) => rejected.to_string(),
    };
    let trusted: Vec<&str> = keys.keys().iter().map(VerificationKey::thumbprint).collect();
    METADATA_SIGNATURE.reject(format!("a document signed by {}", trusted.join(" or ")), received)
}

/// The entity that is wanted is there once.
pub(crate) fn one_entity<'a, 'i>(
    with_role: &[(Element<'a, 'i>, Element<'a, 'i>)],
    descriptor: &str,
    entity_id: Option<&str>,
) -> Result<(Element<'a, 'i>, Element<'a, 'i>), Rejected> {
    let is_wanted = |entity: &Element<'_, '_>| {
        entity_id.is_none_or(|wanted| entity.attribute("entityID") == Some(wanted))
    };
    let wanted: Vec<_> = with_role.iter().filter(|(entity, _)| is_wanted(entity)).collect();
    match wanted.as_slice() {
        [found] => return Ok(**found),
        [found, ..] if !METADATA_PARSE.is_on() => return Ok(**found),
        _ => {}
    }
    let named = entity_id.unwrap_or("(name the one that is meant)");
    let expected = format!("one entity {named} with an {descriptor} for SAML 2.0");
    METADATA_PARSE.reject(expected, listed(with_role))
}

/// How many entities there are and what the first of them are called.
fn listed(entities: &[(Element<'_, '_>, Element<'_, '_>)]) -> String {
    if entities.is_empty() {
        return "none".to_owned();
    }
    let names = entities
        .iter()
        .take(LISTED)
        .map(|(entity, _)| entity.attribute("entityID").unwrap_or_default());
    let names: Vec<&str> = names.collect();
    format!("{}: {}", entities.len(), names.join(", "))
}

/// More names than these are cut off anyway.
const LISTED: usize = 10;

/// The role can be talked to in one of the bindings that are spoken here.
pub(crate) fn metadata_parse_has_service(service: &str, endpoints: &[Endpoint]) -> Result<(), Rejected> {
    let is_usable = endpoints
        .iter()
        .any(|endpoint| !matches!(endpoint.binding, Binding::Other(_)));
    if !METADATA_PARSE.is_on() || is_usable {
        return Ok(());
    }
    METADATA_PARSE.reject(format!("a {service} by HTTP-Redirect or HTTP-POST"), "none")
}

/// Neither the role nor anything around it has expired. Returns the earliest end.
pub(crate) fn metadata_validity(
    role: Element<'_, '_>,
    now: Timestamp,
) -> Result<Option<Timestamp>, Rejected> {
    let mut earliest: Option<Timestamp> = None;
    let mut element = Some(role);
    while let Some(current) = element {
        if let Some(written) = current.attribute("validUntil") {
            let until = instant::parse(written)?;
            if METADATA_VALIDITY.is_on() && until <= now {
                return METADATA_VALIDITY.reject(
                    "validUntil in the future",
                    format!("{written} at {}", instant::format(now)),
                );
            }
            earliest = Some(earliest.map_or(until, |earlier| earlier.min(until)));
        }
        element = current.parent();
    }
    Ok(earliest)
}

/// There is a key to verify with; without one nothing would be verified.
pub(crate) fn metadata_keys(keys: &[Key]) -> Result<(), Rejected> {
    if !METADATA_KEYS.is_on() || keys.iter().any(Key::is_for_signing) {
        return Ok(());
    }
    METADATA_KEYS.reject(
        "a certificate for signing",
        format!("{} certificates, none for signing", keys.len()),
    )
}

/// A browser may be sent there.
pub(crate) fn metadata_endpoints(location: &str, plain_http: PlainHttp) -> Result<(), Rejected> {
    let is_plain_text = location
        .bytes()
        .all(|octet| octet.is_ascii_graphic() && !matches!(octet, b'\\' | b'#'));
    let is_allowed =
        is_plain_text && location.len() <= Field::Url.limit() && has_allowed_origin(location, plain_http);
    if !METADATA_ENDPOINTS.is_on() || is_allowed {
        return Ok(());
    }
    METADATA_ENDPOINTS.reject("a Location that is an absolute https: URL", location)
}
