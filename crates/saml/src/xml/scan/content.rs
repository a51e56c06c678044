//! Text, references, CDATA sections, comments and processing instructions.

use super::{Scanner, Step, names};
use crate::rules::document as rules;

/// What an octet of text or of an attribute value means for the scan.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Plain,
    /// `<`, `&`, `]`, quotes.
    Markup,
    /// May be the beginning of a character that is not legal.
    Suspect,
}

const fn classes() -> [Class; 256] {
    let mut table = [Class::Plain; 256];
    let mut octet = 0;
    while octet < 0x20 {
        table[octet] = Class::Suspect;
        octet += 1;
    }
    table[b'\t' as usize] = Class::Plain;
    table[b'\n' as usize] = Class::Plain;
    table[b'\r' as usize] = Class::Plain;
    // U+FFFE and U+FFFF begin with 0xEF.
    table[0xef] = Class::Suspect;
    table[b'<' as usize] = Class::Markup;
    table[b'&' as usize] = Class::Markup;
    table[b']' as usize] = Class::Markup;
    table[b'"' as usize] = Class::Markup;
    table[b'\'' as usize] = Class::Markup;
    table
}

static CLASS: [Class; 256] = classes();

impl<'t> Scanner<'t> {
    /// Goes over plain characters to the next octet that means something, checking that all are legal.
    fn plain(&mut self) -> Result<Option<u8>, super::Stop> {
        loop {
            let rest = self.octets().get(self.at..).unwrap_or_default();
            let Some(length) = rest.iter().position(|&octet| class(octet) != Class::Plain) else {
                self.at = self.octets().len();
                return Ok(None);
            };
            self.at += length;
            let octet = self.peek();
            match octet.map(class) {
                Some(Class::Suspect) => {
                    let character = self.rest().chars().next().unwrap_or('\u{fffd}');
                    if !names::is_char(character) {
                        self.malformed("legal characters", &format!("U+{:04X}", u32::from(character)))?;
                    }
                    self.at += character.len_utf8();
                }
                _ => return Ok(octet),
            }
        }
    }

    /// Text up to the next `<`.
    pub(super) fn character_data(&mut self) -> Step {
        if self.open.is_empty() {
            self.white_space();
            return match self.peek() {
                None | Some(b'<') => Ok(()),
                Some(_) => {
                    rules::only_space_outside_root(self.rest(), self.at)?;
                    Err(super::Stop::Lost)
                }
            };
        }
        self.node()?;
        while let Some(octet) = self.plain()? {
            match octet {
                b'<' => return Ok(()),
                b'&' => self.reference()?,
                b']' if self.looking_at("]]>") => {
                    self.malformed("text without ]]>", "]]>")?;
                    self.at += 1;
                }
                _ => self.at += 1,
            }
        }
        Ok(())
    }

    /// An attribute value up to the closing quote, which is left standing.
    pub(super) fn attribute_value(&mut self, quote: u8) -> Result<&'t str, super::Stop> {
        let from = self.at;
        while let Some(octet) = self.plain()? {
            match octet {
                b'<' => {
                    self.malformed("an attribute value without <", "<")?;
                    self.at += 1;
                }
                b'&' => self.reference()?,
                other if other == quote => return Ok(self.slice(from, self.at)),
                _ => self.at += 1,
            }
        }
        self.lost(
            "a closing quote",
            "the end of the document inside an attribute value",
        )?;
        Ok("")
    }

    /// `&…;`
    fn reference(&mut self) -> Step {
        let rest = self.rest();
        let length = rest.find(';').filter(|&length| length <= LONGEST_REFERENCE);
        let reference = match length {
            Some(length) => rest.get(..=length).unwrap_or(rest),
            None => rest.get(..1).unwrap_or(rest),
        };
        rules::references_predefined(reference, self.at)?;
        self.at += reference.len();
        Ok(())
    }

    pub(super) fn cdata(&mut self) -> Step {
        if self.open.is_empty() {
            rules::only_space_outside_root("<![CDATA[", self.at)?;
            return Err(super::Stop::Lost);
        }
        self.node()?;
        self.at += "<![CDATA[".len();
        self.until("]]>", "CDATA section")?;
        Ok(())
    }

    pub(super) fn comment(&mut self) -> Step {
        self.node()?;
        self.at += "<!--".len();
        let content = self.until("-->", "comment")?;
        if content.contains("--") || content.ends_with('-') {
            self.malformed("a comment without --", "--")?;
        }
        Ok(())
    }

    pub(super) fn processing_instruction(&mut self) -> Step {
        self.node()?;
        let inside = !self.open.is_empty();
        let start = self.at;
        self.at += "<?".len();
        let content = self.until("?>", "processing instruction")?;
        let target = content.split([' ', '\t', '\n', '\r']).next().unwrap_or_default();
        if !names::is_ncname(target) {
            self.malformed("a name as the target of a processing instruction", target)?;
        }
        if target.eq_ignore_ascii_case("xml") {
            self.malformed("an XML declaration at the very beginning only", target)?;
        }
        Ok(rules::no_processing_instruction(inside, target, start)?)
    }
}

#[expect(
    clippy::indexing_slicing,
    reason = "an octet is always below 256, the length of the table"
)]
fn class(octet: u8) -> Class {
    CLASS[usize::from(octet)]
}

/// Octets between `&` and `;`: the longest legal one is a character reference with some leading zeros.
const LONGEST_REFERENCE: usize = 32;
