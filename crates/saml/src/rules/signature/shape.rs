//! Where a signature stands and what it consists of.

use crate::{
    Rejected,
    rules::{
        Rule,
        document::{base64_strict, named},
    },
    xml::{Element, ns},
};

/// A stranger's message costs one small canonicalization and one public key operation a trusted key.
pub(crate) static SIGNATURE_BEFORE_WORK: Rule = Rule::kept_by(
    "SP-LIM-07",
    "signature_before_work",
    "xmldsig 3.2",
    "the order of signature::verify, which digests only what a trusted key has signed",
);

/// Something must be signed.
pub(crate) static SIGNATURE_REQUIRED: Rule = Rule::new(
    "SP-SIG-01",
    "signature_required",
    "saml-profiles 4.1.4.5; saml-core 5.2",
);

/// A Signature stands right after the Issuer of what it signs, once, and nowhere else.
pub(crate) static SIGNATURE_POSITION: Rule =
    Rule::new("SP-SIG-02", "signature_position", "saml-core 2.3.3, 3.2.2, 5.4");

/// Every Signature of the document is a direct child of one of `allowed`.
pub(crate) fn signatures_only_at(root: Element<'_, '_>, allowed: &[Element<'_, '_>]) -> Result<(), Rejected> {
    if !SIGNATURE_POSITION.is_on() {
        return Ok(());
    }
    for signature in root
        .descendants()
        .filter(|element| element.is(ns::DSIG, "Signature"))
    {
        let parent = signature.parent();
        if !parent.is_some_and(|parent| allowed.iter().any(|allowed| allowed.is_same(parent))) {
            let places: Vec<String> = allowed
                .iter()
                .map(|element| element.path() + "/Signature")
                .collect();
            return SIGNATURE_POSITION.reject(places.join(" or "), signature.path());
        }
    }
    Ok(())
}

/// The Signature children of `parent` are at most one, first or right after the Issuer.
pub(crate) fn signature_position(parent: Element<'_, '_>) -> Result<(), Rejected> {
    if !SIGNATURE_POSITION.is_on() {
        return Ok(());
    }
    let is_signature = |child: &Element<'_, '_>| child.is(ns::DSIG, "Signature");
    if parent.children().filter(is_signature).count() > 1 {
        return SIGNATURE_POSITION.reject(format!("one Signature in {}", parent.path()), "several");
    }
    let mut before = parent.children().take_while(|child| !is_signature(child));
    let has_issuer = before.next().map(|first| first.is(ns::SAML, "Issuer"));
    let is_signed = parent.children().any(|child| is_signature(&child));
    if is_signed && (has_issuer == Some(false) || before.next().is_some()) {
        return SIGNATURE_POSITION.reject(
            format!("the Signature of {} right after its Issuer", parent.path()),
            "a Signature further down",
        );
    }
    Ok(())
}

/// A Signature has exactly the children that SAML needs.
pub(crate) static SIGNATURE_PROFILE: Rule =
    Rule::new("SP-SIG-03", "signature_profile", "xmldsig 4.2-4.5; saml-core 5.4");

/// The children of `parent` are `required` and then possibly `optional`, all of XML Signature.
pub(crate) fn signature_profile(
    parent: Element<'_, '_>,
    required: &[&str],
    optional: Option<&str>,
) -> Result<(), Rejected> {
    if !SIGNATURE_PROFILE.is_on() {
        return Ok(());
    }
    let mut children = parent.children().peekable();
    let complete = required
        .iter()
        .all(|name| children.next_if(|child| child.is(ns::DSIG, name)).is_some());
    if let Some(optional) = optional {
        children.next_if(|child| child.is(ns::DSIG, optional));
    }
    if complete && children.next().is_none() && !parent.has_loose_text() {
        return Ok(());
    }
    let mut expected = required.join(", ");
    if let Some(optional) = optional {
        expected = format!("{expected} and possibly {optional}");
    }
    let received: Vec<&str> = parent.children().map(|child| child.local_name()).collect();
    SIGNATURE_PROFILE.reject(format!("{expected} in {}", parent.path()), received.join(", "))
}

/// Nothing hides in SignedInfo and SignatureValue.
pub(crate) static SIGNATURE_PLAIN: Rule = Rule::new("SP-SIG-04", "signature_plain", "xmldsig 4.3, 4.4");

pub(crate) fn signature_plain(part: Element<'_, '_>) -> Result<(), Rejected> {
    if !SIGNATURE_PLAIN.is_on() {
        return Ok(());
    }
    // In a well-formed document these begin a comment, a CDATA section or a processing instruction, nothing else.
    let source = part.source();
    if source.contains("<!") || source.contains("<?") {
        return SIGNATURE_PLAIN.reject(
            format!("elements and text in {}", part.path()),
            "a comment, CDATA section or processing instruction",
        );
    }
    let stranger = part
        .descendants()
        .find(|element| element.namespace() != ns::DSIG && !element.is(ns::EXC_C14N, "InclusiveNamespaces"));
    match stranger {
        Some(element) => SIGNATURE_PLAIN.reject(
            format!("elements of XML Signature in {}", part.path()),
            named(element),
        ),
        None => Ok(()),
    }
}

/// Values are as long as key and digest demand.
pub(crate) static SIGNATURE_VALUE_LENGTH: Rule = Rule::new(
    "SP-SIG-05",
    "signature_value_length",
    "xmldsig 4.3, 4.4.3.6; RFC 8017 8.2.2",
);

/// The Base64 value of `leaf`.
pub(crate) fn signature_octets(leaf: Element<'_, '_>) -> Result<Vec<u8>, Rejected> {
    let text = leaf.text()?;
    base64_strict(&text).or_else(|rejected| {
        if !SIGNATURE_VALUE_LENGTH.is_on() {
            return Err(rejected);
        }
        SIGNATURE_VALUE_LENGTH.reject(format!("Base64 in {}", leaf.local_name()), rejected.received)
    })
}

/// `octets` are one of the lengths in `expected`, and not all zero.
pub(crate) fn signature_value_length(what: &str, octets: &[u8], expected: &[usize]) -> Result<(), Rejected> {
    if !SIGNATURE_VALUE_LENGTH.is_on() {
        return Ok(());
    }
    if !expected.contains(&octets.len()) {
        let mut lengths: Vec<String> = expected.iter().map(ToString::to_string).collect();
        lengths.dedup();
        return SIGNATURE_VALUE_LENGTH.reject(
            format!("{} octets in {what}", lengths.join(" or ")),
            octets.len().to_string(),
        );
    }
    if octets.iter().all(|&octet| octet == 0) {
        return SIGNATURE_VALUE_LENGTH.reject(format!("a value in {what}"), "zero");
    }
    Ok(())
}

/// The signature value comes before the reference.
pub(crate) static SIGNATURE_VALUE_FIRST: Rule = Rule::kept_by(
    "SP-SIG-06",
    "signature_value_first",
    "xmldsig 3.2",
    "the order of signature::verify, which digests only what a trusted key has signed",
);

/// One bad signature refuses the message, however good the other one is.
pub(crate) static EVERY_SIGNATURE_VERIFIES: Rule =
    Rule::new("SP-SIG-07", "every_signature_verifies", "saml-core 5.4");
