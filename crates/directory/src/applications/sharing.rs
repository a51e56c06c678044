//! Certificates that two applications have: whoever holds the key speaks for both.

use super::{request_signatures, rows};
use crate::{Caller, Directory, Failure, Permission};

/// A certificate of an application that another one has as well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedCertificate {
    /// SHA-1 over the DER, upper-case hexadecimal.
    pub thumbprint: String,
    /// The name of the other application.
    pub application: String,
}

/// The verification and encryption certificates of an application that another one of the tenant has for the same use.
///
/// # Errors
///
/// `Forbidden`; `NotFound`.
pub async fn shared_certificates(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    application_id: &str,
) -> Result<Vec<SharedCertificate>, Failure> {
    caller.require(Permission::ReadApplications, tenant_id)?;
    directory
        .db
        .read(async |mut tx| {
            let application = rows::get(&mut tx, tenant_id, application_id).await?;
            Ok(request_signatures::rows::shared(&mut tx, &application).await?)
        })
        .await
}
