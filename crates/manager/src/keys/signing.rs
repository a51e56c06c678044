//! The key with which a customer's service provider signs.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use vestibule_saml::signature::SigningKey;

use super::operations::present;
use super::{KeyState, KeyUse, StoredKey, broken};
use crate::customers::Customer;
use crate::failure::Failure;
use crate::manager::Manager;

/// Opened keys by id: an id never names another key. Which one is active is read from the database each time.
#[derive(Clone, Default)]
pub(crate) struct SigningKeys(Arc<RwLock<HashMap<String, SigningKey>>>);

impl SigningKeys {
    /// The customer's active key; the first call for a customer makes it.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] if the database does not answer, or the key cannot be opened or made.
    pub(crate) async fn get(&self, manager: &Manager, customer: &Customer) -> Result<SigningKey, Failure> {
        let stored = present(manager, customer, KeyUse::Signing).await?;
        let active = stored
            .iter()
            .find(|key| key.state == KeyState::Active)
            .ok_or_else(|| Failure::NotFound("signing key of the customer".to_owned()))?;
        let known = self.0.read().ok().and_then(|keys| keys.get(&active.id).cloned());
        match known {
            Some(key) => Ok(key),
            None => self.open(manager, active),
        }
    }

    fn open(&self, manager: &Manager, stored: &StoredKey) -> Result<SigningKey, Failure> {
        let pkcs8 = manager
            .sealer()
            .open(KeyUse::Signing.purpose(), &stored.id, &stored.sealed_key)
            .map_err(broken)?;
        let key = SigningKey::from_pkcs8(pkcs8.expose(), &stored.der).map_err(broken)?;
        if let Ok(mut keys) = self.0.write() {
            if keys.len() >= MOST_KEYS {
                keys.clear();
            }
            keys.insert(stored.id.clone(), key.clone());
        }
        Ok(key)
    }
}

/// Opened keys kept at most; each takes some kilobytes.
const MOST_KEYS: usize = 1024;
