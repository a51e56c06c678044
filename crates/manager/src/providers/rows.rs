//! The providers table and the certificates that belong to it.

use jiff::{SignedDuration, Timestamp};
use vestibule_saml::message::NameIdFormat;
use vestibule_store::{Error, Row, Tx, params};

use super::{AccountKey, Ending, ExpiredCertificate, Provider, ProviderCertificate, ProviderChange, pins};
use crate::roles::Role;
use crate::stored::unreadable;

/// The provider that requests of this customer are sent to, disabled or not.
pub(crate) async fn find_current(tx: &mut Tx, customer_id: &str) -> Result<Option<Provider>, Error> {
    let rows = tx
        .all(
            "SELECT p.id, p.issuer, p.login_url, p.logout_url, p.creates_people, p.default_role, p.account_key,
                    p.allows_unsolicited, p.clock_skew_seconds, p.refuses_expired_certificate, p.is_enabled,
                    p.tenant_id, p.name_id_formats, p.allowed_domains,
                    c.id AS certificate_id, c.der, c.thumbprint, c.subject, c.not_before, c.not_after,
                    c.last_verified_at
             FROM providers p LEFT JOIN provider_certificates c ON c.provider_id = p.id
             WHERE p.customer_id = $1 AND p.is_current
             ORDER BY c.added_at, c.id",
            params![customer_id],
        )
        .await?;
    provider(&rows)
}

/// What is known of an earlier record of the same issuer: its id, its account key, and whether people were linked
/// through it.
pub(super) async fn find_record(
    tx: &mut Tx,
    customer_id: &str,
    issuer: &str,
) -> Result<Option<(String, AccountKey, bool)>, Error> {
    tx.optional(
        "SELECT p.id, p.account_key,
                EXISTS (SELECT 1 FROM identity_links l WHERE l.provider_id = p.id) AS has_links
         FROM providers p WHERE p.customer_id = $1 AND p.issuer = $2",
        params![customer_id, issuer],
    )
    .await?
    .map(|row| Ok((row.get("id")?, account_key(&row)?, row.get("has_links")?)))
    .transpose()
}

/// Makes no provider of the customer current.
pub(super) async fn retire_current(tx: &mut Tx, customer_id: &str, now: Timestamp) -> Result<u64, Error> {
    tx.execute(
        "UPDATE providers SET is_current = FALSE, updated_at = $2 WHERE customer_id = $1 AND is_current",
        params![customer_id, now],
    )
    .await
}

/// Ends the sessions of providers that are no longer in use. Their open requests stay until they are too old: what
/// answers one is held against the provider that was asked.
pub(super) async fn end_sessions_of_retired(tx: &mut Tx, customer_id: &str) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM sessions WHERE customer_id = $1 AND provider_id IN
             (SELECT id FROM providers WHERE customer_id = $1 AND NOT (is_current AND is_enabled))",
        params![customer_id],
    )
    .await?;
    Ok(())
}

/// Writes the record, new or over an earlier one of the same issuer, and makes it current.
pub(super) async fn upsert(
    tx: &mut Tx,
    customer_id: &str,
    id: &str,
    change: &ProviderChange,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO providers (id, customer_id, issuer, login_url, logout_url, creates_people, default_role,
             account_key, allows_unsolicited, clock_skew_seconds, refuses_expired_certificate, is_enabled,
             is_current, created_at, updated_at, tenant_id, name_id_formats, allowed_domains)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, TRUE, $13, $13, $14, $15, $16)
         ON CONFLICT (customer_id, issuer) DO UPDATE SET login_url = excluded.login_url,
             logout_url = excluded.logout_url, creates_people = excluded.creates_people,
             default_role = excluded.default_role, account_key = excluded.account_key,
             allows_unsolicited = excluded.allows_unsolicited, clock_skew_seconds = excluded.clock_skew_seconds,
             refuses_expired_certificate = excluded.refuses_expired_certificate,
             is_enabled = excluded.is_enabled, is_current = TRUE, updated_at = excluded.updated_at,
             tenant_id = excluded.tenant_id, name_id_formats = excluded.name_id_formats,
             allowed_domains = excluded.allowed_domains",
        params![
            id,
            customer_id,
            &change.issuer,
            &change.login_url,
            change.logout_url.as_deref(),
            change.creates_people,
            change.default_role.internal_name(),
            change.account_key.name(),
            change.allows_unsolicited,
            change.clock_skew.as_secs(),
            change.expired_certificate == ExpiredCertificate::Refuse,
            change.is_enabled,
            now,
            change.tenant_id.as_deref(),
            pins::joined(change.name_id_formats.iter().map(NameIdFormat::uri)),
            pins::joined(change.allowed_domains.iter().map(String::as_str))
        ],
    )
    .await?;
    Ok(())
}

