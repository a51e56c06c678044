//! SAML 2.0 messages, signatures, bindings, metadata and rules, without I/O, clock or global state.
//!
//! Everything that arrives is a stranger's until it is proven otherwise: octets become a [`xml::Document`] through
//! one front door ([`xml::Source`]), a document becomes a message, a message becomes verified, a verified message
//! becomes accepted, and each step is a type of its own. Every check is one named [`rules::Rule`]; a refusal
//! ([`Rejected`]) names it, with what was expected and what was received.
//!
//! What it refuses on purpose: document types, processing instructions, inclusive canonicalization, SHA-1, HMAC,
//! keys below 2048 bits, several assertions in a response, comments inside a value, and everything else that XML
//! Signature allows and SAML does not need.

pub mod binding;
pub mod error;
pub mod identity_provider;
pub mod instant;
pub mod manual;
pub mod message;
pub mod metadata;
pub mod rules;
pub mod service_provider;
pub mod signature;
pub mod xml;

pub use error::Rejected;
