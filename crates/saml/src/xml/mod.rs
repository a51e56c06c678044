//! XML in and out: the front door for octets, the tree, the canonical form and the writer.
//!
//! Way in: [`Source::check`] reads the octets once and refuses what must not reach a parser (size, encoding, document
//! types, nesting, everything that is not well-formed); [`Source::parse`] builds the one tree and compares it with
//! what the scan saw. What is verified and what is read are nodes of that tree.

pub mod canonical;
mod element;
pub mod limits;
pub mod ns;
mod reader;
pub(crate) mod scan;
mod scope;
#[cfg(test)]
mod tests;
mod writer;

pub use element::{Children, Descendants, Element};
pub use limits::Limits;
pub use reader::{Document, Source};
pub use writer::{IllegalCharacter, Writer};
