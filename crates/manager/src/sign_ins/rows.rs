//! The sign-in log's table.

use jiff::Timestamp;
use vestibule_store::{Error, Row, Tx, params};

use super::{LastVerified, Method, SignIn};
use crate::page::Page;
use crate::stored::unreadable;

/// The certificate of the last sign-in that succeeded by a message.
pub(super) async fn last_verified(tx: &mut Tx, customer_id: &str) -> Result<Option<LastVerified>, Error> {
    tx.optional(
        "SELECT certificate_thumbprint, occurred_at FROM sign_ins
         WHERE customer_id = $1 AND code IS NULL AND certificate_thumbprint IS NOT NULL ORDER BY id DESC LIMIT 1",
        params![customer_id],
    )
    .await?
    .map(|row| {
        Ok(LastVerified {
            thumbprint: row.get("certificate_thumbprint")?,
            at: row.get("occurred_at")?,
        })
    })
    .transpose()
}

/// Writes an attempt.
pub(crate) async fn insert(tx: &mut Tx, customer_id: &str, entry: &SignIn) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO sign_ins (id, customer_id, occurred_at, method, code, rule, expected, received, warning,
             provider_id, issuer, subject, employee_id, is_new_person, certificate_thumbprint, correlation_id, source)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        params![
            &entry.id,
            customer_id,
            entry.occurred_at,
            entry.method.name(),
            entry.code.as_deref(),
            entry.rule.as_deref(),
            &entry.expected,
            &entry.received,
            entry.warning.as_deref(),
            entry.provider_id.as_deref(),
            entry.issuer.as_deref(),
            entry.subject.as_deref(),
            entry.employee_id.as_deref(),
            entry.is_new_person,
            entry.certificate_thumbprint.as_deref(),
            &entry.correlation_id,
            &entry.source
        ],
    )
    .await?;
    Ok(())
}

/// Drops attempts up to `before`, at most `limit`: of the oldest ones, which have the first ids.
pub(crate) async fn delete_old(tx: &mut Tx, before: Timestamp, limit: i64) -> Result<u64, Error> {
    tx.execute(
        "DELETE FROM sign_ins WHERE id IN
             (SELECT o.id FROM (SELECT id, occurred_at FROM sign_ins ORDER BY id LIMIT $2) o
              WHERE o.occurred_at <= $1)",
        params![before, limit],
    )
    .await
}

/// A page of attempts, the newest first.
pub(super) async fn list(tx: &mut Tx, customer_id: &str, page: &Page) -> Result<Vec<SignIn>, Error> {
    // Ids are made in the order of time, so the id alone is the key of the page.
    let before = page.after.as_deref().unwrap_or("~");
    tx.all(
        "SELECT id, occurred_at, method, code, rule, expected, received, warning, provider_id, issuer, subject,
                employee_id, is_new_person, certificate_thumbprint, correlation_id, source
         FROM sign_ins WHERE customer_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
        params![customer_id, before, page.rows()],
    )
    .await?
    .iter()
    .map(entry)
    .collect()
}

fn entry(row: &Row) -> Result<SignIn, Error> {
    let method: String = row.get("method")?;
    Ok(SignIn {
        id: row.get("id")?,
        occurred_at: row.get("occurred_at")?,
        method: Method::find(&method).ok_or_else(|| unreadable("method", &method))?,
        code: row.get("code")?,
        rule: row.get("rule")?,
        expected: row.get("expected")?,
        received: row.get("received")?,
        warning: row.get("warning")?,
        provider_id: row.get("provider_id")?,
        issuer: row.get("issuer")?,
        subject: row.get("subject")?,
        employee_id: row.get("employee_id")?,
        is_new_person: row.get("is_new_person")?,
        certificate_thumbprint: row.get("certificate_thumbprint")?,
        correlation_id: row.get("correlation_id")?,
        source: row.get("source")?,
    })
}
