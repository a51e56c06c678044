//! The front door: octets become a tree here and nowhere else.

use super::{Element, Limits};
use crate::Rejected;

/// Octets that passed the scan: UTF-8 without byte order mark, line ends normalized, within limits, well-formed
/// where the parser is lax, without document type.
#[derive(Debug)]
pub struct Source {
    text: String,
}

impl Source {
    /// Checks octets.
    ///
    /// # Errors
    /// The first rule that the document does not keep.
    pub fn check(octets: &[u8], limits: &Limits) -> Result<Self, Rejected> {
        let _ = (octets, limits);
        todo!()
    }

    /// Parses what was checked.
    ///
    /// # Errors
    /// The first rule that the tree does not keep.
    pub fn parse(&self) -> Result<Document<'_>, Rejected> {
        todo!()
    }
}

/// A parsed document.
#[derive(Debug)]
pub struct Document<'i> {
    tree: roxmltree::Document<'i>,
}

impl<'i> Document<'i> {
    /// The document element.
    pub fn root(&self) -> Element<'_, 'i> {
        Element::new(self.tree.root_element())
    }
}
