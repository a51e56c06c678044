//! Who is in a group.

use super::{Group, Member, MemberEntry};
use crate::{Caller, Directory, Failure, Page, PageRequest};

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
    todo!()
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
    todo!()
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
    todo!()
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
    todo!()
}
