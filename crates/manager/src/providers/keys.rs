//! Parsed keys, so that a message does not pay for reading a certificate again.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use vestibule_saml::signature::{Certificate, KeyError, TrustedKeys, VerificationKey};

use super::Provider;

/// Keys by the id of the certificate's row. A row's octets never change, so nothing here can be out of date; which
/// rows count is read from the database for every message.
#[derive(Clone, Default)]
pub(crate) struct KeyCache {
    parsed: Arc<RwLock<HashMap<String, VerificationKey>>>,
}

impl KeyCache {
    /// The keys of this provider, as the database has them now.
    ///
    /// # Errors
    /// [`KeyError`] if the provider has none that can be used.
    pub(crate) fn trusted_keys(&self, provider: &Provider) -> Result<TrustedKeys, KeyError> {
        let mut keys = Vec::with_capacity(provider.certificates.len());
        for certificate in &provider.certificates {
            let known = self
                .parsed
                .read()
                .ok()
                .and_then(|parsed| parsed.get(&certificate.id).cloned());
            let key = match known {
                Some(key) => key,
                None => self.parse(&certificate.id, &certificate.der)?,
            };
            keys.push(key);
        }
        TrustedKeys::new(keys)
    }

    fn parse(&self, id: &str, der: &[u8]) -> Result<VerificationKey, KeyError> {
        let key = Certificate::from_der(der)?.verification_key()?;
        if let Ok(mut parsed) = self.parsed.write() {
            if parsed.len() >= LARGEST_CACHE {
                parsed.clear();
            }
            parsed.insert(id.to_owned(), key.clone());
        }
        Ok(key)
    }
}

/// Keys kept at most; a server of thousands of customers reads a certificate again now and then.
const LARGEST_CACHE: usize = 4_096;
