//! Exclusive XML Canonicalization without comments. `[exc-c14n]` 3, `[xml-c14n]` 2.3

use roxmltree::{Node, NodeType};

use super::{Element, element::text_of, ns, scan::parts, scope::Scope};
use crate::{Rejected, rules::signature as rules};

/// Appends the canonical form of `element` to `out`, leaving out the node `skip` by identity; prefixes in
/// `inclusive_prefixes` are treated as inclusive canonicalization would (`#default` is the default namespace).
///
/// # Errors
/// `canonical_or_error` if what came out is not the element.
pub fn exclusive(
    element: Element<'_, '_>,
    skip: Option<Element<'_, '_>>,
    inclusive_prefixes: &[&str],
    out: &mut Vec<u8>,
) -> Result<(), Rejected> {
    #[cfg(feature = "rule-switch")]
    crate::rules::switch::count(|work| work.canonicalizations += 1);
    let start = out.len();
    let mut canonicalizer = Canonicalizer {
        rendered: Scope::new(),
        inclusive: inclusive_prefixes,
        namespaces: Vec::with_capacity(8),
        attributes: Vec::with_capacity(8),
        out,
    };
    canonicalizer.subtree(element.node, skip.map(|skip| skip.node));
    let qualified_name = qualified_name(element.node);
    rules::canonical_or_error(out.get(start..).unwrap_or_default(), qualified_name)
}

struct Canonicalizer<'t, 'o> {
    /// Namespace declarations that the output has in scope.
    rendered: Scope<'t, &'t str>,
    inclusive: &'o [&'o str],
    /// Declarations of the tag that is being written.
    namespaces: Vec<(&'t str, &'t str)>,
    /// Attributes of the tag that is being written.
    attributes: Vec<Attribute<'t>>,
    out: &'o mut Vec<u8>,
}

struct Attribute<'t> {
    namespace: &'t str,
    local_name: &'t str,
    prefix: &'t str,
    value: &'t str,
}

impl<'t> Canonicalizer<'t, '_> {
    /// Walks without recursion, so that nesting costs no stack.
    fn subtree(&mut self, top: Node<'t, 't>, skip: Option<Node<'_, '_>>) {
        let skip = skip.map(|node| node.id());
        if skip == Some(top.id()) {
            return;
        }
        let mut open: Vec<(&str, usize)> = Vec::with_capacity(16);
        let mut node = top;
        loop {
            let mut below = None;
            match node.node_type() {
                NodeType::Element if Some(node.id()) != skip => {
                    let mark = self.rendered.mark();
                    let name = self.start_tag(node);
                    below = node.first_child();
                    if below.is_none() {
                        self.end_tag(name, mark);
                    } else {
                        open.push((name, mark));
                    }
                }
                NodeType::Text => text(text_of(node), |part| self.out.extend_from_slice(part.as_bytes())),
                NodeType::PI => self.processing_instruction(node),
                NodeType::Element | NodeType::Comment | NodeType::Root => {}
            }
            if let Some(child) = below {
                node = child;
                continue;
            }
            // Go on with the next sibling, closing what ends here.
            loop {
                if node == top {
                    return;
                }
                if let Some(sibling) = node.next_sibling() {
                    node = sibling;
                    break;
                }
                let Some(parent) = node.parent() else { return };
                if let Some((name, mark)) = open.pop() {
                    self.end_tag(name, mark);
                }
                node = parent;
            }
        }
    }

    /// Writes the start tag; the name it has.
    fn start_tag(&mut self, node: Node<'t, 't>) -> &'t str {
        let name = qualified_name(node);
        let prefix = prefix_of(name);
        self.namespaces.clear();
        self.attributes.clear();
        self.uses(prefix, node.tag_name().namespace().unwrap_or_default());
        for attribute in node.attributes() {
            let namespace = attribute.namespace().unwrap_or_default();
            let prefix = if namespace.is_empty() {
                ""
            } else {
                attribute_prefix(node, &attribute)
            };
            if !namespace.is_empty() && namespace != ns::XML {
                self.uses(prefix, namespace);
            }
            self.attributes.push(Attribute {
                namespace,
                local_name: attribute.name(),
                prefix,
                value: attribute.value(),
            });
        }
        for prefix in self.inclusive {
            self.includes(prefix, node);
        }
        self.namespaces.sort_unstable();
        self.attributes
            .sort_unstable_by_key(|attribute| (attribute.namespace, attribute.local_name));
        self.write_start_tag(name);
        name
    }

    fn write_start_tag(&mut self, name: &str) {
        self.out.push(b'<');
        self.out.extend_from_slice(name.as_bytes());
        for (prefix, uri) in &self.namespaces {
            self.out.extend_from_slice(b" xmlns");
            if !prefix.is_empty() {
                self.out.push(b':');
                self.out.extend_from_slice(prefix.as_bytes());
            }
            self.out.extend_from_slice(b"=\"");
            value(uri, |part| self.out.extend_from_slice(part.as_bytes()));
            self.out.push(b'"');
        }
        for attribute in &self.attributes {
            self.out.push(b' ');
            if !attribute.prefix.is_empty() {
                self.out.extend_from_slice(attribute.prefix.as_bytes());
                self.out.push(b':');
            }
            self.out.extend_from_slice(attribute.local_name.as_bytes());
            self.out.extend_from_slice(b"=\"");
            value(attribute.value, |part| {
                self.out.extend_from_slice(part.as_bytes());
            });
            self.out.push(b'"');
        }
        self.out.push(b'>');
    }

    fn end_tag(&mut self, name: &str, mark: usize) {
        self.out.extend_from_slice(b"</");
        self.out.extend_from_slice(name.as_bytes());
        self.out.push(b'>');
        self.rendered.restore(mark);
    }

    /// The tag visibly uses `prefix` for `uri`: declare it unless the output has that already.
    fn uses(&mut self, prefix: &'t str, uri: &'t str) {
        let present = self.rendered.get(prefix).copied();
        if present == Some(uri) || (prefix.is_empty() && uri.is_empty() && present.is_none()) {
            return;
        }
        self.rendered.set(prefix, uri);
        self.namespaces.push((prefix, uri));
    }

    /// A prefix of the inclusive list: declare what is in scope, whether used or not. `[exc-c14n]` 3, item 2
    fn includes(&mut self, prefix: &str, node: Node<'t, 't>) {
        let wanted = (prefix != "#default").then_some(prefix);
        if wanted == Some("xml") {
            return;
        }
        let found = node.namespaces().find(|namespace| namespace.name() == wanted);
        match found {
            Some(namespace) => self.uses(namespace.name().unwrap_or_default(), namespace.uri()),
            None if wanted.is_none() => self.uses("", ""),
            None => {}
        }
    }

    /// None survives the scan; written all the same, so that the form is right for whoever gets here.
    fn processing_instruction(&mut self, node: Node<'_, '_>) {
        let Some(instruction) = node.pi() else { return };
        self.out.extend_from_slice(b"<?");
        self.out.extend_from_slice(instruction.target.as_bytes());
        if let Some(data) = instruction.value {
            self.out.push(b' ');
            self.out.extend_from_slice(data.as_bytes());
        }
        self.out.extend_from_slice(b"?>");
    }
}

