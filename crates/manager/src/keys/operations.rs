//! What can be done with a customer's own keys.

use vestibule_saml::signature::Certificate;
use vestibule_store::Tx;

use super::{KeyState, KeyUse, MOST, OwnKey, StoredKey, VALIDITY, rows};
use crate::customers::Customer;
use crate::failure::Failure;
use crate::manager::Manager;
use crate::self_signed;

/// The customer's keys by use, the active one first. A key that nobody has needed yet is not there.
///
/// # Errors
/// [`Failure::Unavailable`] if the database does not answer.
pub async fn list(manager: &Manager, customer: &Customer) -> Result<Vec<OwnKey>, Failure> {
    let mut keys = Vec::new();
    for key_use in KeyUse::ALL {
        for stored in stored(manager, customer, key_use).await? {
            keys.push(stored.into_own()?);
        }
    }
    Ok(keys)
}

/// Makes the next key of a use: RSA-2048 in a certificate of ten years. It is published from now on, and used once it is
/// active; the first key of a use is active at once.
///
/// # Errors
/// [`Failure::Conflict`] if there are two already; [`Failure::Unavailable`].
pub async fn create(manager: &Manager, customer: &Customer, key_use: KeyUse) -> Result<OwnKey, Failure> {
    let made = generate(manager, key_use).await?;
    let new = &made;
    manager
        .db()
        .write(async |mut tx| {
            let present = rows::list(&mut tx, &customer.id, key_use).await?;
            if present.len() >= MOST {
                return Err(Failure::Conflict(format!(
                    "the customer has {MOST} {} keys, and more are not kept: delete the one that is not active first",
                    key_use.name()
                )));
            }
            if present.is_empty() {
                rows::insert_first(&mut tx, &customer.id, new).await?;
            } else {
                rows::insert_next(&mut tx, &customer.id, new).await?;
            }
            found(&mut tx, customer, &thumbprint(new)?).await?.into_own()
        })
        .await
}

/// Uses the key with this thumbprint from now on; the one before is retired.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Unavailable`].
pub async fn activate(manager: &Manager, customer: &Customer, wanted: &str) -> Result<OwnKey, Failure> {
    let now = manager.environment().now();
    manager
        .db()
        .write(async |mut tx| {
            let key = found(&mut tx, customer, wanted).await?;
            if key.state != KeyState::Active {
                rows::activate(&mut tx, &customer.id, &key, now).await?;
            }
            found(&mut tx, customer, wanted).await?.into_own()
        })
        .await
}

/// Deletes a key that is not active: what is encrypted to it cannot be opened any more.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Conflict`] if it is active; [`Failure::Unavailable`].
pub async fn delete(manager: &Manager, customer: &Customer, wanted: &str) -> Result<(), Failure> {
    manager
        .db()
        .write(async |mut tx| {
            let key = found(&mut tx, customer, wanted).await?;
            if key.state == KeyState::Active {
                return Err(Failure::Conflict(
                    "the key is in use: activate another one first".to_owned(),
                ));
            }
            Ok(rows::delete(&mut tx, &customer.id, &key.id).await?)
        })
        .await
}

/// The certificates of a use that metadata publishes, the active one first; a key is made now if there is none.
///
/// # Errors
/// [`Failure::Unavailable`] if the database does not answer or no key can be made.
pub(crate) async fn published(
    manager: &Manager,
    customer: &Customer,
    key_use: KeyUse,
) -> Result<Vec<Certificate>, Failure> {
    let stored = present(manager, customer, key_use).await?;
    let is_published = |key: &&StoredKey| key_use == KeyUse::Signing || key.state != KeyState::Retired;
    stored
        .iter()
        .filter(is_published)
        .map(StoredKey::certificate)
        .collect()
}

/// The keys of a use, the active one first; the first one is made now if there is none. Of two who make one at the same time
/// the first is right, and both get what is stored.
pub(super) async fn present(
    manager: &Manager,
    customer: &Customer,
    key_use: KeyUse,
) -> Result<Vec<StoredKey>, Failure> {
    let known = stored(manager, customer, key_use).await?;
    if !known.is_empty() {
        return Ok(known);
    }
    let made = generate(manager, key_use).await?;
    let new = &made;
    manager
        .db()
        .write(async |mut tx| {
            rows::insert_first(&mut tx, &customer.id, new).await?;
            Ok(rows::list(&mut tx, &customer.id, key_use).await?)
        })
        .await
}

/// The keys of a use that there are, the active one first.
pub(super) async fn stored(
    manager: &Manager,
    customer: &Customer,
    key_use: KeyUse,
) -> Result<Vec<StoredKey>, Failure> {
    manager
        .db()
        .read(async |mut tx| Ok(rows::list(&mut tx, &customer.id, key_use).await?))
        .await
}

async fn generate(manager: &Manager, key_use: KeyUse) -> Result<StoredKey, Failure> {
    let (pkcs8, der) = self_signed::make(manager, key_use.common_name(), VALIDITY).await?;
    let id = manager.environment().id();
    Ok(StoredKey {
        sealed_key: manager.sealer().seal(key_use.purpose(), &id, pkcs8.expose()),
        id,
        key_use,
        state: KeyState::Next,
        der,
        created_at: manager.environment().now(),
    })
}

async fn found(tx: &mut Tx, customer: &Customer, wanted: &str) -> Result<StoredKey, Failure> {
    for key_use in KeyUse::ALL {
        for key in rows::list(tx, &customer.id, key_use).await? {
            if thumbprint(&key)?.eq_ignore_ascii_case(wanted) {
                return Ok(key);
            }
        }
    }
    Err(Failure::NotFound(format!(
        "key {}",
        crate::failure::shown(wanted)
    )))
}

fn thumbprint(key: &StoredKey) -> Result<String, Failure> {
    Ok(key.certificate()?.thumbprint().to_owned())
}
