//! SQL of signing certificates.

use jiff::Timestamp;
use vestibule_store::{Error, Row, SealedColumn, Tx, params};

use super::{Certificate, Ending, NewCertificate};

macro_rules! certificate_columns {
    () => {
        "c.id, c.application_id, c.thumbprint, c.subject, c.not_before, c.not_after, c.is_active, c.is_imported, \
         c.activates_at, c.der, c.created_at"
    };
}

fn certificate(row: &Row) -> Result<Certificate, Error> {
    Ok(Certificate {
        id: row.get("id")?,
        application_id: row.get("application_id")?,
        thumbprint: row.get("thumbprint")?,
        subject: row.get("subject")?,
        not_before: row.get("not_before")?,
        not_after: row.get("not_after")?,
        is_active: row.get("is_active")?,
        is_imported: row.get("is_imported")?,
        activates_at: row.get("activates_at")?,
        der: row.get("der")?,
        created_at: row.get("created_at")?,
    })
}

pub(crate) async fn insert(tx: &mut Tx, new: &NewCertificate, is_active: bool) -> Result<(), Error> {
    let certificate = &new.public;
    tx.execute(
        "INSERT INTO signing_certificates (id, application_id, thumbprint, subject, not_before, not_after, is_active, \
         is_imported, der, sealed_key, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        params![
            certificate.id,
            certificate.application_id,
            certificate.thumbprint,
            certificate.subject,
            certificate.not_before,
            certificate.not_after,
            is_active,
            certificate.is_imported,
            certificate.der,
            new.sealed_key,
            certificate.created_at,
        ],
    )
    .await?;
    count(tx, &certificate.application_id).await
}

/// Counts a change of the application's certificates: whoever keeps them in memory reads them again.
async fn count(tx: &mut Tx, application_id: &str) -> Result<(), Error> {
    tx.execute(
        "UPDATE applications SET certificates_version = certificates_version + 1 WHERE id = $1",
        params![application_id],
    )
    .await?;
    Ok(())
}

/// All certificates of an application, the active one first, then the newest.
pub(super) async fn list(tx: &mut Tx, application_id: &str) -> Result<Vec<Certificate>, Error> {
    let rows = tx
        .all(
            concat!(
                "SELECT ",
                certificate_columns!(),
                " FROM signing_certificates c WHERE c.application_id = $1 \
                 ORDER BY c.is_active DESC, c.created_at DESC, c.id DESC"
            ),
            params![application_id],
        )
        .await?;
    rows.iter().map(certificate).collect()
}

/// All certificates of the present application with that application id.
pub(super) async fn list_by_app_id(
    tx: &mut Tx,
    tenant_id: &str,
    app_id: &str,
) -> Result<Option<Vec<Certificate>>, Error> {
    let row = tx
        .optional(
            "SELECT id FROM applications WHERE tenant_id = $1 AND app_id = $2 AND deleted_at IS NULL",
            params![tenant_id, app_id],
        )
        .await?;
    match row {
        Some(row) => Ok(Some(list(tx, row.get::<&str>("id")?).await?)),
        None => Ok(None),
    }
}

pub(super) async fn find(
    tx: &mut Tx,
    application_id: &str,
    thumbprint: &str,
) -> Result<Option<Certificate>, Error> {
    tx.optional(
        concat!(
            "SELECT ",
            certificate_columns!(),
            " FROM signing_certificates c WHERE c.application_id = $1 AND c.thumbprint = $2"
        ),
        params![application_id, thumbprint.to_ascii_uppercase()],
    )
    .await?
    .map(|row| certificate(&row))
    .transpose()
}

