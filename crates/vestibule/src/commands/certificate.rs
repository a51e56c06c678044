//! `vestibule app certificate`.

use std::path::PathBuf;

use anyhow::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::{Args, Subcommand, ValueEnum};
use vestibule_directory::{Directory, certificates};

use super::app::Named;
use super::app_view::{CertificateView, certificates_text};
use super::caller;
use super::place::{Located, Place};
use crate::print;

/// Signing certificates.
#[derive(Debug, Subcommand)]
pub(super) enum CertificateCommand {
    /// Download the active certificate, or the federation metadata that holds all
    Download(Download),
    /// List the certificates of an application
    List(Named),
}

/// A download.
#[derive(Debug, Args)]
#[command(after_help = "\
raw is Certificate (Raw): DER. base64 is Certificate (Base64): PEM. metadata is Federation Metadata XML.

Example:
  vestibule app certificate download --app \"Ivanti Service Manager (ISM)\" \\
      --format raw --out ism.cer")]
pub(super) struct Download {
    #[command(flatten)]
    named: Named,
    /// What to download
    #[arg(long, value_name = "raw|base64|metadata", hide_possible_values = true)]
    format: DownloadFormat,
    /// File to write [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DownloadFormat {
    Raw,
    Base64,
    Metadata,
}

impl CertificateCommand {
    pub(super) async fn run(
        self,
        directory: &Directory,
        located: &Located,
        place: &Place,
    ) -> anyhow::Result<()> {
        match self {
            Self::Download(command) => download(command, directory, located).await,
            Self::List(named) => {
                let (tenant, application) = named.find(directory).await?;
                let found = certificates::list(directory, &caller(), &tenant.id, &application.id).await?;
                let views: Vec<CertificateView> = found.iter().map(CertificateView::from).collect();
                print::answer(place.format(), &views, |views| certificates_text(views))
            }
        }
    }
}

async fn download(command: Download, directory: &Directory, located: &Located) -> anyhow::Result<()> {
    let (tenant, application) = command.named.find(directory).await?;
    let octets = match command.format {
        DownloadFormat::Metadata => {
            let settings = located.identity_provider()?;
            vestibule_idp::federation_metadata(directory, &settings, &tenant.id, &application.app_id)
                .await?
                .into_bytes()
        }
        format => {
            let active = certificates::active(directory, &caller(), &tenant.id, &application.id).await?;
            let der = active.context("the application has no active certificate")?.der;
            if format == DownloadFormat::Raw {
                der
            } else {
                pem(&der).into_bytes()
            }
        }
    };
    match &command.out {
        None => print::octets(&octets),
        Some(file) => {
            std::fs::write(file, octets).with_context(|| format!("cannot write {}", file.display()))
        }
    }
}

/// [RFC 7468] section 5.
pub(crate) fn pem(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut pem = String::from("-----BEGIN CERTIFICATE-----\n");
    // Base64 is ASCII, so that every position is a boundary of characters.
    for line in text.as_bytes().chunks(64) {
        pem.extend(line.iter().map(|octet| char::from(*octet)));
        pem.push('\n');
    }
    pem.push_str("-----END CERTIFICATE-----\n");
    pem
}
