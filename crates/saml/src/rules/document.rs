//! The rules for octets and documents, before anything of SAML is read.

use super::Rule;
use crate::{Rejected, xml::Element};

pub(super) static TABLE: &[&Rule] = &[&BASE64_STRICT, &SCHEMA_ORDER];

/// One Base64 decoder for everything.
pub(crate) static BASE64_STRICT: Rule = Rule::new("SP-TRA-03", "base64_strict", "RFC 4648 3, 4");

/// Decodes Base64 after dropping CR, LF, TAB and SPACE: standard alphabet, padding required, unused bits zero, not
/// empty.
///
/// # Errors
/// `base64_strict`, with the offset of the first octet that does not belong.
pub fn base64_strict(text: &str) -> Result<Vec<u8>, Rejected> {
    let _ = text;
    todo!()
}

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
    /// `+`
    AtLeastOnce,
}

/// One place in a sequence: any of these (namespace, local name), so often.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// The alternatives.
    pub(crate) names: &'static [(&'static str, &'static str)],
    /// How often.
    pub(crate) times: Times,
}

/// Checks that the child elements of `parent` are exactly `sequence`, in order; any other child is refused.
pub(crate) fn schema_order(parent: Element<'_, '_>, sequence: &[Place]) -> Result<(), Rejected> {
    let _ = (parent, sequence);
    todo!()
}