/// Active certificates of present applications that end before this, with tenant and name of the application; a thousand at
/// most, those that end first.
pub(super) async fn ending(
    tx: &mut Tx,
    tenant_id: Option<&str>,
    before: Timestamp,
) -> Result<Vec<Ending>, Error> {
    let rows = tx
        .all(
            concat!(
                "SELECT ",
                certificate_columns!(),
                ", a.tenant_id, a.app_id, a.display_name FROM signing_certificates c \
                 JOIN applications a ON a.id = c.application_id AND a.deleted_at IS NULL \
                 WHERE c.is_active AND c.not_after < $1 AND (CAST($2 AS TEXT) IS NULL OR a.tenant_id = $2) \
                 ORDER BY c.not_after, c.id LIMIT 1000"
            ),
            params![before, tenant_id],
        )
        .await?;
    let ending = |row: &Row| {
        Ok(Ending {
            tenant_id: row.get("tenant_id")?,
            app_id: row.get("app_id")?,
            application: row.get("display_name")?,
            certificate: certificate(row)?,
        })
    };
    rows.iter().map(ending).collect()
}

/// The private keys of signing certificates.
pub(crate) const SEALED: SealedColumn = SealedColumn {
    purpose: super::generate::SIGNING_KEY,
    beginnings: "SELECT DISTINCT substr(sealed_key, 1, 5) AS beginning FROM signing_certificates",
    list: "SELECT id, sealed_key AS sealed FROM signing_certificates WHERE id > $1 ORDER BY id LIMIT 100",
    replace: "UPDATE signing_certificates SET sealed_key = $3 WHERE id = $1 AND sealed_key = $2",
};

/// Certificate and sealed key.
pub(super) async fn key(tx: &mut Tx, id: &str) -> Result<Option<(Vec<u8>, Vec<u8>)>, Error> {
    tx.optional(
        "SELECT der, sealed_key FROM signing_certificates WHERE id = $1",
        params![id],
    )
    .await?
    .map(|row| Ok((row.get("der")?, row.get("sealed_key")?)))
    .transpose()
}

/// Certificates of present applications that are to be active by now, each with its tenant; a hundred at most.
pub(super) async fn due(tx: &mut Tx, now: Timestamp) -> Result<Vec<(String, Certificate)>, Error> {
    let rows = tx
        .all(
            concat!(
                "SELECT ",
                certificate_columns!(),
                ", a.tenant_id FROM signing_certificates c \
                 JOIN applications a ON a.id = c.application_id AND a.deleted_at IS NULL \
                 WHERE c.activates_at IS NOT NULL AND c.activates_at <= $1 ORDER BY c.activates_at, c.id LIMIT 100"
            ),
            params![now],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.get("tenant_id")?, certificate(row)?)))
        .collect()
}

/// Sets when a certificate is to become the active one, and takes the time of any other away.
pub(super) async fn schedule(
    tx: &mut Tx,
    application_id: &str,
    id: &str,
    at: Option<Timestamp>,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE signing_certificates SET activates_at = NULL WHERE application_id = $1 AND activates_at IS NOT NULL",
        params![application_id],
    )
    .await?;
    tx.execute(
        "UPDATE signing_certificates SET activates_at = $2 WHERE id = $1",
        params![id, at],
    )
    .await?;
    Ok(())
}

/// Makes one certificate the active one. In this order: two are never active, not even in between. Whatever was to become
/// active later is not any more.
pub(super) async fn activate(tx: &mut Tx, application_id: &str, id: &str) -> Result<(), Error> {
    tx.execute(
        "UPDATE signing_certificates SET is_active = FALSE, activates_at = NULL \
         WHERE application_id = $1 AND (is_active OR activates_at IS NOT NULL)",
        params![application_id],
    )
    .await?;
    tx.execute(
        "UPDATE signing_certificates SET is_active = TRUE WHERE id = $1",
        params![id],
    )
    .await?;
    count(tx, application_id).await
}

pub(super) async fn delete(tx: &mut Tx, certificate: &Certificate) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM signing_certificates WHERE id = $1",
        params![certificate.id],
    )
    .await?;
    count(tx, &certificate.application_id).await
}
