//! What can be done with decryption keys.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use vestibule_saml::encryption::{CbcPolicy, DecryptionKey, DecryptionKeys};
use vestibule_saml::signature::{Certificate, KeyError};

use super::{DECRYPTION_KEY, StoredKey, generate, rows};
use crate::customers::{Customer, keys};
use crate::failure::Failure;
use crate::manager::Manager;

/// The certificate that identity providers encrypt to, made now if there is none.
///
/// # Errors
/// [`Failure::Unavailable`] if the database does not answer or no key can be made.
pub(crate) async fn published(manager: &Manager, customer: &Customer) -> Result<Certificate, Failure> {
    let mut stored = newest(manager, customer).await?;
    if stored.is_empty() {
        let made = generate::generate(manager).await?;
        let now = manager.environment().now();
        let (customer_id, new) = (customer.id.as_str(), &made);
        // Of two who make one at the same time the first is right; both publish what is stored.
        stored = manager
            .db()
            .write(async |mut tx| {
                rows::insert_first(&mut tx, customer_id, new, now).await?;
                Ok::<_, Failure>(rows::newest(&mut tx, customer_id).await?)
            })
            .await?;
    }
    let published = stored.first().ok_or_else(|| broken(KeyError::NotACertificate))?;
    Certificate::from_der(&published.certificate).map_err(broken)
}

/// The keys that open what is sent to the customer: the published one and the one before it. None if nobody can have
/// encrypted anything, for no key was ever published.
///
/// # Errors
/// [`Failure::Unavailable`] if the database does not answer, or a key is sealed under another master key.
pub(crate) async fn keys(
    manager: &Manager,
    cache: &DecryptionCache,
    customer: &Customer,
) -> Result<Option<DecryptionKeys>, Failure> {
    let stored = newest(manager, customer).await?;
    if stored.is_empty() {
        return Ok(None);
    }
    let decrypting: Vec<_> = stored
        .iter()
        .map(|stored| cache.get(manager, stored))
        .collect::<Result<_, _>>()?;
    let signing = keys::signing_certificate(manager, customer).await?;
    DecryptionKeys::new(decrypting, signing.as_slice(), CbcPolicy::UnderSignature)
        .map(Some)
        .map_err(broken)
}

async fn newest(manager: &Manager, customer: &Customer) -> Result<Vec<StoredKey>, Failure> {
    let customer_id = customer.id.as_str();
    manager
        .db()
        .read(async |mut tx| Ok(rows::newest(&mut tx, customer_id).await?))
        .await
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
            .open(DECRYPTION_KEY, &stored.id, &stored.sealed_key)
            .map_err(broken)?;
        let key = DecryptionKey::from_pkcs8(pkcs8.expose(), &stored.certificate).map_err(broken)?;
        let mut opened = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if opened.len() >= LARGEST_CACHE {
            opened.clear();
        }
        opened.insert(stored.id.clone(), key.clone());
        Ok(key)
    }
}

fn broken(error: impl std::error::Error + Send + Sync + 'static) -> Failure {
    Failure::Unavailable(Box::new(error))
}

/// Keys kept at most.
const LARGEST_CACHE: usize = 1_024;
