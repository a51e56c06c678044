//! Tags: names, attributes, namespace declarations.

use super::{Attribute, Open, Scanner, Step, Stop, names};
use crate::{
    rules::document as rules,
    xml::{ns, reader::normalized_attribute},
};

impl<'t> Scanner<'t> {
    pub(super) fn start_tag(&mut self) -> Step {
        let start = self.at;
        self.at += 1;
        let name = self.qualified_name("an element name")?;
        self.attributes.clear();
        let is_open = loop {
            let spaced = self.white_space();
            match self.peek() {
                Some(b'>') => {
                    self.at += 1;
                    break true;
                }
                Some(b'/') if self.looking_at("/>") => {
                    self.at += 2;
                    break false;
                }
                Some(b'/') => self.lost("/>", "/")?,
                None => self.lost("the end of a tag", "the end of the document")?,
                Some(_) => {
                    if !spaced {
                        self.malformed("white space before an attribute", "none")?;
                    }
                    self.attribute()?;
                }
            }
        };
        if self.open.is_empty() {
            self.roots += 1;
            rules::one_root(self.roots, start)?;
        }
        self.node()?;
        self.counts.elements += 1;
        let mark = self.scope.mark();
        self.declare()?;
        self.resolve(name)?;
        if is_open {
            self.open.push(Open { name, mark });
            rules::depth(self.open.len(), self.limits.depth)?;
        } else {
            rules::depth(self.open.len() + 1, self.limits.depth)?;
            self.scope.restore(mark);
        }
        Ok(())
    }

    pub(super) fn end_tag(&mut self) -> Step {
        self.at += "</".len();
        // As a rule it is the name of the open element, which has been checked.
        let expected = self.open.last().map(|open| open.name).filter(|name| {
            let rest = self.octets().get(self.at..).unwrap_or_default();
            rest.strip_prefix(name.as_bytes()).and_then(<[u8]>::first) == Some(&b'>')
        });
        let name = match expected {
            Some(name) => {
                self.at += name.len();
                name
            }
            None => self.qualified_name("an element name")?,
        };
        self.white_space();
        if self.peek() != Some(b'>') {
            return self.lost("> at the end of an end tag", name);
        }
        self.at += 1;
        let Some(open) = self.open.pop() else {
            return self.lost("no end tag here", name);
        };
        if open.name != name {
            self.malformed(&format!("the end tag of {}", open.name), name)?;
        }
        self.scope.restore(open.mark);
        Ok(())
    }

    fn attribute(&mut self) -> Step {
        let name = self.qualified_name("an attribute name")?;
        self.white_space();
        if self.peek() != Some(b'=') {
            return self.lost("= after an attribute name", name);
        }
        self.at += 1;
        self.white_space();
        let Some(quote @ (b'"' | b'\'')) = self.peek() else {
            return self.lost("a quoted attribute value", name);
        };
        self.at += 1;
        let value = self.attribute_value(quote)?;
        self.at += 1;
        let (prefix, local) = names::parts(name);
        let prefix = prefix.unwrap_or_default();
        self.attributes.push(Attribute { prefix, local, value });
        Ok(rules::attributes_per_element(
            self.attributes.len(),
            self.limits.attributes_per_element,
        )?)
    }

