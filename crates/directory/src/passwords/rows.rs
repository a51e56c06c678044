//! SQL of password hashes and of the brake's counters.

use jiff::Timestamp;
use vestibule_store::{Error, Row, Tx, params};

use super::{Counter, account_key};
use crate::users::User;
use crate::users::rows::{user, user_columns};
use crate::value::name_key;

/// Somebody who might be signing in.
pub(crate) struct Candidate {
    pub(crate) user: User,
    pub(crate) session_epoch: i64,
    pub(crate) phc: Option<String>,
    pub(crate) is_familiar_source: bool,
}

/// Sets the hash of a person's password.
pub(crate) async fn set(tx: &mut Tx, user_id: &str, phc: &str) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO password_credentials (user_id, phc) VALUES ($1, $2) \
         ON CONFLICT (user_id) DO UPDATE SET phc = excluded.phc",
        params![user_id, phc],
    )
    .await?;
    Ok(())
}

/// Notes at the person that the password was set.
pub(crate) async fn note_change(
    tx: &mut Tx,
    user_id: &str,
    must_change_password: bool,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE users SET must_change_password = $2, password_changed_at = $3, version = version + 1 WHERE id = $1",
        params![user_id, must_change_password, now],
    )
    .await?;
    Ok(())
}

/// The person of that name who is not deleted, with hash and whether he signed in from this source before.
pub(crate) async fn candidate(
    tx: &mut Tx,
    tenant_id: &str,
    upn: &str,
    source: &str,
) -> Result<Option<Candidate>, Error> {
    let row = tx
        .optional(
            concat!(
                "SELECT ",
                user_columns!(),
                ", u.session_epoch AS u_session_epoch, p.phc AS p_phc, f.user_id AS f_user_id FROM users u \
                 LEFT JOIN password_credentials p ON p.user_id = u.id \
                 LEFT JOIN familiar_sources f ON f.user_id = u.id AND f.source = $3 \
                 WHERE u.tenant_id = $1 AND u.upn_key = $2 AND u.deleted_at IS NULL"
            ),
            params![tenant_id, name_key(upn), source],
        )
        .await?;
    row.map(|row| {
        Ok(Candidate {
            user: user(&row)?,
            session_epoch: row.get("u_session_epoch")?,
            phc: row.get("p_phc")?,
            is_familiar_source: row.get::<Option<&str>>("f_user_id")?.is_some(),
        })
    })
    .transpose()
}

/// Remembers that the person signed in from there.
pub(crate) async fn note_familiar_source(
    tx: &mut Tx,
    user_id: &str,
    source: &str,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO familiar_sources (user_id, source, last_used_at) VALUES ($1, $2, $3) \
         ON CONFLICT (user_id, source) DO UPDATE SET last_used_at = excluded.last_used_at",
        params![user_id, source, now],
    )
    .await?;
    Ok(())
}

pub(crate) async fn counter(tx: &mut Tx, key: &str) -> Result<Option<Counter>, Error> {
    tx.optional(
        "SELECT failures, lockouts, since, locked_until, recent FROM throttles WHERE key = $1",
        params![key],
    )
    .await?
    .map(|row| read_counter(&row))
    .transpose()
}

pub(crate) async fn set_counter(tx: &mut Tx, key: &str, counter: &Counter) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO throttles (key, failures, lockouts, since, locked_until, recent) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (key) DO UPDATE SET failures = excluded.failures, lockouts = excluded.lockouts, \
         since = excluded.since, locked_until = excluded.locked_until, recent = excluded.recent",
        params![key, counter.failures, counter.lockouts, counter.since, counter.locked_until, counter.recent],
    )
    .await?;
    Ok(())
}

pub(crate) async fn forget_counter(tx: &mut Tx, key: &str) -> Result<(), Error> {
    tx.execute("DELETE FROM throttles WHERE key = $1", params![key])
        .await?;
    Ok(())
}

/// Forgets all attempts on a person's account.
pub(crate) async fn lift_lock(tx: &mut Tx, user: &User) -> Result<(), Error> {
    let upn_key = name_key(&user.user_principal_name);
    for is_familiar_source in [true, false] {
        forget_counter(tx, &account_key(&user.tenant_id, &upn_key, is_familiar_source)).await?;
    }
    Ok(())
}

fn read_counter(row: &Row) -> Result<Counter, Error> {
    Ok(Counter {
        failures: row.get("failures")?,
        lockouts: row.get("lockouts")?,
        since: row.get("since")?,
        locked_until: row.get("locked_until")?,
        recent: row.get("recent")?,
    })
}
