//! What can be done with an application's profile.

use super::{CompatibilityProfile, rows};
use crate::applications::{self, operations::recorded};
use crate::audit::{Activity, Recorded};
use crate::{Caller, Directory, Failure, Permission};

/// The profile of an application, if it has one.
///
/// # Errors
///
/// `Forbidden`; `Unavailable`.
pub async fn compatibility_profile(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    application_id: &str,
) -> Result<Option<CompatibilityProfile>, Failure> {
    caller.require(Permission::ReadApplications, tenant_id)?;
    directory
        .db
        .read(async |mut tx| {
            applications::rows::get_present_bare(&mut tx, tenant_id, application_id).await?;
            Ok(rows::find(&mut tx, application_id).await?)
        })
        .await
}

/// Sets the profile of an application, or takes it away.
///
/// # Errors
///
/// `Forbidden`; `NotFound`.
pub async fn set_compatibility_profile(
    directory: &Directory,
    caller: &Caller,
    (tenant_id, application_id): (&str, &str),
    profile: Option<CompatibilityProfile>,
) -> Result<(), Failure> {
    caller.require(Permission::ManageApplications, tenant_id)?;
    let act = directory.act(caller);
    directory
        .change(async |mut tx| {
            let application =
                applications::rows::get_present_bare(&mut tx, tenant_id, application_id).await?;
            let before = rows::find(&mut tx, application_id).await?;
            if before == profile {
                return Ok(((), Recorded::nothing_changed()));
            }
            rows::save(&mut tx, application_id, profile).await?;
            let value = |profile: Option<CompatibilityProfile>| {
                Some(serde_json::json!({ "compatibilityProfile": profile.map(CompatibilityProfile::name) }))
            };
            let values = (value(before), value(profile));
            let recorded = recorded(&mut tx, act, Activity::UpdateApplication, &application, values).await?;
            Ok(((), recorded))
        })
        .await
}
