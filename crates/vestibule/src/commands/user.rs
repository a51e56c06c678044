//! `vestibule user`.

use clap::{Args, Subcommand};
use vestibule_directory::tenants::Tenant;
use vestibule_directory::users::{self, NewUser, Reset, User, UserChange, UserFilter};
use vestibule_directory::value::{DisplayName, Mail, PersonalName, Upn};
use vestibule_directory::{Directory, DirectoryRole, Failure, Noun, groups, roles};

use super::caller;
use super::given::{Switch, password_from_stdin};
use super::import::ImportUsers;
use super::place::Place;
use super::tenant_choice::{TenantChoice, every};
use super::view::{UserView, users_text};
use crate::print;

/// People.
#[derive(Debug, Subcommand)]
pub(super) enum UserCommand {
    /// Make a person; a password is generated and shown once unless one is given
    Create(Box<Create>),
    /// Make many people out of a table
    Import(ImportUsers),
    /// List people
    List(List),
    /// Show a person with his roles and groups
    Show(Named),
    /// Change what is named, leave the rest
    Update(Box<Update>),
    /// Delete a person; he can be restored for 30 days
    Delete(Named),
    /// Restore a deleted person with his groups, roles and assignments
    Restore(Named),
    /// Set a new password, end all sessions and lift a lock
    ResetPassword(ResetPassword),
}

/// A person by name.
#[derive(Debug, Args)]
pub(super) struct Named {
    /// User principal name
    #[arg(long, value_name = "UPN")]
    upn: String,
    #[command(flatten)]
    tenant: TenantChoice,
}

/// A new person.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  vestibule user create --upn B.Simon@contoso.example --display-name B.Simon \\
      --given-name Britta --surname Simon
  vestibule user create --upn admin@contoso.example --display-name Administrator \\
      --role \"Global Administrator\"
  vestibule user create --upn robot@contoso.example --display-name Robot \\
      --password-stdin --keep-password < password.txt")]
pub(super) struct Create {
    /// Name to sign in with; its domain must be one of the tenant's
    #[arg(long, value_name = "UPN")]
    upn: Upn,
    /// Name by which people know the person
    #[arg(long, value_name = "NAME")]
    display_name: DisplayName,
    /// First name
    #[arg(long, value_name = "NAME")]
    given_name: Option<PersonalName>,
    /// Last name
    #[arg(long, value_name = "NAME")]
    surname: Option<PersonalName>,
    /// Mail address
    #[arg(long, value_name = "ADDRESS")]
    mail: Option<Mail>,
    /// Read the password from the first line of standard input
    #[arg(long)]
    password_stdin: bool,
    /// Do not ask for a new password at the first sign-in
    #[arg(long, requires = "password_stdin")]
    keep_password: bool,
    /// Directory role to give, such as "User Administrator"; may be repeated
    #[arg(long, value_name = "ROLE", value_parser = parse_role)]
    role: Vec<DirectoryRole>,
    #[command(flatten)]
    tenant: TenantChoice,
}

/// Which people to list.
#[derive(Debug, Args)]
pub(super) struct List {
    /// Only people whose display name or user principal name begins with this
    #[arg(long, value_name = "TEXT")]
    starts_with: Option<String>,
    /// Deleted people that can still be restored
    #[arg(long, conflicts_with = "starts_with")]
    deleted: bool,
    #[command(flatten)]
    tenant: TenantChoice,
}

/// Changes to a person.
#[derive(Debug, Args)]
#[command(after_help = "\
An empty text takes a value away. Disabling ends all sessions.

Examples:
  vestibule user update --upn A.Vance@contoso.example --enabled off
  vestibule user update --upn A.Vance@contoso.example --surname Miller \\
      --new-upn A.Miller@contoso.example")]
