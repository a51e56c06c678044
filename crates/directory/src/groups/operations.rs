//! The life of a group.

use super::{Group, NewGroup};
use crate::{Caller, Directory, Failure, Page, PageRequest};

/// Creates a group.
///
/// # Errors
///
/// `Forbidden`; `Conflict::Taken` when the name is taken.
pub async fn create(directory: &Directory, caller: &Caller, new: NewGroup) -> Result<Group, Failure> {
    todo!()
}

/// The group with that object id.
///
/// # Errors
///
/// `Forbidden`; `NotFound`.
pub async fn get(directory: &Directory, caller: &Caller, tenant_id: &str, group_id: &str) -> Result<Group, Failure> {
    todo!()
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
    todo!()
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
    todo!()
}

/// Deletes a group with its memberships and assignments.
///
/// # Errors
///
/// `Forbidden`; `NotFound`.
pub async fn delete(directory: &Directory, caller: &Caller, tenant_id: &str, group_id: &str) -> Result<(), Failure> {
    todo!()
}
