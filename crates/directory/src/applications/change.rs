//! An edit of an application.

use super::{Application, ApplicationChange};
use crate::{Caller, Directory, Failure};

/// Changes what is named and leaves the rest.
///
/// # Errors
///
/// `Forbidden`; `NotFound`; `Invalid` when a value does not fit the gallery entry's patterns or is reserved;
/// `Conflict::{Stale, Taken, Deleted}`.
pub async fn update(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    application_id: &str,
    change: ApplicationChange,
) -> Result<Application, Failure> {
    todo!()
}
