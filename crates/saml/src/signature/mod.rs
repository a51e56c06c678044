//! XML Signature as SAML profiles it: enveloped, one reference, exclusive canonicalization. [saml-core] 5.4

mod algorithm;
mod keys;
pub(crate) mod sign;
pub(crate) mod verify;

pub use algorithm::{DigestAlgorithm, SignatureAlgorithm};
pub use keys::{Certificate, KeyError, SigningKey, TrustedKeys, VerificationKey};
