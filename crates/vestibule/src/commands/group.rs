//! `vestibule group`.

use clap::{Args, Subcommand};
use vestibule_directory::groups::{self, Group, Member, NewGroup};
use vestibule_directory::tenants::Tenant;
use vestibule_directory::value::{Description, DisplayName};
use vestibule_directory::{Directory, Failure, Noun};

use super::caller;
use super::import::{ImportGroups, ImportMembers};
use super::place::Place;
use super::tenant_choice::{TenantChoice, every};
use super::user::find_user;
use super::view::{GroupView, MemberView, groups_text, members_text};
use crate::print;

/// Groups.
#[derive(Debug, Subcommand)]
pub(super) enum GroupCommand {
    /// Make a group
    Create(Create),
    /// Put a person or a group into a group
    Add(Membership),
    /// Take a person or a group out of a group
    Remove(Membership),
    /// Make many groups out of a table
    Import(ImportGroups),
    /// Put many people and groups into groups, out of a table
    ImportMembers(ImportMembers),
    /// List groups, or with --name the direct members of one
    List(List),
    /// Delete a group; the people in it stay
    Delete(Named),
}

/// A group by name.
#[derive(Debug, Args)]
pub(super) struct Named {
    /// Name of the group
    #[arg(long, value_name = "NAME")]
    name: String,
    #[command(flatten)]
    tenant: TenantChoice,
}

/// A new group.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  vestibule group create --name Staff
  vestibule group add --name Staff --user B.Simon@contoso.example
  vestibule app assign --app \"Ivanti Service Manager (ISM)\" --group Staff")]
pub(super) struct Create {
    /// Name of the group
    #[arg(long, value_name = "NAME")]
    name: DisplayName,
    /// What it is for
    #[arg(long, value_name = "TEXT")]
    description: Option<Description>,
    #[command(flatten)]
    tenant: TenantChoice,
}

/// Which group, and who or what comes or goes.
#[derive(Debug, Args)]
pub(super) struct Membership {
    #[command(flatten)]
    named: Named,
    #[command(flatten)]
    member: Who,
}

/// A person or a group.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(super) struct Who {
    /// A person, by user principal name
    #[arg(long, value_name = "UPN")]
    pub(super) user: Option<String>,
    /// A group, by name
    #[arg(long, value_name = "NAME")]
    pub(super) group: Option<String>,
}

/// Which list.
#[derive(Debug, Args)]
pub(super) struct List {
    /// Name of a group whose direct members are wanted
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    tenant: TenantChoice,
}

impl GroupCommand {
    pub(super) async fn run(self, place: &Place) -> anyhow::Result<()> {
        let directory = place.locate()?.directory().await?;
        match self {
            Self::Create(command) => {
                let tenant = command.tenant.find(&directory).await?;
                let new = NewGroup {
                    tenant_id: tenant.id,
                    display_name: command.name,
                    description: command.description,
                };
                let group = groups::create(&directory, &caller(), new).await?;
                print::answer(place.format(), &GroupView::from(group), GroupView::text)
            }
            Self::Add(command) => change(&command, &directory, place, Change::Add).await,
            Self::Remove(command) => change(&command, &directory, place, Change::Remove).await,
            Self::Import(command) => command.run(&directory, place).await,
            Self::ImportMembers(command) => command.run(&directory, place).await,
            Self::List(command) => list(command, &directory, place).await,
            Self::Delete(named) => {
                let (tenant, group) = named.find(&directory).await?;
                groups::delete(&directory, &caller(), &tenant.id, &group.id).await?;
                print::answer(place.format(), &GroupView::from(group), |group| {
                    format!("{} is deleted.", group.display_name)
                })
            }
        }
    }
}

impl Named {
    async fn find(&self, directory: &Directory) -> anyhow::Result<(Tenant, Group)> {
        let tenant = self.tenant.find(directory).await?;
        let group = find_group(directory, &tenant.id, &self.name).await?;
        Ok((tenant, group))
    }
}

async fn find_group(directory: &Directory, tenant_id: &str, name: &str) -> Result<Group, Failure> {
    let found = groups::find_by_name(directory, &caller(), tenant_id, name).await?;
    found.ok_or_else(|| Failure::not_found(Noun::Group, name))
}

impl Who {
    /// Finds the person or the group.
    pub(super) async fn find(&self, directory: &Directory, tenant_id: &str) -> anyhow::Result<Member> {
        match (&self.user, &self.group) {
            (Some(upn), _) => Ok(Member::User(find_user(directory, tenant_id, upn).await?.id)),
            (None, Some(name)) => Ok(Member::Group(find_group(directory, tenant_id, name).await?.id)),
            (None, None) => anyhow::bail!("name somebody with --user or --group"),
        }
    }

    /// The name as it was typed.
    pub(super) fn name(&self) -> &str {
        self.user.as_deref().or(self.group.as_deref()).unwrap_or_default()
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    Add,
    Remove,
}

async fn change(
    command: &Membership,
    directory: &Directory,
    place: &Place,
    change: Change,
) -> anyhow::Result<()> {
    let (tenant, group) = command.named.find(directory).await?;
    let member = command.member.find(directory, &tenant.id).await?;
    let done = match change {
        Change::Add => {
            groups::add_member(directory, &caller(), &tenant.id, &group.id, &member).await?;
            "is now in"
        }
        Change::Remove => {
            let removed = groups::remove_member(directory, &caller(), &tenant.id, &group.id, &member).await;
            removed.map_err(|failure| match failure {
                Failure::NotFound {
                    noun: Noun::Member, ..
                } => anyhow::anyhow!(
                    "{} is not a direct member of {}",
                    command.member.name(),
                    group.display_name
                ),
                other => other.into(),
            })?;
            "is no longer in"
        }
    };
    let who = command.member.name();
    print::answer(place.format(), &GroupView::from(group), |group| {
        format!("{who} {done} {}.", group.display_name)
    })
}

async fn list(command: List, directory: &Directory, place: &Place) -> anyhow::Result<()> {
    let tenant = command.tenant.find(directory).await?;
    match command.name {
        None => {
            let found =
                every(async |page| groups::list(directory, &caller(), &tenant.id, &page).await).await?;
            let views: Vec<GroupView> = found.into_iter().map(GroupView::from).collect();
            print::answer(place.format(), &views, |views| groups_text(views))
        }
        Some(name) => {
            let group = find_group(directory, &tenant.id, &name).await?;
            let found =
                every(async |page| groups::members(directory, &caller(), &tenant.id, &group.id, &page).await)
                    .await?;
            let views: Vec<MemberView> = found.into_iter().map(MemberView::from).collect();
            print::answer(place.format(), &views, |views| members_text(views))
        }
    }
}
