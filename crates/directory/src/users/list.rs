//! Lists of people.

use jiff::Timestamp;

use super::operations::RESTORABLE;
use super::{User, UserFilter, rows};
use crate::page::{cursor, position};
use crate::value::name_key;
use crate::{Caller, Directory, Failure, Page, PageRequest, Permission};

/// People who are not deleted, by display name; of a search, then those of whom only the user principal name begins with
/// what is looked for, by that.
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
    caller.require(Permission::ReadUsers, tenant_id)?;
    listed(directory, tenant_id, filter, None, page).await
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
    caller.require(Permission::ReadUsers, tenant_id)?;
    let since = directory
        .environment()
        .now()
        .checked_sub(RESTORABLE)
        .unwrap_or(Timestamp::MIN);
    listed(directory, tenant_id, &UserFilter::default(), Some(since), page).await
}

async fn listed(
    directory: &Directory,
    tenant_id: &str,
    filter: &UserFilter,
    deleted_since: Option<Timestamp>,
    page: &PageRequest,
) -> Result<Page<User>, Failure> {
    let (name, id) = position(page);
    let upn = name.strip_prefix(BY_UPN);
    let prefix = filter.starts_with.as_deref().map(name_key);
    let users = directory
        .db
        .read(async |mut tx| {
            let mut users = Vec::new();
            if upn.is_none() {
                let after = (name.as_str(), id.as_str());
                let prefix = prefix.as_deref();
                users = rows::list(&mut tx, tenant_id, prefix, deleted_since, after, page.limit()).await?;
            }
            // Each half follows an index of its own: one statement for both would read the whole tenant.
            if let Some(prefix) = prefix.as_deref() {
                let wanted = page.limit() - i64::try_from(users.len()).unwrap_or(i64::MAX);
                if wanted > 0 {
                    let after = upn.unwrap_or_default();
                    users.extend(rows::list_by_upn(&mut tx, tenant_id, prefix, after, wanted).await?);
                }
            }
            Ok::<_, Failure>(users)
        })
        .await?;
    Ok(Page::cut(users, page.bounded_size(), |user| {
        let name = name_key(&user.display_name);
        match prefix.as_deref() {
            Some(prefix) if !name.starts_with(prefix) => {
                let upn = name_key(&user.user_principal_name);
                cursor(&format!("{BY_UPN}{upn}"), &user.id)
            }
            _ => cursor(&name, &user.id),
        }
    }))
}

/// Stands before a user principal name in a position; no name can begin with it.
const BY_UPN: char = '\u{1e}';
