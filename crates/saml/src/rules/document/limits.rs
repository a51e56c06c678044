//! How much a document may have.

use crate::{Rejected, rules::Rule};

/// Octets of a document are bounded.
pub(crate) static MESSAGE_SIZE: Rule = Rule::new("SP-LIM-01", "message_size", "limit of this library");

pub(crate) fn message_size(octets: usize, limit: usize) -> Result<(), Rejected> {
    at_most(&MESSAGE_SIZE, octets, limit, "octets")
}

/// Nesting is bounded.
pub(crate) static DEPTH: Rule = Rule::new("SP-LIM-02", "depth", "limit of this library");

pub(crate) fn depth(depth: usize, limit: usize) -> Result<(), Rejected> {
    at_most(&DEPTH, depth, limit, "levels")
}

/// Elements, texts, comments and processing instructions are bounded.
pub(crate) static NODES: Rule = Rule::new("SP-LIM-03", "nodes", "limit of this library");

pub(crate) fn nodes(nodes: usize, limit: usize) -> Result<(), Rejected> {
    at_most(&NODES, nodes, limit, "nodes")
}

/// Attributes of an element are bounded: the parser compares each with each.
pub(crate) static ATTRIBUTES_PER_ELEMENT: Rule =
    Rule::new("SP-LIM-04", "attributes_per_element", "limit of this library");

pub(crate) fn attributes_per_element(attributes: usize, limit: usize) -> Result<(), Rejected> {
    at_most(
        &ATTRIBUTES_PER_ELEMENT,
        attributes,
        limit,
        "attributes of an element",
    )
}

/// Declarations in scope are bounded: the parser compares each with each where one is redeclared.
pub(crate) static NAMESPACES_IN_SCOPE: Rule =
    Rule::new("SP-LIM-05", "namespaces_in_scope", "limit of this library");

pub(crate) fn namespaces_in_scope(namespaces: usize, limit: usize) -> Result<(), Rejected> {
    at_most(&NAMESPACES_IN_SCOPE, namespaces, limit, "namespaces in scope")
}

#[inline]
fn at_most(rule: &'static Rule, count: usize, limit: usize, what: &str) -> Result<(), Rejected> {
    if count <= limit || !rule.is_on() {
        return Ok(());
    }
    rule.reject(format!("at most {limit} {what}"), format!("{count} or more"))
}
