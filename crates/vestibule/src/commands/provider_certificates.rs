//! `vestibule manager sso add-certificate` and `remove-certificate`.

use std::path::PathBuf;

use clap::Args;
use vestibule_manager::Manager;
use vestibule_manager::providers;

use super::manager::find_customer;
use super::place::{Located, Place};
use super::provider::read;
use super::provider_view::show;

/// One certificate more.
#[derive(Debug, Args)]
#[command(after_help = "\
Up to four certificates stand side by side, and a message that is signed under any of them is taken. When the identity \
provider is about to change its key: add the next certificate, let the provider switch, and remove the one before once \
`vestibule manager sso show` says that the last sign-in was verified with the next one.

Example:
  vestibule manager sso add-certificate --customer contoso --certificate next.cer")]
pub(super) struct AddCertificate {
    /// Name of the customer
    #[arg(long, value_name = "NAME")]
    customer: String,
    /// Signing certificate, DER or PEM; may be repeated
    #[arg(long, value_name = "FILE", required = true)]
    certificate: Vec<PathBuf>,
}

/// One certificate less.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  vestibule manager sso remove-certificate --customer contoso --thumbprint SHA1")]
pub(super) struct RemoveCertificate {
    /// Name of the customer
    #[arg(long, value_name = "NAME")]
    customer: String,
    /// Thumbprint, as `vestibule manager sso show` shows it
    #[arg(long, value_name = "SHA1")]
    thumbprint: String,
}

impl AddCertificate {
    pub(super) async fn run(self, manager: &Manager, located: &Located, place: &Place) -> anyhow::Result<()> {
        let customer = find_customer(manager, &self.customer).await?;
        let mut provider = providers::get(manager, &customer).await?;
        for upload in read(&self.certificate)? {
            provider = Some(providers::add_certificate(manager, &customer, &upload).await?);
        }
        show(manager, &customer, provider.as_ref(), (located, place)).await
    }
}

impl RemoveCertificate {
    pub(super) async fn run(self, manager: &Manager, located: &Located, place: &Place) -> anyhow::Result<()> {
        let customer = find_customer(manager, &self.customer).await?;
        let provider = providers::remove_certificate(manager, &customer, &self.thumbprint).await?;
        show(manager, &customer, Some(&provider), (located, place)).await
    }
}
