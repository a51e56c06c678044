//! TLS to a PostgreSQL server, with the meanings libpq gives `sslmode` and `sslrootcert`.

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_postgres::config::SslMode;

use crate::error::OpenError;

/// How far a connection is protected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Mode {
    Disable,
    /// Encrypted if the server offers it; against listeners, not against who sits in between.
    #[default]
    Prefer,
    /// Encrypted or not at all; the certificate is looked at only if `sslrootcert` is given.
    Require,
    /// Encrypted, and the certificate is one for this host from a trusted authority.
    Verify,
}

impl Mode {
    pub(crate) fn for_driver(self) -> SslMode {
        match self {
            Self::Disable => SslMode::Disable,
            Self::Prefer => SslMode::Prefer,
            Self::Require | Self::Verify => SslMode::Require,
        }
    }
}

impl FromStr for Mode {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text {
            "disable" => Self::Disable,
            "allow" | "prefer" => Self::Prefer,
            "require" => Self::Require,
            // The name is checked too: an authority everybody can buy from proves nothing without it.
            "verify-ca" | "verify-full" => Self::Verify,
            _ => {
                return Err(format!(
                    "sslmode is disable, prefer, require, verify-ca or verify-full, not {text:?}"
                ));
            }
        })
    }
}

/// What a URL says about TLS.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    pub(crate) mode: Mode,
    pub(crate) root_certificates: Option<PathBuf>,
}

impl Settings {
    pub(crate) fn client_config(&self) -> Result<ClientConfig, OpenError> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let is_verified = match self.mode {
            Mode::Disable | Mode::Prefer => false,
            Mode::Require => self.root_certificates.is_some(),
            Mode::Verify => true,
        };
        let verifier: Arc<dyn ServerCertVerifier> = if is_verified {
            WebPkiServerVerifier::builder_with_provider(Arc::new(self.roots()?), Arc::clone(&provider))
                .build()
                .map_err(|error| OpenError::Url(format!("no certificate authority to trust: {error}")))?
        } else {
            Arc::new(Anyone(Arc::clone(&provider)))
        };
        Ok(ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| OpenError::Url(format!("TLS cannot be used: {error}")))?
            .dangerous()
            .with_custom_certificate_verifier(verifier)
            .with_no_client_auth())
    }

    fn roots(&self) -> Result<RootCertStore, OpenError> {
        let file = match &self.root_certificates {
            Some(file) if file.as_os_str() != "system" => file.clone(),
            _ => system_certificates().ok_or_else(|| {
                OpenError::Url("no certificates of the system found: give sslrootcert=FILE".into())
            })?,
        };
        let cannot = |error: rustls_pki_types::pem::Error| {
            OpenError::Url(format!("sslrootcert: {} cannot be read: {error}", file.display()))
        };
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_file_iter(&file).map_err(cannot)? {
            // One that the library does not understand is no reason to distrust the others.
            roots.add_parsable_certificates([certificate.map_err(cannot)?]);
        }
        Ok(roots)
    }
}

/// Where the system keeps the authorities that it trusts, in one PEM file, if it does.
pub fn system_certificates() -> Option<PathBuf> {
    [
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/ca-bundle.pem",
        "/etc/ssl/cert.pem",
    ]
    .into_iter()
    .map(PathBuf::from)
    .find(|file| file.exists())
}

/// Takes any certificate, as libpq does for `prefer` and `require`; whoever presents it must hold its key.
#[derive(Debug)]
struct Anyone(Arc<CryptoProvider>);

impl ServerCertVerifier for Anyone {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(
            message,
            certificate,
            signature,
            &self.0.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(
            message,
            certificate,
            signature,
            &self.0.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
