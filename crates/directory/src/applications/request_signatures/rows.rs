//! SQL of verification certificates and what goes with them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use vestibule_store::{Error, Row, Tx, params};

use super::{PartnerCertificate, RequestSignatures, VerificationCertificate};
use crate::applications::Application;
use crate::applications::SharedCertificate;

/// What stands in the application's own row; the certificates are among its parts.
pub(in crate::applications) fn read(row: &Row) -> Result<RequestSignatures, Error> {
    Ok(RequestSignatures {
        is_required: row.get("a_requires_signed_requests")?,
        allows_weak: row.get("a_allows_weak_signatures")?,
        certificates: Vec::new(),
    })
}

/// One certificate among the parts of an application.
pub(in crate::applications) fn read_certificate(row: &Row) -> Result<VerificationCertificate, Error> {
    // What was stored is Base64; were it not, the certificate would hold no key and verify nothing.
    let der = STANDARD.decode(row.get::<&str>("b")?).unwrap_or_default();
    Ok(VerificationCertificate(PartnerCertificate {
        der,
        thumbprint: row.get("a")?,
        not_after: row.get("n1")?,
    }))
}

/// Puts the application's certificates, and what goes with them, in place of what was there.
pub(in crate::applications) async fn save(tx: &mut Tx, application: &Application) -> Result<(), Error> {
    let signatures = &application.request_signatures;
    tx.execute(
        "UPDATE applications SET requires_signed_requests = $2, allows_weak_signatures = $3 WHERE id = $1",
        params![application.id, signatures.is_required, signatures.allows_weak],
    )
    .await?;
    tx.execute(
        "DELETE FROM verification_certificates WHERE application_id = $1",
        params![application.id],
    )
    .await?;
    for (position, certificate) in (0_i64..).zip(&signatures.certificates) {
        tx.execute(
            "INSERT INTO verification_certificates (application_id, position, thumbprint, certificate, not_after) \
             VALUES ($1, $2, $3, $4, $5)",
            params![
                application.id,
                position,
                certificate.thumbprint(),
                STANDARD.encode(certificate.der()),
                certificate.not_after(),
            ],
        )
        .await?;
    }
    Ok(())
}

/// The certificates of an application that another one of the tenant has as well.
pub(in crate::applications) async fn shared(
    tx: &mut Tx,
    application: &Application,
) -> Result<Vec<SharedCertificate>, Error> {
    let rows = tx
        .all(
            "SELECT v.thumbprint AS thumbprint, a.id AS id, a.display_name AS display_name \
             FROM verification_certificates v \
             JOIN verification_certificates o ON o.thumbprint = v.thumbprint AND o.application_id <> v.application_id \
             JOIN applications a ON a.id = o.application_id AND a.tenant_id = $2 AND a.deleted_at IS NULL \
             WHERE v.application_id = $1 \
             UNION SELECT e.encryption_thumbprint, a.id, a.display_name FROM applications e \
             JOIN applications a ON a.encryption_thumbprint = e.encryption_thumbprint AND a.id <> e.id \
             AND a.tenant_id = $2 AND a.deleted_at IS NULL WHERE e.id = $1 \
             ORDER BY thumbprint, id LIMIT 100",
            params![application.id, application.tenant_id],
        )
        .await?;
    let shared = |row: &Row| {
        Ok(SharedCertificate {
            thumbprint: row.get("thumbprint")?,
            application: row.get("display_name")?,
        })
    };
    rows.iter().map(shared).collect()
}
