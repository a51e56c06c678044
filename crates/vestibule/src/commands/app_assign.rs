//! `vestibule app assign` and `vestibule app unassign`.

use clap::Args;
use vestibule_directory::Directory;
use vestibule_directory::applications::Application;
use vestibule_directory::assignments::{self, Assignment, Principal};
use vestibule_directory::groups::Member;

use super::app::Named;
use super::app_view::AssignmentView;
use super::caller;
use super::group::Who;
use super::place::Place;
use super::tenant_choice::every;
use crate::print;

/// An assignment.
#[derive(Debug, Args)]
#[command(after_help = "\
Without --role, `assign` gives Default Access and `unassign` takes every role away. A group lets in its direct members.

Examples:
  vestibule app assign --app \"Ivanti Service Manager (ISM)\" --user B.Simon@contoso.example
  vestibule app unassign --app \"Ivanti Service Manager (ISM)\" --user B.Simon@contoso.example")]
pub(super) struct Assign {
    #[command(flatten)]
    named: Named,
    #[command(flatten)]
    who: Who,
    /// Value of an app role
    #[arg(long, value_name = "VALUE")]
    role: Option<String>,
}

impl Assign {
    /// Lets somebody in.
    pub(super) async fn assign(self, directory: &Directory, place: &Place) -> anyhow::Result<()> {
        let (tenant, application) = self.named.find(directory).await?;
        let principal = self.principal(directory, &tenant.id).await?;
        let assignment = assignments::assign(
            directory,
            &caller(),
            &tenant.id,
            &application.id,
            &principal,
            self.role.as_deref(),
        )
        .await?;
        let view = AssignmentView::new(assignment, &application);
        print::answer(place.format(), &view, AssignmentView::text)
    }

    /// Takes the assignments away.
    pub(super) async fn unassign(self, directory: &Directory, place: &Place) -> anyhow::Result<()> {
        let (tenant, application) = self.named.find(directory).await?;
        let principal = self.principal(directory, &tenant.id).await?;
        let (tenant_id, application_id) = (&tenant.id, &application.id);
        let all = every(async |page| {
            assignments::list(directory, &caller(), tenant_id, application_id, &page).await
        })
        .await?;
        let theirs: Vec<Assignment> = all
            .into_iter()
            .filter(|assignment| assignment.principal == principal && self.is_meant(assignment, &application))
            .collect();
        anyhow::ensure!(!theirs.is_empty(), "{}", self.not_assigned(&application));
        let mut removed = Vec::new();
        for assignment in theirs {
            assignments::remove(directory, &caller(), tenant_id, application_id, &assignment.id).await?;
            removed.push(AssignmentView::new(assignment, &application));
        }
        print::answer(place.format(), &removed, |_| {
            format!(
                "{} is no longer assigned to {}.",
                self.who.name(),
                application.display_name
            )
        })
    }

    async fn principal(&self, directory: &Directory, tenant_id: &str) -> anyhow::Result<Principal> {
        Ok(match self.who.find(directory, tenant_id).await? {
            Member::User(id) => Principal::User(id),
            Member::Group(id) => Principal::Group(id),
        })
    }

    /// Whether an assignment is one with the role that is named, or none is.
    fn is_meant(&self, assignment: &Assignment, application: &Application) -> bool {
        let Some(wanted) = &self.role else { return true };
        let role = application
            .app_roles
            .iter()
            .find(|role| Some(&role.id) == assignment.app_role_id.as_ref());
        role.is_some_and(|role| {
            role.value.as_ref() == Some(wanted) || role.id == *wanted || role.display_name == *wanted
        })
    }

    fn not_assigned(&self, application: &Application) -> String {
        let (who, app) = (self.who.name(), &application.display_name);
        match &self.role {
            Some(role) => format!("{who} is not assigned to {app} with the role {role}"),
            None => format!("{who} is not assigned to {app}"),
        }
    }
}
