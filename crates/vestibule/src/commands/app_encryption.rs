//! The options of `vestibule app update` about token encryption.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use vestibule_directory::applications::{
    ApplicationChange, EncryptionAlgorithm, EncryptionCertificate, KeyTransport,
};

/// To whom assertions are encrypted, and how.
#[derive(Debug, Args)]
pub(super) struct EncryptionOptions {
    /// The application's certificate, to whose key assertions are encrypted: DER, PEM or Base64
    #[arg(long, value_name = "FILE")]
    encryption_certificate: Option<PathBuf>,
    /// Send assertions that the browser can read
    #[arg(long, conflicts_with_all = ["encryption_certificate", "encryption_algorithm", "encryption_key_transport"])]
    no_encryption: bool,
    /// The cipher of encrypted assertions, aes256-gcm at first; CBC only with a signed response
    #[arg(long, value_name = "aes256-gcm|aes128-gcm|aes256-cbc|aes128-cbc", value_parser = algorithm)]
    encryption_algorithm: Option<EncryptionAlgorithm>,
    /// How the key of the cipher travels, rsa-oaep-mgf1p at first
    #[arg(long, value_name = "rsa-oaep-mgf1p|rsa-oaep-sha256", value_parser = key_transport)]
    encryption_key_transport: Option<KeyTransport>,
}

impl EncryptionOptions {
    /// Adds what was named to a change.
    ///
    /// # Errors
    ///
    /// The file cannot be read or holds no certificate that can be encrypted to.
    pub(super) fn apply(self, change: &mut ApplicationChange) -> anyhow::Result<()> {
        change.encryption_certificate = match self.encryption_certificate {
            Some(file) => {
                let octets = std::fs::read(&file)
                    .with_context(|| format!("cannot read the certificate {}", file.display()))?;
                let certificate = EncryptionCertificate::parse(&octets)
                    .with_context(|| format!("{} cannot be encrypted to", file.display()))?;
                Some(Some(certificate))
            }
            None => self.no_encryption.then_some(None),
        };
        change.encryption_algorithm = self.encryption_algorithm;
        change.encryption_key_transport = self.encryption_key_transport;
        Ok(())
    }
}

fn algorithm(text: &str) -> Result<EncryptionAlgorithm, String> {
    EncryptionAlgorithm::find(text)
        .ok_or_else(|| expected(&EncryptionAlgorithm::ALL.map(EncryptionAlgorithm::name)))
}

fn key_transport(text: &str) -> Result<KeyTransport, String> {
    KeyTransport::find(text).ok_or_else(|| expected(&KeyTransport::ALL.map(KeyTransport::name)))
}

fn expected(names: &[&str]) -> String {
    format!("expected {}", names.join(" or "))
}
