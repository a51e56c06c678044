//! XML Encryption of a whole assertion: `[xmlenc]`, `[saml-core]` 2.3.4, 6.
//!
//! Encryption hides what an assertion says from the browser that carries it. It proves nothing: everybody has our
//! public key. So what comes out of a decryption is as much a stranger's as what came in, goes through the same front
//! door, and counts only if a trusted key has signed it or what it came in.

mod algorithm;
mod cipher;
pub(crate) mod decrypt;
mod encrypt;
mod keys;
pub(crate) mod shape;
#[cfg(test)]
mod tests;

pub(crate) use algorithm::ELEMENT_TYPE;
pub use algorithm::{DataCipher, KeyTransport};
pub(crate) use encrypt::encrypted_assertion;
pub use encrypt::{ContentSecret, Encryption, EncryptionFailed};
pub use keys::{CbcPolicy, DecryptionKey, DecryptionKeys, EncryptionKey};
