//! `vestibule manager`.

use anyhow::Context as _;
use clap::{Args, Subcommand};
use serde::Serialize;
use vestibule_manager::Manager;
use vestibule_manager::Role;
use vestibule_manager::customers::{self, Customer};
use vestibule_manager::identities;
use vestibule_manager::people::{self, NewLocalPerson};

use super::given::{Switch, password_from_stdin};
use super::manager_key::KeyCommand;
use super::place::Place;
use super::provider::SsoCommand;
use crate::print::{self, one, record};

/// The service manager.
#[derive(Debug, Subcommand)]
pub(super) enum ManagerCommand {
    /// Customers, each at a host name of its own
    #[command(subcommand)]
    Customer(CustomerCommand),
    /// Local people of a customer, who sign in with a password when single sign-on is out of order
    #[command(subcommand)]
    User(ManagerUserCommand),
    /// Single sign-on of a customer
    #[command(subcommand)]
    Sso(SsoCommand),
    /// Own keys of a customer: they sign its requests, and open what is encrypted to it
    #[command(subcommand)]
    Key(KeyCommand),
}

/// Customers.
#[derive(Debug, Subcommand)]
pub(super) enum CustomerCommand {
    /// Make a customer
    #[command(after_help = "\
Example:
  vestibule manager customer create --name contoso --host contoso.desk.example.com

The host must be one that `manager.hosts` of the configuration covers, and lead to the server.")]
    Create(CreateCustomer),
}

/// A new customer.
#[derive(Debug, Args)]
pub(super) struct CreateCustomer {
    /// Name, as the other commands take it
    #[arg(long, value_name = "NAME")]
    name: String,
    /// Host name, without scheme and port
    #[arg(long, value_name = "HOST")]
    host: String,
}

/// Local people.
#[derive(Debug, Subcommand)]
pub(super) enum ManagerUserCommand {
    /// Make a local person; a password is generated and shown once unless one is given
    #[command(after_help = "\
Example:
  vestibule manager user create --customer contoso --login breakglass --role Admin")]
    Create(CreatePerson),
    /// Open an account that too many wrong passwords have locked
    #[command(after_help = "\
Example:
  vestibule manager user unlock --customer contoso --login breakglass")]
    Unlock(UnlockPerson),
    /// Let a person sign in or not; to disable ends all sessions
    #[command(after_help = "\
Example:
  vestibule manager user update --customer contoso --login B.Simon@contoso.example --enabled off")]
    Update(UpdatePerson),
    /// Link an account to somebody at the identity provider, before his first sign-in
    #[command(after_help = "\
The key is what the account key of `vestibule manager sso show` says: the value of the NameID, or the object id.

Example:
  vestibule manager user link --customer contoso --login B.Simon --subject b.simon@contoso.example")]
    Link(LinkPerson),
}

/// A new local person.
#[derive(Debug, Args)]
pub(super) struct CreatePerson {
    /// Name of the customer
    #[arg(long, value_name = "NAME")]
    customer: String,
    /// Login ID
    #[arg(long, value_name = "LOGIN")]
    login: String,
    /// Role: Admin, ServiceDeskManager, ServiceDeskAnalyst, SelfService or SelfServiceMobile
    #[arg(long, value_name = "ROLE", value_parser = parse_role)]
    role: Role,
    /// Name that pages show [default: the Login ID]
    #[arg(long, value_name = "NAME")]
    display_name: Option<String>,
    /// Read the password from the first line of standard input
    #[arg(long)]
    password_stdin: bool,
}

/// A locked local person.
#[derive(Debug, Args)]
pub(super) struct UnlockPerson {
    /// Name of the customer
    #[arg(long, value_name = "NAME")]
    customer: String,
    /// Login ID
    #[arg(long, value_name = "LOGIN")]
    login: String,
}

/// Changes to a person.
#[derive(Debug, Args)]
pub(super) struct UpdatePerson {
    /// Name of the customer
    #[arg(long, value_name = "NAME")]
    customer: String,
    /// Login ID
    #[arg(long, value_name = "LOGIN")]
    login: String,
    /// Whether the person may sign in
    #[arg(long, value_name = "on|off", hide_possible_values = true)]
    enabled: Switch,
}

/// A link to somebody at the identity provider.
#[derive(Debug, Args)]
pub(super) struct LinkPerson {
    /// Name of the customer
    #[arg(long, value_name = "NAME")]
    customer: String,
    /// Login ID
    #[arg(long, value_name = "LOGIN")]
    login: String,
    /// Key of the person in the identity provider's messages
    #[arg(long, value_name = "KEY")]
    subject: String,
}

fn parse_role(text: &str) -> Result<Role, String> {
    Role::find(text).ok_or_else(|| {
        format!(
            "there is no such role; there are {}",
            Role::ALL.map(Role::internal_name).join(", ")
        )
    })
}

/// A customer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct CustomerView {
    id: String,
    name: String,
    host: String,
}

/// An account that is open again.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct UnlockedView {
    customer: String,
    login_id: String,
}

/// An account that was opened or closed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct EnabledView {
    customer: String,
    login_id: String,
    is_enabled: bool,
}

