//! Makes a key and its certificate, outside any transaction.

use std::time::Duration;

use super::{DECRYPTION_KEY, StoredKey};
use crate::failure::Failure;
use crate::manager::Manager;
use crate::self_signed;

/// A key to be stored, sealed.
pub(super) async fn generate(manager: &Manager) -> Result<StoredKey, Failure> {
    let (pkcs8, certificate) = self_signed::make(manager, COMMON_NAME, VALIDITY).await?;
    let id = manager.environment().id();
    Ok(StoredKey {
        sealed_key: manager.sealer().seal(DECRYPTION_KEY, &id, pkcs8.expose()),
        certificate,
        id,
    })
}

/// Subject and issuer.
const COMMON_NAME: &str = "Vestibule Service Manager Token Decryption";

/// Ten years. It is a container for a key that partners pin: nothing is gained by its end, and some partners stop
/// encrypting on that day.
const VALIDITY: Duration = Duration::from_hours(10 * 365 * 24);
