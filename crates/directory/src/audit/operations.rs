//! Read the audit log.

use super::{AuditFilter, Entry, rows};
use crate::page::{before_instant, cursor_of_instant};
use crate::{Caller, Directory, Failure, Page, PageRequest, Permission};

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
    caller.require(Permission::ReadAudit, tenant_id)?;
    let (instant, id) = before_instant(page);
    let entries = directory
        .db
        .read(async |mut tx| {
            Ok::<_, Failure>(rows::list(&mut tx, tenant_id, filter, (instant, &id), page.limit()).await?)
        })
        .await?;
    Ok(Page::cut(entries, page.bounded_size(), |entry| {
        cursor_of_instant(entry.occurred_at, &entry.id)
    }))
}
