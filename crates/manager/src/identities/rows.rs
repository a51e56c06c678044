//! The tables of identity links and of assertions that were used.

use jiff::Timestamp;
use vestibule_store::{Error, Tx, params};

use super::Subject;
use crate::identities::names;

/// A link and the person it leads to.
pub(super) struct Link {
    /// The link.
    pub(super) id: String,
    /// The person.
    pub(super) employee_id: String,
}

/// The link of this key at this provider.
pub(super) async fn find_link(
    tx: &mut Tx,
    customer_id: &str,
    provider_id: &str,
    subject: &Subject,
) -> Result<Option<Link>, Error> {
    tx.optional(
        "SELECT id, employee_id FROM identity_links
         WHERE customer_id = $1 AND provider_id = $2 AND key_source = $3 AND subject_key = $4",
        params![customer_id, provider_id, subject.key_source.name(), &subject.key],
    )
    .await?
    .map(|row| {
        Ok(Link {
            id: row.get("id")?,
            employee_id: row.get("employee_id")?,
        })
    })
    .transpose()
}

/// A link that is about to be made.
pub(super) struct NewLink<'a> {
    pub(super) id: &'a str,
    pub(super) customer_id: &'a str,
    pub(super) provider_id: &'a str,
    pub(super) key_source: &'a str,
    pub(super) key: &'a str,
    pub(super) employee_id: &'a str,
    pub(super) is_declared: bool,
}

/// Inserts a link; false if the key leads to somebody already.
pub(super) async fn insert_link(tx: &mut Tx, link: &NewLink<'_>, now: Timestamp) -> Result<bool, Error> {
    let inserted = tx
        .execute(
            "INSERT INTO identity_links (id, customer_id, provider_id, key_source, subject_key, employee_id,
                 is_declared, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT DO NOTHING",
            params![
                link.id,
                link.customer_id,
                link.provider_id,
                link.key_source,
                link.key,
                link.employee_id,
                link.is_declared,
                now
            ],
        )
        .await?;
    Ok(inserted == 1)
}

/// Notes that a link was used, and the NameID it was used with.
pub(super) async fn mark_seen(
    tx: &mut Tx,
    link_id: &str,
    name_id: &str,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE identity_links SET last_seen_at = $2, last_name_id = $3 WHERE id = $1",
        params![link_id, now, name_id],
    )
    .await?;
    Ok(())
}

/// The id of an account that a new one with this Login ID and mail address would be taken for.
pub(super) async fn find_lookalike(
    tx: &mut Tx,
    customer_id: &str,
    subject: &Subject,
) -> Result<Option<String>, Error> {
    let mail = names::folded(subject.mail.as_deref().unwrap_or_default());
    tx.optional(
        "SELECT id FROM employees
         WHERE customer_id = $1 AND (login_key = $2 OR login_skeleton = $3 OR (email_key = $4 AND email_key <> ''))
         ORDER BY login_key, id LIMIT 1",
        params![
            customer_id,
            names::folded(&subject.login_id),
            names::skeleton(&subject.login_id),
            mail
        ],
    )
    .await?
    .map(|row| row.get("id"))
    .transpose()
}

/// Marks an assertion as used; the time of the first use if it was used before.
pub(crate) async fn mark_used(
    tx: &mut Tx,
    customer_id: &str,
    provider_id: &str,
    assertion_id: &str,
    now: Timestamp,
    keep_until: Timestamp,
) -> Result<Option<Timestamp>, Error> {
    let inserted = tx
        .execute(
            "INSERT INTO replay_marks (customer_id, provider_id, assertion_id, first_used_at, keep_until)
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            params![customer_id, provider_id, assertion_id, now, keep_until],
        )
        .await?;
    if inserted == 1 {
        return Ok(None);
    }
    tx.one(
        "SELECT first_used_at FROM replay_marks
         WHERE customer_id = $1 AND provider_id = $2 AND assertion_id = $3",
        params![customer_id, provider_id, assertion_id],
    )
    .await?
    .get("first_used_at")
    .map(Some)
}

/// Drops marks of assertions that have expired anyway; at most `limit`.
pub(crate) async fn delete_expired(tx: &mut Tx, now: Timestamp, limit: i64) -> Result<u64, Error> {
    tx.execute(
        "DELETE FROM replay_marks WHERE keep_until < $1 AND (provider_id, assertion_id) IN
             (SELECT provider_id, assertion_id FROM replay_marks WHERE keep_until < $1
              ORDER BY keep_until LIMIT $2)",
        params![now, limit],
    )
    .await
}

/// Whether this certificate still is one of the current, enabled provider's.
pub(super) async fn is_still_trusted(
    tx: &mut Tx,
    customer_id: &str,
    provider_id: &str,
    certificate_id: &str,
) -> Result<bool, Error> {
    let found = tx
        .optional(
            "SELECT c.id FROM provider_certificates c JOIN providers p ON p.id = c.provider_id
             WHERE p.customer_id = $1 AND p.id = $2 AND c.id = $3 AND p.is_current AND p.is_enabled",
            params![customer_id, provider_id, certificate_id],
        )
        .await?;
    Ok(found.is_some())
}
