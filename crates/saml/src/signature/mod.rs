//! XML Signature as SAML profiles it: enveloped, one reference, exclusive canonicalization. `[saml-core]` 5.4

mod algorithm;
pub(crate) mod carried;
mod keys;
mod shape;
pub(crate) mod sign;
#[cfg(test)]
mod tests;
mod trusted;
pub(crate) mod verify;

pub use algorithm::{DigestAlgorithm, SignatureAlgorithm};
pub(crate) use algorithm::{Hashes, KeyKind};
pub(crate) use keys::hex;
pub use keys::{Certificate, KeyError, SigningKey};
pub use trusted::{TrustedKeys, VerificationKey};
