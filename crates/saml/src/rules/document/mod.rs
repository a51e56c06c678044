//! The rules for octets and documents, before anything of SAML is read.

mod encoding;
mod limits;
mod markup;
mod tree;

pub use encoding::base64_strict;
pub(crate) use encoding::*;
pub(crate) use limits::*;
pub(crate) use markup::*;
pub(crate) use tree::*;

use super::Rule;

pub(super) static TABLE: &[&Rule] = &[
    &BASE64_STRICT,
    &ENCODING_UTF8,
    &NO_DOCTYPE,
    &REFERENCES_PREDEFINED,
    &ONE_ROOT,
    &NO_PROCESSING_INSTRUCTION,
    &VALUE_IS_WHOLE_TEXT,
    &ATTRIBUTE_NO_NAMESPACE,
    &ELEMENT_EXPANDED_NAME,
    &ATTRIBUTES_UNIQUE,
    &NAMESPACE_ABSOLUTE,
    &NO_EXTERNAL_ACCESS,
    &SCAN_AGREES_WITH_PARSER,
    &WELL_FORMED,
    &SCHEMA_ORDER,
    &MESSAGE_SIZE,
    &DEPTH,
    &NODES,
    &ATTRIBUTES_PER_ELEMENT,
    &NAMESPACES_IN_SCOPE,
    &TIME_FORMAT,
];
