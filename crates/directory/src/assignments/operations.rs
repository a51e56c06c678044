//! Assign and remove.

use jiff::Timestamp;
use serde_json::json;
use vestibule_store::Tx;

use super::{Assignment, DEFAULT_ACCESS, DEFAULT_ACCESS_NAME, Principal, Tile, rows};
use crate::applications::{self, AppRole, Application};
use crate::audit::{Activity, Change, Recorded, Target, record};
use crate::directory::Act;
use crate::failure::Noun;
use crate::page::{cursor, position};
use crate::value::name_key;
use crate::{Caller, Directory, Failure, Page, PageRequest, Permission, groups, users};

/// Assigns a person or a group. `role` is a role's value, name or id; none is Default Access. Doing it twice changes
/// nothing; another role is a further assignment.
///
/// # Errors
///
/// `Forbidden`; `NotFound` for application, principal or role.
pub async fn assign(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    application_id: &str,
    principal: &Principal,
    role: Option<&str>,
) -> Result<Assignment, Failure> {
    caller.require(Permission::ManageAssignments, tenant_id)?;
    let act = directory.act(caller);
    let id = act.environment.id();
    directory
        .change(async |mut tx| {
            let application = applications::rows::get(&mut tx, tenant_id, application_id).await?;
            if application.deleted_at.is_some() {
                return Err(Failure::not_found(Noun::Application, application_id));
            }
            let (assignment, is_new) = put(&mut tx, act.now, (&application, principal), role, &id).await?;
            if is_new {
                let recorded = recorded(&mut tx, act, Doing::Add, &application, &assignment).await?;
                return Ok((assignment, recorded));
            }
            let role_id = assignment.app_role_id.as_deref().unwrap_or(DEFAULT_ACCESS);
            let (id, created_at) = rows::existing(&mut tx, application_id, principal.id(), role_id).await?;
            Ok((
                Assignment {
                    id,
                    created_at,
                    ..assignment
                },
                Recorded::nothing_changed(),
            ))
        })
        .await
}

/// Saves an assignment; whether there was none like it before.
pub(super) async fn put(
    tx: &mut Tx,
    now: Timestamp,
    (application, principal): (&Application, &Principal),
    role: Option<&str>,
    id: &str,
) -> Result<(Assignment, bool), Failure> {
    let role = role.map(|wanted| role_of(application, wanted)).transpose()?;
    let assignment = Assignment {
        id: id.to_owned(),
        application_id: application.id.clone(),
        principal: principal.clone(),
        principal_name: principal_name(tx, &application.tenant_id, principal).await?,
        app_role_id: role.map(|role| role.id.clone()),
        role_name: role
            .map_or(DEFAULT_ACCESS_NAME, |role| role.display_name.as_str())
            .to_owned(),
        created_at: now,
    };
    let is_new = rows::insert(tx, &application.tenant_id, &assignment).await?;
    Ok((assignment, is_new))
}

/// Removes one assignment.
///
/// # Errors
///
/// `Forbidden`; `NotFound`.
pub async fn remove(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    application_id: &str,
    assignment_id: &str,
) -> Result<(), Failure> {
    caller.require(Permission::ManageAssignments, tenant_id)?;
    let act = directory.act(caller);
    directory
        .change(async |mut tx| {
            let application =
                applications::rows::get_present_bare(&mut tx, tenant_id, application_id).await?;
            let assignment = rows::find(&mut tx, application_id, assignment_id)
                .await?
                .ok_or_else(|| Failure::not_found(Noun::Assignment, assignment_id))?;
            rows::delete(&mut tx, assignment_id).await?;
            Ok((
                (),
                recorded(&mut tx, act, Doing::Remove, &application, &assignment).await?,
            ))
        })
        .await
}

/// The assignments of an application, by the principal's name.
///
/// # Errors
///
/// `Forbidden`; `NotFound`.
pub async fn list(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    application_id: &str,
    page: &PageRequest,
) -> Result<Page<Assignment>, Failure> {
    caller.require(Permission::ReadApplications, tenant_id)?;
    let (name, id) = position(page);
    let assignments = directory
        .db
        .read(async |mut tx| {
            applications::rows::get_present_bare(&mut tx, tenant_id, application_id).await?;
            Ok::<_, Failure>(rows::list(&mut tx, application_id, (&name, &id), page.limit()).await?)
        })
        .await?;
    Ok(Page::cut(assignments, page.bounded_size(), |assignment| {
        cursor(&name_key(&assignment.principal_name), &assignment.id)
    }))
}

/// The enabled, visible applications to which a person is assigned, by name.
///
/// # Errors
///
/// `Forbidden`, except for oneself.
pub async fn applications_of(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    user_id: &str,
) -> Result<Vec<Tile>, Failure> {
    caller.require_or_self(Permission::ReadApplications, tenant_id, user_id)?;
    directory
        .db
        .read(async |mut tx| {
            let user = users::rows::get_present(&mut tx, tenant_id, user_id).await?;
            Ok(rows::tiles(&mut tx, &user.id).await?)
        })
        .await
}

/// An enabled role by value, id or name.
fn role_of<'a>(application: &'a Application, wanted: &str) -> Result<&'a AppRole, Failure> {
    application
        .app_roles
        .iter()
        .filter(|role| role.is_enabled)
        .find(|role| {
            role.value.as_deref() == Some(wanted) || role.id == wanted || role.display_name == wanted
        })
        .ok_or_else(|| Failure::not_found(Noun::AppRole, wanted))
}

async fn principal_name(tx: &mut Tx, tenant_id: &str, principal: &Principal) -> Result<String, Failure> {
    match principal {
        Principal::User(id) => Ok(users::rows::get_present(tx, tenant_id, id).await?.display_name),
        Principal::Group(id) => match groups::rows::find(tx, tenant_id, id).await? {
            Some(group) => Ok(group.display_name),
            None => Err(Failure::not_found(Noun::Group, id.as_str())),
        },
    }
}

#[derive(Clone, Copy)]
enum Doing {
    Add,
    Remove,
}

async fn recorded(
    tx: &mut Tx,
    act: Act<'_>,
    doing: Doing,
    application: &Application,
    assignment: &Assignment,
) -> Result<Recorded, Failure> {
    let value = Some(json!({
        "application": application.display_name,
        "applicationId": application.id,
        "role": assignment.role_name,
        "appRoleId": assignment.app_role_id.as_deref().unwrap_or(DEFAULT_ACCESS),
    }));
    let (before, after) = match doing {
        Doing::Add => (None, value),
        Doing::Remove => (value, None),
    };
    let (activity, kind, id) = match (&assignment.principal, doing) {
        (Principal::User(id), Doing::Add) => (Activity::AddAssignmentOfUser, "user", id),
        (Principal::User(id), Doing::Remove) => (Activity::RemoveAssignmentOfUser, "user", id),
        (Principal::Group(id), Doing::Add) => (Activity::AddAssignmentOfGroup, "group", id),
        (Principal::Group(id), Doing::Remove) => (Activity::RemoveAssignmentOfGroup, "group", id),
    };
    let target = Target {
        kind,
        id,
        name: &assignment.principal_name,
    };
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
