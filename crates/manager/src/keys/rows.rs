//! The table of customers' own keys.

use jiff::Timestamp;
use vestibule_store::{Error, Row, SealedColumn, Tx, params};

use super::{KeyState, KeyUse, StoredKey};

/// The keys that customers' service providers sign with.
pub(crate) const SEALED_SIGNING: SealedColumn = SealedColumn {
    purpose: KeyUse::Signing.purpose(),
    beginnings: "SELECT DISTINCT substr(sealed_key, 1, 5) AS beginning FROM own_keys WHERE key_use = 'signing'",
    list: "SELECT id, sealed_key AS sealed FROM own_keys WHERE key_use = 'signing' AND id > $1 ORDER BY id LIMIT 100",
    replace: "UPDATE own_keys SET sealed_key = $3 WHERE id = $1 AND sealed_key = $2",
};

/// The keys that open what is encrypted to customers.
pub(crate) const SEALED_ENCRYPTION: SealedColumn = SealedColumn {
    purpose: KeyUse::Encryption.purpose(),
    beginnings: "SELECT DISTINCT substr(sealed_key, 1, 5) AS beginning FROM own_keys WHERE key_use = 'encryption'",
    list: "SELECT id, sealed_key AS sealed FROM own_keys WHERE key_use = 'encryption' AND id > $1 ORDER BY id LIMIT 100",
    replace: "UPDATE own_keys SET sealed_key = $3 WHERE id = $1 AND sealed_key = $2",
};

/// The keys of a use, the active one first, then the newest.
pub(super) async fn list(tx: &mut Tx, customer_id: &str, key_use: KeyUse) -> Result<Vec<StoredKey>, Error> {
    let rows = tx
        .all(
            "SELECT id, der, sealed_key, is_active, activated_at, created_at FROM own_keys
             WHERE customer_id = $1 AND key_use = $2 ORDER BY is_active DESC, created_at DESC, id DESC",
            params![customer_id, key_use.name()],
        )
        .await?;
    rows.iter().map(|row| stored_key(row, key_use)).collect()
}

fn stored_key(row: &Row, key_use: KeyUse) -> Result<StoredKey, Error> {
    let is_active: bool = row.get("is_active")?;
    let activated_at: Option<Timestamp> = row.get("activated_at")?;
    Ok(StoredKey {
        id: row.get("id")?,
        key_use,
        state: match (is_active, activated_at) {
            (true, _) => KeyState::Active,
            (false, Some(_)) => KeyState::Retired,
            (false, None) => KeyState::Next,
        },
        der: row.get("der")?,
        sealed_key: row.get("sealed_key")?,
        created_at: row.get("created_at")?,
    })
}

/// Inserts the first key of a use, active, unless somebody else was quicker.
pub(super) async fn insert_first(tx: &mut Tx, customer_id: &str, key: &StoredKey) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO own_keys (id, customer_id, key_use, der, sealed_key, is_active, activated_at, created_at)
         VALUES ($1, $2, $3, $4, $5, TRUE, $6, $6) ON CONFLICT DO NOTHING",
        params![
            &key.id,
            customer_id,
            key.key_use.name(),
            &key.der,
            &key.sealed_key,
            key.created_at
        ],
    )
    .await?;
    Ok(())
}

/// Inserts a key that is not in use yet.
pub(super) async fn insert_next(tx: &mut Tx, customer_id: &str, key: &StoredKey) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO own_keys (id, customer_id, key_use, der, sealed_key, is_active, activated_at, created_at)
         VALUES ($1, $2, $3, $4, $5, FALSE, NULL, $6)",
        params![
            &key.id,
            customer_id,
            key.key_use.name(),
            &key.der,
            &key.sealed_key,
            key.created_at
        ],
    )
    .await?;
    Ok(())
}

/// Makes a key the active one of its use. In this order: two are never active, not even in between.
pub(super) async fn activate(
    tx: &mut Tx,
    customer_id: &str,
    key: &StoredKey,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE own_keys SET is_active = FALSE WHERE customer_id = $1 AND key_use = $2 AND is_active",
        params![customer_id, key.key_use.name()],
    )
    .await?;
    tx.execute(
        "UPDATE own_keys SET is_active = TRUE, activated_at = $3 WHERE customer_id = $1 AND id = $2",
        params![customer_id, &key.id, now],
    )
    .await?;
    Ok(())
}

/// Deletes a key.
pub(super) async fn delete(tx: &mut Tx, customer_id: &str, id: &str) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM own_keys WHERE customer_id = $1 AND id = $2",
        params![customer_id, id],
    )
    .await?;
    Ok(())
}