pub(super) struct Update {
    #[command(flatten)]
    named: Named,
    /// Whether the person may sign in
    #[arg(long, value_name = "on|off", hide_possible_values = true)]
    enabled: Option<Switch>,
    /// New name to sign in with
    #[arg(long, value_name = "UPN")]
    new_upn: Option<Upn>,
    /// New display name
    #[arg(long, value_name = "NAME")]
    display_name: Option<DisplayName>,
    /// New first name
    #[arg(long, value_name = "NAME", value_parser = parse_removable::<PersonalName>)]
    given_name: Option<Removable<PersonalName>>,
    /// New last name
    #[arg(long, value_name = "NAME", value_parser = parse_removable::<PersonalName>)]
    surname: Option<Removable<PersonalName>>,
    /// New mail address
    #[arg(long, value_name = "ADDRESS", value_parser = parse_removable::<Mail>)]
    mail: Option<Removable<Mail>>,
    /// Directory role to give; may be repeated
    #[arg(long, value_name = "ROLE", value_parser = parse_role)]
    add_role: Vec<DirectoryRole>,
    /// Directory role to take away; may be repeated
    #[arg(long, value_name = "ROLE", value_parser = parse_role)]
    remove_role: Vec<DirectoryRole>,
}

/// A new password.
#[derive(Debug, Args)]
pub(super) struct ResetPassword {
    #[command(flatten)]
    named: Named,
    /// Read the password from the first line of standard input instead of generating one
    #[arg(long)]
    password_stdin: bool,
    /// Do not ask for a new password at the next sign-in
    #[arg(long)]
    keep_password: bool,
}

/// A value that an empty text takes away.
#[derive(Debug, Clone)]
struct Removable<T>(Option<T>);

fn parse_removable<T: std::str::FromStr>(text: &str) -> Result<Removable<T>, T::Err> {
    if text.is_empty() {
        Ok(Removable(None))
    } else {
        text.parse().map(|value| Removable(Some(value)))
    }
}

fn parse_role(text: &str) -> Result<DirectoryRole, String> {
    DirectoryRole::find(text).ok_or_else(|| {
        let known = DirectoryRole::ALL.map(DirectoryRole::name).join(", ");
        format!("there is no such role; there are {known}")
    })
}

impl UserCommand {
    pub(super) async fn run(self, place: &Place) -> anyhow::Result<()> {
        let directory = place.locate()?.directory().await?;
        match self {
            Self::Create(command) => create(*command, &directory, place).await,
            Self::Import(command) => command.run(&directory, place).await,
            Self::List(command) => list(command, &directory, place).await,
            Self::Show(named) => {
                let (tenant, user) = named.find(&directory).await?;
                show(&directory, &tenant, user, None, place).await
            }
            Self::Update(command) => update(*command, &directory, place).await,
            Self::Delete(named) => {
                let (tenant, user) = named.find(&directory).await?;
                users::delete(&directory, &caller(), &tenant.id, &user.id).await?;
                print::answer(place.format(), &UserView::from(user), |user| {
                    format!(
                        "{} is deleted and can be restored for 30 days.",
                        user.user_principal_name
                    )
                })
            }
            Self::Restore(named) => restore(named, &directory, place).await,
            Self::ResetPassword(command) => reset_password(command, &directory, place).await,
        }
    }
}

impl Named {
    async fn find(&self, directory: &Directory) -> anyhow::Result<(Tenant, User)> {
        let tenant = self.tenant.find(directory).await?;
        let user = find_user(directory, &tenant.id, &self.upn).await?;
        Ok((tenant, user))
    }
}

/// The person of that user principal name.
pub(super) async fn find_user(directory: &Directory, tenant_id: &str, upn: &str) -> Result<User, Failure> {
    let found = users::find_by_upn(directory, &caller(), tenant_id, upn).await?;
    found.ok_or_else(|| Failure::not_found(Noun::User, upn))
}

