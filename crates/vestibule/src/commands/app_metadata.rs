//! The options of `vestibule app create` and `app update` about the application's own metadata.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{ArgGroup, Args};
use jiff::Timestamp;
use url::Url;
use vestibule_directory::applications::{ApplicationChange, NewApplication, PartnerMetadata};
use vestibule_idp::{PartnerReading, partner_metadata};

use super::place::Located;
use crate::fetch::Wanted;

/// The group of the options that name a document.
pub(super) const DOCUMENT: &str = "metadata_document";

/// Which document, and how it is read.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new(DOCUMENT).conflicts_with_all(["identifier", "reply_url"]))]
pub(super) struct MetadataOptions {
    /// Service provider metadata, from which identifier, reply URLs, logout URL and certificates are taken
    #[arg(long, value_name = "FILE", group = DOCUMENT)]
    sp_metadata: Option<PathBuf>,
    /// The same by its address
    #[arg(long, value_name = "URL", group = DOCUMENT)]
    sp_metadata_url: Option<Url>,
    /// The entity that is meant, where the metadata has several
    #[arg(long, value_name = "URI", requires = DOCUMENT)]
    metadata_entity: Option<String>,
    /// Certificate that the metadata has to be signed with: DER, PEM or Base64; may be repeated
    #[arg(long, value_name = "FILE", requires = DOCUMENT)]
    metadata_certificate: Vec<PathBuf>,
}

impl MetadataOptions {
    /// Fills in what the document says of a new application, if one was named.
    ///
    /// # Errors
    ///
    /// The document cannot be had, or is no metadata that can be used; it has no certificate to encrypt to where that is
    /// wanted.
    pub(super) async fn begin(
        &self,
        new: &mut NewApplication,
        is_encrypted: bool,
        (located, now): (&Located, Timestamp),
    ) -> anyhow::Result<()> {
        let Some(metadata) = self.read(located, now).await? else {
            return Ok(());
        };
        anyhow::ensure!(
            !is_encrypted || metadata.encryption.is_some(),
            "the metadata has no certificate to encrypt to, which would have an RSA key of 2048 bits or more"
        );
        metadata.begin(new, is_encrypted);
        Ok(())
    }

    /// Puts what the document says into a change, if one was named.
    ///
    /// # Errors
    ///
    /// The document cannot be had, or is no metadata that can be used.
    pub(super) async fn change(
        &self,
        change: &mut ApplicationChange,
        is_encrypted: bool,
        (located, now): (&Located, Timestamp),
    ) -> anyhow::Result<()> {
        if let Some(metadata) = self.read(located, now).await? {
            metadata.change(change, is_encrypted);
        }
        Ok(())
    }

    async fn read(&self, located: &Located, now: Timestamp) -> anyhow::Result<Option<PartnerMetadata>> {
        let (octets, name) = if let Some(file) = &self.sp_metadata {
            let octets = std::fs::read(file);
            let octets = octets.with_context(|| format!("cannot read the metadata {}", file.display()))?;
            (octets, file.display().to_string())
        } else if let Some(url) = &self.sp_metadata_url {
            let octets = located.fetcher()?.get(url, &Wanted::METADATA).await?;
            (octets, url.to_string())
        } else {
            return Ok(None);
        };
        let reading = PartnerReading {
            entity_id: self.metadata_entity.as_deref(),
            signed_by: &super::provider::read(&self.metadata_certificate)?,
            now,
        };
        let metadata = partner_metadata(&octets, &reading);
        Ok(Some(metadata.with_context(|| format!("{name} cannot be used"))?))
    }
}
