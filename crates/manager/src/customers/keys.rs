//! The key with which a customer's service provider signs: one a customer, made when it is first needed, sealed at rest.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use vestibule_saml::signature::{Certificate, SigningKey};

use super::{Customer, rows};
use crate::failure::Failure;
use crate::manager::Manager;
use crate::self_signed;

/// A key as it is stored.
pub(super) struct StoredKey {
    pub(super) id: String,
    pub(super) der: Vec<u8>,
    pub(super) sealed_key: Vec<u8>,
}

/// Parsed keys by customer. A customer's key never changes, so nothing here can be out of date.
#[derive(Clone, Default)]
pub(crate) struct SigningKeys(Arc<RwLock<HashMap<String, SigningKey>>>);

impl SigningKeys {
    /// The customer's key; the first call for a customer makes it.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] if the database does not answer, or the key cannot be opened or made.
    pub(crate) async fn get(&self, manager: &Manager, customer: &Customer) -> Result<SigningKey, Failure> {
        let known = self
            .0
            .read()
            .ok()
            .and_then(|keys| keys.get(&customer.id).cloned());
        if let Some(key) = known {
            return Ok(key);
        }
        let key = signing_key(manager, customer).await?;
        if let Ok(mut keys) = self.0.write() {
            if keys.len() >= MOST_KEYS {
                keys.clear();
            }
            keys.insert(customer.id.clone(), key.clone());
        }
        Ok(key)
    }
}

/// The customer's key from the database; made there if it is not there yet.
pub(crate) async fn signing_key(manager: &Manager, customer: &Customer) -> Result<SigningKey, Failure> {
    let stored = if let Some(stored) = stored(manager, customer).await? {
        stored
    } else {
        make(manager, customer).await?;
        // Another process may have been quicker: what is there counts.
        let made = stored(manager, customer).await?;
        made.ok_or_else(|| Failure::NotFound("signing key of the customer".to_owned()))?
    };
    let pkcs8 = manager
        .sealer()
        .open(SIGNING_KEY, &stored.id, &stored.sealed_key)
        .map_err(broken)?;
    SigningKey::from_pkcs8(pkcs8.expose(), &stored.der).map_err(broken)
}

/// The certificate of the customer's key, if it was made already.
pub(crate) async fn signing_certificate(
    manager: &Manager,
    customer: &Customer,
) -> Result<Option<Certificate>, Failure> {
    let stored = stored(manager, customer).await?;
    stored
        .map(|stored| Certificate::from_der(&stored.der).map_err(broken))
        .transpose()
}

async fn stored(manager: &Manager, customer: &Customer) -> Result<Option<StoredKey>, Failure> {
    manager
        .db()
        .read(async |mut tx| Ok(rows::find_key(&mut tx, &customer.id).await?))
        .await
}

async fn make(manager: &Manager, customer: &Customer) -> Result<(), Failure> {
    let (pkcs8, der) = self_signed::make(manager, COMMON_NAME, VALIDITY).await?;
    let (now, id) = (manager.environment().now(), manager.environment().id());
    let key = StoredKey {
        sealed_key: manager.sealer().seal(SIGNING_KEY, &id, pkcs8.expose()),
        id,
        der,
    };
    manager
        .db()
        .write(async |mut tx| Ok(rows::insert_key(&mut tx, &customer.id, &key, now).await?))
        .await
}

fn broken(error: impl std::error::Error + Send + Sync + 'static) -> Failure {
    Failure::Unavailable(Box::new(error))
}

/// The purpose under which keys are sealed; the context is the row's id.
pub(super) const SIGNING_KEY: &str = "service provider signing key";
/// The subject and issuer of every certificate made here.
const COMMON_NAME: &str = "Vestibule Service Manager";
/// Ten years: partners pin the key, and nothing replaces it silently.
const VALIDITY: Duration = Duration::from_hours(3652 * 24);
/// Parsed keys kept at most; each takes some kilobytes.
const MOST_KEYS: usize = 1024;
