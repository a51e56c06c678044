//! Give and take directory roles.

use super::DirectoryRole;
use crate::{Caller, Directory, Failure};

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
    todo!()
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
    todo!()
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
    todo!()
}
