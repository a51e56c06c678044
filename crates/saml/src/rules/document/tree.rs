//! How the tree is read.

use crate::{Rejected, rules::Rule, xml::Element};

/// A value is the whole text of its element, and nothing but text stands there.
pub(crate) static VALUE_IS_WHOLE_TEXT: Rule =
    Rule::new("SP-XML-05", "value_is_whole_text", "xml 2.4, 2.5, 2.7");

pub(crate) fn value_is_whole_text(element: Element<'_, '_>) -> Result<(), Rejected> {
    if !VALUE_IS_WHOLE_TEXT.is_on() {
        return Ok(());
    }
    match element.intruder() {
        Some(intruder) => {
            VALUE_IS_WHOLE_TEXT.reject("text only", format!("{intruder} inside {}", element.path()))
        }
        None => Ok(()),
    }
}

/// Attributes of SAML and signature elements have no namespace. Kept inside [`Element::attribute`].
pub(crate) static ATTRIBUTE_NO_NAMESPACE: Rule =
    Rule::new("SP-XML-06", "attribute_no_namespace", "xml-names 6.2");

/// Elements are known by namespace name and local name. Kept inside [`Element::is`].
pub(crate) static ELEMENT_EXPANDED_NAME: Rule =
    Rule::new("SP-XML-07", "element_expanded_name", "xml-names 6.1");

/// Children of SAML elements come in the order and number of the schema.
pub(crate) static SCHEMA_ORDER: Rule = Rule::new("SP-XML-13", "schema_order", "saml-core 2.3.3, 3.2.2");

/// How often a child may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Times {
    /// `?`
    Optional,
    /// Exactly once.
    Once,
    /// `*`
    Any,
}

/// One place in a sequence: any of these (namespace, local name), so often.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// The alternatives.
    pub(crate) names: &'static [(&'static str, &'static str)],
    /// How often.
    pub(crate) times: Times,
}

impl Place {
    /// Whether `element` may stand here.
    fn takes(&self, element: Element<'_, '_>) -> bool {
        self.names
            .iter()
            .any(|(namespace, local_name)| element.is(namespace, local_name))
    }

    /// For people: `Subject`, `AuthnStatement or AttributeStatement`.
    fn names(&self) -> String {
        self.names
            .iter()
            .map(|(_, local_name)| *local_name)
            .collect::<Vec<_>>()
            .join(" or ")
    }
}

/// Checks that the child elements of `parent` are exactly `sequence`, in order, with nothing but white space,
/// comments and processing instructions between them; any other child is refused.
pub(crate) fn schema_order(parent: Element<'_, '_>, sequence: &[Place]) -> Result<(), Rejected> {
    in_order(&SCHEMA_ORDER, parent, sequence)
}

/// The same in the name of another rule.
pub(crate) fn in_order(
    rule: &'static Rule,
    parent: Element<'_, '_>,
    sequence: &[Place],
) -> Result<(), Rejected> {
    if !rule.is_on() {
        return Ok(());
    }
    if parent.has_loose_text() {
        return rule.reject(format!("elements only inside {}", parent.path()), "text");
    }
    let mut children = parent.children().peekable();
    for place in sequence {
        let mut count = 0_usize;
        let several = place.times == Times::Any;
        while (several || count == 0) && children.next_if(|child| place.takes(*child)).is_some() {
            count += 1;
        }
        if count == 0 && place.times == Times::Once {
            let received = children
                .peek()
                .map_or_else(|| "the end".to_owned(), |child| named(*child));
            return rule.reject(format!("{} in {}", place.names(), parent.path()), received);
        }
    }
    match children.next() {
        Some(child) => rule.reject(format!("no such child here in {}", parent.path()), named(child)),
        None => Ok(()),
    }
}

/// Several children where one is allowed.
pub(crate) fn one_child(parent: Element<'_, '_>, local_name: &str) -> Result<(), Rejected> {
    if !SCHEMA_ORDER.is_on() {
        return Ok(());
    }
    SCHEMA_ORDER.reject(format!("one {local_name} in {}", parent.path()), "several")
}

/// `{namespace}local`
pub(crate) fn named(element: Element<'_, '_>) -> String {
    format!("{{{}}}{}", element.namespace(), element.local_name())
}
