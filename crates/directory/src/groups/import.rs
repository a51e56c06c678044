//! Many groups, and many members, at once.

use vestibule_store::Tx;

use super::members::put;
use super::{Group, ImportedGroup, ImportedMember, Member, MemberName, operations, rows};
use crate::audit::Activity;
use crate::bulk::{Batch, Fate, Writing};
use crate::directory::Act;
use crate::failure::{Noun, Problem};
use crate::{Caller, Directory, Failure, Permission, users};

/// Creates those groups that are not there, all in one change, with one entry of the audit log. A group that is there
/// with another description is refused.
///
/// # Errors
///
/// `Forbidden`; `Unavailable`. What is wrong with a single group is its fate, in the order in which they were given.
pub async fn import(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    groups: &[ImportedGroup],
    writing: Writing,
) -> Result<Vec<Fate>, Failure> {
    caller.require(Permission::ManageGroups, tenant_id)?;
    let act = directory.act(caller);
    let groups: Vec<Group> = groups
        .iter()
        .map(|group| Group {
            id: act.environment.id(),
            tenant_id: tenant_id.to_owned(),
            display_name: group.display_name.to_string(),
            description: group.description.as_ref().map(ToString::to_string),
            created_at: act.now,
        })
        .collect();
    directory
        .change_or_rehearse(writing, async |mut tx| {
            let mut batch = Batch::new(Activity::ImportGroups, groups.len());
            for group in &groups {
                batch.push(&group.display_name, one(&mut tx, group).await)?;
            }
            batch.end(&mut tx, act, tenant_id).await
        })
        .await
}

async fn one(tx: &mut Tx, group: &Group) -> Result<Fate, Failure> {
    match rows::find_by_name(tx, &group.tenant_id, &group.display_name).await? {
        None => {
            operations::insert(tx, group).await?;
            Ok(Fate::Created(Some(group.id.clone())))
        }
        Some(there) if there.description == group.description => Ok(Fate::Unchanged),
        Some(there) => {
            let message = "the group is there with another value, and an import changes none";
            let shown = |text: Option<String>| text.unwrap_or_else(|| "no value".to_owned());
            let (expected, received) = (shown(there.description), shown(group.description.clone()));
            Err(Problem::new("description", "import-differs", message, expected, &received).into())
        }
    }
}

/// Puts people and groups into groups, all in one change, with one entry of the audit log.
///
/// # Errors
///
/// `Forbidden`; `Unavailable`. What is wrong with a single membership is its fate, in the order in which they were given.
pub async fn import_members(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    members: &[ImportedMember],
    writing: Writing,
) -> Result<Vec<Fate>, Failure> {
    caller.require(Permission::ManageGroups, tenant_id)?;
    let act = directory.act(caller);
    directory
        .change_or_rehearse(writing, async |mut tx| {
            let mut batch = Batch::new(Activity::ImportMembers, members.len());
            for member in members {
                let fate = membership(&mut tx, act, tenant_id, member).await;
                batch.push(&member.group, fate)?;
            }
            batch.end(&mut tx, act, tenant_id).await
        })
        .await
}

async fn membership(
    tx: &mut Tx,
    act: Act<'_>,
    tenant_id: &str,
    given: &ImportedMember,
) -> Result<Fate, Failure> {
    let group = by_name(tx, tenant_id, &given.group).await?;
    let member = given.member.find(tx, tenant_id).await?;
    Ok(if put(tx, &group.id, &member, act.now).await? {
        Fate::Created(None)
    } else {
        Fate::Unchanged
    })
}

async fn by_name(tx: &mut Tx, tenant_id: &str, name: &str) -> Result<Group, Failure> {
    rows::find_by_name(tx, tenant_id, name)
        .await?
        .ok_or_else(|| Failure::not_found(Noun::Group, name))
}

impl MemberName {
    /// Who or what has the name; deleted people are not found.
    pub(crate) async fn find(&self, tx: &mut Tx, tenant_id: &str) -> Result<Member, Failure> {
        match self {
            Self::User(upn) => {
                let user = users::rows::find_by_upn(tx, tenant_id, upn).await?;
                user.filter(|user| user.deleted_at.is_none())
                    .map(|user| Member::User(user.id))
                    .ok_or_else(|| Failure::not_found(Noun::User, upn.as_str()))
            }
            Self::Group(name) => Ok(Member::Group(by_name(tx, tenant_id, name).await?.id)),
        }
    }
}
