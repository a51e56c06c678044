//! Elements of a parsed document: names and attributes by expanded name, values as whole text.

use std::borrow::Cow;

use crate::{
    Rejected,
    rules::document::{self as rules, ATTRIBUTE_NO_NAMESPACE, ELEMENT_EXPANDED_NAME},
};

/// An element. Cheap to copy.
///
/// There is no search: structure is reached by [`Element::children`] and [`Element::only_child`], one level at a
/// time, by expanded name.
#[derive(Clone, Copy, Debug)]
pub struct Element<'a, 'i> {
    pub(super) node: roxmltree::Node<'a, 'i>,
}

impl<'a, 'i> Element<'a, 'i> {
    pub(super) fn new(node: roxmltree::Node<'a, 'i>) -> Self {
        Self { node }
    }

    /// Whether this is the element `{namespace}local_name`: both octet by octet, the prefix does not matter
    /// (`element_expanded_name`).
    pub fn is(&self, namespace: &str, local_name: &str) -> bool {
        let name = self.node.tag_name();
        if !ELEMENT_EXPANDED_NAME.is_on() {
            return name.name() == local_name;
        }
        name.name() == local_name && name.namespace().unwrap_or_default() == namespace
    }

    /// Namespace name; empty if the element is in none.
    pub fn namespace(&self) -> &'a str {
        self.node.tag_name().namespace().unwrap_or_default()
    }

    /// Local name.
    pub fn local_name(&self) -> &'i str {
        self.node.tag_name().name()
    }

    /// Value of the attribute `local_name` in no namespace (`attribute_no_namespace`).
    pub fn attribute(&self, local_name: &str) -> Option<&'a str> {
        let any_namespace = !ATTRIBUTE_NO_NAMESPACE.is_on();
        self.node
            .attributes()
            .find(|attribute| {
                attribute.name() == local_name && (any_namespace || attribute.namespace().is_none())
            })
            .map(|attribute| attribute.value())
    }

    /// Value of the attribute `{namespace}local_name`.
    pub fn attribute_ns(&self, namespace: &str, local_name: &str) -> Option<&'a str> {
        self.node
            .attributes()
            .find(|attribute| attribute.name() == local_name && attribute.namespace() == Some(namespace))
            .map(|attribute| attribute.value())
    }

    /// Child elements in document order.
    pub fn children(&self) -> Children<'a, 'i> {
        Children(self.node.children())
    }

    /// The only child `{namespace}local_name`, or `None` if there is none.
    ///
    /// # Errors
    /// `schema_order` if there are several.
    pub fn only_child(&self, namespace: &str, local_name: &str) -> Result<Option<Self>, Rejected> {
        let mut found = self.children().filter(|child| child.is(namespace, local_name));
        let first = found.next();
        if found.next().is_some() {
            rules::one_child(*self, local_name)?;
        }
        Ok(first)
    }

    /// The whole text of a leaf: all character data, whether as text, CDATA or references.
    ///
    /// # Errors
    /// `value_is_whole_text` if there is a child element, comment or processing instruction.
    pub fn text(&self) -> Result<Cow<'a, str>, Rejected> {
        rules::value_is_whole_text(*self)?;
        let mut children = self.node.children().filter(roxmltree::Node::is_text);
        let first = children.next().map(text_of).unwrap_or_default();
        Ok(Cow::Borrowed(first))
    }

    /// This element and everything below it, elements only, in document order.
    pub fn descendants(&self) -> Descendants<'a, 'i> {
        Descendants(self.node.descendants())
    }

    /// Parent element.
    pub fn parent(&self) -> Option<Self> {
        self.node.parent_element().map(Self::new)
    }

    /// Where the element stands, for people: `Response/Assertion/Subject`.
    pub fn path(&self) -> String {
        let mut names: Vec<&str> = self
            .node
            .ancestors()
            .filter(roxmltree::Node::is_element)
            .map(|node| node.tag_name().name())
            .collect();
        names.reverse();
        names.join("/")
    }

    /// Whether both are the same node of the same document.
    pub fn is_same(&self, other: Element<'_, '_>) -> bool {
        self.node.id() == other.node.id() && std::ptr::addr_eq(self.address(), other.address())
    }

    /// Position in the source, in octets, after line ends were normalized.
    pub(crate) fn offset(&self) -> usize {
        self.node.range().start
    }

    /// Prefix (empty for the default one) and name of every namespace in scope, but the one of `xml`.
    pub(crate) fn namespaces(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a, 'i> {
        let declared = self
            .node
            .namespaces()
            .map(|namespace| (namespace.name().unwrap_or_default(), namespace.uri()));
        declared.filter(|(prefix, _)| *prefix != "xml")
    }

    /// The one child element, if there is nothing else but white space beside it.
    pub(crate) fn sole_child(&self) -> Option<Self> {
        let is_comment = |node: roxmltree::Node<'_, '_>| node.is_comment() || node.is_pi();
        let mut elements = self.children();
        let first = elements.next();
        let is_alone =
            elements.next().is_none() && !self.has_loose_text() && !self.node.children().any(is_comment);
        first.filter(|_| is_alone)
    }

    /// The source text of the element.
    pub(crate) fn source(&self) -> &'i str {
        self.node
            .document()
            .input_text()
            .get(self.node.range())
            .unwrap_or_default()
    }

    pub(super) fn attribute_count(&self) -> usize {
        self.node.attributes().len()
    }

    /// Namespace name, local name and value of every attribute.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = (&'a str, &'a str, &'a str)> + use<'a, 'i> {
        self.node.attributes().map(|attribute| {
            (
                attribute.namespace().unwrap_or_default(),
                attribute.name(),
                attribute.value(),
            )
        })
    }

    /// What stands in a leaf that must not, if anything: a child element, comment or processing instruction.
    pub(crate) fn intruder(&self) -> Option<&'static str> {
        self.node.children().find_map(|node| match node.node_type() {
            roxmltree::NodeType::Element => Some("an element"),
            roxmltree::NodeType::Comment => Some("a comment"),
            roxmltree::NodeType::PI => Some("a processing instruction"),
            roxmltree::NodeType::Root | roxmltree::NodeType::Text => None,
        })
    }

    /// Whether there is text other than white space between the child elements.
    pub(crate) fn has_loose_text(&self) -> bool {
        self.node
            .children()
            .filter(roxmltree::Node::is_text)
            .any(|node| text_of(node).contains(|character| !matches!(character, ' ' | '\t' | '\n' | '\r')))
    }

    fn address(&self) -> *const roxmltree::Document<'i> {
        self.node.document()
    }
}

/// Character data of a text node.
#[expect(
    clippy::disallowed_methods,
    reason = "on a text node it is the whole text of that node"
)]
pub(super) fn text_of<'a>(node: roxmltree::Node<'a, '_>) -> &'a str {
    node.text().unwrap_or_default()
}

/// Child elements, see [`Element::children`].
#[derive(Clone, Debug)]
pub struct Children<'a, 'i>(roxmltree::Children<'a, 'i>);

impl<'a, 'i> Iterator for Children<'a, 'i> {
    type Item = Element<'a, 'i>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.find(roxmltree::Node::is_element).map(Element::new)
    }
}

/// Elements of a subtree, see [`Element::descendants`].
#[derive(Clone, Debug)]
pub struct Descendants<'a, 'i>(roxmltree::Descendants<'a, 'i>);

impl<'a, 'i> Iterator for Descendants<'a, 'i> {
    type Item = Element<'a, 'i>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.find(roxmltree::Node::is_element).map(Element::new)
    }
}
