//! The life of a group.

use serde_json::json;
use vestibule_store::Tx;

use super::{Group, NewGroup, rows};
use crate::audit::{Activity, Change, Target, record};
use crate::failure::{Conflict, Noun};
use crate::page::{cursor, position};
use crate::value::name_key;
use crate::{Caller, Directory, Failure, Page, PageRequest, Permission};

/// Creates a group.
///
/// # Errors
///
/// `Forbidden`; `Conflict::Taken` when the name is taken.
pub async fn create(directory: &Directory, caller: &Caller, new: NewGroup) -> Result<Group, Failure> {
    caller.require(Permission::ManageGroups, &new.tenant_id)?;
    let act = directory.act(caller);
    let group = Group {
        id: act.environment.id(),
        tenant_id: new.tenant_id,
        display_name: new.display_name.to_string(),
        description: new.description.map(|text| text.to_string()),
        created_at: act.now,
    };
    directory
        .change(async |mut tx| {
            insert(&mut tx, &group).await?;
            let change = Change {
                tenant_id: &group.tenant_id,
                activity: Activity::AddGroup,
                target: target(&group),
                before: None,
                after: Some(json!({ "displayName": group.display_name, "description": group.description })),
            };
            Ok((group.clone(), record(&mut tx, act, change).await?))
        })
        .await
}

/// Saves a new group, if its name can be had.
pub(super) async fn insert(tx: &mut Tx, group: &Group) -> Result<(), Failure> {
    if let Some(other) = rows::find_by_name(tx, &group.tenant_id, &group.display_name).await? {
        return Err(Conflict::Taken {
            field: "displayName",
            value: group.display_name.clone(),
            holder: format!("group {}", other.id),
        }
        .into());
    }
    rows::insert(tx, group).await?;
    Ok(())
}

/// The group with that object id.
///
/// # Errors
///
/// `Forbidden`; `NotFound`.
pub async fn get(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    group_id: &str,
) -> Result<Group, Failure> {
    caller.require(Permission::ReadGroups, tenant_id)?;
    directory
        .db
        .read(async |mut tx| found(&mut tx, tenant_id, group_id).await)
        .await
}

/// The group of that name, in any case.
///
/// # Errors
///
/// `Forbidden`.
pub async fn find_by_name(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    display_name: &str,
) -> Result<Option<Group>, Failure> {
    caller.require(Permission::ReadGroups, tenant_id)?;
    directory
        .db
        .read(async |mut tx| Ok(rows::find_by_name(&mut tx, tenant_id, display_name).await?))
        .await
}

/// All groups, by name.
///
/// # Errors
///
/// `Forbidden`.
pub async fn list(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    page: &PageRequest,
) -> Result<Page<Group>, Failure> {
    caller.require(Permission::ReadGroups, tenant_id)?;
    let (name, id) = position(page);
    let groups = directory
        .db
        .read(async |mut tx| {
            Ok::<_, Failure>(rows::list(&mut tx, tenant_id, (&name, &id), page.limit()).await?)
        })
        .await?;
    Ok(Page::cut(groups, page.bounded_size(), |group| {
        cursor(&name_key(&group.display_name), &group.id)
    }))
}

/// Groups whose names begin with `beginning`, in any case, by name. An empty beginning finds all.
///
/// # Errors
///
/// `Forbidden`.
pub async fn search(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    beginning: &str,
    page: &PageRequest,
) -> Result<Page<Group>, Failure> {
    caller.require(Permission::ReadGroups, tenant_id)?;
    let (name, id) = position(page);
    let beginning = name_key(beginning);
    let groups = directory
        .db
        .read(async |mut tx| {
            let after = (name.as_str(), id.as_str());
            Ok::<_, Failure>(rows::search(&mut tx, tenant_id, &beginning, after, page.limit()).await?)
        })
        .await?;
    Ok(Page::cut(groups, page.bounded_size(), |group| {
        cursor(&name_key(&group.display_name), &group.id)
    }))
}

/// Deletes a group with its memberships and assignments.
///
/// # Errors
///
/// `Forbidden`; `NotFound`.
pub async fn delete(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    group_id: &str,
) -> Result<(), Failure> {
    caller.require(Permission::ManageGroups, tenant_id)?;
    let act = directory.act(caller);
    directory
        .change(async |mut tx| {
            let group = found(&mut tx, tenant_id, group_id).await?;
            rows::delete(&mut tx, group_id).await?;
            let change = Change {
                tenant_id,
                activity: Activity::DeleteGroup,
                target: target(&group),
                before: Some(json!({ "displayName": group.display_name, "description": group.description })),
                after: None,
            };
            Ok(((), record(&mut tx, act, change).await?))
        })
        .await
}

/// The group, or not found.
pub(super) async fn found(tx: &mut Tx, tenant_id: &str, group_id: &str) -> Result<Group, Failure> {
    rows::find(tx, tenant_id, group_id)
        .await?
        .ok_or_else(|| Failure::not_found(Noun::Group, group_id))
}

pub(super) fn target(group: &Group) -> Target<'_> {
    Target {
        kind: "group",
        id: &group.id,
        name: &group.display_name,
    }
}
