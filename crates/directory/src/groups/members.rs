//! Who is in a group.

use jiff::Timestamp;
use serde_json::{Value, json};
use vestibule_store::Tx;

use super::operations::{found, target};
use super::{Group, Member, MemberEntry, rows};
use crate::audit::{Activity, Change, Recorded, record};
use crate::failure::{Conflict, Noun};
use crate::page::{cursor, position};
use crate::value::name_key;
use crate::{Caller, Directory, Failure, Page, PageRequest, Permission, users};

/// Puts a person or a group into a group. Doing it twice changes nothing.
///
/// # Errors
///
/// `Forbidden`; `NotFound`; `Conflict::GroupCycle`.
pub async fn add_member(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    group_id: &str,
    member: &Member,
) -> Result<(), Failure> {
    caller.require(Permission::ManageGroups, tenant_id)?;
    let act = directory.act(caller);
    directory
        .change(async |mut tx| {
            let group = found(&mut tx, tenant_id, group_id).await?;
            let name = name_of(&mut tx, tenant_id, member).await?;
            if !put(&mut tx, group_id, member, act.now).await? {
                return Ok(((), Recorded::nothing_changed()));
            }
            let (before, after) = (None, Some(described(member, &name)));
            let activity = Activity::AddMemberToGroup;
            let change = Change {
                tenant_id,
                activity,
                target: target(&group),
                before,
                after,
            };
            Ok(((), record(&mut tx, act, change).await?))
        })
        .await
}

/// Puts it in, unless the group would contain itself; whether it was not in before.
pub(super) async fn put(
    tx: &mut Tx,
    group_id: &str,
    member: &Member,
    now: Timestamp,
) -> Result<bool, Failure> {
    if let Member::Group(member_id) = member
        && (member_id == group_id || rows::is_within(tx, group_id, member_id).await?)
    {
        return Err(Conflict::GroupCycle.into());
    }
    Ok(rows::insert_member(tx, group_id, member, now).await?)
}

/// Takes a direct member out of a group.
///
/// # Errors
///
/// `Forbidden`; `NotFound` when the group does not exist or the member is not in it.
pub async fn remove_member(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    group_id: &str,
    member: &Member,
) -> Result<(), Failure> {
    caller.require(Permission::ManageGroups, tenant_id)?;
    let act = directory.act(caller);
    directory
        .change(async |mut tx| {
            let group = found(&mut tx, tenant_id, group_id).await?;
            let name = name_of(&mut tx, tenant_id, member).await?;
            if !rows::delete_member(&mut tx, group_id, member).await? {
                return Err(Failure::not_found(Noun::Member, name));
            }
            let (before, after) = (Some(described(member, &name)), None);
            let activity = Activity::RemoveMemberFromGroup;
            let change = Change {
                tenant_id,
                activity,
                target: target(&group),
                before,
                after,
            };
            Ok(((), record(&mut tx, act, change).await?))
        })
        .await
}

/// The direct members of a group, by display name.
///
/// # Errors
///
/// `Forbidden`; `NotFound`.
pub async fn members(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    group_id: &str,
    page: &PageRequest,
) -> Result<Page<MemberEntry>, Failure> {
    caller.require(Permission::ReadGroups, tenant_id)?;
    let (name, id) = position(page);
    let entries = directory
        .db
        .read(async |mut tx| {
            found(&mut tx, tenant_id, group_id).await?;
            Ok::<_, Failure>(rows::members(&mut tx, group_id, (&name, &id), page.limit()).await?)
        })
        .await?;
    Ok(Page::cut(entries, page.bounded_size(), |entry| {
        let (Member::User(id) | Member::Group(id)) = &entry.member;
        cursor(&name_key(&entry.display_name), id)
    }))
}

/// The groups in which somebody is: directly, and those that contain these, without end.
///
/// # Errors
///
/// `Forbidden`, except for oneself.
pub async fn groups_of(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    user_id: &str,
) -> Result<Vec<Group>, Failure> {
    caller.require_or_self(Permission::ReadGroups, tenant_id, user_id)?;
    directory
        .db
        .read(async |mut tx| {
            let user = users::rows::get(&mut tx, tenant_id, user_id).await?;
            Ok(rows::of_user(&mut tx, &user.id).await?)
        })
        .await
}

/// The member's name; not found if it is not in the tenant, or deleted.
async fn name_of(tx: &mut Tx, tenant_id: &str, member: &Member) -> Result<String, Failure> {
    match member {
        Member::User(id) => Ok(users::rows::get_present(tx, tenant_id, id)
            .await?
            .user_principal_name),
        Member::Group(id) => Ok(found(tx, tenant_id, id).await?.display_name),
    }
}

fn described(member: &Member, name: &str) -> Value {
    match member {
        Member::User(id) => json!({ "user": id, "userPrincipalName": name }),
        Member::Group(id) => json!({ "group": id, "displayName": name }),
    }
}
