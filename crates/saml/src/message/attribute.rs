//! What an assertion says about its subject: `[saml-core]` 2.7.3.

use crate::error::Rejected;
use crate::rules::response::values::{Field, value_count, value_length};
use crate::xml::{Element, ns};

/// An attribute to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Its Name; by it alone it is found.
    pub name: String,
    /// Its NameFormat; Entra writes none unless the application asks for it.
    pub name_format: Option<String>,
    /// Its values, each in an AttributeValue of its own, in this order.
    pub values: Vec<String>,
}

impl Attribute {
    /// An attribute without NameFormat.
    pub fn new(name: impl Into<String>, values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self {
            name: name.into(),
            name_format: None,
            values: values.into_iter().map(Into::into).collect(),
        }
    }
}

/// An attribute of an accepted assertion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedAttribute {
    name: String,
    name_format: Option<String>,
    friendly_name: Option<String>,
    values: Vec<Option<String>>,
}

impl ReceivedAttribute {
    /// Its Name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its NameFormat, if the sender gave one.
    pub fn name_format(&self) -> Option<&str> {
        self.name_format.as_deref()
    }

    /// A name for people; it identifies nothing.
    pub fn friendly_name(&self) -> Option<&str> {
        self.friendly_name.as_deref()
    }

    /// Its values in document order. A structured value (markup inside) and `xsi:nil` have no text: `None`.
    pub fn values(&self) -> impl Iterator<Item = Option<&str>> {
        self.values.iter().map(Option::as_deref)
    }

    pub(crate) fn read_statement(statement: Element<'_, '_>, into: &mut Vec<Self>) -> Result<(), Rejected> {
        for attribute in statement
            .children()
            .filter(|child| child.is(ns::SAML, "Attribute"))
        {
            into.push(Self::read(attribute)?);
            value_count(Field::Attributes, into.len())?;
        }
        Ok(())
    }

    fn read(attribute: Element<'_, '_>) -> Result<Self, Rejected> {
        let name = attribute.attribute("Name").unwrap_or_default().to_owned();
        value_length(Field::Url, "Name", Some(&name))?;
        let mut values = Vec::new();
        for value in attribute
            .children()
            .filter(|child| child.is(ns::SAML, "AttributeValue"))
        {
            values.push(read_value(value)?);
            value_count(Field::AttributeValues, values.len())?;
        }
        Ok(Self {
            name,
            name_format: attribute.attribute("NameFormat").map(str::to_owned),
            friendly_name: attribute.attribute("FriendlyName").map(str::to_owned),
            values,
        })
    }
}

fn read_value(value: Element<'_, '_>) -> Result<Option<String>, Rejected> {
    let is_structured = value.children().next().is_some();
    let is_nil = matches!(value.attribute_ns(ns::XSI, "nil"), Some("true" | "1"));
    if is_structured || is_nil {
        return Ok(None);
    }
    let text = value.text()?.into_owned();
    value_length(Field::AttributeValue, "AttributeValue", Some(&text))?;
    Ok(Some(text))
}

/// All values that came under one Name, from however many Attributes, in document order.
#[derive(Debug, Clone)]
pub struct AttributeValues<'a> {
    name: &'a str,
    values: Vec<Option<&'a str>>,
}

impl<'a> AttributeValues<'a> {
    pub(crate) fn collect(name: &'a str, attributes: &'a [ReceivedAttribute]) -> Self {
        let values = attributes
            .iter()
            .filter(|attribute| attribute.name == name)
            .flat_map(ReceivedAttribute::values);
        Self {
            name,
            values: values.collect(),
        }
    }

    /// The values that are text.
    pub fn all(&self) -> impl Iterator<Item = &'a str> {
        self.values.iter().copied().flatten()
    }

    /// The one value of a field that can have only one; `None` if there is none, or one without text.
    ///
    /// # Errors
    /// `attribute_values` if there are several: neither the first nor the last would be right.
    pub fn single(&self) -> Result<Option<&'a str>, Rejected> {
        crate::rules::response::attribute_values(self.name, &self.values)
    }

    /// Whether nothing came under this Name.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}