/// The certificates of a provider by thumbprint.
pub(super) async fn thumbprints(tx: &mut Tx, provider_id: &str) -> Result<Vec<String>, Error> {
    tx.all(
        "SELECT thumbprint FROM provider_certificates WHERE provider_id = $1 ORDER BY added_at, id",
        params![provider_id],
    )
    .await?
    .into_iter()
    .map(|row| row.get("thumbprint"))
    .collect()
}

/// Adds a certificate.
pub(super) async fn insert_certificate(
    tx: &mut Tx,
    provider_id: &str,
    certificate: &ProviderCertificate,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO provider_certificates (id, provider_id, der, thumbprint, subject, not_before, not_after,
             added_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            &certificate.id,
            provider_id,
            certificate.der.clone(),
            &certificate.thumbprint,
            &certificate.subject,
            certificate.not_before,
            certificate.not_after,
            now
        ],
    )
    .await?;
    Ok(())
}

/// Takes a certificate away.
pub(super) async fn delete_certificate(
    tx: &mut Tx,
    provider_id: &str,
    thumbprint: &str,
) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM provider_certificates WHERE provider_id = $1 AND thumbprint = $2",
        params![provider_id, thumbprint],
    )
    .await?;
    Ok(())
}

/// Certificates of enabled providers that end before this, with the customer's name and the issuer; a thousand at most,
/// those that end first.
pub(super) async fn ending(tx: &mut Tx, before: Timestamp) -> Result<Vec<Ending>, Error> {
    let rows = tx
        .all(
            "SELECT u.name, p.issuer, c.id AS certificate_id, c.der, c.thumbprint, c.subject, c.not_before, c.not_after,
                    c.last_verified_at
             FROM provider_certificates c
             JOIN providers p ON p.id = c.provider_id AND p.is_current AND p.is_enabled
             JOIN customers u ON u.id = p.customer_id
             WHERE c.not_after < $1 ORDER BY c.not_after, c.id LIMIT 1000",
            params![before],
        )
        .await?;
    let mut endings = Vec::with_capacity(rows.len());
    for row in &rows {
        if let Some(certificate) = certificate(row)? {
            let (customer, issuer) = (row.get("name")?, row.get("issuer")?);
            endings.push(Ending {
                customer,
                issuer,
                certificate,
            });
        }
    }
    Ok(endings)
}

/// Notes that a message was verified with this certificate. To the minute, so that people who sign in at once do
/// not wait for each other on this row.
pub(crate) async fn mark_verified(
    tx: &mut Tx,
    certificate: &ProviderCertificate,
    now: Timestamp,
) -> Result<(), Error> {
    let is_recent = certificate
        .last_verified_at
        .is_some_and(|at| now.duration_since(at) < SignedDuration::from_mins(1));
    if !is_recent {
        tx.execute(
            "UPDATE provider_certificates SET last_verified_at = $2 WHERE id = $1",
            params![&certificate.id, now],
        )
        .await?;
    }
    Ok(())
}

fn provider(rows: &[Row]) -> Result<Option<Provider>, Error> {
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    let role: String = first.get("default_role")?;
    let refuses_expired: bool = first.get("refuses_expired_certificate")?;
    Ok(Some(Provider {
        id: first.get("id")?,
        issuer: first.get("issuer")?,
        login_url: first.get("login_url")?,
        logout_url: first.get("logout_url")?,
        creates_people: first.get("creates_people")?,
        default_role: Role::find(&role).ok_or_else(|| unreadable("default_role", &role))?,
        account_key: account_key(first)?,
        allows_unsolicited: first.get("allows_unsolicited")?,
        clock_skew: SignedDuration::from_secs(first.get("clock_skew_seconds")?),
        expired_certificate: if refuses_expired {
            ExpiredCertificate::Refuse
        } else {
            ExpiredCertificate::AcceptWithWarning
        },
        tenant_id: first.get("tenant_id")?,
        name_id_formats: pins::formats(first.get::<Option<String>>("name_id_formats")?.as_deref()),
        allowed_domains: pins::domains(first.get::<Option<String>>("allowed_domains")?.as_deref()),
        is_enabled: first.get("is_enabled")?,
        certificates: rows
            .iter()
            .map(certificate)
            .filter_map(Result::transpose)
            .collect::<Result<_, Error>>()?,
    }))
}

fn certificate(row: &Row) -> Result<Option<ProviderCertificate>, Error> {
    let Some(id) = row.get::<Option<String>>("certificate_id")? else {
        return Ok(None);
    };
    Ok(Some(ProviderCertificate {
        id,
        der: row.get("der")?,
        thumbprint: row.get("thumbprint")?,
        subject: row.get("subject")?,
        not_before: row.get("not_before")?,
        not_after: row.get("not_after")?,
        last_verified_at: row.get("last_verified_at")?,
    }))
}

fn account_key(row: &Row) -> Result<AccountKey, Error> {
    let name: String = row.get("account_key")?;
    AccountKey::find(&name).ok_or_else(|| unreadable("account_key", &name))
}
