//! The options of `vestibule app create` and `app update` about the application's own metadata.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use jiff::Timestamp;
use vestibule_directory::applications::{ApplicationChange, NewApplication, PartnerMetadata};
use vestibule_idp::{PartnerReading, partner_metadata};

/// Which document, and how it is read.
#[derive(Debug, Args)]
pub(super) struct MetadataOptions {
    /// Service provider metadata, from which identifier, reply URLs, logout URL and certificates are taken
    #[arg(long, value_name = "FILE", conflicts_with_all = ["identifier", "reply_url"])]
    pub(super) sp_metadata: Option<PathBuf>,
    /// The entity that is meant, where the metadata has several
    #[arg(long, value_name = "URI", requires = "sp_metadata")]
    metadata_entity: Option<String>,
    /// Certificate that the metadata has to be signed with: DER, PEM or Base64; may be repeated
    #[arg(long, value_name = "FILE", requires = "sp_metadata")]
    metadata_certificate: Vec<PathBuf>,
}

impl MetadataOptions {
    /// Fills in what the document says of a new application, if one was named.
    ///
    /// # Errors
    ///
    /// A file cannot be read, or is no metadata that can be used; it has no certificate to encrypt to where that is wanted.
    pub(super) fn begin(
        &self,
        new: &mut NewApplication,
        is_encrypted: bool,
        now: Timestamp,
    ) -> anyhow::Result<()> {
        let Some(file) = &self.sp_metadata else {
            return Ok(());
        };
        let metadata = self.read(file, now)?;
        anyhow::ensure!(
            !is_encrypted || metadata.encryption.is_some(),
            "{} has no certificate to encrypt to, which would have an RSA key of 2048 bits or more",
            file.display()
        );
        metadata.begin(new, is_encrypted);
        Ok(())
    }

    /// Puts what the document says into a change, if one was named.
    ///
    /// # Errors
    ///
    /// A file cannot be read, or is no metadata that can be used.
    pub(super) fn change(
        &self,
        change: &mut ApplicationChange,
        is_encrypted: bool,
        now: Timestamp,
    ) -> anyhow::Result<()> {
        if let Some(file) = &self.sp_metadata {
            self.read(file, now)?.change(change, is_encrypted);
        }
        Ok(())
    }

    fn read(&self, file: &Path, now: Timestamp) -> anyhow::Result<PartnerMetadata> {
        let octets =
            std::fs::read(file).with_context(|| format!("cannot read the metadata {}", file.display()))?;
        let reading = PartnerReading {
            entity_id: self.metadata_entity.as_deref(),
            signed_by: &super::provider::read(&self.metadata_certificate)?,
            now,
        };
        partner_metadata(&octets, &reading).with_context(|| format!("{} cannot be used", file.display()))
    }
}