/// The name as written, with its prefix, which the tree does not keep.
fn qualified_name<'t>(node: Node<'_, 't>) -> &'t str {
    name_at(node, node.range().start + 1)
}

fn attribute_prefix<'t>(node: Node<'_, 't>, attribute: &roxmltree::Attribute<'_, 't>) -> &'t str {
    prefix_of(name_at(node, attribute.range().start))
}

fn prefix_of(name: &str) -> &str {
    parts(name).0.unwrap_or_default()
}

fn name_at<'t>(node: Node<'_, 't>, start: usize) -> &'t str {
    let rest = node.document().input_text().get(start..).unwrap_or_default();
    let length = rest
        .bytes()
        .position(|octet| matches!(octet, b' ' | b'\t' | b'\n' | b'\r' | b'/' | b'>' | b'='))
        .unwrap_or(rest.len());
    rest.get(..length).unwrap_or_default()
}

/// Whether every octet stands for itself in text and in values, and is printable ASCII: what nearly everything is.
pub(super) fn is_plain(text: &str) -> bool {
    // No early end, so that the compiler looks at many octets at once.
    let is_special = |octet| matches!(octet, ..b' ' | b'&' | b'<' | b'>' | b'"' | 0x7f..);
    !text.bytes().fold(false, |found, octet| found | is_special(octet))
}

/// Character data, part by part. `[xml-c14n]` 2.3
pub(super) fn text(text: &str, write: impl FnMut(&str)) {
    escape(text, &TEXT, write);
}

/// An attribute value or namespace name, part by part. `[xml-c14n]` 2.3
pub(crate) fn value(value: &str, write: impl FnMut(&str)) {
    escape(value, &VALUE, write);
}

/// What each octet becomes; empty for itself. All of them are ASCII.
type Replacements = [&'static str; 256];

const fn replacements(list: &[(u8, &'static str)]) -> Replacements {
    let mut table = [""; 256];
    let mut index = 0;
    while index < list.len() {
        table[list[index].0 as usize] = list[index].1;
        index += 1;
    }
    table
}

static TEXT: Replacements =
    replacements(&[(b'&', "&amp;"), (b'<', "&lt;"), (b'>', "&gt;"), (b'\r', "&#xD;")]);

static VALUE: Replacements = replacements(&[
    (b'&', "&amp;"),
    (b'<', "&lt;"),
    (b'"', "&quot;"),
    (b'\t', "&#x9;"),
    (b'\n', "&#xA;"),
    (b'\r', "&#xD;"),
]);

#[expect(
    clippy::indexing_slicing,
    reason = "an octet is always below 256, the length of the table"
)]
fn escape(text: &str, replacements: &Replacements, mut write: impl FnMut(&str)) {
    if is_plain(text) {
        return write(text);
    }
    let mut written = 0;
    for (at, octet) in text.bytes().enumerate() {
        let replacement = replacements[usize::from(octet)];
        if !replacement.is_empty() {
            write(text.get(written..at).unwrap_or_default());
            write(replacement);
            written = at + 1;
        }
    }
    write(text.get(written..).unwrap_or_default());
}
