//! The keys that open what identity providers encrypt to a customer.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use vestibule_saml::encryption::{CbcPolicy, DecryptionKey, DecryptionKeys};

use super::operations::stored;
use super::{KeyUse, StoredKey, broken};
use crate::customers::Customer;
use crate::failure::Failure;
use crate::manager::Manager;

/// The keys that open what is sent to the customer: the active one and the one before or after it. None if nobody can have
/// encrypted anything, for no key was ever published.
///
/// # Errors
/// [`Failure::Unavailable`] if the database does not answer, or a key is sealed under another master key.
pub(crate) async fn keys(
    manager: &Manager,
    cache: &DecryptionCache,
    customer: &Customer,
) -> Result<Option<DecryptionKeys>, Failure> {
    let decrypting = stored(manager, customer, KeyUse::Encryption).await?;
    if decrypting.is_empty() {
        return Ok(None);
    }
    let decrypting: Vec<_> = decrypting
        .iter()
        .map(|stored| cache.get(manager, stored))
        .collect::<Result<_, _>>()?;
    let signing: Vec<_> = stored(manager, customer, KeyUse::Signing)
        .await?
        .iter()
        .map(StoredKey::certificate)
        .collect::<Result<_, _>>()?;
    DecryptionKeys::new(decrypting, &signing, CbcPolicy::UnderSignature)
        .map(Some)
        .map_err(broken)
}

/// Opened keys by id: an id never names another key. Which keys count is read from the database for every message.
#[derive(Clone, Default)]
pub(crate) struct DecryptionCache(Arc<RwLock<HashMap<String, DecryptionKey>>>);

impl DecryptionCache {
    fn get(&self, manager: &Manager, stored: &StoredKey) -> Result<DecryptionKey, Failure> {
        let known = self
            .0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&stored.id)
            .cloned();
        if let Some(key) = known {
            return Ok(key);
        }
        let pkcs8 = manager
            .sealer()
            .open(KeyUse::Encryption.purpose(), &stored.id, &stored.sealed_key)
            .map_err(broken)?;
        let key = DecryptionKey::from_pkcs8(pkcs8.expose(), &stored.der).map_err(broken)?;
        let mut opened = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if opened.len() >= LARGEST_CACHE {
            opened.clear();
        }
        opened.insert(stored.id.clone(), key.clone());
        Ok(key)
    }
}

/// Keys kept at most.
const LARGEST_CACHE: usize = 1_024;
