//! The rules for octets and documents, before anything of SAML is read.

use std::borrow::Cow;

use super::Rule;
use crate::{
    Rejected,
    xml::{Element, scan::Counts, scan::is_char},
};

pub(super) static TABLE: &[&Rule] = &[
    &BASE64_STRICT,
    &ENCODING_UTF8,
    &NO_DOCTYPE,
    &REFERENCES_PREDEFINED,
    &ONE_ROOT,
    &NO_PROCESSING_INSTRUCTION,
    &VALUE_IS_WHOLE_TEXT,
    &ATTRIBUTE_NO_NAMESPACE,
    &ELEMENT_EXPANDED_NAME,
    &ATTRIBUTES_UNIQUE,
    &NAMESPACE_ABSOLUTE,
    &NO_EXTERNAL_ACCESS,
    &SCAN_AGREES_WITH_PARSER,
    &WELL_FORMED,
    &SCHEMA_ORDER,
    &MESSAGE_SIZE,
    &DEPTH,
    &NODES,
    &ATTRIBUTES_PER_ELEMENT,
    &NAMESPACES_IN_SCOPE,
    &TIME_FORMAT,
];

/// One Base64 decoder for everything.
pub(crate) static BASE64_STRICT: Rule = Rule::new("SP-TRA-03", "base64_strict", "RFC 4648 3.3, 4");

/// Decodes Base64 after dropping CR, LF, TAB and SPACE: standard alphabet, padding required, unused bits zero, not
/// empty.
///
/// # Errors
/// `base64_strict`, with the offset of the first octet that does not belong.
pub fn base64_strict(text: &str) -> Result<Vec<u8>, Rejected> {
    use base64::{Engine as _, engine::general_purpose as engine};
    let is_space = |octet: u8| matches!(octet, b' ' | b'\t' | b'\r' | b'\n');
    let folded;
    let plain = if text.bytes().any(is_space) {
        folded = text.bytes().filter(|&octet| !is_space(octet)).collect::<Vec<_>>();
        folded.as_slice()
    } else {
        text.as_bytes()
    };
    if !BASE64_STRICT.is_on() {
        return Ok(decode_leniently(plain));
    }
    if plain.is_empty() {
        return BASE64_STRICT.reject("Base64", "nothing");
    }
    engine::STANDARD.decode(plain).or_else(|error| {
        let bad = plain
            .iter()
            .position(|octet| !matches!(octet, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' | b'='));
        let received = match (bad, error) {
            (Some(offset), _) | (None, base64::DecodeError::InvalidByte(offset, _)) => {
                format!("another octet at offset {offset}")
            }
            (None, other) => other.to_string(),
        };
        BASE64_STRICT.reject("Base64", received)
    })
}

/// Either alphabet, padding as it comes, strangers skipped: what the rule is there to prevent.
fn decode_leniently(plain: &[u8]) -> Vec<u8> {
    use base64::{Engine as _, engine};
    let config = engine::GeneralPurposeConfig::new()
        .with_decode_padding_mode(engine::DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let alphabet: Vec<u8> = plain
        .iter()
        .take_while(|&&octet| octet != b'=')
        .filter_map(|octet| match octet {
            b'-' => Some(b'+'),
            b'_' => Some(b'/'),
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' => Some(*octet),
            _ => None,
        })
        .collect();
    engine::GeneralPurpose::new(&base64::alphabet::STANDARD, config)
        .decode(alphabet)
        .unwrap_or_default()
}

/// UTF-8 and XML 1.0, nothing else.
pub(crate) static ENCODING_UTF8: Rule = Rule::new("SP-TRA-04", "encoding_utf8", "xml 2.8, 4.3.3");

/// The text of the octets without the one byte order mark that may stand in front.
pub(crate) fn encoding_utf8(octets: &[u8]) -> Result<Cow<'_, str>, Rejected> {
    let content = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets);
    if !ENCODING_UTF8.is_on() {
        return Ok(String::from_utf8_lossy(content));
    }
    if content.starts_with(b"\xef\xbb\xbf") {
        return ENCODING_UTF8.reject("UTF-8", "two byte order marks");
    }
    if content.iter().take(4).any(|&octet| octet == 0) {
        return ENCODING_UTF8.reject("UTF-8", "UTF-16 or UTF-32");
    }
    match std::str::from_utf8(content) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(error) => ENCODING_UTF8.reject(
            "UTF-8",
            format!("another encoding at offset {}", error.valid_up_to()),
        ),
    }
}

