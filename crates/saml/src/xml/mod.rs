//! XML in and out: the front door for octets, the tree, the canonical form and the writer.

pub mod canonical;
mod element;
pub mod limits;
pub mod ns;
mod reader;
mod writer;

pub use element::{Children, Descendants, Element};
pub use limits::Limits;
pub use reader::{Document, Source};
pub use writer::{IllegalCharacter, Writer};
