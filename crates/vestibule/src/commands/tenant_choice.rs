//! Which tenant a command is about.

use clap::Args;
use vestibule_directory::tenants::{self, Tenant};
use vestibule_directory::{Directory, Failure, Page, PageRequest};

use super::caller;

/// The tenant, which need not be named while there is only one.
#[derive(Debug, Clone, Args)]
pub(super) struct TenantChoice {
    /// Tenant, by domain or id; needed only where there are several
    #[arg(long, value_name = "DOMAIN_OR_ID")]
    tenant: Option<String>,
}

impl TenantChoice {
    /// Finds the tenant.
    pub(super) async fn find(&self, directory: &Directory) -> anyhow::Result<Tenant> {
        if let Some(named) = &self.tenant {
            return tenants::find(directory, named)
                .await?
                .ok_or_else(|| anyhow::anyhow!("there is no tenant with the domain or id '{named}'"));
        }
        let mut all = tenants::list(directory, &caller()).await?;
        if all.len() > 1 {
            let domains: Vec<&str> = all
                .iter()
                .filter_map(|tenant| tenant.domains.first())
                .map(|domain| domain.name.as_str())
                .collect();
            anyhow::bail!(
                "there are several tenants ({}): name one with --tenant",
                domains.join(", ")
            );
        }
        all.pop()
            .ok_or_else(|| anyhow::anyhow!("there is no tenant yet: `vestibule tenant create` makes one"))
    }
}

/// Every item of a list, page after page.
pub(super) async fn every<T>(
    mut page: impl AsyncFnMut(PageRequest) -> Result<Page<T>, Failure>,
) -> Result<Vec<T>, Failure> {
    let mut items = Vec::new();
    let mut request = PageRequest::first(PageRequest::MAXIMUM);
    loop {
        let found = page(request).await?;
        items.extend(found.items);
        match found.next {
            Some(next) => request = PageRequest::following(next, PageRequest::MAXIMUM),
            None => return Ok(items),
        }
    }
}
