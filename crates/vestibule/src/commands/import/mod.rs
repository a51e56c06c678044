//! `vestibule … import`: many things out of a table, some thousand in one change.

mod assignments;
mod groups;
mod report;
mod table;
mod users;

use std::path::PathBuf;

use clap::Args;
use vestibule_directory::{Directory, Failure, Fate, Writing};

use super::place::Place;
use super::tenant_choice::TenantChoice;
use crate::print;
use report::Report;
use table::{Column, Row, Table};

macro_rules! import_command {
    ($(#[$attribute:meta])* $name:ident, $rows:ty) => {
        #[derive(Debug, Args)]
        $(#[$attribute])*
        pub(super) struct $name {
            #[command(flatten)]
            options: Options,
        }

        impl $name {
            pub(super) async fn run(self, directory: &Directory, place: &Place) -> anyhow::Result<()> {
                self.options.run::<$rows>(directory, place).await
            }
        }
    };
}

import_command! {
    /// A table to import people from.
        ImportUsers, users::Users
}

import_command! {
    /// A table to import groups from.
    #[command(after_help = "\
The first row names the columns: displayName, and description if wanted. Groups that are there are not changed.

Example:
  vestibule group import groups.csv --dry-run")]
    ImportGroups, groups::Groups
}

import_command! {
    /// A table to import memberships from.
    #[command(after_help = "\
The first row names the columns: group, and memberUser (a user principal name) or memberGroup (a name) or both, of which \
each row fills one. Nobody is taken out of a group.

Example:
  vestibule group import-members members.csv --dry-run")]
    ImportMembers, groups::Members
}

import_command! {
    /// A table to import assignments from.
    #[command(after_help = "\
The first row names the columns: application (name or id), and user (a user principal name) or group (a name) or both, of \
which each row fills one; role if wanted, without it Default Access. No assignment is taken away.

Example:
  vestibule app import-assignments assignments.csv --dry-run")]
    ImportAssignments, assignments::Assignments
}

/// The options of every import.
#[derive(Debug, Args)]
struct Options {
    /// File of comma-separated values with a header row
    #[arg(value_name = "FILE.csv")]
    file: PathBuf,
    /// Tell the fate of each row and write nothing; rows are tried out a thousand at a time
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    tenant: TenantChoice,
}

/// A kind of rows.
trait Rows {
    /// What a row says.
    type Item;
    /// The columns that there may be.
    const COLUMNS: &'static [Column];
    /// By which columns the report names a row.
    const NAMED_BY: &'static [&'static str];
    /// How many rows make one change.
    const AT_ONCE: usize;

    /// Reads a row.
    fn read(row: &Row) -> Result<Self::Item, Failure>;

    /// Imports some; a fate for each.
    async fn import(
        directory: &Directory,
        tenant_id: &str,
        items: &[Self::Item],
        writing: Writing,
    ) -> Result<Vec<Fate>, Failure>;
}

impl Options {
    async fn run<R: Rows>(self, directory: &Directory, place: &Place) -> anyhow::Result<()> {
        let tenant = self.tenant.find(directory).await?;
        let mut table = Table::open(&self.file, R::COLUMNS)?;
        for title in &table.passed_over {
            print::note(&format!("the column '{title}' is not imported"));
        }
        let writing = if self.dry_run {
            Writing::Rehearsed
        } else {
            Writing::ForGood
        };
        let mut report = Report::new(place.format(), writing);
        loop {
            let (rows, read) = some::<R>(&mut table)?;
            if rows.is_empty() {
                return report.end();
            }
            let (items, misread) = apart(read);
            let fates = R::import(directory, &tenant.id, &items, writing).await?;
            report.tell(&rows, &together(fates, misread))?;
        }
    }
}

type Read<T> = (Vec<(u64, String)>, Vec<Result<T, Failure>>);

/// The next rows, as many as make one change: line and name of each, and what it says.
fn some<R: Rows>(table: &mut Table) -> anyhow::Result<Read<R::Item>> {
    let (mut rows, mut read) = (Vec::new(), Vec::new());
    while rows.len() < R::AT_ONCE {
        let Some(row) = table.next()? else { break };
        rows.push((row.line, row.name(R::NAMED_BY)));
        read.push(row.check().and_then(|()| R::read(&row)));
    }
    Ok((rows, read))
}

/// What can be imported, and where in the list something cannot even be read.
fn apart<T>(read: Vec<Result<T, Failure>>) -> (Vec<T>, Vec<(usize, Failure)>) {
    let (mut items, mut misread) = (Vec::new(), Vec::new());
    for (at, item) in read.into_iter().enumerate() {
        match item {
            Ok(item) => items.push(item),
            Err(failure) => misread.push((at, failure)),
        }
    }
    (items, misread)
}

/// The fates of all rows in their order.
fn together(mut fates: Vec<Fate>, misread: Vec<(usize, Failure)>) -> Vec<Fate> {
    for (at, failure) in misread {
        fates.insert(at.min(fates.len()), Fate::Refused(failure));
    }
    fates
}
