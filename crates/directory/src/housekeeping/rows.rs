//! SQL of throwing away.

use jiff::Timestamp;
use vestibule_store::{Error, Tx, params};

use crate::applications::Application;
use crate::applications::rows::{application_columns, read_application};
use crate::users::User;
use crate::users::rows::{user, user_columns};
use crate::{sign_ins, sign_outs};

/// How many rows one transaction takes at most: the statements say the same number.
pub(super) const AT_ONCE: u64 = 1000;

/// What to throw away, with the instants before which it is over.
#[derive(Debug, Clone, Copy)]
pub(super) enum What {
    Sessions(SessionLimits),
    /// Attempts before the first instant; locks before the second.
    Counters(Timestamp, Timestamp),
    FamiliarSources(Timestamp),
    RetiredNames(Timestamp),
    SignOuts(Timestamp),
    LogoutMarks(Timestamp),
    SignIns(Timestamp),
    Audit(Timestamp),
}

/// Sessions used or begun before these instants are over.
#[derive(Debug, Clone, Copy)]
pub(super) struct SessionLimits {
    pub(super) used: Timestamp,
    pub(super) used_kept: Timestamp,
    pub(super) begun: Timestamp,
    pub(super) begun_kept: Timestamp,
}

/// Work that one does for all, for some time.
pub(super) struct Lease<'a> {
    pub(super) name: &'static str,
    pub(super) holder: &'a str,
    pub(super) until: Timestamp,
    /// Whoever holds it for longer took it when a clock was wrong.
    pub(super) absurd: Timestamp,
}

/// Takes or renews a lease; `false` if somebody else holds it.
pub(super) async fn take_lease(tx: &mut Tx, lease: &Lease<'_>, now: Timestamp) -> Result<bool, Error> {
    tx.execute(
        "INSERT INTO leases (name, held_by, held_until) VALUES ($1, $2, $4) \
         ON CONFLICT (name) DO UPDATE SET held_by = excluded.held_by, held_until = excluded.held_until \
         WHERE leases.held_by = excluded.held_by OR leases.held_until <= $3 OR leases.held_until > $5",
        params![lease.name, lease.holder, now, lease.until, lease.absurd],
    )
    .await
    .map(|taken| taken == 1)
}

/// Throws away at most [`AT_ONCE`] rows and says how many.
pub(super) async fn delete(tx: &mut Tx, what: What) -> Result<u64, Error> {
    match what {
        What::Sessions(limits) => {
            tx.execute(
                "DELETE FROM sessions WHERE id IN (SELECT s.id FROM sessions s JOIN users u ON u.id = s.user_id \
                 WHERE s.session_epoch <> u.session_epoch \
                 OR (NOT s.is_kept AND (s.last_used_at <= $1 OR s.authenticated_at <= $2)) \
                 OR (s.is_kept AND (s.last_used_at <= $3 OR s.authenticated_at <= $4)) LIMIT 1000)",
                params![limits.used, limits.begun, limits.used_kept, limits.begun_kept],
            )
            .await
        }
        What::Counters(attempts, locks) => {
            tx.execute(
                "DELETE FROM throttles WHERE key IN \
                 (SELECT key FROM throttles WHERE since <= $1 AND locked_until <= $2 LIMIT 1000)",
                params![attempts, locks],
            )
            .await
        }
        What::FamiliarSources(before) => {
            tx.execute(
                "DELETE FROM familiar_sources WHERE (user_id, source) IN \
                 (SELECT user_id, source FROM familiar_sources WHERE last_used_at <= $1 LIMIT 1000)",
                params![before],
            )
            .await
        }
        What::RetiredNames(now) => {
            tx.execute(
                "DELETE FROM retired_names WHERE (tenant_id, name_key) IN \
                 (SELECT tenant_id, name_key FROM retired_names WHERE held_until <= $1 LIMIT 1000)",
                params![now],
            )
            .await
        }
        What::SignOuts(before) => sign_outs::rows::delete_before(tx, before).await,
        What::LogoutMarks(now) => sign_outs::rows::delete_marks_before(tx, now).await,
        What::SignIns(before) => sign_ins::rows::delete_before(tx, before, AT_ONCE).await,
        What::Audit(before) => {
            tx.execute(
                "DELETE FROM audit_entries WHERE id IN \
                 (SELECT id FROM audit_entries WHERE occurred_at <= $1 LIMIT 1000)",
                params![before],
            )
            .await
        }
    }
}

/// People deleted too long ago to be restored; some of them.
pub(super) async fn users_due(tx: &mut Tx, before: Timestamp) -> Result<Vec<User>, Error> {
    let sql = concat!(
        "SELECT ",
        user_columns!(),
        " FROM users u WHERE u.deleted_at <= $1 ORDER BY u.id LIMIT 100"
    );
    tx.all(sql, params![before]).await?.iter().map(user).collect()
}

/// Applications deleted too long ago to be restored; some of them.
pub(super) async fn applications_due(tx: &mut Tx, before: Timestamp) -> Result<Vec<Application>, Error> {
    let sql = concat!(
        "SELECT ",
        application_columns!(),
        " FROM applications a WHERE a.deleted_at <= $1 ORDER BY a.id LIMIT 100"
    );
    tx.all(sql, params![before])
        .await?
        .iter()
        .map(read_application)
        .collect()
}
