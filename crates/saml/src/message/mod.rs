//! The messages and their parts, read from a tree and written to text: `[saml-core]` 2 and 3.
//!
//! Reading is a walk from parent to only child; nothing here searches. What is read is a value of its own, so that
//! no reader is tempted to go back to the tree.

mod assertion;
mod attribute;
mod authn_context;
mod authn_request;
mod conditions;
mod decoded;
mod logout;
mod name_id;
mod response;
pub(crate) mod shape;
mod status;
mod subject;
mod unverified;

pub use attribute::{Attribute, AttributeValues, ReceivedAttribute};
pub use authn_context::AuthnContextClass;
pub use authn_request::AuthnRequest;
pub use decoded::Decoded;
pub use logout::{LogoutRequest, LogoutResponse};
pub use name_id::{NameId, NameIdFormat};
pub use response::Response;
pub use status::{Status, StatusCode};
pub use unverified::Unverified;

pub(crate) use assertion::{Assertion, AuthnStatement, Issuer};
pub(crate) use authn_request::{NameIdPolicy, RequestedContext};
pub(crate) use conditions::{Condition, Conditions};
pub(crate) use logout::LogoutEnvelope;
pub(crate) use response::Envelope;
pub(crate) use subject::{Confirmation, Subject};
pub(crate) use unverified::{Carriage, Claimed, QuerySignature};
