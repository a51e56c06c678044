//! Metadata of both roles: read tolerantly, written strictly (`[saml-metadata]` 2).
//!
//! A reader takes what it knows and passes over the rest: WS-Federation role descriptors, extensions, contacts, roles
//! of other protocols. What it takes is checked: keys that are no certificates do not count, addresses have to be
//! ones that a browser may be sent to. A signature on the document is verified where a
//! key is given for it; without one it is passed over, since the key it was made with stands in the document itself.

mod duration;
mod endpoint;
mod entity;
mod federation;
mod key;
mod role;
mod write;

pub use endpoint::{Binding, Endpoint};
pub use entity::Reading;
pub use federation::{FederationContent, federation_metadata};
pub use key::{Key, KeyUse};
pub use role::{IdentityProviderMetadata, ServiceProviderMetadata};
pub use write::WriteError;
