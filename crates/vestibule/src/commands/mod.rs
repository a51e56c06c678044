//! The command line. Each file is a command with its options, its help and what it does; what is true of the
//! domain is decided by the operations it calls.

mod app;
mod app_assign;
mod app_encryption;
mod app_metadata;
mod app_metadata_changes;
mod app_signed_requests;
mod app_values;
mod app_view;
mod backup;
mod certificate;
mod certificate_import;
mod certificate_view;
mod config;
mod demo;
mod given;
mod group;
mod import;
mod log;
mod manager;
mod manager_key;
mod master_key;
pub(crate) mod place;
mod provider;
mod provider_certificates;
mod provider_metadata;
mod provider_view;
mod recover;
pub(crate) mod serve;
mod tenant;
mod tenant_choice;
mod user;
mod view;

use clap::{CommandFactory as _, Parser, Subcommand};

use crate::print;
use place::Place;

/// Single sign-on for people and the applications they use: an identity provider and a service manager that
/// trust each other over SAML 2.0
#[derive(Debug, Parser)]
#[command(name = "vestibule", version, max_term_width = 110, after_help = EXAMPLES)]
struct CommandLine {
    #[command(flatten)]
    place: Place,

    #[command(subcommand)]
    command: Option<Command>,
}

const EXAMPLES: &str = "\
Examples:
  vestibule demo                               everything on this machine, ready to click
  vestibule config example > vestibule.toml    a commented configuration to begin with
  vestibule serve --config vestibule.toml      production
  vestibule user list --json                   what is there, for programs

`vestibule COMMAND --help` teaches each command. A command may run while the server runs.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Run everything on loopback with a ready-made cast, to click and to try
    Demo(demo::Demo),
    /// Run the server as a configuration file says
    Serve(serve::Serve),
    /// Tenants: organizations, each with a directory of its own
    #[command(subcommand)]
    Tenant(tenant::TenantCommand),
    /// People
    #[command(subcommand)]
    User(user::UserCommand),
    /// Groups of people, nested ones too
    #[command(subcommand)]
    Group(group::GroupCommand),
    /// Applications that people sign in to
    #[command(subcommand)]
    App(app::AppCommand),
    /// The service manager: its customers, their local people and their single sign-on
    #[command(subcommand)]
    Manager(manager::ManagerCommand),
    /// What happened
    #[command(subcommand)]
    Log(log::LogCommand),
    /// The way back in when no administrator is left
    #[command(subcommand)]
    Recover(recover::RecoverCommand),
    /// Copy everything into a file, while the servers run
    Backup(backup::Backup),
    /// Restore everything from such a file, into SQLite or PostgreSQL
    Restore(backup::Restore),
    /// The key under which secrets are encrypted in the databases
    #[command(subcommand)]
    MasterKey(master_key::MasterKeyCommand),
    /// The configuration file of the server
    #[command(subcommand)]
    Config(config::ConfigCommand),
}

/// Reads the command line and does what it says. Usage errors and help end the process here, as clap does it.
///
/// # Errors
///
/// One readable sentence, to be printed on standard error.
pub(crate) async fn run() -> anyhow::Result<()> {
    let CommandLine { place, command } = CommandLine::parse();
    match command {
        None => print::line(&CommandLine::command().render_long_help().to_string()),
        Some(Command::Demo(command)) => command.run(&place).await,
        Some(Command::Serve(command)) => command.run(&place).await,
        Some(Command::Tenant(command)) => command.run(&place).await,
        Some(Command::User(command)) => command.run(&place).await,
        Some(Command::Group(command)) => command.run(&place).await,
        Some(Command::App(command)) => command.run(&place).await,
        Some(Command::Manager(command)) => command.run(&place).await,
        Some(Command::Log(command)) => command.run(&place).await,
        Some(Command::Recover(command)) => command.run(&place).await,
        Some(Command::Backup(command)) => command.run(&place).await,
        Some(Command::Restore(command)) => command.run(&place).await,
        Some(Command::MasterKey(command)) => command.run(&place).await,
        Some(Command::Config(command)) => command.run(&place),
    }
}

/// Who acts when a command is run: the audit log shows it.
fn caller() -> vestibule_directory::Caller {
    vestibule_directory::Caller::system("command line")
}