/// The second half of the rule: what the XML declaration says.
pub(crate) fn declared_encoding(version: Option<&str>, encoding: Option<&str>) -> Result<(), Rejected> {
    if !ENCODING_UTF8.is_on() {
        return Ok(());
    }
    if let Some(version) = version.filter(|version| *version != "1.0") {
        return ENCODING_UTF8.reject("XML version 1.0", version);
    }
    match encoding.filter(|encoding| !encoding.eq_ignore_ascii_case("UTF-8")) {
        Some(other) => ENCODING_UTF8.reject("encoding UTF-8", other),
        None => Ok(()),
    }
}

/// No document type: no entities, no external subset, no defaults.
pub(crate) static NO_DOCTYPE: Rule = Rule::new("SP-XML-01", "no_doctype", "xml 2.8");

pub(crate) fn no_doctype(offset: usize) -> Result<(), Rejected> {
    if !NO_DOCTYPE.is_on() {
        return Ok(());
    }
    NO_DOCTYPE.reject("no DOCTYPE", format!("a DOCTYPE at offset {offset}"))
}

/// The five predefined entities and character references, and those written exactly.
pub(crate) static REFERENCES_PREDEFINED: Rule =
    Rule::new("SP-XML-02", "references_predefined", "xml 2.2, 4.1, 4.6");

/// `reference` begins with `&` and ends with the next `;`, or is `&` alone if there is none near.
pub(crate) fn references_predefined(reference: &str, offset: usize) -> Result<(), Rejected> {
    if !REFERENCES_PREDEFINED.is_on() || referenced(reference).is_some() {
        return Ok(());
    }
    REFERENCES_PREDEFINED.reject(
        "a predefined entity or a reference to a legal character",
        format!("{reference} at offset {offset}"),
    )
}

/// The character that a reference such as `&lt;` or `&#x3C;` stands for.
pub(crate) fn referenced(reference: &str) -> Option<char> {
    let name = reference.strip_prefix('&')?.strip_suffix(';')?;
    match name {
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "amp" => return Some('&'),
        "quot" => return Some('"'),
        "apos" => return Some('\''),
        _ => {}
    }
    let number = name.strip_prefix('#')?;
    let (digits, radix) = number
        .strip_prefix('x')
        .map_or((number, 10), |digits| (digits, 16));
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    let code = u32::from_str_radix(digits, radix).ok()?;
    char::from_u32(code).filter(|&character| is_char(character))
}

/// One document element, and around it white space, comments and processing instructions only.
pub(crate) static ONE_ROOT: Rule = Rule::new("SP-XML-03", "one_root", "xml 2.1");

/// `roots` document elements were met; the last one at `offset`.
pub(crate) fn one_root(roots: usize, offset: usize) -> Result<(), Rejected> {
    if !ONE_ROOT.is_on() || roots == 1 {
        return Ok(());
    }
    ONE_ROOT.reject(
        "one document element",
        format!("{roots}, the last at offset {offset}"),
    )
}

/// `text` was met outside of the document element.
pub(crate) fn only_space_outside_root(text: &str, offset: usize) -> Result<(), Rejected> {
    if !ONE_ROOT.is_on() {
        return Ok(());
    }
    let shown: String = text.chars().take(20).collect();
    ONE_ROOT.reject(
        "white space around the document element",
        format!("{shown} at offset {offset}"),
    )
}

/// No processing instruction inside the document element; outside it is ignored.
pub(crate) static NO_PROCESSING_INSTRUCTION: Rule =
    Rule::new("SP-XML-04", "no_processing_instruction", "xml 2.6");

pub(crate) fn no_processing_instruction(inside: bool, target: &str, offset: usize) -> Result<(), Rejected> {
    if !NO_PROCESSING_INSTRUCTION.is_on() || !inside {
        return Ok(());
    }
    NO_PROCESSING_INSTRUCTION.reject(
        "no processing instruction",
        format!("<?{target} at offset {offset}"),
    )
}

/// A value is the whole text of its element, and nothing but text stands there.
pub(crate) static VALUE_IS_WHOLE_TEXT: Rule =
    Rule::new("SP-XML-05", "value_is_whole_text", "xml 2.4, 2.5, 2.7");

pub(crate) fn value_is_whole_text(element: Element<'_, '_>) -> Result<(), Rejected> {
    if !VALUE_IS_WHOLE_TEXT.is_on() {
        return Ok(());
    }
    match element.intruder() {
        Some(intruder) => {
            VALUE_IS_WHOLE_TEXT.reject("text only", format!("{intruder} inside {}", element.path()))
        }
        None => Ok(()),
    }
}

