//! The options of `vestibule app create` and `app update` about the application's own metadata.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{ArgGroup, Args};
use jiff::Timestamp;
use vestibule_directory::Directory;
use vestibule_directory::applications::{
    self, Application, ApplicationChange, MetadataSource, NewApplication, PartnerMetadata,
};
use vestibule_directory::value::WebUrl;
use vestibule_idp::{PartnerReading, partner_metadata};

use super::caller;
use super::place::Located;
use crate::metadata;

/// The group of the options that name a document.
pub(super) const DOCUMENT: &str = "metadata_document";

/// Which document, and how it is read.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new(DOCUMENT).conflicts_with_all(["identifier", "reply_url"]))]
pub(super) struct MetadataOptions {
    /// Service provider metadata, from which identifier, reply URLs, logout URL and certificates are taken
    #[arg(long, value_name = "FILE", group = DOCUMENT)]
    sp_metadata: Option<PathBuf>,
    /// The same by its address, at which it is read again every day: `app metadata` shows what changes
    #[arg(long, value_name = "URL", group = DOCUMENT)]
    sp_metadata_url: Option<WebUrl>,
    /// The entity that is meant, where the metadata has several
    #[arg(long, value_name = "URI", requires = DOCUMENT)]
    metadata_entity: Option<String>,
    /// Certificate that the metadata has to be signed with: DER, PEM or Base64; may be repeated
    #[arg(long, value_name = "FILE", requires = DOCUMENT)]
    metadata_certificate: Vec<PathBuf>,
}

/// What was read, and whence, if it is an address.
pub(super) struct Read {
    metadata: PartnerMetadata,
    source: Option<MetadataSource>,
}

/// Has the document of an application read again, if it was read from an address.
pub(super) async fn follow(
    directory: &Directory,
    application: &Application,
    read: Option<Read>,
) -> anyhow::Result<()> {
    if let Some(Read {
        metadata,
        source: Some(source),
    }) = &read
    {
        let key = (application.tenant_id.as_str(), application.id.as_str());
        applications::follow_metadata(directory, &caller(), key, source, metadata).await?;
    }
    Ok(())
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
    ) -> anyhow::Result<Option<Read>> {
        let Some(read) = self.read(located, now).await? else {
            return Ok(None);
        };
        anyhow::ensure!(
            !is_encrypted || read.metadata.encryption.is_some(),
            "the metadata has no certificate to encrypt to, which would have an RSA key of 2048 bits or more"
        );
        read.metadata.begin(new, is_encrypted);
        Ok(Some(read))
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
    ) -> anyhow::Result<Option<Read>> {
        let read = self.read(located, now).await?;
        if let Some(read) = &read {
            read.metadata.change(change, is_encrypted);
        }
        Ok(read)
    }

    async fn read(&self, located: &Located, now: Timestamp) -> anyhow::Result<Option<Read>> {
        let signed_by = super::provider::read(&self.metadata_certificate)?;
        if let Some(file) = &self.sp_metadata {
            let octets = std::fs::read(file);
            let octets = octets.with_context(|| format!("cannot read the metadata {}", file.display()))?;
            let reading = PartnerReading {
                entity_id: self.metadata_entity.as_deref(),
                signed_by: &signed_by,
                now,
            };
            let metadata = partner_metadata(&octets, &reading);
            let metadata = metadata.with_context(|| format!("{} cannot be used", file.display()))?;
            return Ok(Some(Read {
                metadata,
                source: None,
            }));
        }
        let Some(url) = &self.sp_metadata_url else {
            return Ok(None);
        };
        let source = MetadataSource {
            url: url.clone(),
            entity_id: self.metadata_entity.clone(),
            signed_by,
        };
        let metadata = metadata::read(&located.fetcher()?, &source, now).await;
        let metadata = metadata.with_context(|| format!("{url} cannot be used"))?;
        Ok(Some(Read {
            metadata,
            source: Some(source),
        }))
    }
}