/// An account that somebody at the identity provider leads to.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct LinkedView {
    customer: String,
    login_id: String,
    subject: String,
}

/// A local person.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PersonView {
    id: String,
    customer: String,
    login_id: String,
    display_name: String,
    roles: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<String>,
}

impl ManagerCommand {
    pub(super) async fn run(self, place: &Place) -> anyhow::Result<()> {
        match self {
            Self::Customer(CustomerCommand::Create(command)) => create_customer(command, place).await,
            Self::User(ManagerUserCommand::Create(command)) => create_person(command, place).await,
            Self::User(ManagerUserCommand::Unlock(command)) => unlock_person(command, place).await,
            Self::User(ManagerUserCommand::Update(command)) => update_person(command, place).await,
            Self::User(ManagerUserCommand::Link(command)) => link_person(command, place).await,
            Self::Sso(command) => command.run(place).await,
            Self::Key(command) => command.run(place).await,
        }
    }
}

/// The customer of that name.
pub(super) async fn find_customer(manager: &Manager, name: &str) -> anyhow::Result<Customer> {
    Ok(customers::get_by_name(manager, name).await?)
}

async fn create_customer(command: CreateCustomer, place: &Place) -> anyhow::Result<()> {
    let located = place.locate()?;
    if let Some(config) = &located.config {
        let host = command.host.to_ascii_lowercase();
        let is_covered = config.manager_hosts.iter().any(|pattern| pattern.matches(&host));
        anyhow::ensure!(
            is_covered,
            "the server would not answer on {host}: add it to manager.hosts in the configuration first"
        );
    }
    let manager = located.manager().await?;
    let customer = customers::create(&manager, &command.name, &command.host).await?;
    let view = CustomerView {
        id: customer.id,
        name: customer.name,
        host: customer.host,
    };
    print::answer(place.format(), &view, |view| {
        record(&[
            ("Customer", one(&view.name)),
            ("Host", one(&view.host)),
            ("Id", one(&view.id)),
        ])
    })
}

async fn create_person(command: CreatePerson, place: &Place) -> anyhow::Result<()> {
    let manager = place.locate()?.manager().await?;
    let customer = find_customer(&manager, &command.customer)
        .await
        .context("nobody was made")?;
    let password = if command.password_stdin {
        Some(password_from_stdin()?)
    } else {
        None
    };
    let new = NewLocalPerson {
        login_id: command.login,
        display_name: command.display_name,
        role: command.role,
        password,
    };
    let created = people::create_local(&manager, &customer, new).await?;
    let view = PersonView {
        id: created.employee.id,
        customer: customer.name,
        login_id: created.employee.login_id,
        display_name: created.employee.display_name,
        roles: created
            .employee
            .roles
            .iter()
            .map(|role| role.internal_name().to_owned())
            .collect(),
        password: created
            .generated_password
            .map(|password| password.expose().clone()),
    };
    print::answer(place.format(), &view, |view| {
        let mut text = record(&[
            ("Customer", one(&view.customer)),
            ("Login ID", one(&view.login_id)),
            ("Role", &view.roles),
            ("Password", &super::view::maybe(view.password.as_ref())),
        ]);
        if view.password.is_some() {
            text.push_str("The password is shown this once.\n");
        }
        text.push_str("The sign-in is at /sign-in/local on the customer's host, single sign-on or not.\n");
        text
    })
}

async fn unlock_person(command: UnlockPerson, place: &Place) -> anyhow::Result<()> {
    let manager = place.locate()?.manager().await?;
    let customer = find_customer(&manager, &command.customer).await?;
    people::unlock(&manager, &customer, &command.login).await?;
    let view = UnlockedView {
        customer: customer.name,
        login_id: command.login,
    };
    print::answer(place.format(), &view, |view| {
        record(&[
            ("Customer", one(&view.customer)),
            ("Login ID", one(&view.login_id)),
            ("Lock", &["open".to_owned()]),
        ])
    })
}

async fn update_person(command: UpdatePerson, place: &Place) -> anyhow::Result<()> {
    let manager = place.locate()?.manager().await?;
    let customer = find_customer(&manager, &command.customer).await?;
    let is_enabled = command.enabled.is_on();
    people::set_disabled(&manager, &customer, &command.login, !is_enabled).await?;
    let view = EnabledView {
        customer: customer.name,
        login_id: command.login,
        is_enabled,
    };
    print::answer(place.format(), &view, |view| {
        let can = if view.is_enabled {
            "may sign in"
        } else {
            "is disabled, and all sessions have ended"
        };
        format!("{} {can}.", view.login_id)
    })
}

async fn link_person(command: LinkPerson, place: &Place) -> anyhow::Result<()> {
    let manager = place.locate()?.manager().await?;
    let customer = find_customer(&manager, &command.customer).await?;
    identities::declare(&manager, &customer, &command.login, &command.subject).await?;
    let view = LinkedView {
        customer: customer.name,
        login_id: command.login,
        subject: command.subject,
    };
    print::answer(place.format(), &view, |view| {
        format!("{} is now the account of {}.", view.login_id, view.subject)
    })
}
