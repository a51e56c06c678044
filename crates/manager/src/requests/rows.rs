//! The table of open requests.

use jiff::Timestamp;
use vestibule_store::{Error, Row, Tx, params};

use super::OutstandingRequest;

/// Inserts a request.
pub(super) async fn insert(
    tx: &mut Tx,
    customer_id: &str,
    request: &OutstandingRequest,
    source: &str,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO authn_requests (id, customer_id, provider_id, browser_hash, source, relay_handle, target,
             sent_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![
            &request.id,
            customer_id,
            &request.provider_id,
            &request.browser_hash,
            source,
            &request.relay_handle,
            &request.target,
            request.sent_at,
            request.expires_at
        ],
    )
    .await?;
    Ok(())
}

/// How many requests of one address are open.
pub(super) async fn count_of_source(
    tx: &mut Tx,
    customer_id: &str,
    source: &str,
    now: Timestamp,
) -> Result<i64, Error> {
    tx.one(
        "SELECT COUNT(*) AS open FROM authn_requests
         WHERE customer_id = $1 AND source = $2 AND expires_at > $3",
        params![customer_id, source, now],
    )
    .await?
    .get("open")
}

/// Drops the oldest requests of a browser until no more than `kept` are left.
pub(super) async fn make_room(
    tx: &mut Tx,
    customer_id: &str,
    browser_hash: &[u8],
    kept: i64,
) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM authn_requests WHERE customer_id = $1 AND browser_hash = $2 AND id NOT IN
             (SELECT id FROM authn_requests WHERE customer_id = $1 AND browser_hash = $2
              ORDER BY sent_at DESC, id DESC LIMIT $3)",
        params![customer_id, browser_hash, kept],
    )
    .await?;
    Ok(())
}

/// Drops requests that are too old to be answered; at most `limit`.
pub(crate) async fn delete_expired(tx: &mut Tx, now: Timestamp, limit: i64) -> Result<u64, Error> {
    tx.execute(
        "DELETE FROM authn_requests WHERE id IN
             (SELECT id FROM authn_requests WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)",
        params![now, limit],
    )
    .await
}

/// The open request of this customer with this id, too old or not.
pub(crate) async fn find(
    tx: &mut Tx,
    customer_id: &str,
    id: &str,
) -> Result<Option<OutstandingRequest>, Error> {
    tx.optional(
        "SELECT id, provider_id, browser_hash, relay_handle, target, sent_at, expires_at FROM authn_requests
         WHERE customer_id = $1 AND id = $2",
        params![customer_id, id],
    )
    .await?
    .map(|row| request(&row))
    .transpose()
}

/// Takes an open request out; false if another answer was quicker.
pub(crate) async fn consume(tx: &mut Tx, customer_id: &str, id: &str) -> Result<bool, Error> {
    let taken = tx
        .execute(
            "DELETE FROM authn_requests WHERE customer_id = $1 AND id = $2",
            params![customer_id, id],
        )
        .await?;
    Ok(taken == 1)
}

fn request(row: &Row) -> Result<OutstandingRequest, Error> {
    Ok(OutstandingRequest {
        id: row.get("id")?,
        provider_id: row.get("provider_id")?,
        browser_hash: row.get("browser_hash")?,
        relay_handle: row.get("relay_handle")?,
        target: row.get("target")?,
        sent_at: row.get("sent_at")?,
        expires_at: row.get("expires_at")?,
    })
}