/// Attributes of SAML and signature elements have no namespace. Kept inside [`Element::attribute`].
pub(crate) static ATTRIBUTE_NO_NAMESPACE: Rule =
    Rule::new("SP-XML-06", "attribute_no_namespace", "xml-names 6.2");

/// Elements are known by namespace name and local name. Kept inside [`Element::is`].
pub(crate) static ELEMENT_EXPANDED_NAME: Rule =
    Rule::new("SP-XML-07", "element_expanded_name", "xml-names 6.1");

/// No attribute twice, neither by qualified nor by expanded name.
pub(crate) static ATTRIBUTES_UNIQUE: Rule = Rule::new("SP-XML-08", "attributes_unique", "xml-names 6.3");

/// An attribute was met a second time.
pub(crate) fn attributes_unique(name: &str, offset: usize) -> Result<(), Rejected> {
    if !ATTRIBUTES_UNIQUE.is_on() {
        return Ok(());
    }
    ATTRIBUTES_UNIQUE.reject(
        "every attribute once",
        format!("{name} twice in the tag before offset {offset}"),
    )
}

/// Namespace names are absolute URIs: canonicalizers fail on relative ones, and some callers go on.
pub(crate) static NAMESPACE_ABSOLUTE: Rule =
    Rule::new("SP-XML-09", "namespace_absolute", "xml-names 2.2; xml-c14n 1.3");

pub(crate) fn namespace_absolute(name: &str, prefix: &str) -> Result<(), Rejected> {
    // Undeclaring is for the default namespace; `well_formed` refuses it for a prefix.
    if !NAMESPACE_ABSOLUTE.is_on() || name.is_empty() || is_absolute_uri(name) {
        return Ok(());
    }
    NAMESPACE_ABSOLUTE.reject("an absolute URI", format!("{name} for the prefix {prefix}"))
}

/// Scheme, colon, something, and only characters of RFC 3986.
fn is_absolute_uri(uri: &str) -> bool {
    let Some((scheme, rest)) = uri.split_once(':') else {
        return false;
    };
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|octet| octet.is_ascii_alphanumeric() || b"+-.".contains(&octet))
        && !rest.is_empty()
        && rest
            .bytes()
            .all(|octet| octet.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&octet))
}

/// Nothing is fetched, resolved or opened on the word of a document.
pub(crate) static NO_EXTERNAL_ACCESS: Rule = Rule::kept_by(
    "SP-XML-10",
    "no_external_access",
    "xml 4.2.2; xinclude 1",
    "the parser is given no resolver and this crate does no input or output",
);

/// Scan and parser saw the same document.
pub(crate) static SCAN_AGREES_WITH_PARSER: Rule =
    Rule::new("SP-XML-11", "scan_agrees_with_parser", "xml 2.1");

pub(crate) fn scan_agrees_with_parser(scan: Counts, tree: Counts) -> Result<(), Rejected> {
    if !SCAN_AGREES_WITH_PARSER.is_on() || scan == tree {
        return Ok(());
    }
    SCAN_AGREES_WITH_PARSER.reject(
        format!("{} elements and {} attributes", scan.elements, scan.attributes),
        format!("{} elements and {} attributes", tree.elements, tree.attributes),
    )
}

/// The parser refused what the scan let pass. There is no tree, so there is nothing to go on with.
pub(crate) fn parser_refused<T>(reason: &str) -> Result<T, Rejected> {
    SCAN_AGREES_WITH_PARSER.reject("a document that the parser reads", reason)
}

/// Well-formed by XML 1.0 and Namespaces in XML 1.0, also where the parser is lax.
pub(crate) static WELL_FORMED: Rule = Rule::new("SP-XML-12", "well_formed", "xml 2.1; xml-names 7");

/// `received` was met instead of `expected`.
pub(crate) fn well_formed(expected: &str, received: &str, offset: usize) -> Result<(), Rejected> {
    if !WELL_FORMED.is_on() {
        return Ok(());
    }
    WELL_FORMED.reject(expected, format!("{received} at offset {offset}"))
}

/// Children of SAML elements come in the order and number of the schema.
pub(crate) static SCHEMA_ORDER: Rule = Rule::new("SP-XML-13", "schema_order", "saml-core 2.3.3, 3.2.2");

/// How often a child may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Times {
    /// `?`
    Optional,
    /// Exactly once.
    Once,
    /// `*`
    Any,
}

/// One place in a sequence: any of these (namespace, local name), so often.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// The alternatives.
    pub(crate) names: &'static [(&'static str, &'static str)],
    /// How often.
    pub(crate) times: Times,
}

