//! The life of signing certificates.

use jiff::Timestamp;
use serde_json::{Value, json};
use vestibule_store::Tx;

use super::{Certificate, ForeignKey, NewCertificate, rows};
use crate::applications::{self, Application};
use crate::audit::{Activity, Change, Recorded, record};
use crate::directory::Act;
use crate::failure::{Conflict, Noun};
use crate::{Caller, Directory, Failure, Permission};

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
    caller.require(Permission::ReadApplications, tenant_id)?;
    directory
        .db
        .read(async |mut tx| {
            let application =
                applications::rows::get_present_bare(&mut tx, tenant_id, application_id).await?;
            Ok(rows::list(&mut tx, &application.id).await?)
        })
        .await
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
    let certificates = list(directory, caller, tenant_id, application_id).await?;
    Ok(certificates.into_iter().find(|certificate| certificate.is_active))
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
    caller.require(Permission::ManageCertificates, tenant_id)?;
    let act = directory.act(caller);
    let certificate = NewCertificate::generate(directory, application_id).await?;
    directory
        .change(async |mut tx| {
            let application =
                applications::rows::get_present_bare(&mut tx, tenant_id, application_id).await?;
            rows::insert(&mut tx, &certificate, false).await?;
            let activity = Activity::AddCertificate;
            let recorded = recorded(&mut tx, act, activity, &application, &certificate.public).await?;
            Ok((certificate.public.clone(), recorded))
        })
        .await
}

/// Adds a certificate whose key was made elsewhere, inactive. It stays marked: whoever made the key may have kept it, and can
/// sign for this application as long as the application trusts the certificate. (`key_import_marked`)
///
/// # Errors
///
/// `Forbidden`; `NotFound`; `Invalid` when it has expired; `Conflict::Taken` when the application has it already.
pub async fn import(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    application_id: &str,
    key: &ForeignKey,
) -> Result<Certificate, Failure> {
    caller.require(Permission::ImportCertificates, tenant_id)?;
    let act = directory.act(caller);
    let certificate = NewCertificate::imported(directory, application_id, key)?;
    directory
        .change(async |mut tx| {
            let application =
                applications::rows::get_present_bare(&mut tx, tenant_id, application_id).await?;
            let thumbprint = &certificate.public.thumbprint;
            if rows::find(&mut tx, application_id, thumbprint).await?.is_some() {
                return Err(Conflict::Taken {
                    field: "thumbprint",
                    value: thumbprint.clone(),
                    holder: application.display_name,
                }
                .into());
            }
            rows::insert(&mut tx, &certificate, false).await?;
            let activity = Activity::AddCertificate;
            let recorded = recorded(&mut tx, act, activity, &application, &certificate.public).await?;
            Ok((certificate.public.clone(), recorded))
        })
        .await
}

/// An active certificate that ends soon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// The tenant of the application.
    pub tenant_id: String,
    /// The application's application id.
    pub app_id: String,
    /// The application's name.
    pub application: String,
    /// The certificate.
    pub certificate: Certificate,
}

/// The active certificates of every tenant that end before this instant: a thousand at most, those that end first.
///
/// # Errors
///
/// `Forbidden` for people; `Unavailable`.
pub async fn ending(
    directory: &Directory,
    caller: &Caller,
    before: Timestamp,
) -> Result<Vec<Ending>, Failure> {
    caller.require_system(Permission::ManageTenants)?;
    directory
        .db
        .read(async |mut tx| Ok(rows::ending(&mut tx, None, before).await?))
        .await
}

