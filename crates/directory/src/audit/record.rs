//! Write an entry, and the proof that it was written.

use serde_json::Value;
use vestibule_store::Tx;

use super::rows;
use crate::directory::Act;
use crate::{Caller, Failure};

/// Proof that a change was written down, or that there was none: what `Directory::change` wants before it commits.
#[derive(Debug)]
pub(crate) struct Recorded(());

impl Recorded {
    /// Nothing changed, so there is nothing to write down.
    pub(crate) fn nothing_changed() -> Self {
        Self(())
    }
}

/// What was done to what.
#[derive(Debug)]
pub(crate) struct Change<'a> {
    pub(crate) tenant_id: &'a str,
    pub(crate) activity: Activity,
    pub(crate) target: Target<'a>,
    /// The values before; never a secret.
    pub(crate) before: Option<Value>,
    /// The values after; never a secret.
    pub(crate) after: Option<Value>,
}

/// What it was done to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target<'a> {
    pub(crate) kind: &'static str,
    pub(crate) id: &'a str,
    pub(crate) name: &'a str,
}

/// The activities by Entra's names, each with its category.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Activity {
    AddTenant,
    RestoreDirectory,
    RecoverAdministrator,
    AddDomain,
    AddUser,
    ImportUsers,
    UpdateUser,
    EnableAccount,
    DisableAccount,
    DeleteUser,
    RestoreUser,
    HardDeleteUser,
    ResetPassword,
    ChangePassword,
    RevokeSessions,
    AddGroup,
    ImportGroups,
    ImportMembers,
    DeleteGroup,
    AddMemberToGroup,
    RemoveMemberFromGroup,
    AddMemberToRole,
    RemoveMemberFromRole,
    AddApplication,
    UpdateApplication,
    DeleteApplication,
    RestoreApplication,
    HardDeleteApplication,
    SetMetadataAddress,
    FindMetadataChange,
    ApproveMetadata,
    DismissMetadata,
    AddCertificate,
    ActivateCertificate,
    ScheduleCertificate,
    DeleteCertificate,
    ImportAssignments,
    AddAssignmentOfUser,
    RemoveAssignmentOfUser,
    AddAssignmentOfGroup,
    RemoveAssignmentOfGroup,
}

impl Activity {
    /// Category and name, as the log shows them.
    fn names(self) -> (&'static str, &'static str) {
        const CERTIFICATES: &str = "Update application – Certificates and secrets management";
        match self {
            Self::AddTenant => ("DirectoryManagement", "Set company information"),
            Self::RestoreDirectory => ("DirectoryManagement", "Restore directory from backup"),
            Self::RecoverAdministrator => ("RoleManagement", "Recover administrator"),
            Self::AddDomain => ("DirectoryManagement", "Add verified domain"),
            Self::AddUser => ("UserManagement", "Add user"),
            Self::ImportUsers => ("UserManagement", "Bulk create users"),
            Self::UpdateUser => ("UserManagement", "Update user"),
            Self::EnableAccount => ("UserManagement", "Enable account"),
            Self::DisableAccount => ("UserManagement", "Disable account"),
            Self::DeleteUser => ("UserManagement", "Delete user"),
            Self::RestoreUser => ("UserManagement", "Restore user"),
            Self::HardDeleteUser => ("UserManagement", "Hard Delete user"),
            Self::ResetPassword => ("UserManagement", "Reset password"),
            Self::ChangePassword => ("UserManagement", "Change user password"),
            Self::RevokeSessions => ("UserManagement", "Update StsRefreshTokenValidFrom Timestamp"),
            Self::AddGroup => ("GroupManagement", "Add group"),
            Self::ImportGroups => ("GroupManagement", "Bulk create groups"),
            Self::ImportMembers => ("GroupManagement", "Bulk import group members"),
            Self::DeleteGroup => ("GroupManagement", "Delete group"),
            Self::AddMemberToGroup => ("GroupManagement", "Add member to group"),
            Self::RemoveMemberFromGroup => ("GroupManagement", "Remove member from group"),
            Self::AddMemberToRole => ("RoleManagement", "Add member to role"),
            Self::RemoveMemberFromRole => ("RoleManagement", "Remove member from role"),
            Self::AddApplication => ("ApplicationManagement", "Add application"),
            Self::UpdateApplication => ("ApplicationManagement", "Update application"),
            Self::DeleteApplication => ("ApplicationManagement", "Delete application"),
            Self::RestoreApplication => ("ApplicationManagement", "Restore application"),
            Self::HardDeleteApplication => ("ApplicationManagement", "Hard Delete application"),
            Self::SetMetadataAddress => ("ApplicationManagement", "Set metadata address of application"),
            Self::FindMetadataChange => ("ApplicationManagement", "Find changed metadata of application"),
            Self::ApproveMetadata => ("ApplicationManagement", "Approve changed metadata of application"),
            Self::DismissMetadata => ("ApplicationManagement", "Dismiss changed metadata of application"),
            Self::AddCertificate
            | Self::ActivateCertificate
            | Self::ScheduleCertificate
            | Self::DeleteCertificate => ("ApplicationManagement", CERTIFICATES),
            Self::ImportAssignments => ("ApplicationManagement", "Bulk add app role assignments"),
            Self::AddAssignmentOfUser => ("UserManagement", "Add app role assignment grant to user"),
            Self::RemoveAssignmentOfUser => ("UserManagement", "Remove app role assignment from user"),
            Self::AddAssignmentOfGroup => ("GroupManagement", "Add app role assignment to group"),
            Self::RemoveAssignmentOfGroup => ("GroupManagement", "Remove app role assignment from group"),
        }
    }
}

/// Writes the entry in the transaction of the change.
pub(crate) async fn record(tx: &mut Tx, act: Act<'_>, change: Change<'_>) -> Result<Recorded, Failure> {
    let (category, activity) = change.activity.names();
    let (actor_id, actor_name) = match act.caller {
        Caller::System { reason } => (None, *reason),
        Caller::Person(person) => (Some(person.user_id()), person.user_principal_name()),
    };
    let entry = rows::NewEntry {
        id: act.environment.id(),
        tenant_id: change.tenant_id,
        occurred_at: act.now,
        category,
        activity,
        actor_id,
        actor_name,
        target: change.target,
        before: change.before.map(|value| value.to_string()),
        after: change.after.map(|value| value.to_string()),
    };
    rows::insert(tx, &entry).await?;
    Ok(Recorded(()))
}
