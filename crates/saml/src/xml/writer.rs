//! The only place where XML is made.

use super::{canonical, scan::is_char};

/// A value holds a character that XML cannot carry. `[xml]` 2.2
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the character U+{:04X} cannot stand in XML", *.0 as u32)]
pub struct IllegalCharacter(pub char);

/// Writes elements in canonical form, so that what is signed is what was written.
///
/// The caller writes in canonical order: namespace declarations first, sorted by prefix (the default one before
/// all), each where its prefix is first used; then attributes, those without prefix first, sorted by name. Names are
/// literals of this crate; values are escaped here. A test compares every message with its canonical form.
///
/// ```
/// # use vestibule_saml::xml::Writer;
/// let mut xml = Writer::new();
/// xml.start("p:A").namespace("p", "urn:p").attribute("ID", "_1").leaf("p:B", "1 < 2").end();
/// assert_eq!(xml.finish().unwrap(), r#"<p:A xmlns:p="urn:p" ID="_1"><p:B>1 &lt; 2</p:B></p:A>"#);
/// ```
#[derive(Debug, Default)]
pub struct Writer {
    out: String,
    open: Vec<&'static str>,
    in_tag: bool,
    illegal: Option<IllegalCharacter>,
}

impl Writer {
    /// An empty writer.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty writer with room for so many octets, for messages whose length can be told beforehand.
    pub fn with_capacity(octets: usize) -> Self {
        Self {
            out: String::with_capacity(octets),
            open: Vec::with_capacity(8),
            ..Self::default()
        }
    }

    /// Opens an element; `name` as written, with its prefix.
    pub fn start(&mut self, name: &'static str) -> &mut Self {
        self.close_tag();
        self.out.push('<');
        self.out.push_str(name);
        self.open.push(name);
        self.in_tag = true;
        self
    }

    /// Writes `xmlns:prefix="namespace"`, or `xmlns="…"` if the prefix is empty. Only right after [`Self::start`].
    pub fn namespace(&mut self, prefix: &'static str, namespace: &'static str) -> &mut Self {
        debug_assert!(self.in_tag, "a declaration outside of a tag");
        self.out.push_str(" xmlns");
        if !prefix.is_empty() {
            self.out.push(':');
            self.out.push_str(prefix);
        }
        self.quoted(namespace)
    }

    /// Writes an attribute; `name` as written, with its prefix. Only in a tag.
    pub fn attribute(&mut self, name: &'static str, value: &str) -> &mut Self {
        debug_assert!(self.in_tag, "an attribute outside of a tag");
        self.out.push(' ');
        self.out.push_str(name);
        self.quoted(value)
    }

    /// Writes character data.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.close_tag();
        if canonical::is_plain(text) {
            self.out.push_str(text);
        } else {
            self.check(text);
            canonical::text(text, |part| self.out.push_str(part));
        }
        self
    }

    /// Inserts markup that another writer made.
    pub fn markup(&mut self, canonical: &str) -> &mut Self {
        self.close_tag();
        self.out.push_str(canonical);
        self
    }

    /// Closes the innermost open element.
    pub fn end(&mut self) -> &mut Self {
        self.close_tag();
        if let Some(name) = self.open.pop() {
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push('>');
        }
        self
    }

    /// Writes `<name>text</name>`.
    pub fn leaf(&mut self, name: &'static str, text: &str) -> &mut Self {
        self.start(name).text(text).end()
    }

    /// Octets written so far. Between two elements it is a place to insert markup at.
    pub fn position(&mut self) -> usize {
        self.close_tag();
        self.out.len()
    }

    /// Closes what is open and hands over the text.
    ///
    /// # Errors
    /// [`IllegalCharacter`] if any value held one.
    pub fn finish(mut self) -> Result<String, IllegalCharacter> {
        while !self.open.is_empty() {
            self.end();
        }
        if let Some(illegal) = self.illegal {
            return Err(illegal);
        }
        Ok(self.out)
    }

    fn close_tag(&mut self) {
        if std::mem::take(&mut self.in_tag) {
            self.out.push('>');
        }
    }

    fn quoted(&mut self, value: &str) -> &mut Self {
        self.out.push_str("=\"");
        if canonical::is_plain(value) {
            self.out.push_str(value);
        } else {
            self.check(value);
            canonical::value(value, |part| self.out.push_str(part));
        }
        self.out.push('"');
        self
    }

    fn check(&mut self, value: &str) {
        if self.illegal.is_none() {
            self.illegal = value
                .chars()
                .find(|&character| !is_char(character))
                .map(IllegalCharacter);
        }
    }
}
