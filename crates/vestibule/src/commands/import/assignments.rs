//! The columns of assignments.

use vestibule_directory::assignments::{self, ImportedAssignment};
use vestibule_directory::{Directory, Failure, Fate, Writing};

use super::super::caller;
use super::Rows;
use super::groups::who;
use super::table::{Column, Row, empty};

/// Assignments.
pub(super) struct Assignments;

impl Rows for Assignments {
    type Item = ImportedAssignment;
    const COLUMNS: &'static [Column] = &[
        Column::needed("application"),
        Column::optional("user"),
        Column::optional("group"),
        Column::optional("role"),
    ];
    const NAMED_BY: &'static [&'static str] = &["application"];
    const AT_ONCE: usize = 1000;

    fn read(row: &Row) -> Result<ImportedAssignment, Failure> {
        let application = row.text("application")?.ok_or_else(|| empty("application"))?;
        Ok(ImportedAssignment {
            application: application.to_owned(),
            principal: who(row, "user", "group")?,
            role: row.text("role")?.map(ToOwned::to_owned),
        })
    }

    async fn import(
        directory: &Directory,
        tenant_id: &str,
        items: &[ImportedAssignment],
        writing: Writing,
    ) -> Result<Vec<Fate>, Failure> {
        assignments::import(directory, &caller(), tenant_id, items, writing).await
    }
}
