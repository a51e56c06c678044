//! The only place where XML is made.

/// A value holds a character that XML cannot carry. [xml] 2.2
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the character U+{:04X} cannot stand in XML", *.0 as u32)]
pub struct IllegalCharacter(pub char);

/// Writes elements in canonical form, so that what is signed is what was written.
///
/// The caller writes in canonical order: namespace declarations by prefix first (the default one before all), where
/// they are first used, then attributes by namespace name and local name. Debug builds check that.
#[derive(Debug, Default)]
pub struct Writer {
    out: String,
}

impl Writer {
    /// An empty writer.
    pub fn new() -> Self {
        Self::default()
    }
    /// Opens an element; `name` as written, with its prefix.
    pub fn start(&mut self, name: &'static str) -> &mut Self {
        let _ = name;
        todo!()
    }
    /// Writes `xmlns:prefix="namespace"`, or `xmlns="…"` if the prefix is empty.
    pub fn namespace(&mut self, prefix: &'static str, namespace: &'static str) -> &mut Self {
        let _ = (prefix, namespace);
        todo!()
    }
    /// Writes an attribute; `name` as written, with its prefix.
    pub fn attribute(&mut self, name: &'static str, value: &str) -> &mut Self {
        let _ = (name, value);
        todo!()
    }
    /// Writes character data.
    pub fn text(&mut self, text: &str) -> &mut Self {
        let _ = text;
        todo!()
    }
    /// Inserts markup that another writer made.
    pub fn markup(&mut self, canonical: &str) -> &mut Self {
        let _ = canonical;
        todo!()
    }
    /// Closes the innermost open element.
    pub fn end(&mut self) -> &mut Self {
        todo!()
    }
    /// Writes `<name>text</name>`.
    pub fn leaf(&mut self, name: &'static str, text: &str) -> &mut Self {
        self.start(name).text(text).end()
    }
    /// Octets written so far, counted from the beginning. Between two elements it is a place to insert markup at.
    pub fn position(&mut self) -> usize {
        todo!()
    }
    /// Closes what is open and hands over the text.
    ///
    /// # Errors
    /// [`IllegalCharacter`] if any value held one.
    pub fn finish(self) -> Result<String, IllegalCharacter> {
        Ok(self.out)
    }
}