/// The active certificates of one tenant that end before this instant: a thousand at most, those that end first.
///
/// # Errors
///
/// `Forbidden`; `Unavailable`.
pub async fn ending_in(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    before: Timestamp,
) -> Result<Vec<Ending>, Failure> {
    caller.require(Permission::ReadApplications, tenant_id)?;
    directory
        .db
        .read(async |mut tx| Ok(rows::ending(&mut tx, Some(tenant_id), before).await?))
        .await
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
    caller.require(Permission::ManageCertificates, tenant_id)?;
    let act = directory.act(caller);
    directory
        .change(async |mut tx| {
            let application =
                applications::rows::get_present_bare(&mut tx, tenant_id, application_id).await?;
            let certificate = found(&mut tx, application_id, thumbprint).await?;
            if certificate.is_active {
                return Ok((certificate, Recorded::nothing_changed()));
            }
            rows::activate(&mut tx, application_id, &certificate.id).await?;
            let certificate = Certificate {
                is_active: true,
                activates_at: None,
                ..certificate
            };
            let activity = Activity::ActivateCertificate;
            let recorded = recorded(&mut tx, act, activity, &application, &certificate).await?;
            Ok((certificate, recorded))
        })
        .await
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
    caller.require(Permission::ManageCertificates, tenant_id)?;
    let act = directory.act(caller);
    directory
        .change(async |mut tx| {
            let application =
                applications::rows::get_present_bare(&mut tx, tenant_id, application_id).await?;
            let certificate = found(&mut tx, application_id, thumbprint).await?;
            if certificate.is_active {
                return Err(Conflict::CertificateActive.into());
            }
            rows::delete(&mut tx, &certificate).await?;
            let activity = Activity::DeleteCertificate;
            Ok((
                (),
                recorded(&mut tx, act, activity, &application, &certificate).await?,
            ))
        })
        .await
}

/// The certificates that federation metadata publishes: the active one first, then those not expired. Anyone may ask.
///
/// Yields `None` when the tenant has no such application.
///
/// # Errors
///
/// `Unavailable`.
pub async fn published(
    directory: &Directory,
    tenant_id: &str,
    app_id: &str,
) -> Result<Option<Vec<Certificate>>, Failure> {
    if app_id.contains('\0') {
        return Ok(None);
    }
    let now = directory.environment().now();
    let app_id = app_id.to_ascii_lowercase();
    let certificates = directory
        .db
        .read(async |mut tx| Ok::<_, Failure>(rows::list_by_app_id(&mut tx, tenant_id, &app_id).await?))
        .await?;
    Ok(certificates.map(|mut certificates| {
        certificates.retain(|certificate| certificate.is_active || now <= certificate.not_after);
        certificates
    }))
}

/// The certificate of an application with this thumbprint.
pub(super) async fn found(
    tx: &mut Tx,
    application_id: &str,
    thumbprint: &str,
) -> Result<Certificate, Failure> {
    rows::find(tx, application_id, thumbprint)
        .await?
        .ok_or_else(|| Failure::not_found(Noun::Certificate, thumbprint))
}

/// Writes down what happened to a certificate: never a key.
pub(crate) async fn recorded(
    tx: &mut Tx,
    act: Act<'_>,
    activity: Activity,
    application: &Application,
    certificate: &Certificate,
) -> Result<Recorded, Failure> {
    let (before, after) = match activity {
        Activity::DeleteCertificate => (Some(described(certificate, "deleted")), None),
        Activity::ScheduleCertificate => (None, Some(described(certificate, "scheduled"))),
        Activity::ActivateCertificate => (None, Some(described(certificate, "activated"))),
        _ if certificate.is_imported => (None, Some(described(certificate, "imported"))),
        _ => (None, Some(described(certificate, "added"))),
    };
    let target = applications::target(application);
    record(
        tx,
        act,
        Change {
            tenant_id: &application.tenant_id,
            activity,
            target,
            before,
            after,
        },
    )
    .await
}

fn described(certificate: &Certificate, what: &str) -> Value {
    json!({
        "change": what,
        "keyId": certificate.id,
        "thumbprint": certificate.thumbprint,
        "displayName": certificate.subject,
        "startDateTime": certificate.not_before.to_string(),
        "endDateTime": certificate.not_after.to_string(),
        "isImported": certificate.is_imported,
        "activatesAt": certificate.activates_at.map(|at| at.to_string()),
    })
}
