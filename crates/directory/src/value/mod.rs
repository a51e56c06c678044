//! Values as they come in, checked once: whoever holds one of these types need not check again.

mod address;
mod name;
#[cfg(test)]
mod tests;
mod text;

pub use address::{EntityId, ReplyUrl, WebUrl};
pub use name::{DomainName, Mail, Upn};
pub use text::{Description, DisplayName, PersonalName, RelayStateText, Text};

pub(crate) use name::name_key;
pub(crate) use text::is_legal_in_xml;
