//! The life of an application: created, deleted, restored.

use super::{Application, NewApplication};
use crate::{Caller, Directory, Failure, Page, PageRequest};

/// Creates an application with its first signing certificate; only assigned people get in.
///
/// # Errors
///
/// `Forbidden`; `NotFound` for an unknown gallery entry; `Invalid` when a value does not fit the entry's patterns or is
/// reserved; `Conflict::Taken` when an identifier belongs to another application.
pub async fn create(directory: &Directory, caller: &Caller, new: NewApplication) -> Result<Application, Failure> {
    todo!()
}

/// The application with that object id, deleted ones too.
///
/// # Errors
///
/// `Forbidden`; `NotFound`.
pub async fn get(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    application_id: &str,
) -> Result<Application, Failure> {
    todo!()
}

/// The application with that object id, application id or display name that is not deleted.
///
/// # Errors
///
/// `Forbidden`; `Conflict::Ambiguous` when several have the name.
pub async fn find(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    id_or_name: &str,
) -> Result<Option<Application>, Failure> {
    todo!()
}

/// Applications that are not deleted, by name.
///
/// # Errors
///
/// `Forbidden`.
pub async fn list(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    page: &PageRequest,
) -> Result<Page<Application>, Failure> {
    todo!()
}

/// Deleted applications that can still be restored, by name.
///
/// # Errors
///
/// `Forbidden`.
pub async fn list_deleted(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    page: &PageRequest,
) -> Result<Page<Application>, Failure> {
    todo!()
}

/// Deletes an application; it can be restored for 30 days with all that belongs to it.
///
/// # Errors
///
/// `Forbidden`; `NotFound`.
pub async fn delete(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    application_id: &str,
) -> Result<(), Failure> {
    todo!()
}

/// Restores a deleted application with its certificates and assignments.
///
/// # Errors
///
/// `Forbidden`; `NotFound`, also after 30 days; `Conflict::NotDeleted`.
pub async fn restore(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    application_id: &str,
) -> Result<Application, Failure> {
    todo!()
}

/// Removes a deleted application for good, with its keys.
///
/// # Errors
///
/// `Forbidden`; `NotFound`; `Conflict::NotDeleted`.
pub async fn purge(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    application_id: &str,
) -> Result<(), Failure> {
    todo!()
}
