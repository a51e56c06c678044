//! The columns of people.

use vestibule_directory::users::{self, ImportedUser};
use vestibule_directory::{Directory, Failure, Fate, Writing};

use super::super::caller;
use super::Rows;
use super::table::{Column, Row};

/// People.
pub(super) struct Users;

impl Rows for Users {
    type Item = ImportedUser;
    const COLUMNS: &'static [Column] = &[
        Column::needed("userPrincipalName"),
        Column::needed("displayName"),
        Column::optional("givenName"),
        Column::optional("surname"),
        Column::optional("mail"),
        Column::optional("jobTitle"),
        Column::optional("department"),
        Column::optional("accountEnabled"),
        Column::optional("blockSignIn"),
        Column::optional("passwordHash"),
        Column::optional("forceChangePasswordNextSignIn"),
    ];
    const NAMED_BY: &'static [&'static str] = &["userPrincipalName"];
    const AT_ONCE: usize = 1000;

    fn read(row: &Row) -> Result<ImportedUser, Failure> {
        let is_blocked = row.switch("blockSignIn")?.unwrap_or(false);
        Ok(ImportedUser {
            user_principal_name: row.needed("userPrincipalName")?,
            display_name: row.needed("displayName")?,
            given_name: row.value("givenName")?,
            surname: row.value("surname")?,
            mail: row.value("mail")?,
            job_title: row.value("jobTitle")?,
            department: row.value("department")?,
            is_enabled: row.switch("accountEnabled")?.unwrap_or(!is_blocked),
            password_hash: row.value("passwordHash")?,
            must_change_password: row.switch("forceChangePasswordNextSignIn")?.unwrap_or(false),
        })
    }

    async fn import(
        directory: &Directory,
        tenant_id: &str,
        items: &[ImportedUser],
        writing: Writing,
    ) -> Result<Vec<Fate>, Failure> {
        users::import(directory, &caller(), tenant_id, items, writing).await
    }
}
