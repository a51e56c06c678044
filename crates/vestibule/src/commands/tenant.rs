//! `vestibule tenant`.

use clap::{Args, Subcommand};
use vestibule_directory::tenants::{self, NewTenant};
use vestibule_directory::value::{DisplayName, DomainName};

use super::caller;
use super::place::Place;
use super::view::TenantView;
use crate::print;

/// Tenants.
#[derive(Debug, Subcommand)]
pub(super) enum TenantCommand {
    /// Make a tenant with its first domain
    Create(Create),
}

/// A new tenant.
#[derive(Debug, Args)]
#[command(after_help = "\
The first thing of a production set-up. Then the first administrator:
  vestibule tenant create --domain contoso.example --display-name Contoso
  vestibule user create --upn admin@contoso.example --display-name Administrator \\
      --role \"Global Administrator\"")]
pub(super) struct Create {
    /// Domain of the organization's user principal names; it counts as verified
    #[arg(long, value_name = "NAME")]
    domain: DomainName,
    /// Name of the organization
    #[arg(long, value_name = "NAME")]
    display_name: DisplayName,
}

impl TenantCommand {
    pub(super) async fn run(self, place: &Place) -> anyhow::Result<()> {
        let Self::Create(Create { domain, display_name }) = self;
        let directory = place.locate()?.directory().await?;
        let tenant = tenants::create(&directory, &caller(), NewTenant { domain, display_name }).await?;
        print::answer(place.format(), &TenantView::from(&tenant), TenantView::text)
    }
}
