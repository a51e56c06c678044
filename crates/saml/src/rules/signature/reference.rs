//! What a signature refers to.

use crate::{
    Rejected,
    rules::{Rule, document::named},
    signature::{DigestAlgorithm, hex},
    xml::{Element, ns, scan::is_ncname},
};

/// Exactly one Reference.
pub(crate) static ONE_REFERENCE: Rule = Rule::new("SP-REF-01", "one_reference", "saml-core 5.4.2");

pub(crate) fn one_reference(signed_info: Element<'_, '_>) -> Result<(), Rejected> {
    let count = signed_info
        .children()
        .filter(|child| child.is(ns::DSIG, "Reference"))
        .count();
    if !ONE_REFERENCE.is_on() || count == 1 {
        return Ok(());
    }
    ONE_REFERENCE.reject("one Reference", count.to_string())
}

/// The Reference is to the element that the Signature stands in.
pub(crate) static REFERENCE_IS_PARENT: Rule = Rule::new(
    "SP-REF-02",
    "reference_is_parent",
    "saml-core 5.4.2; xmldsig 4.4.3.2",
);

pub(crate) fn reference_is_parent(uri: Option<&str>, id: Option<&str>) -> Result<(), Rejected> {
    if !REFERENCE_IS_PARENT.is_on() {
        return Ok(());
    }
    match (uri.and_then(|uri| uri.strip_prefix('#')), id) {
        (Some(target), Some(id)) if target == id => Ok(()),
        _ => REFERENCE_IS_PARENT.reject(
            format!("#{}", id.unwrap_or("ID of the signed element, which has none")),
            uri.unwrap_or("no URI"),
        ),
    }
}

/// No identifier twice in a document, however its attribute is spelt.
pub(crate) static ID_UNIQUE: Rule = Rule::new("SP-REF-03", "id_unique", "saml-core 1.3.4; xmlschema-2 3.3.8");

pub(crate) fn id_unique(root: Element<'_, '_>) -> Result<(), Rejected> {
    if !ID_UNIQUE.is_on() {
        return Ok(());
    }
    let mut ids: Vec<(&str, Element<'_, '_>)> = Vec::new();
    for element in root.descendants() {
        let of_element = element.attributes().filter(|(_, name, _)| is_id(name));
        ids.extend(of_element.map(|(_, _, value)| (value, element)));
    }
    ids.sort_unstable_by_key(|(value, element)| (*value, element.offset()));
    for pair in ids.windows(2) {
        if let [(one, first), (other, second)] = pair
            && one == other
        {
            return ID_UNIQUE.reject(
                "every ID once",
                format!("{one} at {} and at {}", first.path(), second.path()),
            );
        }
    }
    Ok(())
}

/// Whether an attribute is an identifier to anybody: `ID`, `Id`, `xml:id`, `wsu:Id`, and those of SAML 1.
fn is_id(name: &str) -> bool {
    name.eq_ignore_ascii_case("id") || matches!(name, "AssertionID" | "ResponseID" | "RequestID")
}

/// An ID is a name without colon, of bounded length.
pub(crate) static ID_NCNAME: Rule = Rule::new("SP-REF-04", "id_ncname", "saml-core 1.3.4; xmlschema-2 3.3.8");

pub(crate) fn id_ncname(id: &str) -> Result<(), Rejected> {
    if !ID_NCNAME.is_on() || (is_ncname(id) && id.len() <= LONGEST_ID) {
        return Ok(());
    }
    ID_NCNAME.reject(
        format!("an XML name of at most {LONGEST_ID} octets without colon"),
        id,
    )
}

/// Octets of an ID.
const LONGEST_ID: usize = 256;

/// Nothing that changes what a Reference or an algorithm means.
pub(crate) static REFERENCE_PLAIN: Rule =
    Rule::new("SP-REF-05", "reference_plain", "xmldsig 4.4.2, 4.4.3, 5.1");

/// A Reference has no Type.
pub(crate) fn reference_without_type(reference: Element<'_, '_>) -> Result<(), Rejected> {
    match reference.attribute("Type") {
        Some(kind) if REFERENCE_PLAIN.is_on() => REFERENCE_PLAIN.reject("a Reference without Type", kind),
        _ => Ok(()),
    }
}

/// An algorithm has no parameters.
pub(crate) fn without_parameters(method: Element<'_, '_>) -> Result<(), Rejected> {
    if !REFERENCE_PLAIN.is_on() {
        return Ok(());
    }
    if let Some(child) = method.children().next() {
        return REFERENCE_PLAIN.reject(
            format!("{} without parameters", method.local_name()),
            named(child),
        );
    }
    if method.has_loose_text() {
        return REFERENCE_PLAIN.reject(format!("{} without parameters", method.local_name()), "text");
    }
    Ok(())
}

/// The content is what was signed.
pub(crate) static DIGEST_MATCHES: Rule = Rule::new("SP-REF-06", "digest_matches", "xmldsig 3.2.1");

pub(crate) fn digest_matches(
    algorithm: DigestAlgorithm,
    computed: &[u8],
    received: &[u8],
) -> Result<(), Rejected> {
    let is_equal = aws_lc_rs::constant_time::verify_slices_are_equal(computed, received).is_ok();
    if !DIGEST_MATCHES.is_on() || is_equal {
        return Ok(());
    }
    DIGEST_MATCHES.reject(format!("{algorithm:?} {}", hex(computed)), hex(received))
}
