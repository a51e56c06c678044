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
    out: Vec<u8>,
    open: Vec<&'static str>,
    in_tag: bool,
    illegal: Option<IllegalCharacter>,
}

impl Writer {
    /// An empty writer.
    pub fn new() -> Self {
        Self::default()
    }

    /// Opens an element; `name` as written, with its prefix.
    pub fn start(&mut self, name: &'static str) -> &mut Self {
        self.close_tag();
        self.out.push(b'<');
        self.out.extend_from_slice(name.as_bytes());
        self.open.push(name);
        self.in_tag = true;
        self
    }

    /// Writes `xmlns:prefix="namespace"`, or `xmlns="…"` if the prefix is empty. Only right after [`Self::start`].
    pub fn namespace(&mut self, prefix: &'static str, namespace: &'static str) -> &mut Self {
        debug_assert!(self.in_tag, "a declaration outside of a tag");
        self.out.extend_from_slice(b" xmlns");
        if !prefix.is_empty() {
            self.out.push(b':');
            self.out.extend_from_slice(prefix.as_bytes());
        }
        self.quoted(namespace)
    }

    /// Writes an attribute; `name` as written, with its prefix. Only in a tag.
    pub fn attribute(&mut self, name: &'static str, value: &str) -> &mut Self {
        debug_assert!(self.in_tag, "an attribute outside of a tag");
        self.check(value);
        self.out.push(b' ');
        self.out.extend_from_slice(name.as_bytes());
        self.quoted(value)
    }

    /// Writes character data.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.close_tag();
        self.check(text);
        canonical::text(text, &mut self.out);
        self
    }

    /// Inserts markup that another writer made.
    pub fn markup(&mut self, canonical: &str) -> &mut Self {
        self.close_tag();
        self.out.extend_from_slice(canonical.as_bytes());
        self
    }

    /// Closes the innermost open element.
    pub fn end(&mut self) -> &mut Self {
        self.close_tag();
        if let Some(name) = self.open.pop() {
            self.out.extend_from_slice(b"</");
            self.out.extend_from_slice(name.as_bytes());
            self.out.push(b'>');
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
        // Only whole strings were written, so this does not lose anything.
        Ok(String::from_utf8(self.out)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
    }

    fn close_tag(&mut self) {
        if std::mem::take(&mut self.in_tag) {
            self.out.push(b'>');
        }
    }

    fn quoted(&mut self, value: &str) -> &mut Self {
        self.out.extend_from_slice(b"=\"");
        canonical::value(value, &mut self.out);
        self.out.push(b'"');
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
