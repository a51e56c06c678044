//! `vestibule tenant`.

use clap::{Args, Subcommand};
use vestibule_directory::tenants::{self, NewTenant};
use vestibule_directory::value::{DisplayName, DomainName};

use super::caller;
use super::place::Place;
use super::view::TenantView;
use crate::print::{self, table};

/// Tenants.
#[derive(Debug, Subcommand)]
pub(super) enum TenantCommand {
    /// Make a tenant with its first domain
    Create(Create),
    /// Show the tenants
    List,
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
        let directory = place.locate()?.directory().await?;
        match self {
            Self::Create(Create { domain, display_name }) => {
                let new = NewTenant { domain, display_name };
                let tenant = tenants::create(&directory, &caller(), new).await?;
                print::answer(place.format(), &TenantView::from(&tenant), TenantView::text)
            }
            Self::List => {
                let all = tenants::list(&directory, &caller()).await?;
                let views: Vec<TenantView> = all.iter().map(TenantView::from).collect();
                print::answer(place.format(), &views, |views| {
                    let rows: Vec<Vec<String>> = views.iter().map(TenantView::row).collect();
                    table(&["Name", "Tenant id", "Domains"], &rows, "There is no tenant.")
                })
            }
        }
    }
}
