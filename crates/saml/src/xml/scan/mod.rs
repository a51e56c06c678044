//! The scan in front of the parser: one pass that bounds the work and checks what the parser is lax about.
//!
//! It is a complete check of well-formedness by XML 1.0 and Namespaces in XML 1.0, without building anything. The
//! parser reads the same text afterwards; where the two do not agree, the document is refused
//! (`scan_agrees_with_parser`), so nothing depends on either of them alone.

mod content;
mod declaration;
mod names;
mod tag;

pub(crate) use names::{is_char, is_ncname, parts};

use super::{Limits, scope::Scope};
use crate::{Rejected, rules::document as rules};
use std::borrow::Cow;

/// What the scan saw, to be compared with the tree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Elements.
    pub(crate) elements: usize,
    /// Attributes, without namespace declarations.
    pub(crate) attributes: usize,
}

/// Scans `text`, whose line ends are normalized.
pub(super) fn scan(text: &str, limits: &Limits) -> Result<Counts, Rejected> {
    let mut scanner = Scanner::new(text, limits);
    match scanner.document() {
        Ok(()) | Err(Stop::Lost) => Ok(scanner.counts),
        Err(Stop::Rejected(rejected)) => Err(rejected),
    }
}

/// Why the scan ends before the end.
enum Stop {
    Rejected(Rejected),
    /// A rule that would have refused is off and there is no sensible way to go on: the parser has the last word.
    Lost,
}

impl From<Rejected> for Stop {
    fn from(rejected: Rejected) -> Self {
        Self::Rejected(rejected)
    }
}

type Step = Result<(), Stop>;

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    limits: &'t Limits,
    counts: Counts,
    nodes: usize,
    roots: usize,
    open: Vec<Open<'t>>,
    scope: Scope<'t, Cow<'t, str>>,
    attributes: Vec<Attribute<'t>>,
}

/// An element that is open.
struct Open<'t> {
    name: &'t str,
    /// State of the scope outside of it.
    mark: usize,
}

/// An attribute of the tag that is being read.
struct Attribute<'t> {
    prefix: &'t str,
    local: &'t str,
    /// As written, references included.
    value: &'t str,
}

impl<'t> Scanner<'t> {
    fn new(text: &'t str, limits: &'t Limits) -> Self {
        Self {
            text,
            at: 0,
            limits,
            counts: Counts::default(),
            nodes: 0,
            roots: 0,
            open: Vec::with_capacity(16),
            scope: Scope::new(),
            attributes: Vec::with_capacity(16),
        }
    }

    fn document(&mut self) -> Step {
        self.declaration()?;
        while let Some(octet) = self.peek() {
            if octet != b'<' {
                self.character_data()?;
            } else if self.looking_at("</") {
                self.end_tag()?;
            } else if self.looking_at("<!--") {
                self.comment()?;
            } else if self.looking_at("<![CDATA[") {
                self.cdata()?;
            } else if self.looking_at("<!") {
                self.doctype()?;
            } else if self.looking_at("<?") {
                self.processing_instruction()?;
            } else {
                self.start_tag()?;
            }
        }
        if let Some(open) = self.open.last() {
            let name = open.name;
            return self.lost("an end tag", &format!("the end of the document inside {name}"));
        }
        if self.roots == 0 {
            rules::one_root(self.roots, self.at)?;
        }
        Ok(())
    }

    /// Counts a node of any kind.
    fn node(&mut self) -> Step {
        self.nodes += 1;
        Ok(rules::nodes(self.nodes, self.limits.nodes)?)
    }

    /// Not well-formed here, and the scan can go on if nobody minds.
    fn malformed(&self, expected: &str, received: &str) -> Step {
        Ok(rules::well_formed(expected, received, self.at)?)
    }

    /// Not well-formed here, and there is no way to go on.
    fn lost(&self, expected: &str, received: &str) -> Step {
        self.malformed(expected, received)?;
        Err(Stop::Lost)
    }

    fn octets(&self) -> &'t [u8] {
        self.text.as_bytes()
    }

    fn peek(&self) -> Option<u8> {
        self.octets().get(self.at).copied()
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn slice(&self, from: usize, to: usize) -> &'t str {
        self.text.get(from..to).unwrap_or_default()
    }

    fn looking_at(&self, what: &str) -> bool {
        self.octets()
            .get(self.at..)
            .is_some_and(|rest| rest.starts_with(what.as_bytes()))
    }

    /// Skips white space; whether there was any.
    fn white_space(&mut self) -> bool {
        let from = self.at;
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
        self.at > from
    }

    /// Goes behind the next `end` and returns what stood before it, checked for legal characters.
    fn until(&mut self, end: &str, construct: &str) -> Result<&'t str, Stop> {
        let Some(length) = self.rest().find(end) else {
            self.lost(end, &format!("the end of the document inside a {construct}"))?;
            return Err(Stop::Lost);
        };
        let content = self.slice(self.at, self.at + length);
        self.legal(content)?;
        self.at += length + end.len();
        Ok(content)
    }

    /// Checks that all characters may stand in XML.
    fn legal(&self, content: &str) -> Step {
        match content.chars().find(|&character| !names::is_char(character)) {
            Some(character) => self.malformed("legal characters", &format!("U+{:04X}", u32::from(character))),
            None => Ok(()),
        }
    }
}
