//! A message with all that its verification needs.

use vestibule_saml::Rejected;
use vestibule_saml::encryption::DecryptionKeys;
use vestibule_saml::message::{Response, Unverified};
use vestibule_saml::service_provider::{SignaturePolicy, Verified};
use vestibule_saml::signature::TrustedKeys;

use crate::failure::Failure;
use crate::keys;
use crate::services::Visit;

/// A message, and what opens it if it is encrypted.
pub(super) struct Received<'a> {
    message: Unverified<'a, Response>,
    decryption: Option<DecryptionKeys>,
}

impl<'a> Received<'a> {
    /// Reads the customer's keys where something has to be opened, and only there.
    pub(super) async fn prepare(visit: &Visit, message: Unverified<'a, Response>) -> Result<Self, Failure> {
        let services = &visit.services;
        let decryption = if message.claims_encryption() {
            keys::keys(&services.manager, &services.decryption, &visit.customer).await?
        } else {
            None
        };
        Ok(Self { message, decryption })
    }

    /// What the provider's keys vouch for.
    pub(super) fn verify(self, keys: &TrustedKeys) -> Result<Verified<Response>, Rejected> {
        match &self.decryption {
            Some(decryption) => self
                .message
                .verify_decrypting(keys, SignaturePolicy::Any, decryption),
            None => self.message.verify(keys, SignaturePolicy::Any),
        }
    }
}
