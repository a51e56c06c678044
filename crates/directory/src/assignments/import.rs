//! Many assignments at once.

use vestibule_store::Tx;

use super::operations::put;
use super::{ImportedAssignment, Principal};
use crate::audit::Activity;
use crate::bulk::{Batch, Fate, Writing};
use crate::directory::Act;
use crate::failure::Noun;
use crate::groups::Member;
use crate::{Caller, Directory, Failure, Permission, applications};

/// Assigns people and groups to applications, all in one change, with one entry of the audit log.
///
/// # Errors
///
/// `Forbidden`; `Unavailable`. What is wrong with a single assignment is its fate, in the order in which they were given.
pub async fn import(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    assignments: &[ImportedAssignment],
    writing: Writing,
) -> Result<Vec<Fate>, Failure> {
    caller.require(Permission::ManageAssignments, tenant_id)?;
    let act = directory.act(caller);
    directory
        .change_or_rehearse(writing, async |mut tx| {
            let mut batch = Batch::new(Activity::ImportAssignments, assignments.len());
            for assignment in assignments {
                let fate = one(&mut tx, act, tenant_id, assignment).await;
                batch.push(&assignment.application, fate)?;
            }
            batch.end(&mut tx, act, tenant_id).await
        })
        .await
}

async fn one(
    tx: &mut Tx,
    act: Act<'_>,
    tenant_id: &str,
    given: &ImportedAssignment,
) -> Result<Fate, Failure> {
    let application = applications::find_in(tx, tenant_id, &given.application, false)
        .await?
        .ok_or_else(|| Failure::not_found(Noun::Application, given.application.as_str()))?;
    let principal = match given.principal.find(tx, tenant_id).await? {
        Member::User(id) => Principal::User(id),
        Member::Group(id) => Principal::Group(id),
    };
    let id = act.environment.id();
    let (assignment, is_new) = put(
        tx,
        act.now,
        (&application, &principal),
        given.role.as_deref(),
        &id,
    )
    .await?;
    Ok(if is_new {
        Fate::Created(Some(assignment.id))
    } else {
        Fate::Unchanged
    })
}
