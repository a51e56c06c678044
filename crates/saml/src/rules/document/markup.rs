//! What the scan in front of the parser refuses.

use crate::{
    Rejected,
    rules::Rule,
    xml::scan::{Counts, is_char},
};

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
