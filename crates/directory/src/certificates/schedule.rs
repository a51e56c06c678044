//! A switch to another certificate at a time that was agreed on with the application's people. (`key_rotation`)

use jiff::Timestamp;

use super::operations::{found, recorded};
use super::{Certificate, rows};
use crate::applications;
use crate::audit::{Activity, Recorded};
use crate::failure::{Conflict, Problem};
use crate::{Caller, Directory, Failure, Permission};

/// Has the certificate with this thumbprint become the active one at that time, within a minute, or takes that back. An
/// application has one such appointment at most: a new one takes the place of the one before, and an activation by hand ends it.
///
/// # Errors
///
/// `Forbidden`; `NotFound`; `Conflict::CertificateActive`; `Invalid` when the time is over, or the certificate is not valid then.
pub async fn schedule(
    directory: &Directory,
    caller: &Caller,
    (tenant_id, application_id): (&str, &str),
    thumbprint: &str,
    at: Option<Timestamp>,
) -> Result<Certificate, Failure> {
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
            if certificate.activates_at == at {
                return Ok((certificate, Recorded::nothing_changed()));
            }
            if let Some(problem) = at.and_then(|at| unfit(at, &certificate, act.now)) {
                return Err(problem.into());
            }
            rows::schedule(&mut tx, application_id, &certificate.id, at).await?;
            let certificate = Certificate {
                activates_at: at,
                ..certificate
            };
            let activity = Activity::ScheduleCertificate;
            let recorded = recorded(&mut tx, act, activity, &application, &certificate).await?;
            Ok((certificate, recorded))
        })
        .await
}

/// Makes active what is to be active by now, each in a transaction of its own, and says how many. Whoever set the time is in
/// the audit log; the switch itself is the caller's.
///
/// # Errors
///
/// `Forbidden` for people; `Unavailable`.
pub async fn activate_due(directory: &Directory, caller: &Caller) -> Result<u64, Failure> {
    caller.require_system(Permission::ManageTenants)?;
    let act = directory.act(caller);
    let due = directory
        .db
        .read(async |mut tx| Ok::<_, Failure>(rows::due(&mut tx, act.now).await?))
        .await?;
    let mut switched = 0;
    for (tenant_id, certificate) in &due {
        let application_id = &certificate.application_id;
        switched += directory
            .change(async |mut tx| {
                let application =
                    applications::rows::get_present_bare(&mut tx, tenant_id, application_id).await?;
                // Another server or a person may have been quicker.
                let now_known = rows::find(&mut tx, application_id, &certificate.thumbprint).await?;
                let is_due = |known: &Certificate| known.activates_at.is_some_and(|at| at <= act.now);
                let Some(certificate) = now_known.filter(is_due) else {
                    return Ok((0, Recorded::nothing_changed()));
                };
                rows::activate(&mut tx, application_id, &certificate.id).await?;
                let certificate = Certificate {
                    is_active: true,
                    activates_at: None,
                    ..certificate
                };
                let activity = Activity::ActivateCertificate;
                let recorded = recorded(&mut tx, act, activity, &application, &certificate).await?;
                Ok((1, recorded))
            })
            .await?;
    }
    Ok(switched)
}

fn unfit(at: Timestamp, certificate: &Certificate, now: Timestamp) -> Option<Problem> {
    let problem = |expected: String| {
        let message = "the certificate cannot become active at that time";
        Problem::new(
            "activatesAt",
            "certificate-schedule",
            message,
            expected,
            &at.to_string(),
        )
    };
    if at <= now {
        return Some(problem(format!("a time after {now}")));
    }
    let (from, until) = (certificate.not_before, certificate.not_after);
    (!certificate.is_valid(at)).then(|| problem(format!("a time from {from} to {until}, while it is valid")))
}