    /// A name with at most one colon that has something on both sides.
    fn qualified_name(&mut self, construct: &str) -> Result<&'t str, Stop> {
        let from = self.at;
        let rest = self.octets().get(from..).unwrap_or_default();
        let mut length = rest
            .iter()
            .position(|&octet| !is_name_octet(octet))
            .unwrap_or(rest.len());
        let is_plain = rest.get(length).is_none_or(u8::is_ascii);
        if !is_plain {
            let rest = self.rest();
            length = rest
                .find(|character: char| character != ':' && !names::is_name(character))
                .unwrap_or(rest.len());
        }
        let name = self.slice(from, from + length);
        let (prefix, local) = names::parts(name);
        let prefix = prefix.unwrap_or("_");
        let is_good = if is_plain {
            // Every octet may stand in a name; what is left is how the two parts begin.
            begins_plainly(prefix) && begins_plainly(local) && !local.contains(':')
        } else {
            names::is_ncname(prefix) && names::is_ncname(local)
        };
        if !is_good {
            self.malformed(construct, name)?;
            if name.is_empty() {
                return Err(Stop::Lost);
            }
        }
        self.at += length;
        Ok(name)
    }

    /// Takes the namespace declarations of the tag into scope.
    fn declare(&mut self) -> Step {
        for attribute in &self.attributes {
            let is_default = attribute.prefix.is_empty() && attribute.local == "xmlns";
            let prefix = match attribute.prefix {
                "xmlns" => attribute.local,
                _ if is_default => "",
                _ => continue,
            };
            let name = normalized_attribute(attribute.value);
            reserved(prefix, &name).map_or(Ok(()), |received| {
                rules::well_formed("the prefixes xml and xmlns left alone", &received, self.at)
            })?;
            if name.is_empty() && !is_default {
                rules::well_formed(
                    "a namespace name for a prefix",
                    &format!("xmlns:{prefix}=\"\""),
                    self.at,
                )?;
            }
            rules::namespace_absolute(&name, prefix)?;
            if prefix != "xml" {
                self.scope.set(prefix, name);
                rules::namespaces_in_scope(self.scope.len(), self.limits.namespaces_in_scope)?;
            }
        }
        Ok(())
    }

    /// Checks that prefixes are declared and no attribute comes twice.
    fn resolve(&mut self, element: &str) -> Step {
        if let (Some(prefix), _) = names::parts(element) {
            self.declared(prefix)?;
        }
        // Each prefix is looked up once, not once a pair.
        let mut seen: Vec<(&Attribute<'_>, Option<&str>)> = Vec::with_capacity(self.attributes.len());
        for attribute in &self.attributes {
            let is_declaration =
                attribute.prefix == "xmlns" || (attribute.prefix, attribute.local) == ("", "xmlns");
            let mut namespace = None;
            if !is_declaration {
                self.counts.attributes += 1;
                self.declared(attribute.prefix)?;
                if attribute.local == "xmlns" {
                    self.malformed("xmlns as a prefix only", attribute.prefix)?;
                }
                // The default namespace is not for attributes: one without prefix has no namespace.
                if !attribute.prefix.is_empty() {
                    namespace = self.scope.get(attribute.prefix).map(AsRef::as_ref);
                }
            }
            let has_twin = seen.iter().any(|(other, other_namespace)| {
                other.local == attribute.local
                    && (other.prefix == attribute.prefix
                        || (namespace.is_some() && namespace == *other_namespace))
            });
            if has_twin {
                rules::attributes_unique(attribute.local, self.at)?;
            }
            seen.push((attribute, namespace));
        }
        Ok(())
    }

    fn declared(&self, prefix: &str) -> Step {
        if prefix.is_empty() || prefix == "xml" || self.scope.get(prefix).is_some() {
            return Ok(());
        }
        self.malformed("declared prefixes", prefix)
    }
}

/// Whether a name in ASCII begins as names do.
fn begins_plainly(name: &str) -> bool {
    matches!(name.as_bytes().first(), Some(b'A'..=b'Z' | b'a'..=b'z' | b'_'))
}

/// An octet of a name in ASCII, or the colon.
fn is_name_octet(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || matches!(octet, b':' | b'_' | b'-' | b'.')
}

/// What is wrong with binding `prefix` to `name`, if a reserved one is involved. `[xml-names]` 3
fn reserved(prefix: &str, name: &str) -> Option<String> {
    let is_wrong = match prefix {
        "xmlns" => true,
        "xml" => name != ns::XML,
        _ => name == ns::XML || name == ns::XMLNS,
    };
    is_wrong.then(|| format!("{prefix} bound to {name}"))
}
