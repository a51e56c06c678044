//! The options of `vestibule manager sso set` about the identity provider's own metadata.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use jiff::Timestamp;
use url::Url;
use vestibule_manager::providers::{MetadataReading, ProviderMetadata, read_metadata};

use super::place::Located;
use crate::fetch::Wanted;

/// Which document, and how it is read.
#[derive(Debug, Args)]
pub(super) struct ProviderMetadataOptions {
    /// Metadata of the identity provider, from which issuer, login URL, logout URL and certificates are taken; what is
    /// named beside it comes before it
    #[arg(long, value_name = "FILE|URL", conflicts_with_all = ["certificate", "add_certificate"])]
    metadata: Option<String>,
    /// The entity that is meant, where the metadata has several
    #[arg(long, value_name = "URI", requires = "metadata")]
    metadata_entity: Option<String>,
    /// Certificate that the metadata has to be signed with: DER, PEM or Base64; may be repeated
    #[arg(long, value_name = "FILE", requires = "metadata")]
    metadata_certificate: Vec<PathBuf>,
}

impl ProviderMetadataOptions {
    /// What the document says, if one was named.
    ///
    /// # Errors
    ///
    /// The document cannot be had, or is no metadata that can be used.
    pub(super) async fn read(
        &self,
        located: &Located,
        now: Timestamp,
    ) -> anyhow::Result<Option<ProviderMetadata>> {
        let Some(named) = &self.metadata else {
            return Ok(None);
        };
        let octets = match Url::parse(named).ok().filter(Url::has_host) {
            Some(url) => located.fetcher()?.get(&url, &Wanted::METADATA).await?,
            None => std::fs::read(named).with_context(|| format!("cannot read the metadata {named}"))?,
        };
        let reading = MetadataReading {
            entity_id: self.metadata_entity.as_deref(),
            signed_by: &super::provider::read(&self.metadata_certificate)?,
            now,
        };
        let metadata = read_metadata(&octets, &reading);
        metadata
            .map(Some)
            .with_context(|| format!("{named} cannot be used"))
    }
}
