//! Give and take directory roles.

use serde_json::json;
use vestibule_store::Tx;

use super::{DirectoryRole, rows};
use crate::audit::{Activity, Change, Recorded, Target, record};
use crate::directory::Act;
use crate::failure::{Conflict, Noun};
use crate::users::{self, User};
use crate::{Caller, Directory, Failure, Permission};

/// Gives a person a role. Doing it twice changes nothing.
///
/// # Errors
///
/// `Forbidden`; `NotFound`; `Conflict::Oneself`.
pub async fn assign(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    user_id: &str,
    role: DirectoryRole,
) -> Result<(), Failure> {
    require_for_other(caller, tenant_id, user_id)?;
    let act = directory.act(caller);
    directory
        .change(async |mut tx| {
            let user = users::rows::get_present(&mut tx, tenant_id, user_id).await?;
            if !rows::insert(&mut tx, tenant_id, user_id, role, act.now).await? {
                return Ok(((), Recorded::nothing_changed()));
            }
            Ok((
                (),
                recorded(&mut tx, act, Activity::AddMemberToRole, &user, role).await?,
            ))
        })
        .await
}

/// Takes a role from a person.
///
/// # Errors
///
/// `Forbidden`; `NotFound`; `Conflict::{Oneself, LastGlobalAdministrator}`.
pub async fn remove(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    user_id: &str,
    role: DirectoryRole,
) -> Result<(), Failure> {
    require_for_other(caller, tenant_id, user_id)?;
    let act = directory.act(caller);
    directory
        .change(async |mut tx| {
            let user = users::rows::get_present(&mut tx, tenant_id, user_id).await?;
            if role == DirectoryRole::GlobalAdministrator {
                refuse_last_global_administrator(&mut tx, &user).await?;
            }
            if !rows::delete(&mut tx, user_id, role).await? {
                return Err(Failure::not_found(Noun::Assignment, role.name()));
            }
            Ok((
                (),
                recorded(&mut tx, act, Activity::RemoveMemberFromRole, &user, role).await?,
            ))
        })
        .await
}

/// A person's roles, the strongest first.
///
/// # Errors
///
/// `Forbidden`, except for oneself.
pub async fn of(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    user_id: &str,
) -> Result<Vec<DirectoryRole>, Failure> {
    caller.require_or_self(Permission::ReadRoles, tenant_id, user_id)?;
    directory
        .db
        .read(async |mut tx| {
            let user = users::rows::get(&mut tx, tenant_id, user_id).await?;
            Ok(rows::of(&mut tx, &user.id).await?)
        })
        .await
}

/// Refuses what would leave the tenant without an enabled Global Administrator. Serializable transactions see to it that
/// two who do it at once to each other do not both succeed.
pub(crate) async fn refuse_last_global_administrator(tx: &mut Tx, user: &User) -> Result<(), Failure> {
    let is_one = user.is_enabled
        && rows::of(tx, &user.id)
            .await?
            .contains(&DirectoryRole::GlobalAdministrator);
    if is_one && rows::other_global_administrators(tx, &user.tenant_id, &user.id).await? == 0 {
        return Err(Conflict::LastGlobalAdministrator.into());
    }
    Ok(())
}

fn require_for_other(caller: &Caller, tenant_id: &str, user_id: &str) -> Result<(), Failure> {
    caller.require(Permission::AssignRoles, tenant_id)?;
    if caller.is_person(user_id) {
        Err(Conflict::Oneself.into())
    } else {
        Ok(())
    }
}

async fn recorded(
    tx: &mut Tx,
    act: Act<'_>,
    activity: Activity,
    user: &User,
    role: DirectoryRole,
) -> Result<Recorded, Failure> {
    let value = Some(json!({ "role": role.name() }));
    let (before, after) = if activity == Activity::AddMemberToRole {
        (None, value)
    } else {
        (value, None)
    };
    let target = Target {
        kind: "user",
        id: &user.id,
        name: &user.user_principal_name,
    };
    record(
        tx,
        act,
        Change {
            tenant_id: &user.tenant_id,
            activity,
            target,
            before,
            after,
        },
    )
    .await
}
