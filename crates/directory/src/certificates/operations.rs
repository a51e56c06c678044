//! The life of signing certificates.

use super::Certificate;
use crate::{Caller, Directory, Failure};

/// All certificates of an application, the active one first, then the newest.
///
/// # Errors
///
/// `Forbidden`; `NotFound`.
pub async fn list(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    application_id: &str,
) -> Result<Vec<Certificate>, Failure> {
    todo!()
}

/// The active certificate.
///
/// # Errors
///
/// `Forbidden`; `NotFound`.
pub async fn active(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    application_id: &str,
) -> Result<Option<Certificate>, Failure> {
    todo!()
}

/// Makes another certificate, inactive: RSA-2048, self-signed, three calendar years. The key is made before the
/// transaction begins.
///
/// # Errors
///
/// `Forbidden`; `NotFound`.
pub async fn create(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    application_id: &str,
) -> Result<Certificate, Failure> {
    todo!()
}

/// Makes the certificate with this thumbprint the active one; the one before becomes inactive.
///
/// # Errors
///
/// `Forbidden`; `NotFound`.
pub async fn activate(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    application_id: &str,
    thumbprint: &str,
) -> Result<Certificate, Failure> {
    todo!()
}

/// Deletes an inactive certificate with its key.
///
/// # Errors
///
/// `Forbidden`; `NotFound`; `Conflict::CertificateActive`.
pub async fn delete(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    application_id: &str,
    thumbprint: &str,
) -> Result<(), Failure> {
    todo!()
}

/// The certificates that federation metadata publishes: the active one first, then those not expired. Anyone may ask.
///
/// Yields `None` when the tenant has no such application.
///
/// # Errors
///
/// `Unavailable`.
pub async fn public_der(
    directory: &Directory,
    tenant_id: &str,
    app_id: &str,
) -> Result<Option<Vec<Certificate>>, Failure> {
    todo!()
}
