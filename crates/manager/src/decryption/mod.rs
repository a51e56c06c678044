//! Keys that open what identity providers encrypt to a customer: made when somebody first asks for the customer's
//! metadata, sealed, and used for nothing else.

mod generate;
mod operations;
pub(crate) mod rows;

pub(crate) use operations::{DecryptionCache, keys, published};

/// A key as it is stored.
#[derive(Debug, Clone)]
struct StoredKey {
    /// Never names another key.
    id: String,
    /// The certificate, DER.
    certificate: Vec<u8>,
    /// PKCS#8, sealed; context is the id.
    sealed_key: Vec<u8>,
}

/// The purpose under which the keys are sealed.
const DECRYPTION_KEY: &str = "decryption key";
