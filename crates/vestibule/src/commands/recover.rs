//! `vestibule recover`.

use anyhow::Context as _;
use clap::{Args, Subcommand};
use vestibule_directory::value::{DisplayName, Upn};
use vestibule_directory::{Caller, recovery};

use super::place::Place;
use super::tenant_choice::TenantChoice;
use super::user;

/// The way back in.
#[derive(Debug, Subcommand)]
pub(super) enum RecoverCommand {
    /// Make somebody a Global Administrator who can sign in, whatever happened to his account
    Administrator(Administrator),
}

/// An administrator to recover.
#[derive(Debug, Args)]
#[command(after_help = "\
For the day on which nobody can administer a tenant any more. It needs what the server has, its database and its
master key, and no one's consent; so the audit log says first that it was done, and why. The person is made if he is
not there, restored if he was deleted, and enabled; his sessions end; the password that is shown is good for one
sign-in, which asks for a new one.

Example:
  vestibule recover administrator --config /etc/vestibule/vestibule.toml \\
      --upn admin@contoso.example --reason \"ticket 4711: the last administrator left\"")]
pub(super) struct Administrator {
    /// User principal name of the administrator
    #[arg(long, value_name = "UPN")]
    upn: Upn,
    /// Why, for the audit log
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    tenant: TenantChoice,
}

/// Longest reason, in characters.
const LONGEST: usize = 500;

impl RecoverCommand {
    pub(super) async fn run(self, place: &Place) -> anyhow::Result<()> {
        let Self::Administrator(Administrator { upn, reason, tenant }) = self;
        let reason = reason.trim();
        anyhow::ensure!(
            (1..=LONGEST).contains(&reason.chars().count()),
            "say the reason, in {LONGEST} characters at most: the audit log keeps it"
        );
        let directory = place.locate()?.directory().await?;
        let tenant = tenant.find(&directory).await?;
        let display_name: DisplayName = upn.as_str().parse().context("the name cannot be shown")?;
        let caller = Caller::system("administrator recovery");
        let recovered =
            recovery::administrator(&directory, &caller, &tenant.id, (upn, display_name), reason).await?;
        let password = Some(recovered.password.expose().clone());
        user::show(&directory, &tenant, recovered.user, password, place).await
    }
}
