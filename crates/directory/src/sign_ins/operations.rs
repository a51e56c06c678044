//! Write and read the sign-in log.

use super::{Refused, SignIn, SignInFilter, Success};
use crate::sign_in::Granted;
use crate::{Caller, Directory, Failure, Page, PageRequest};

/// Makes a sign-on durable, in one write transaction that looks again whether session, person, application, assignment and
/// certificate are still what [`Granted`] was decided on. Until this returns `Ok`, nothing may be answered.
///
/// # Errors
///
/// `Refused` with 50132 when something changed in between: throw the signature away and begin anew. `Unavailable`.
pub async fn record_success(directory: &Directory, granted: &Granted, success: &Success) -> Result<(), Failure> {
    todo!()
}

/// Writes down a refusal. Yields the entry's id.
///
/// # Errors
///
/// `Unavailable`.
pub async fn record_failure(directory: &Directory, refused: &Refused<'_>) -> Result<String, Failure> {
    todo!()
}

/// The entry with this id.
///
/// # Errors
///
/// `Forbidden`.
pub async fn find(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    id: &str,
) -> Result<Option<SignIn>, Failure> {
    todo!()
}

/// Entries, the newest first.
///
/// # Errors
///
/// `Forbidden`.
pub async fn list(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    filter: &SignInFilter,
    page: &PageRequest,
) -> Result<Page<SignIn>, Failure> {
    todo!()
}
