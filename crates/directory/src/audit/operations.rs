//! Read the audit log.

use super::{AuditFilter, Entry};
use crate::{Caller, Directory, Failure, Page, PageRequest};

/// Entries, the newest first.
///
/// # Errors
///
/// `Forbidden`.
pub async fn list(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    filter: &AuditFilter,
    page: &PageRequest,
) -> Result<Page<Entry>, Failure> {
    todo!()
}
