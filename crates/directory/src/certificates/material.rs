//! The opened private key of a certificate, kept by the certificate's id.

use vestibule_store::Secret;

/// What signing needs: the private key and the certificate.
pub struct SigningMaterial {
    /// The certificate's id.
    pub certificate_id: String,
    /// The private key, PKCS#8 DER.
    pub pkcs8: Secret<Vec<u8>>,
    /// The certificate, DER.
    pub der: Vec<u8>,
}

impl std::fmt::Debug for SigningMaterial {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("SigningMaterial").field("certificate_id", &self.certificate_id).finish_non_exhaustive()
    }
}
