//! The rules for signatures, references, transforms, algorithms, keys and canonical form.

use super::Rule;
use crate::{
    Rejected,
    rules::document::named,
    signature::{DigestAlgorithm, SignatureAlgorithm, hex},
    xml::{Element, ns, scan::is_ncname},
};

pub(super) static TABLE: &[&Rule] = &[
    &SIGNATURE_BEFORE_WORK,
    &SIGNATURE_REQUIRED,
    &SIGNATURE_POSITION,
    &SIGNATURE_PROFILE,
    &SIGNATURE_PLAIN,
    &SIGNATURE_VALUE_LENGTH,
    &SIGNATURE_VALUE_FIRST,
    &EVERY_SIGNATURE_VERIFIES,
    &ONE_REFERENCE,
    &REFERENCE_IS_PARENT,
    &ID_UNIQUE,
    &ID_NCNAME,
    &REFERENCE_PLAIN,
    &DIGEST_MATCHES,
    &TRANSFORMS_EXACT,
    &C14N_METHOD,
    &PREFIX_LIST_BOUNDED,
    &ENVELOPED_BY_IDENTITY,
    &SIGNATURE_ALGORITHM,
    &DIGEST_ALGORITHM,
    &NO_HMAC,
    &ALGORITHM_MATCHES_KEY,
    &ECDSA_FIXED_WIDTH,
    &KEY_STRENGTH,
    &SIGNED_BY_TRUSTED_KEY,
    &KEYINFO_INERT,
    &KEY_ROLLOVER,
    &CERTIFICATE_IS_PIN,
    &CANONICAL_OR_ERROR,
    &EXCLUSIVE_C14N_EXACT,
    &ATTRIBUTE_VALUES_NORMALIZED,
    &LINE_ENDS_NORMALIZED,
    &SAME_TEXT_FOR_DIGEST_AND_READER,
];

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
    super::document::base64_strict(&text).or_else(|rejected| {
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

/// The closed list of signature algorithms.
pub(crate) static SIGNATURE_ALGORITHM: Rule =
    Rule::new("SP-ALG-01", "signature_algorithm", "xmldsig 6.4; RFC 9231 2.3");

pub(crate) fn signature_algorithm(uri: Option<&str>) -> Result<SignatureAlgorithm, Rejected> {
    match uri.and_then(SignatureAlgorithm::from_uri) {
        Some(algorithm) => Ok(algorithm),
        None if !SIGNATURE_ALGORITHM.is_on() => Ok(SignatureAlgorithm::RsaSha256),
        None => {
            let list: Vec<&str> = SignatureAlgorithm::ALL
                .iter()
                .map(|algorithm| algorithm.uri())
                .collect();
            SIGNATURE_ALGORITHM.reject(list.join(", "), uri.unwrap_or("no algorithm"))
        }
    }
}

/// The closed list of digest algorithms.
pub(crate) static DIGEST_ALGORITHM: Rule = Rule::new("SP-ALG-02", "digest_algorithm", "xmldsig 6.2");

pub(crate) fn digest_algorithm(uri: Option<&str>) -> Result<DigestAlgorithm, Rejected> {
    match uri.and_then(DigestAlgorithm::from_uri) {
        Some(algorithm) => Ok(algorithm),
        None if !DIGEST_ALGORITHM.is_on() => Ok(DigestAlgorithm::Sha256),
        None => {
            let list: Vec<&str> = DigestAlgorithm::ALL
                .iter()
                .map(|algorithm| algorithm.uri())
                .collect();
            DIGEST_ALGORITHM.reject(list.join(", "), uri.unwrap_or("no algorithm"))
        }
    }
}

/// There is no HMAC: a public key is no secret.
pub(crate) static NO_HMAC: Rule = Rule::kept_by(
    "SP-ALG-03",
    "no_hmac",
    "xmldsig 6.3",
    "signature::SignatureAlgorithm names none, and a VerificationKey cannot be turned into octets",
);

/// The key decides the kind of signature; the message selects the hash.
pub(crate) static ALGORITHM_MATCHES_KEY: Rule =
    Rule::new("SP-ALG-04", "algorithm_matches_key", "xmldsig 6.4");

/// `fitting` of the trusted keys are of the kind of `algorithm`; `kinds` names the kinds of all.
pub(crate) fn algorithm_matches_key(
    algorithm: SignatureAlgorithm,
    fitting: usize,
    kinds: impl FnOnce() -> String,
) -> Result<(), Rejected> {
    if !ALGORITHM_MATCHES_KEY.is_on() || fitting > 0 {
        return Ok(());
    }
    ALGORITHM_MATCHES_KEY.reject(format!("an algorithm for {}", kinds()), algorithm.uri())
}

/// An ECDSA value is r and s, each as wide as the field.
pub(crate) static ECDSA_FIXED_WIDTH: Rule = Rule::new("SP-ALG-05", "ecdsa_fixed_width", "xmldsig 6.4.3");

pub(crate) fn ecdsa_fixed_width(value: &[u8], width: usize) -> Result<(), Rejected> {
    if !ECDSA_FIXED_WIDTH.is_on() {
        return Ok(());
    }
    let halves = value.split_at_checked(width).filter(|(_, s)| s.len() == width);
    match halves {
        None => ECDSA_FIXED_WIDTH.reject(format!("{} octets", 2 * width), value.len().to_string()),
        Some((r, s)) if [r, s].iter().any(|half| half.iter().all(|&octet| octet == 0)) => {
            ECDSA_FIXED_WIDTH.reject("r and s above zero", "zero")
        }
        Some(_) => Ok(()),
    }
}

/// Keys are strong enough to trust and small enough to use.
pub(crate) static KEY_STRENGTH: Rule = Rule::new("SP-ALG-06", "key_strength", "NIST SP 800-131A; FIPS 186-5");

/// An RSA key of `bits` and public `exponent` (none: larger than 64 bits).
pub(crate) fn rsa_strength(bits: usize, exponent: Option<u64>) -> Result<(), Rejected> {
    if !KEY_STRENGTH.is_on() {
        return Ok(());
    }
    if !(2048..=8192).contains(&bits) {
        return KEY_STRENGTH.reject("RSA of 2048 to 8192 bits", format!("{bits} bits"));
    }
    match exponent {
        Some(exponent) if exponent >= 65537 && exponent % 2 == 1 && exponent < 1 << 33 => Ok(()),
        Some(exponent) => KEY_STRENGTH.reject("an odd exponent from 65537 to 2^33", exponent.to_string()),
        None => KEY_STRENGTH.reject("an odd exponent from 65537 to 2^33", "a larger one"),
    }
}

/// A key of a kind or curve that is not supported.
pub(crate) fn other_key<T>(kind: &str) -> Result<T, Rejected> {
    KEY_STRENGTH.reject("RSA, P-256 or P-384", kind)
}

/// Only a pinned key of this provider verifies; KeyInfo is no source of keys.
pub(crate) static SIGNED_BY_TRUSTED_KEY: Rule = Rule::new(
    "SP-KEY-01",
    "signed_by_trusted_key",
    "saml-core 5.4.5; xmldsig 4.5",
);

/// Nothing in KeyInfo is followed, and nothing but keys stands there.
pub(crate) static KEYINFO_INERT: Rule = Rule::new("SP-KEY-03", "keyinfo_inert", "xmldsig 4.5");

pub(crate) fn keyinfo_inert(key_info: Element<'_, '_>) -> Result<(), Rejected> {
    if !KEYINFO_INERT.is_on() {
        return Ok(());
    }
    let stranger = key_info.descendants().find(|element| {
        !matches!(element.namespace(), ns::DSIG | ns::DSIG11)
            || matches!(
                element.local_name(),
                "RetrievalMethod" | "KeyInfoReference" | "Signature" | "Object"
            )
    });
    match stranger {
        Some(element) => {
            KEYINFO_INERT.reject("key names, values and certificates in KeyInfo", named(element))
        }
        None => Ok(()),
    }
}

/// One to four keys at a time.
pub(crate) static KEY_ROLLOVER: Rule = Rule::new("SP-KEY-04", "key_rollover", "saml-metadata 2.4.1.1");

pub(crate) fn key_rollover(count: usize) -> Result<(), Rejected> {
    if count == 0 && SIGNATURE_REQUIRED.is_on() {
        return SIGNATURE_REQUIRED.reject("a trusted key", "none");
    }
    if !KEY_ROLLOVER.is_on() || count <= MOST_KEYS {
        return Ok(());
    }
    KEY_ROLLOVER.reject(format!("at most {MOST_KEYS} keys"), count.to_string())
}

/// Keys of one provider. A roll-over needs two.
const MOST_KEYS: usize = 4;

/// A certificate is a container for a key.
pub(crate) static CERTIFICATE_IS_PIN: Rule = Rule::kept_by(
    "SP-KEY-07",
    "certificate_is_pin",
    "saml-core 5.4.5",
    "signature::Certificate, which has no chain, no name and no clock to ask",
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