impl Place {
    /// Whether `element` may stand here.
    fn takes(&self, element: Element<'_, '_>) -> bool {
        self.names
            .iter()
            .any(|(namespace, local_name)| element.is(namespace, local_name))
    }

    /// For people: `Subject`, `AuthnStatement or AttributeStatement`.
    fn names(&self) -> String {
        self.names
            .iter()
            .map(|(_, local_name)| *local_name)
            .collect::<Vec<_>>()
            .join(" or ")
    }
}

/// Checks that the child elements of `parent` are exactly `sequence`, in order, with nothing but white space,
/// comments and processing instructions between them; any other child is refused.
pub(crate) fn schema_order(parent: Element<'_, '_>, sequence: &[Place]) -> Result<(), Rejected> {
    if !SCHEMA_ORDER.is_on() {
        return Ok(());
    }
    if parent.has_loose_text() {
        return SCHEMA_ORDER.reject(format!("elements only inside {}", parent.path()), "text");
    }
    let mut children = parent.children().peekable();
    for place in sequence {
        let mut count = 0_usize;
        let several = place.times == Times::Any;
        while (several || count == 0) && children.next_if(|child| place.takes(*child)).is_some() {
            count += 1;
        }
        if count == 0 && place.times == Times::Once {
            let received = children
                .peek()
                .map_or_else(|| "the end".to_owned(), |child| named(*child));
            return SCHEMA_ORDER.reject(format!("{} in {}", place.names(), parent.path()), received);
        }
    }
    match children.next() {
        Some(child) => SCHEMA_ORDER.reject(format!("no such child here in {}", parent.path()), named(child)),
        None => Ok(()),
    }
}

/// Several children where one is allowed.
pub(crate) fn one_child(parent: Element<'_, '_>, local_name: &str) -> Result<(), Rejected> {
    if !SCHEMA_ORDER.is_on() {
        return Ok(());
    }
    SCHEMA_ORDER.reject(format!("one {local_name} in {}", parent.path()), "several")
}

/// `{namespace}local`
pub(crate) fn named(element: Element<'_, '_>) -> String {
    format!("{{{}}}{}", element.namespace(), element.local_name())
}

/// Octets of a document are bounded.
pub(crate) static MESSAGE_SIZE: Rule = Rule::new("SP-LIM-01", "message_size", "limit of this library");

pub(crate) fn message_size(octets: usize, limit: usize) -> Result<(), Rejected> {
    at_most(&MESSAGE_SIZE, octets, limit, "octets")
}

/// Nesting is bounded.
pub(crate) static DEPTH: Rule = Rule::new("SP-LIM-02", "depth", "limit of this library");

pub(crate) fn depth(depth: usize, limit: usize) -> Result<(), Rejected> {
    at_most(&DEPTH, depth, limit, "levels")
}

/// Elements, texts, comments and processing instructions are bounded.
pub(crate) static NODES: Rule = Rule::new("SP-LIM-03", "nodes", "limit of this library");

pub(crate) fn nodes(nodes: usize, limit: usize) -> Result<(), Rejected> {
    at_most(&NODES, nodes, limit, "nodes")
}

/// Attributes of an element are bounded: the parser compares each with each.
pub(crate) static ATTRIBUTES_PER_ELEMENT: Rule =
    Rule::new("SP-LIM-04", "attributes_per_element", "limit of this library");

pub(crate) fn attributes_per_element(attributes: usize, limit: usize) -> Result<(), Rejected> {
    at_most(
        &ATTRIBUTES_PER_ELEMENT,
        attributes,
        limit,
        "attributes of an element",
    )
}

/// Declarations in scope are bounded: the parser compares each with each where one is redeclared.
pub(crate) static NAMESPACES_IN_SCOPE: Rule =
    Rule::new("SP-LIM-05", "namespaces_in_scope", "limit of this library");

pub(crate) fn namespaces_in_scope(namespaces: usize, limit: usize) -> Result<(), Rejected> {
    at_most(&NAMESPACES_IN_SCOPE, namespaces, limit, "namespaces in scope")
}

#[inline]
fn at_most(rule: &'static Rule, count: usize, limit: usize, what: &str) -> Result<(), Rejected> {
    if count <= limit || !rule.is_on() {
        return Ok(());
    }
    rule.reject(format!("at most {limit} {what}"), format!("{count} or more"))
}

/// Instants are `xs:dateTime` with a zone, between 1970 and 9999. Kept by [`crate::instant::parse`].
pub(crate) static TIME_FORMAT: Rule =
    Rule::new("SP-TIM-04", "time_format", "saml-core 1.3.3; xmlschema-2 3.2.7");
