//! Elements of a parsed document: names and attributes by expanded name, values as whole text.

use std::borrow::Cow;

use crate::Rejected;

/// An element. Cheap to copy.
#[derive(Clone, Copy, Debug)]
pub struct Element<'a, 'i> {
    node: roxmltree::Node<'a, 'i>,
}

impl<'a, 'i> Element<'a, 'i> {
    pub(super) fn new(node: roxmltree::Node<'a, 'i>) -> Self {
        Self { node }
    }
    /// Whether this is the element `{namespace}local_name`.
    pub fn is(&self, namespace: &str, local_name: &str) -> bool {
        let _ = (namespace, local_name);
        todo!()
    }
    /// Namespace name; empty if the element is in none.
    pub fn namespace(&self) -> &'a str {
        todo!()
    }
    /// Local name.
    pub fn local_name(&self) -> &'i str {
        todo!()
    }
    /// Value of the attribute `local_name` in no namespace.
    pub fn attribute(&self, local_name: &str) -> Option<&'a str> {
        let _ = local_name;
        todo!()
    }
    /// Value of the attribute `{namespace}local_name`.
    pub fn attribute_ns(&self, namespace: &str, local_name: &str) -> Option<&'a str> {
        let _ = (namespace, local_name);
        todo!()
    }
    /// Child elements in document order.
    pub fn children(&self) -> Children<'a, 'i> {
        todo!()
    }
    /// The only child `{namespace}local_name`, or `None` if there is none.
    ///
    /// # Errors
    /// `schema_order` if there are several.
    pub fn only_child(&self, namespace: &str, local_name: &str) -> Result<Option<Self>, Rejected> {
        let _ = (namespace, local_name);
        todo!()
    }
    /// The whole text of a leaf.
    ///
    /// # Errors
    /// `value_is_whole_text` if there is a child element, comment or processing instruction.
    pub fn text(&self) -> Result<Cow<'a, str>, Rejected> {
        todo!()
    }
    /// This element and everything below it, elements only, in document order.
    pub fn descendants(&self) -> Descendants<'a, 'i> {
        todo!()
    }
    /// Parent element.
    pub fn parent(&self) -> Option<Self> {
        todo!()
    }
    /// Where the element stands, for people: `Response/Assertion/Subject`.
    pub fn path(&self) -> String {
        todo!()
    }
    /// Whether both are the same node of the same document.
    pub fn is_same(&self, other: Element<'_, '_>) -> bool {
        let _ = (other, self.node);
        todo!()
    }
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
