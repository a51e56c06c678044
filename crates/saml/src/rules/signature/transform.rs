//! How what is referred to becomes octets.

use crate::{
    Rejected,
    rules::{Rule, document::named},
    xml::{Element, ns, scan::is_ncname},
};

/// Enveloped signature, then exclusive canonicalization without comments.
pub(crate) static TRANSFORMS_EXACT: Rule =
    Rule::new("SP-TRF-01", "transforms_exact", "saml-core 5.4.4; xmldsig 6.6");

pub(crate) fn transforms_exact(transforms: Element<'_, '_>) -> Result<(), Rejected> {
    if !TRANSFORMS_EXACT.is_on() {
        return Ok(());
    }
    let is_transform = |child: &Element<'_, '_>| child.is(ns::DSIG, "Transform");
    let received: Vec<&str> = transforms
        .children()
        .map(|child| child.attribute("Algorithm").unwrap_or("none"))
        .collect();
    if received == [ENVELOPED, ns::EXC_C14N] && transforms.children().all(|child| is_transform(&child)) {
        return Ok(());
    }
    let hint = if received.contains(&INCLUSIVE_C14N) {
        " (inclusive canonicalization is not supported)"
    } else {
        ""
    };
    TRANSFORMS_EXACT.reject(
        format!("{ENVELOPED}, {}", ns::EXC_C14N),
        received.join(", ") + hint,
    )
}

/// The enveloped signature transform.
pub(crate) const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

/// Inclusive canonicalization, which some old products send.
const INCLUSIVE_C14N: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";

/// SignedInfo is canonicalized exclusively, without comments.
pub(crate) static C14N_METHOD: Rule = Rule::new("SP-TRF-02", "c14n_method", "saml-core 5.4.3; xmldsig 4.4.1");

pub(crate) fn c14n_method(uri: Option<&str>) -> Result<(), Rejected> {
    if !C14N_METHOD.is_on() || uri == Some(ns::EXC_C14N) {
        return Ok(());
    }
    C14N_METHOD.reject(ns::EXC_C14N, uri.unwrap_or("no algorithm"))
}

/// The one parameter of canonicalization is small and plain.
pub(crate) static PREFIX_LIST_BOUNDED: Rule = Rule::new("SP-TRF-03", "prefix_list_bounded", "exc-c14n 4");

/// The prefixes that `method` wants treated inclusively.
pub(crate) fn prefix_list_bounded<'a>(method: Element<'a, '_>) -> Result<Vec<&'a str>, Rejected> {
    let lists = || {
        method
            .children()
            .filter(|child| child.is(ns::EXC_C14N, "InclusiveNamespaces"))
    };
    let list = lists()
        .next()
        .and_then(|list| list.attribute("PrefixList"))
        .unwrap_or_default();
    let prefixes: Vec<&str> = list
        .split([' ', '\t', '\n', '\r'])
        .filter(|token| !token.is_empty())
        .collect();
    if !PREFIX_LIST_BOUNDED.is_on() {
        return Ok(prefixes);
    }
    let stranger = method
        .children()
        .find(|child| !child.is(ns::EXC_C14N, "InclusiveNamespaces"));
    if let Some(stranger) = stranger.or_else(|| lists().nth(1)) {
        return PREFIX_LIST_BOUNDED.reject("one InclusiveNamespaces at most", named(stranger));
    }
    let has_content = lists().any(|list| list.children().next().is_some() || list.has_loose_text());
    if method.has_loose_text() || has_content {
        return PREFIX_LIST_BOUNDED.reject("InclusiveNamespaces alone", "text or a child");
    }
    if prefixes.len() > MOST_PREFIXES {
        return PREFIX_LIST_BOUNDED.reject(
            format!("at most {MOST_PREFIXES} prefixes"),
            prefixes.len().to_string(),
        );
    }
    match prefixes
        .iter()
        .find(|prefix| **prefix != "#default" && !is_ncname(prefix))
    {
        Some(prefix) => PREFIX_LIST_BOUNDED.reject("prefixes or #default", *prefix),
        None => Ok(prefixes),
    }
}

/// Prefixes in a list. Real ones hold one to five.
const MOST_PREFIXES: usize = 16;

/// The enveloped transform takes away the Signature that is being verified, that very node.
pub(crate) static ENVELOPED_BY_IDENTITY: Rule = Rule::kept_by(
    "SP-TRF-04",
    "enveloped_by_identity",
    "xmldsig 6.6.4",
    "xml::canonical::exclusive, which leaves out one node by its identity",
);

/// A canonical form is the element, or there is none.
pub(crate) static CANONICAL_OR_ERROR: Rule =
    Rule::new("SP-CAN-01", "canonical_or_error", "xml-c14n 1.3; exc-c14n 3");

pub(crate) fn canonical_or_error(form: &[u8], name: &str) -> Result<(), Rejected> {
    if !CANONICAL_OR_ERROR.is_on() {
        return Ok(());
    }
    let starts = form
        .strip_prefix(b"<")
        .is_some_and(|form| form.starts_with(name.as_bytes()));
    if starts && form.ends_with(b">") {
        return Ok(());
    }
    CANONICAL_OR_ERROR.reject(format!("the canonical form of {name}"), "something else")
}

/// The canonical form is that of the specification, octet by octet.
pub(crate) static EXCLUSIVE_C14N_EXACT: Rule = Rule::kept_by(
    "SP-CAN-02",
    "exclusive_c14n_exact",
    "exc-c14n 3",
    "xml::canonical, compared with another implementation on random documents",
);

/// White space in attribute values becomes spaces.
pub(crate) static ATTRIBUTE_VALUES_NORMALIZED: Rule = Rule::kept_by(
    "SP-CAN-03",
    "attribute_values_normalized",
    "xml 3.3.3; xml-c14n 2.3",
    "the parser, and xml::canonical for the references",
);

/// Line ends become LF.
pub(crate) static LINE_ENDS_NORMALIZED: Rule = Rule::kept_by(
    "SP-CAN-04",
    "line_ends_normalized",
    "xml 2.11",
    "xml::Source, before the parser",
);

/// What is read is what was digested.
pub(crate) static SAME_TEXT_FOR_DIGEST_AND_READER: Rule = Rule::kept_by(
    "SP-CAN-05",
    "same_text_for_digest_and_reader",
    "xml-c14n 2.3",
    "one tree: xml::canonical writes the text node that xml::Element::text returns",
);
