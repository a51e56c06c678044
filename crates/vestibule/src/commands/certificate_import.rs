//! `vestibule app certificate import`.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use vestibule_directory::certificates::{self, Certificate, ForeignKey};
use vestibule_directory::{Directory, Secret};

use super::app::Named;
use super::caller;
use super::given::password_from_stdin;

/// A key that was made elsewhere.
#[derive(Debug, Args)]
#[command(after_help = "\
The certificate is published beside the active one and signs once it is activated. It stays marked as imported: whoever \
made the key may have kept it. Without --password-file or --password-stdin the password of a PFX file is asked for.

Examples:
  vestibule app certificate import --app Wiki --pfx wiki.pfx
  vestibule app certificate import --app Wiki --pfx wiki.pfx --password-file password.txt
  vestibule app certificate import --app Wiki --certificate wiki.cer --key wiki.key")]
pub(super) struct Import {
    #[command(flatten)]
    named: Named,
    /// PFX file (PKCS#12) with private key and certificate
    #[arg(long, value_name = "FILE", required_unless_present = "key", conflicts_with_all = ["key", "certificate"])]
    pfx: Option<PathBuf>,
    /// File whose first line is the password of the PFX file
    #[arg(long, value_name = "FILE", requires = "pfx")]
    password_file: Option<PathBuf>,
    /// Read the password of the PFX file from the first line of standard input
    #[arg(long, requires = "pfx", conflicts_with = "password_file")]
    password_stdin: bool,
    /// Private key, PEM, not encrypted
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Certificate of that key, PEM or DER [default: the one in the key's file]
    #[arg(long, value_name = "FILE", requires = "key")]
    certificate: Option<PathBuf>,
    /// Sign with it at once
    #[arg(long)]
    activate: bool,
}

impl Import {
    /// Imports the key, and activates it if that was asked for.
    pub(super) async fn run(self, directory: &Directory) -> anyhow::Result<Certificate> {
        let (tenant, application) = self.named.find(directory).await?;
        let (tenant, application) = (&tenant.id, &application.id);
        let key = self.read()?;
        let imported = certificates::import(directory, &caller(), tenant, application, &key).await?;
        if !self.activate {
            return Ok(imported);
        }
        let thumbprint = &imported.thumbprint;
        Ok(certificates::activate(directory, &caller(), tenant, application, thumbprint).await?)
    }

    fn read(&self) -> anyhow::Result<ForeignKey> {
        if let Some(file) = &self.pfx {
            let octets = octets(file)?;
            let password = self.password(file)?;
            return ForeignKey::from_pfx(octets.expose(), &password)
                .with_context(|| format!("{} cannot be imported", file.display()));
        }
        let file = self
            .key
            .as_ref()
            .context("name a PFX file with --pfx, or a key with --key")?;
        let key = octets(file)?;
        let certificate = self.certificate.as_deref().map(octets).transpose()?;
        ForeignKey::from_pem(key.expose(), certificate.as_ref().unwrap_or(&key).expose())
            .with_context(|| format!("{} cannot be imported", file.display()))
    }

    fn password(&self, pfx: &Path) -> anyhow::Result<Secret<String>> {
        if let Some(file) = &self.password_file {
            let text = std::fs::read_to_string(file)
                .map(Secret::new)
                .with_context(|| format!("cannot read the password from {}", file.display()))?;
            let first = text.expose().lines().next().unwrap_or_default();
            return Ok(Secret::new(first.to_owned()));
        }
        if self.password_stdin {
            return password_from_stdin();
        }
        anyhow::ensure!(
            std::io::stdin().is_terminal(),
            "there is nobody to ask for the password of {}: name it with --password-file or --password-stdin",
            pfx.display()
        );
        let password = rpassword::prompt_password(format!("Password of {}: ", pfx.display()))
            .context("cannot read the password from the terminal")?;
        Ok(Secret::new(password))
    }
}

fn octets(file: &Path) -> anyhow::Result<Secret<Vec<u8>>> {
    std::fs::read(file)
        .map(Secret::new)
        .with_context(|| format!("cannot read {}", file.display()))
}
