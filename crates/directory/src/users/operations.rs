//! The life of a person: created, changed, deleted, restored.

use super::{Created, NewUser, User, UserChange, UserFilter};
use crate::{Caller, Directory, Failure, Page, PageRequest};

/// Creates a person, with a password of his own or a generated one.
///
/// # Errors
///
/// `Forbidden` without the role, or when a role is given that the caller may not give; `Invalid` when the domain is not
/// the tenant's, the mail is in another tenant's domain, or the password breaks the rules; `Conflict::Taken` when the name is
/// taken or held for a deleted person.
pub async fn create(directory: &Directory, caller: &Caller, new: NewUser) -> Result<Created, Failure> {
    todo!()
}

/// The person with that object id, deleted ones too.
///
/// # Errors
///
/// `Forbidden`, except for oneself; `NotFound`.
pub async fn get(directory: &Directory, caller: &Caller, tenant_id: &str, user_id: &str) -> Result<User, Failure> {
    todo!()
}

/// The person of that name who is not deleted.
///
/// # Errors
///
/// `Forbidden`.
pub async fn find_by_upn(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    user_principal_name: &str,
) -> Result<Option<User>, Failure> {
    todo!()
}

/// People who are not deleted, by display name.
///
/// # Errors
///
/// `Forbidden`.
pub async fn list(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    filter: &UserFilter,
    page: &PageRequest,
) -> Result<Page<User>, Failure> {
    todo!()
}

/// Deleted people who can still be restored, by display name.
///
/// # Errors
///
/// `Forbidden`.
pub async fn list_deleted(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    page: &PageRequest,
) -> Result<Page<User>, Failure> {
    todo!()
}

/// Changes what is named and leaves the rest.
///
/// # Errors
///
/// `Forbidden`, also for stronger people; `NotFound`; `Invalid`; `Conflict::{Stale, Taken, Oneself, LastGlobalAdministrator}`.
pub async fn update(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    user_id: &str,
    change: UserChange,
) -> Result<User, Failure> {
    todo!()
}

/// Deletes a person; he can be restored for 30 days, and his name is held that long.
///
/// # Errors
///
/// `Forbidden`, also for stronger people; `NotFound`; `Conflict::{Oneself, LastGlobalAdministrator}`.
pub async fn delete(directory: &Directory, caller: &Caller, tenant_id: &str, user_id: &str) -> Result<(), Failure> {
    todo!()
}

/// Restores a deleted person with his groups, roles and assignments. His sessions stay ended.
///
/// # Errors
///
/// `Forbidden`, also for stronger people; `NotFound`, also after 30 days; `Conflict::{NotDeleted, Taken}`.
pub async fn restore(directory: &Directory, caller: &Caller, tenant_id: &str, user_id: &str) -> Result<User, Failure> {
    todo!()
}

/// Removes a deleted person for good. His name stays held until the 30 days are over.
///
/// # Errors
///
/// `Forbidden`, also for stronger people; `NotFound`; `Conflict::NotDeleted`.
pub async fn purge(directory: &Directory, caller: &Caller, tenant_id: &str, user_id: &str) -> Result<(), Failure> {
    todo!()
}