async fn create(command: Create, directory: &Directory, place: &Place) -> anyhow::Result<()> {
    let tenant = command.tenant.find(directory).await?;
    let password = if command.password_stdin {
        Some(password_from_stdin()?)
    } else {
        None
    };
    let new = NewUser {
        given_name: command.given_name,
        surname: command.surname,
        mail: command.mail,
        password,
        must_change_password: !command.keep_password,
        roles: command.role,
        ..NewUser::new(tenant.id.clone(), command.upn, command.display_name)
    };
    let created = users::create(directory, &caller(), new).await?;
    let generated = created
        .generated_password
        .map(|password| password.expose().clone());
    show(directory, &tenant, created.user, generated, place).await
}

pub(super) async fn show(
    directory: &Directory,
    tenant: &Tenant,
    user: User,
    password: Option<String>,
    place: &Place,
) -> anyhow::Result<()> {
    let mut view = UserView::from(user);
    view.roles = Some(
        roles::of(directory, &caller(), &tenant.id, &view.id)
            .await?
            .into_iter()
            .map(|role| role.name().to_owned())
            .collect(),
    );
    view.groups = Some(
        groups::groups_of(directory, &caller(), &tenant.id, &view.id)
            .await?
            .into_iter()
            .map(|group| group.display_name)
            .collect(),
    );
    view.password = password;
    print::answer(place.format(), &view, UserView::text)
}

async fn list(command: List, directory: &Directory, place: &Place) -> anyhow::Result<()> {
    let tenant = command.tenant.find(directory).await?;
    let filter = UserFilter {
        starts_with: command.starts_with,
    };
    let found = if command.deleted {
        every(async |page| users::list_deleted(directory, &caller(), &tenant.id, &page).await).await?
    } else {
        every(async |page| users::list(directory, &caller(), &tenant.id, &filter, &page).await).await?
    };
    let views: Vec<UserView> = found.into_iter().map(UserView::from).collect();
    print::answer(place.format(), &views, |views| users_text(views))
}

async fn update(command: Update, directory: &Directory, place: &Place) -> anyhow::Result<()> {
    let (tenant, user) = command.named.find(directory).await?;
    let change = UserChange {
        user_principal_name: command.new_upn,
        display_name: command.display_name,
        given_name: command.given_name.map(|value| value.0),
        surname: command.surname.map(|value| value.0),
        mail: command.mail.map(|value| value.0),
        is_enabled: command.enabled.map(Switch::is_on),
        ..UserChange::default()
    };
    let user = users::update(directory, &caller(), &tenant.id, &user.id, change).await?;
    for role in command.add_role {
        roles::assign(directory, &caller(), &tenant.id, &user.id, role).await?;
    }
    for role in command.remove_role {
        roles::remove(directory, &caller(), &tenant.id, &user.id, role).await?;
    }
    show(directory, &tenant, user, None, place).await
}

async fn restore(named: Named, directory: &Directory, place: &Place) -> anyhow::Result<()> {
    let tenant = named.tenant.find(directory).await?;
    let deleted =
        every(async |page| users::list_deleted(directory, &caller(), &tenant.id, &page).await).await?;
    let wanted = named.upn.to_lowercase();
    // The one deleted last, if several had the name one after the other.
    let user = deleted
        .into_iter()
        .filter(|user| user.id == named.upn || user.user_principal_name.to_lowercase() == wanted)
        .max_by_key(|user| user.deleted_at)
        .ok_or_else(|| anyhow::anyhow!("nobody called {} was deleted in the last 30 days", named.upn))?;
    let user = users::restore(directory, &caller(), &tenant.id, &user.id).await?;
    show(directory, &tenant, user, None, place).await
}

async fn reset_password(command: ResetPassword, directory: &Directory, place: &Place) -> anyhow::Result<()> {
    let (tenant, user) = command.named.find(directory).await?;
    let password = if command.password_stdin {
        Some(password_from_stdin()?)
    } else {
        None
    };
    let reset = Reset {
        password,
        must_change_password: !command.keep_password,
    };
    let generated = users::reset_password(directory, &caller(), &tenant.id, &user.id, reset).await?;
    let user = users::get(directory, &caller(), &tenant.id, &user.id).await?;
    show(
        directory,
        &tenant,
        user,
        generated.map(|password| password.expose().clone()),
        place,
    )
    .await
}
