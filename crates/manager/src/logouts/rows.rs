//! SQL of single logout.

use jiff::Timestamp;
use vestibule_saml::message::NameId;
use vestibule_store::{Error, Tx, params};

use super::OutstandingLogout;
use crate::sessions::rows::name_id;

/// The names of a session that a provider's message opened.
pub(super) struct ProvidedSession {
    pub(super) token_hash: Vec<u8>,
    pub(super) name_id: NameId,
    pub(super) session_index: Option<String>,
}

/// Every session of a customer that this provider's messages opened.
pub(super) async fn sessions_of(
    tx: &mut Tx,
    customer_id: &str,
    provider_id: &str,
) -> Result<Vec<ProvidedSession>, Error> {
    let rows = tx
        .all(
            "SELECT token_hash, name_id, name_id_format, name_qualifier, sp_name_qualifier, session_index FROM sessions
             WHERE provider_id = $1 AND customer_id = $2 AND name_id IS NOT NULL",
            params![provider_id, customer_id],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(ProvidedSession {
                token_hash: row.get("token_hash")?,
                name_id: name_id(row)?,
                session_index: row.get("session_index")?,
            })
        })
        .collect()
}

pub(super) async fn insert(tx: &mut Tx, customer_id: &str, logout: &OutstandingLogout) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO logout_requests (id, customer_id, provider_id, browser_hash, expires_at)
         VALUES ($1, $2, $3, $4, $5)",
        params![
            &logout.id,
            customer_id,
            &logout.provider_id,
            &logout.browser_hash,
            logout.expires_at
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn find(
    tx: &mut Tx,
    customer_id: &str,
    id: &str,
    now: Timestamp,
) -> Result<Option<OutstandingLogout>, Error> {
    tx.optional(
        "SELECT id, provider_id, browser_hash, expires_at FROM logout_requests
         WHERE customer_id = $1 AND id = $2 AND expires_at > $3",
        params![customer_id, id, now],
    )
    .await?
    .map(|row| {
        Ok(OutstandingLogout {
            id: row.get("id")?,
            provider_id: row.get("provider_id")?,
            browser_hash: row.get("browser_hash")?,
            expires_at: row.get("expires_at")?,
        })
    })
    .transpose()
}

pub(super) async fn delete(tx: &mut Tx, customer_id: &str, id: &str) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM logout_requests WHERE customer_id = $1 AND id = $2",
        params![customer_id, id],
    )
    .await?;
    Ok(())
}

/// Drops what is too old to be answered; at most `limit`.
pub(crate) async fn delete_expired(tx: &mut Tx, now: Timestamp, limit: i64) -> Result<u64, Error> {
    tx.execute(
        "DELETE FROM logout_requests WHERE id IN
             (SELECT id FROM logout_requests WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)",
        params![now, limit],
    )
    .await
}
