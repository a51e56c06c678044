//! What stands in front of the document element: the XML declaration and a document type.

use super::{Scanner, Step, Stop};
use crate::rules::document as rules;

impl<'t> Scanner<'t> {
    /// `<?xml version="1.0" encoding="UTF-8" standalone="…"?>`, at the very beginning or not at all.
    pub(super) fn declaration(&mut self) -> Step {
        let is_declaration = self.looking_at("<?xml")
            && matches!(
                self.octets().get(self.at + 5),
                Some(b' ' | b'\t' | b'\n' | b'\r' | b'?')
            );
        if !is_declaration {
            return Ok(());
        }
        self.at += "<?xml".len();
        let version = self.pseudo_attribute("version")?;
        let encoding = self.pseudo_attribute("encoding")?;
        let standalone = self.pseudo_attribute("standalone")?;
        self.white_space();
        if !self.looking_at("?>") {
            return self.lost("?> at the end of the XML declaration", "something else");
        }
        self.at += 2;
        if version.is_none() {
            self.malformed("version in the XML declaration", "none")?;
        }
        if standalone.is_some_and(|value| value != "yes" && value != "no") {
            self.malformed("standalone yes or no", standalone.unwrap_or_default())?;
        }
        Ok(rules::declared_encoding(version, encoding)?)
    }

    /// ` name="value"` if it comes next.
    fn pseudo_attribute(&mut self, name: &str) -> Result<Option<&'t str>, Stop> {
        let from = self.at;
        let spaced = self.white_space();
        if !self.looking_at(name) {
            self.at = from;
            return Ok(None);
        }
        if !spaced {
            self.malformed("white space in the XML declaration", name)?;
        }
        self.at += name.len();
        self.white_space();
        if self.peek() != Some(b'=') {
            self.lost("= in the XML declaration", name)?;
        }
        self.at += 1;
        self.white_space();
        let quote = match self.peek() {
            Some(b'"') => "\"",
            Some(b'\'') => "'",
            _ => {
                self.lost("a quoted value in the XML declaration", name)?;
                return Err(Stop::Lost);
            }
        };
        self.at += 1;
        Ok(Some(self.until(quote, "XML declaration")?))
    }

    /// A document type, or some other declaration that may only stand inside of one.
    pub(super) fn doctype(&mut self) -> Step {
        if !self.looking_at("<!DOCTYPE") || !self.open.is_empty() || self.roots > 0 {
            return self.lost("an element, comment or CDATA section", "<!");
        }
        rules::no_doctype(self.at)?;
        // The rule is off: find the end as well as one can without reading it.
        let subset = self.rest().find('[').and_then(|open| {
            let end = self.rest().find('>')?;
            (open < end).then(|| self.rest().find("]>").map(|close| close + 2))?
        });
        let Some(length) = subset.or_else(|| self.rest().find('>').map(|end| end + 1)) else {
            return Err(Stop::Lost);
        };
        self.at += length;
        Ok(())
    }
}
