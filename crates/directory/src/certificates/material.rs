//! The opened private key of a certificate, kept by the certificate's id.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use vestibule_store::Secret;

use super::generate::SIGNING_KEY;
use super::rows;
use crate::failure::{Refusal, code};
use crate::sign_in::Facts;
use crate::{Directory, Failure};

/// What signing needs: the private key and the certificate.
pub struct SigningMaterial {
    /// The certificate's id; it never names another key.
    pub certificate_id: String,
    /// The private key, PKCS#8 DER.
    pub pkcs8: Secret<Vec<u8>>,
    /// The certificate, DER.
    pub der: Vec<u8>,
}

impl std::fmt::Debug for SigningMaterial {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("SigningMaterial")
            .field("certificate_id", &self.certificate_id)
            .finish_non_exhaustive()
    }
}

/// Opened keys by certificate id. A certificate's key never changes, so nothing in it can be stale: whether a certificate may
/// be used is read from the database each time.
#[derive(Clone, Default)]
pub(crate) struct MaterialCache(Arc<Mutex<HashMap<String, Arc<SigningMaterial>>>>);

impl MaterialCache {
    /// More keys than this begin anew.
    const LARGEST: usize = 4096;

    pub(crate) async fn get(
        &self,
        directory: &Directory,
        facts: &Facts,
    ) -> Result<Arc<SigningMaterial>, Failure> {
        let Some(certificate) = facts.certificate() else {
            return Err(
                Refusal::new(code::MISSING_SIGNING_KEY, "an active signing certificate", "none").into(),
            );
        };
        if let Some(material) = self.find(&certificate.id) {
            return Ok(material);
        }
        let stored = directory
            .db
            .read(async |mut tx| Ok::<_, Failure>(rows::key(&mut tx, &certificate.id).await?))
            .await?;
        let Some((der, sealed_key)) = stored else {
            let received = format!("{}, deleted a moment ago", certificate.thumbprint);
            return Err(Refusal::new(
                code::MISSING_SIGNING_KEY,
                "an active signing certificate",
                &received,
            )
            .into());
        };
        let pkcs8 = directory
            .sealer()
            .open(SIGNING_KEY, &certificate.id, &sealed_key)
            .map_err(|error| {
                let expected = "a private key sealed under this server's master key";
                Failure::from(Refusal::new(
                    code::MISSING_CUSTOM_SIGNING_KEY,
                    expected,
                    &error.to_string(),
                ))
            })?;
        let material = Arc::new(SigningMaterial {
            certificate_id: certificate.id.clone(),
            pkcs8,
            der,
        });
        self.keep(&material);
        Ok(material)
    }

    fn find(&self, certificate_id: &str) -> Option<Arc<SigningMaterial>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(certificate_id)
            .map(Arc::clone)
    }

    fn keep(&self, material: &Arc<SigningMaterial>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= Self::LARGEST {
            kept.clear();
        }
        kept.insert(material.certificate_id.clone(), Arc::clone(material));
    }
}
