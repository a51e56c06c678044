//! The decryption keys table.

use jiff::Timestamp;
use vestibule_store::{Error, Row, SealedColumn, Tx, params};

use super::StoredKey;

/// The keys that open what is encrypted to customers.
pub(crate) const SEALED: SealedColumn = SealedColumn {
    purpose: super::DECRYPTION_KEY,
    beginnings: "SELECT DISTINCT substr(sealed_key, 1, 5) AS beginning FROM decryption_keys",
    list: "SELECT id, sealed_key AS sealed FROM decryption_keys WHERE id > $1 ORDER BY id LIMIT 100",
    replace: "UPDATE decryption_keys SET sealed_key = $3 WHERE id = $1 AND sealed_key = $2",
};

/// The two newest keys of a customer, the published one first.
pub(super) async fn newest(tx: &mut Tx, customer_id: &str) -> Result<Vec<StoredKey>, Error> {
    tx.all(
        "SELECT id, certificate, sealed_key FROM decryption_keys WHERE customer_id = $1
         ORDER BY generation DESC LIMIT 2",
        params![customer_id],
    )
    .await?
    .iter()
    .map(stored_key)
    .collect()
}

/// Inserts the first key of a customer, unless somebody else was quicker.
pub(super) async fn insert_first(
    tx: &mut Tx,
    customer_id: &str,
    key: &StoredKey,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO decryption_keys (id, customer_id, generation, certificate, sealed_key, created_at)
         VALUES ($1, $2, 1, $3, $4, $5) ON CONFLICT DO NOTHING",
        params![key.id, customer_id, key.certificate, key.sealed_key, now],
    )
    .await?;
    Ok(())
}

fn stored_key(row: &Row) -> Result<StoredKey, Error> {
    Ok(StoredKey {
        id: row.get("id")?,
        certificate: row.get("certificate")?,
        sealed_key: row.get("sealed_key")?,
    })
}
