//! What handlers need; cheap to clone, no globals.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use vestibule_directory::applications::RequestSignatures;
use vestibule_directory::{Directory, Environment, Failure, Sealer, sign_in::Facts};
use vestibule_saml::encryption::EncryptionKey;
use vestibule_saml::signature::{Certificate, KeyError, SigningKey, TrustedKeys, VerificationKey};
use vestibule_web::Throttle;

use crate::settings::Settings;

/// The directory, the settings and the parsed keys.
#[derive(Clone)]
pub(crate) struct Services(Arc<Inner>);

struct Inner {
    directory: Directory,
    settings: Settings,
    keys: RwLock<HashMap<String, SigningKey>>,
    /// By certificate, DER.
    encryption_keys: RwLock<HashMap<Vec<u8>, EncryptionKey>>,
    /// By certificate, DER.
    verification_keys: RwLock<HashMap<Vec<u8>, VerificationKey>>,
    throttle: Throttle,
}

impl Services {
    pub(crate) fn new(directory: Directory, settings: Settings) -> Self {
        Self(Arc::new(Inner {
            directory,
            settings,
            keys: RwLock::default(),
            encryption_keys: RwLock::default(),
            verification_keys: RwLock::default(),
            throttle: Throttle::new(),
        }))
    }

    /// The directory.
    pub(crate) fn directory(&self) -> &Directory {
        &self.0.directory
    }

    /// The settings.
    pub(crate) fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// Time and randomness.
    pub(crate) fn environment(&self) -> &Environment {
        self.directory().environment()
    }

    /// Seals what travels through the browser.
    pub(crate) fn sealer(&self) -> &Sealer {
        self.directory().sealer()
    }

    /// Counts refusals by address.
    pub(crate) fn throttle(&self) -> &Throttle {
        &self.0.throttle
    }

    /// The key that the application of these facts signs with, parsed once: a certificate's id never names another
    /// key, so what is kept can never be wrong. Says too whether it was parsed just now.
    pub(crate) async fn signing_key(&self, facts: &Facts) -> Result<(SigningKey, bool), Failure> {
        if let Some(certificate) = facts.certificate()
            && let Some(key) = self.kept(&certificate.id)
        {
            return Ok((key, false));
        }
        let material = self.directory().signing_material(facts).await?;
        let key = SigningKey::from_pkcs8(material.pkcs8.expose(), &material.der).map_err(unusable)?;
        self.keep(&material.certificate_id, &key);
        Ok((key, true))
    }

    /// The key of an application's encryption certificate, parsed once.
    pub(crate) fn encryption_key(&self, der: &[u8]) -> Result<EncryptionKey, KeyError> {
        let kept = &self.0.encryption_keys;
        if let Some(key) = kept.read().unwrap_or_else(PoisonError::into_inner).get(der) {
            return Ok(key.clone());
        }
        let key = EncryptionKey::from_certificate(&Certificate::from_der(der)?)?;
        let mut kept = kept.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST_KEYS {
            kept.clear();
        }
        kept.insert(der.to_vec(), key.clone());
        Ok(key)
    }

    /// The keys that a message of an application is verified with; `None` if it has none. `shown` is the certificate that
    /// the message shows. (`sig_alg_allowed`)
    pub(crate) fn request_keys(
        &self,
        signatures: &RequestSignatures,
        shown: Option<&str>,
    ) -> Result<Option<TrustedKeys>, KeyError> {
        let candidates = signatures.candidates(shown);
        if candidates.is_empty() {
            return Ok(None);
        }
        let keys = candidates
            .iter()
            .map(|certificate| self.verification_key(certificate.der()));
        let keys = TrustedKeys::new(keys.collect::<Result<_, _>>()?)?;
        Ok(Some(if signatures.allows_weak {
            keys.taking_rsa_sha1()
        } else {
            keys
        }))
    }

    /// The key of a verification certificate, parsed once.
    fn verification_key(&self, der: &[u8]) -> Result<VerificationKey, KeyError> {
        let kept = &self.0.verification_keys;
        if let Some(key) = kept.read().unwrap_or_else(PoisonError::into_inner).get(der) {
            return Ok(key.clone());
        }
        let key = Certificate::from_der(der)?.verification_key()?;
        let mut kept = kept.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST_KEYS {
            kept.clear();
        }
        kept.insert(der.to_vec(), key.clone());
        Ok(key)
    }

    fn kept(&self, certificate_id: &str) -> Option<SigningKey> {
        let keys = self.0.keys.read().unwrap_or_else(PoisonError::into_inner);
        keys.get(certificate_id).cloned()
    }

    fn keep(&self, certificate_id: &str, key: &SigningKey) {
        let mut keys = self.0.keys.write().unwrap_or_else(PoisonError::into_inner);
        if keys.len() >= MOST_KEYS {
            // All are parsed again when they are next needed; that is cheaper than to keep book about their use.
            keys.clear();
        }
        keys.insert(certificate_id.to_owned(), key.clone());
    }
}

fn unusable(error: KeyError) -> Failure {
    Failure::Unavailable(Box::new(error))
}

/// A parsed key takes some kilobytes.
const MOST_KEYS: usize = 1024;
