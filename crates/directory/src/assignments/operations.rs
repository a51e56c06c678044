//! Assign and remove.

use super::{Assignment, Principal, Tile};
use crate::{Caller, Directory, Failure, Page, PageRequest};

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
    todo!()
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
    todo!()
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
    todo!()
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
    todo!()
}
