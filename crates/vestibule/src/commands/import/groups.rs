//! The columns of groups, and of who is in them.

use vestibule_directory::groups::{self, ImportedGroup, ImportedMember, MemberName};
use vestibule_directory::{Directory, Failure, Fate, Problem, Writing};

use super::super::caller;
use super::Rows;
use super::table::{Column, Row, empty};

/// Groups.
pub(super) struct Groups;

impl Rows for Groups {
    type Item = ImportedGroup;
    const COLUMNS: &'static [Column] = &[Column::needed("displayName"), Column::optional("description")];
    const NAMED_BY: &'static [&'static str] = &["displayName"];
    const AT_ONCE: usize = 1000;

    fn read(row: &Row) -> Result<ImportedGroup, Failure> {
        Ok(ImportedGroup {
            display_name: row.needed("displayName")?,
            description: row.value("description")?,
        })
    }

    async fn import(
        directory: &Directory,
        tenant_id: &str,
        items: &[ImportedGroup],
        writing: Writing,
    ) -> Result<Vec<Fate>, Failure> {
        groups::import(directory, &caller(), tenant_id, items, writing).await
    }
}

/// People and groups in groups.
pub(super) struct Members;

impl Rows for Members {
    type Item = ImportedMember;
    const COLUMNS: &'static [Column] = &[
        Column::needed("group"),
        Column::optional("memberUser"),
        Column::optional("memberGroup"),
    ];
    const NAMED_BY: &'static [&'static str] = &["memberUser", "memberGroup"];
    const AT_ONCE: usize = 1000;

    fn read(row: &Row) -> Result<ImportedMember, Failure> {
        Ok(ImportedMember {
            group: row.text("group")?.ok_or_else(|| empty("group"))?.to_owned(),
            member: who(row, "memberUser", "memberGroup")?,
        })
    }

    async fn import(
        directory: &Directory,
        tenant_id: &str,
        items: &[ImportedMember],
        writing: Writing,
    ) -> Result<Vec<Fate>, Failure> {
        groups::import_members(directory, &caller(), tenant_id, items, writing).await
    }
}

/// A person in one column, or a group in the other.
pub(super) fn who(row: &Row, user: &'static str, group: &'static str) -> Result<MemberName, Failure> {
    match (row.text(user)?, row.text(group)?) {
        (Some(upn), None) => Ok(MemberName::User(upn.to_owned())),
        (None, Some(name)) => Ok(MemberName::Group(name.to_owned())),
        (None, None) => Err(empty(user)),
        (Some(_), Some(name)) => {
            let message = "a row is about a person or about a group";
            Err(Problem::new(
                group,
                "import-both",
                message,
                format!("nothing beside {user}"),
                name,
            )
            .into())
        }
    }
}
