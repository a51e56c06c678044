//! The way back in when nobody is left who may administer a tenant: for whoever has the machine, with database and master key.

use serde_json::json;
use vestibule_store::Secret;

use crate::audit::{Activity, Change, Target, record};
use crate::directory::Act;
use crate::users::{self, NewUser, Reset, User, UserChange};
use crate::value::{DisplayName, Upn};
use crate::{Caller, Directory, DirectoryRole, Failure, Permission, roles};

/// An administrator who can sign in.
#[derive(Debug)]
pub struct Recovered {
    /// The person.
    pub user: User,
    /// The password for one sign-in, which asks for a new one.
    pub password: Secret<String>,
}

/// Makes a Global Administrator of that name, or of the person who has it: restored if he was deleted, enabled, with a
/// new password that must be changed at the first sign-in, and with all his sessions ended. The audit log has the reason
/// before anything else happens. What fails in the middle can be done again.
///
/// # Errors
///
/// `Forbidden` for people; `NotFound` without such a tenant; whatever the steps refuse, such as a name of a foreign domain.
pub async fn administrator(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    name: (Upn, DisplayName),
    reason: &str,
) -> Result<Recovered, Failure> {
    caller.require_system(Permission::ManageTenants)?;
    let (upn, display_name) = name;
    let typed = upn.as_str().to_owned();
    let role = DirectoryRole::GlobalAdministrator;
    note(directory, caller, tenant_id, (&typed, reason)).await?;
    let mut found = users::find_by_upn(directory, caller, tenant_id, &typed).await?;
    if found.is_none()
        && let Some(deleted) = users::find_deleted_by_upn(directory, caller, tenant_id, &typed).await?
    {
        found = Some(users::restore(directory, caller, tenant_id, &deleted.id).await?);
    }
    let Some(user) = found else {
        let new = NewUser {
            roles: vec![role],
            ..NewUser::new(tenant_id, upn, display_name)
        };
        let created = users::create(directory, caller, new).await?;
        let password = created.generated_password.ok_or_else(no_password)?;
        return Ok(Recovered {
            user: created.user,
            password,
        });
    };
    // The password first: whoever knew the old one is out before the account can do anything again.
    let reset = Reset {
        password: None,
        must_change_password: true,
    };
    let password = users::reset_password(directory, caller, tenant_id, &user.id, reset).await?;
    let enabled = UserChange {
        is_enabled: Some(true),
        ..UserChange::default()
    };
    users::update(directory, caller, tenant_id, &user.id, enabled).await?;
    if !roles::of(directory, caller, tenant_id, &user.id)
        .await?
        .contains(&role)
    {
        roles::assign(directory, caller, tenant_id, &user.id, role).await?;
    }
    Ok(Recovered {
        user: users::get(directory, caller, tenant_id, &user.id).await?,
        password: password.ok_or_else(no_password)?,
    })
}

fn no_password() -> Failure {
    Failure::broken(std::io::Error::other("no password was generated"))
}

async fn note(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    (upn, reason): (&str, &str),
) -> Result<(), Failure> {
    let act: Act<'_> = directory.act(caller);
    directory
        .change(async |mut tx| {
            let change = Change {
                tenant_id,
                activity: Activity::RecoverAdministrator,
                target: Target {
                    kind: "user",
                    id: "",
                    name: upn,
                },
                before: None,
                after: Some(json!({ "reason": reason })),
            };
            Ok(((), record(&mut tx, act, change).await?))
        })
        .await
}
