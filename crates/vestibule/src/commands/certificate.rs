//! `vestibule app certificate`.

use std::path::PathBuf;

use anyhow::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;
use vestibule_directory::Directory;
use vestibule_directory::certificates::{self, Certificate};

use super::app::Named;
use super::caller;
use super::certificate_import::Import;
use super::certificate_view::{CertificateView, certificates_text};
use super::place::{Located, Place};
use crate::print;

/// Signing certificates.
#[derive(Debug, Subcommand)]
pub(super) enum CertificateCommand {
    /// Download a certificate, or the federation metadata that holds all
    Download(Download),
    /// List the certificates of an application
    List(Named),
    /// Make another certificate: it is published beside the active one and signs once it is made active
    Create(Create),
    /// Import a certificate with a private key that was made elsewhere, inactive
    Import(Import),
    /// Sign with this certificate from now on; the one before becomes inactive and stays published
    Activate(Activate),
    /// Delete a certificate that is not active
    Delete(Chosen),
}

/// A new certificate.
#[derive(Debug, Args)]
#[command(after_help = "\
The application has to know a certificate before anything is signed with it: download it there first, then activate it.

Example:
  vestibule app certificate create --app \"Ivanti Service Manager (ISM)\"")]
pub(super) struct Create {
    #[command(flatten)]
    named: Named,
    /// Sign with it at once
    #[arg(long)]
    activate: bool,
}

/// One certificate.
#[derive(Debug, Args)]
pub(super) struct Chosen {
    #[command(flatten)]
    named: Named,
    /// Thumbprint, as the list shows it
    #[arg(long, value_name = "SHA1")]
    thumbprint: String,
}

/// A switch.
#[derive(Debug, Args)]
#[command(after_help = "\
With --at the switch is made by the server then, within a minute; `--at never` takes that back. An application has one such \
time at most, and an activation by hand ends it.

Examples:
  vestibule app certificate activate --app Wiki --thumbprint SHA1
  vestibule app certificate activate --app Wiki --thumbprint SHA1 --at 2026-12-24T06:00:00Z")]
pub(super) struct Activate {
    #[command(flatten)]
    chosen: Chosen,
    /// When, instead of now
    #[arg(long, value_name = "TIME|never", value_parser = parse_at)]
    at: Option<At>,
}

/// When a switch is made.
#[derive(Debug, Clone, Copy)]
enum At {
    Instant(Timestamp),
    Never,
}

fn parse_at(text: &str) -> Result<At, String> {
    if text == "never" {
        return Ok(At::Never);
    }
    let instant = text.parse().map(At::Instant);
    instant.map_err(|_| "expected a point in time such as 2026-12-24T06:00:00Z, or never".to_owned())
}

impl Activate {
    async fn run(self, directory: &Directory) -> anyhow::Result<Certificate> {
        let (tenant, application) = self.chosen.named.find(directory).await?;
        let (tenant, application) = (tenant.id.as_str(), application.id.as_str());
        let thumbprint = &self.chosen.thumbprint;
        let caller = caller();
        let at = match self.at {
            None => {
                let active =
                    certificates::activate(directory, &caller, tenant, application, thumbprint).await?;
                return Ok(active);
            }
            Some(At::Instant(at)) => Some(at),
            Some(At::Never) => None,
        };
        Ok(certificates::schedule(directory, &caller, (tenant, application), thumbprint, at).await?)
    }
}

/// A download.
#[derive(Debug, Args)]
#[command(after_help = "\
raw is Certificate (Raw): DER. base64 is Certificate (Base64): PEM. metadata is Federation Metadata XML. With \
--thumbprint the application gets the next certificate before anything is signed with it.

Example:
  vestibule app certificate download --app \"Ivanti Service Manager (ISM)\" \\
      --format raw --out ism.cer")]
pub(super) struct Download {
    #[command(flatten)]
    named: Named,
    /// What to download
    #[arg(long, value_name = "raw|base64|metadata", hide_possible_values = true)]
    format: DownloadFormat,
    /// Thumbprint of the certificate, as the list shows it [default: the active one]
    #[arg(long, value_name = "SHA1")]
    thumbprint: Option<String>,
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
                let now = directory.environment().now();
                let views: Vec<CertificateView> =
                    found.iter().map(|one| CertificateView::new(one, now)).collect();
                print::answer(place.format(), &views, |views| certificates_text(views))
            }
            Self::Create(command) => {
                let (tenant, application) = command.named.find(directory).await?;
                let (tenant, application) = (&tenant.id, &application.id);
                let mut made = certificates::create(directory, &caller(), tenant, application).await?;
                if command.activate {
                    let thumbprint = &made.thumbprint;
                    made =
                        certificates::activate(directory, &caller(), tenant, application, thumbprint).await?;
                }
                show(&made, directory, place)
            }
            Self::Import(command) => show(&command.run(directory).await?, directory, place),
            Self::Activate(command) => show(&command.run(directory).await?, directory, place),
            Self::Delete(chosen) => {
                let (tenant, application) = chosen.named.find(directory).await?;
                let thumbprint = &chosen.thumbprint;
                certificates::delete(directory, &caller(), &tenant.id, &application.id, thumbprint).await?;
                let deleted = serde_json::json!({ "thumbprint": thumbprint });
                print::answer(place.format(), &deleted, |_| format!("{thumbprint} is deleted."))
            }
        }
    }
}

fn show(certificate: &Certificate, directory: &Directory, place: &Place) -> anyhow::Result<()> {
    let view = CertificateView::new(certificate, directory.environment().now());
    print::answer(place.format(), &view, |view| {
        certificates_text(std::slice::from_ref(view))
    })
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
            let all = certificates::list(directory, &caller(), &tenant.id, &application.id).await?;
            let wanted = command.thumbprint.as_deref();
            let is_wanted = |one: &Certificate| match wanted {
                Some(thumbprint) => one.thumbprint.eq_ignore_ascii_case(thumbprint),
                None => one.is_active,
            };
            let found = all.into_iter().find(is_wanted);
            let der = found
                .with_context(|| match wanted {
                    Some(thumbprint) => format!("the application has no certificate {thumbprint}"),
                    None => "the application has no active certificate".to_owned(),
                })?
                .der;
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
