//! Whose certificates are believed when others are asked.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;

/// TLS to servers whose certificates the authorities of these PEM files have signed.
///
/// # Errors
///
/// A file cannot be read, or holds no certificate.
pub(crate) fn client(files: &[PathBuf]) -> anyhow::Result<Arc<ClientConfig>> {
    let mut roots = RootCertStore::empty();
    for file in files {
        let certificates = CertificateDer::pem_file_iter(file)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .with_context(|| format!("cannot read the certificates {}", file.display()))?;
        // One that the library does not understand is no reason to distrust the others.
        let (added, _) = roots.add_parsable_certificates(certificates);
        anyhow::ensure!(added > 0, "{} holds no certificate", file.display());
    }
    with_roots(roots)
}

/// The same with these authorities.
pub(super) fn with_roots(roots: RootCertStore) -> anyhow::Result<Arc<ClientConfig>> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .context("TLS cannot be used")?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}
