//! SQL of sessions.

use jiff::Timestamp;
use vestibule_store::{Error, Row, Tx, params};

use super::Session;

/// The columns of a session, named so that they can stand in a join.
macro_rules! session_columns {
    () => {
        "s.id AS s_id, s.tenant_id AS s_tenant_id, s.user_id AS s_user_id, s.authenticated_at AS s_authenticated_at, \
         s.last_used_at AS s_last_used_at, s.is_kept AS s_is_kept, s.source AS s_source, s.user_agent AS s_user_agent"
    };
}
pub(crate) use session_columns;

/// Reads the columns of [`session_columns`].
pub(crate) fn session(row: &Row) -> Result<Session, Error> {
    Ok(Session {
        id: row.get("s_id")?,
        tenant_id: row.get("s_tenant_id")?,
        user_id: row.get("s_user_id")?,
        authenticated_at: row.get("s_authenticated_at")?,
        last_used_at: row.get("s_last_used_at")?,
        is_kept: row.get("s_is_kept")?,
        source: row.get("s_source")?,
        user_agent: row.get("s_user_agent")?,
    })
}

pub(super) async fn insert(
    tx: &mut Tx,
    session: &Session,
    token_hash: &[u8; 32],
    session_epoch: i64,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO sessions (id, token_hash, tenant_id, user_id, session_epoch, authenticated_at, last_used_at, is_kept, \
         source, user_agent) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            session.id,
            token_hash,
            session.tenant_id,
            session.user_id,
            session_epoch,
            session.authenticated_at,
            session.last_used_at,
            session.is_kept,
            session.source,
            session.user_agent,
        ],
    )
    .await?;
    Ok(())
}

/// Whether there is such a session.
pub(super) async fn set_kept(tx: &mut Tx, token_hash: &[u8; 32], is_kept: bool) -> Result<bool, Error> {
    let changed = tx
        .execute(
            "UPDATE sessions SET is_kept = $2 WHERE token_hash = $1",
            params![token_hash, is_kept],
        )
        .await?;
    Ok(changed == 1)
}

/// Notes the last use, unless somebody has just done so.
pub(crate) async fn touch(
    tx: &mut Tx,
    session_id: &str,
    now: Timestamp,
    unless_since: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE sessions SET last_used_at = $2 WHERE id = $1 AND last_used_at <= $3",
        params![session_id, now, unless_since],
    )
    .await?;
    Ok(())
}

/// Sessions that live under the person's present number, the last used first; whether they expired is the caller's question.
pub(super) async fn list(tx: &mut Tx, tenant_id: &str, user_id: &str) -> Result<Vec<Session>, Error> {
    let rows = tx
        .all(
            concat!(
                "SELECT ",
                session_columns!(),
                " FROM sessions s JOIN users u ON u.id = s.user_id AND u.session_epoch = s.session_epoch \
                 WHERE s.tenant_id = $1 AND s.user_id = $2 ORDER BY s.last_used_at DESC, s.id DESC LIMIT 1000"
            ),
            params![tenant_id, user_id],
        )
        .await?;
    rows.iter().map(session).collect()
}

pub(crate) async fn delete_by_token(tx: &mut Tx, token_hash: &[u8; 32]) -> Result<(), Error> {
    tx.execute("DELETE FROM sessions WHERE token_hash = $1", params![token_hash])
        .await?;
    Ok(())
}

/// Whether the person had such a session.
pub(super) async fn delete(tx: &mut Tx, tenant_id: &str, user_id: &str, id: &str) -> Result<bool, Error> {
    let deleted = tx
        .execute(
            "DELETE FROM sessions WHERE id = $1 AND user_id = $2 AND tenant_id = $3",
            params![id, user_id, tenant_id],
        )
        .await?;
    Ok(deleted == 1)
}
