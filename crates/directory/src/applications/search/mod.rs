//! Lists of applications for people who look for one: summaries, by the beginning of the name.

mod rows;

use jiff::Timestamp;

use crate::page::{cursor, position};
use crate::value::name_key;
use crate::{Caller, Directory, Failure, Page, PageRequest, Permission};

/// What a list shows of an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicationSummary {
    /// The object id.
    pub id: String,
    /// The application (client) id.
    pub app_id: String,
    /// Its name.
    pub display_name: String,
    /// Whether people may sign in at all.
    pub is_enabled: bool,
    /// When it was created.
    pub created_at: Timestamp,
    /// Until when the active signing certificate is valid; `None` without one.
    pub certificate_ends: Option<Timestamp>,
}

/// Applications that are not deleted and whose names begin with `beginning`, in any case, by name. An empty beginning
/// finds all.
///
/// # Errors
///
/// `Forbidden`; `Unavailable`.
pub async fn search(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    beginning: &str,
    page: &PageRequest,
) -> Result<Page<ApplicationSummary>, Failure> {
    caller.require(Permission::ReadApplications, tenant_id)?;
    if beginning.contains('\0') {
        return Ok(Page {
            items: Vec::new(),
            next: None,
        });
    }
    let (name, id) = position(page);
    let beginning = name_key(beginning);
    let found = directory
        .db
        .read(async |mut tx| {
            let after = (name.as_str(), id.as_str());
            Ok::<_, Failure>(rows::search(&mut tx, tenant_id, &beginning, after, page.limit()).await?)
        })
        .await?;
    Ok(Page::cut(found, page.bounded_size(), |summary| {
        cursor(&name_key(&summary.display_name), &summary.id)
    }))
}
