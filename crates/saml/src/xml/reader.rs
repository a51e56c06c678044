//! The front door: octets become a tree here and nowhere else.

use std::borrow::Cow;

use super::{
    Element, Limits,
    scan::{self, Counts},
};
use crate::{Rejected, rules::document as rules};

/// Octets that passed the scan: UTF-8 without byte order mark, line ends normalized, within limits, well-formed,
/// without document type.
#[derive(Debug)]
pub struct Source {
    text: String,
    counts: Counts,
}

impl Source {
    /// Checks octets. `[xml]` 2.11, 4.3.3
    ///
    /// # Errors
    /// The first rule that the document does not keep; see [`crate::rules::document`].
    pub fn check(octets: &[u8], limits: &Limits) -> Result<Self, Rejected> {
        rules::message_size(octets.len(), limits.octets)?;
        let text = rules::encoding_utf8(octets)?;
        let text = normalized_line_ends(text);
        let counts = scan::scan(&text, limits)?;
        Ok(Self {
            text: text.into_owned(),
            counts,
        })
    }

    /// Parses what was checked. This is the one parse: what is verified and what is read are nodes of its tree.
    ///
    /// # Errors
    /// `scan_agrees_with_parser`, `id_unique`.
    pub fn parse(&self) -> Result<Document<'_>, Rejected> {
        let options = roxmltree::ParsingOptions {
            allow_dtd: false,
            ..roxmltree::ParsingOptions::default()
        };
        let tree = match roxmltree::Document::parse_with_options(&self.text, options) {
            Ok(tree) => tree,
            Err(error) => return rules::parser_refused(&error.to_string()),
        };
        let document = Document { tree };
        rules::scan_agrees_with_parser(self.counts, document.counts())?;
        crate::rules::signature::id_unique(document.root())?;
        Ok(document)
    }
}

/// A parsed document. All identifiers in it are different.
#[derive(Debug)]
pub struct Document<'i> {
    tree: roxmltree::Document<'i>,
}

impl<'i> Document<'i> {
    /// The document element.
    pub fn root(&self) -> Element<'_, 'i> {
        Element::new(self.tree.root_element())
    }

    fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for element in self.root().descendants() {
            counts.elements += 1;
            counts.attributes += element.attribute_count();
        }
        counts
    }
}

/// CR LF and CR become LF, everywhere, before anything else looks at the text. `[xml]` 2.11
///
/// The parser normalizes too, but not next to references; after this there is nothing left for it to do.
fn normalized_line_ends(text: Cow<'_, str>) -> Cow<'_, str> {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return text;
    }
    let mut normalized = String::with_capacity(text.len());
    let mut pieces = text.split('\r');
    normalized.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        if !piece.starts_with('\n') {
            normalized.push('\n');
        }
        normalized.push_str(piece);
    }
    Cow::Owned(normalized)
}

/// The value of an attribute as the parser will see it: references resolved, white space made spaces. `[xml]` 3.3.3
pub(super) fn normalized_attribute(written: &str) -> Cow<'_, str> {
    if !written
        .bytes()
        .any(|octet| matches!(octet, b'&' | b'\t' | b'\n' | b'\r'))
    {
        return Cow::Borrowed(written);
    }
    let mut value = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(character) = rest.chars().next() {
        let mut length = character.len_utf8();
        match character {
            '\t' | '\n' | '\r' => value.push(' '),
            '&' => {
                let reference = rest.find(';').and_then(|end| rest.get(..=end)).unwrap_or(rest);
                value.push(rules::referenced(reference).unwrap_or('\u{fffd}'));
                length = reference.len();
            }
            other => value.push(other),
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    Cow::Owned(value)
}
