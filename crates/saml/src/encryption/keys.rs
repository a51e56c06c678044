//! Keys that are encrypted to, and keys that decrypt.

use std::{fmt, sync::Arc};

use aws_lc_rs::{
    digest,
    rsa::{OaepPrivateDecryptingKey, OaepPublicEncryptingKey, PrivateDecryptingKey, PublicEncryptingKey},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use super::{DataCipher, KeyTransport};
use crate::{
    rules::{encryption::encryption_key_separate, signature::rsa_only},
    signature::{Certificate, KeyError},
};

/// A partner's public key, to encrypt to. Cloning is cheap.
#[derive(Clone)]
pub struct EncryptionKey(Arc<PublicHalf>);

struct PublicHalf {
    key: OaepPublicEncryptingKey,
    thumbprint: String,
    certificate_base64: String,
}

impl EncryptionKey {
    /// Takes the key out of a certificate. Its dates are not looked at.
    ///
    /// # Errors
    /// [`KeyError::Strength`] unless it is an RSA key of 2048 to 8192 bits.
    pub fn from_certificate(certificate: &Certificate) -> Result<Self, KeyError> {
        rsa_only(certificate.verification_key()?.kind()).map_err(KeyError::Strength)?;
        let public = PublicEncryptingKey::from_der(&certificate.public_key_der()?);
        let key = public.ok().and_then(|key| OaepPublicEncryptingKey::new(key).ok());
        Ok(Self(Arc::new(PublicHalf {
            key: key.ok_or(KeyError::NotACertificate)?,
            thumbprint: certificate.thumbprint().to_owned(),
            certificate_base64: STANDARD.encode(certificate.der()),
        })))
    }

    /// SHA-1 of the certificate, upper-case hex, as administrators know it.
    pub fn thumbprint(&self) -> &str {
        &self.0.thumbprint
    }

    pub(super) fn certificate_base64(&self) -> &str {
        &self.0.certificate_base64
    }

    /// Encrypts the key of a cipher; `None` if the library fails.
    pub(super) fn wrap(&self, transport: KeyTransport, content_key: &[u8]) -> Option<Vec<u8>> {
        let mut wrapped = vec![0; self.0.key.ciphertext_size()];
        let length = self
            .0
            .key
            .encrypt(transport.algorithm(), content_key, &mut wrapped, None)
            .ok()?
            .len();
        wrapped.truncate(length);
        Some(wrapped)
    }
}

impl fmt::Debug for EncryptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("EncryptionKey").field(&self.thumbprint()).finish()
    }
}

/// A private key that decrypts and does nothing else (`encryption_key_separate`). Cloning is cheap; the secret is
/// shown nowhere and cannot be taken out again.
#[derive(Clone)]
pub struct DecryptionKey(Arc<PrivateHalf>);

struct PrivateHalf {
    key: OaepPrivateDecryptingKey,
    certificate: Certificate,
    /// What stands in for the keys that cannot be unwrapped is made of this.
    stand_in: Zeroizing<[u8; digest::SHA256_OUTPUT_LEN]>,
}

impl DecryptionKey {
    /// Loads a PKCS#8 key (DER) and its certificate (DER). Loading costs about as much as decrypting: do it once a
    /// key.
    ///
    /// # Errors
    /// [`KeyError`] unless both are RSA of 2048 to 8192 bits and belong together.
    pub fn from_pkcs8(pkcs8_der: &[u8], certificate_der: &[u8]) -> Result<Self, KeyError> {
        let certificate = Certificate::from_der(certificate_der)?;
        let public = EncryptionKey::from_certificate(&certificate)?;
        let private = PrivateDecryptingKey::from_pkcs8(pkcs8_der);
        let key = private
            .ok()
            .and_then(|key| OaepPrivateDecryptingKey::new(key).ok());
        let key = Self(Arc::new(PrivateHalf {
            key: key.ok_or(KeyError::NotAPrivateKey)?,
            certificate,
            stand_in: secret_of(&[pkcs8_der]),
        }));
        // What belongs together is found out by using it.
        let probe = public.wrap(KeyTransport::RsaOaepMgf1p, PROBE);
        let opened = probe.and_then(|wrapped| key.unwrap(KeyTransport::RsaOaepMgf1p, &wrapped));
        if opened.is_some_and(|opened| opened.as_slice() == PROBE) {
            Ok(key)
        } else {
            Err(KeyError::Mismatch)
        }
    }

    /// Its certificate, which partners encrypt to.
    pub fn certificate(&self) -> &Certificate {
        &self.0.certificate
    }

    /// Decrypts the key of a cipher; `None` if that cannot be.
    pub(super) fn unwrap(&self, transport: KeyTransport, wrapped: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        #[cfg(feature = "rule-switch")]
        crate::rules::switch::count(|work| work.decryptions += 1);
        let mut octets = Zeroizing::new(vec![0; self.0.key.min_output_size()]);
        let length = self
            .0
            .key
            .decrypt(transport.algorithm(), wrapped, &mut octets, None)
            .ok()?
            .len();
        octets.truncate(length);
        Some(octets)
    }

    /// A key that nobody else can guess and that is always the same for the same octets: decryption goes on with it
    /// where the right one could not be had, so that both take the same way to their end.
    pub(super) fn stand_in(&self, cipher: DataCipher, wrapped: &[u8]) -> Zeroizing<Vec<u8>> {
        let secret = secret_of(&[&*self.0.stand_in, wrapped]);
        Zeroizing::new(secret.iter().copied().take(cipher.key_length()).collect())
    }
}

impl fmt::Debug for DecryptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DecryptionKey")
            .field(&self.0.certificate.thumbprint())
            .finish()
    }
}

/// Whether assertions under cipher block chaining are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CbcPolicy {
    /// Never.
    #[default]
    Refused,
    /// Inside a response whose signature was verified before anything is decrypted: then nobody can have changed the
    /// ciphertext to learn from what happens.
    UnderSignature,
}

/// The one or two keys that decrypt what is sent to one service provider, and what they are used for.
#[derive(Clone, Debug)]
pub struct DecryptionKeys {
    keys: Vec<DecryptionKey>,
    cbc: CbcPolicy,
}

impl DecryptionKeys {
    /// Collects them. `signing` are the certificates that the service provider signs with; a key of theirs does not
    /// decrypt.
    ///
    /// # Errors
    /// [`KeyError::Separate`] for a key that signs as well (`encryption_key_separate`), or unless there are one or
    /// two.
    pub fn new(keys: Vec<DecryptionKey>, signing: &[Certificate], cbc: CbcPolicy) -> Result<Self, KeyError> {
        let publics = |certificates: &mut dyn Iterator<Item = &Certificate>| {
            certificates
                .map(Certificate::public_key_der)
                .collect::<Result<Vec<_>, _>>()
        };
        let decrypting = publics(&mut keys.iter().map(DecryptionKey::certificate))?;
        let signing = publics(&mut signing.iter())?;
        encryption_key_separate(&decrypting, &signing).map_err(KeyError::Separate)?;
        Ok(Self { keys, cbc })
    }

    pub(super) fn keys(&self) -> &[DecryptionKey] {
        &self.keys
    }

    /// Whether cipher block chaining is taken.
    pub(crate) fn cbc(&self) -> CbcPolicy {
        self.cbc
    }
}

fn secret_of(parts: &[&[u8]]) -> Zeroizing<[u8; digest::SHA256_OUTPUT_LEN]> {
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(b"vestibule stand-in key");
    for part in parts {
        context.update(part);
    }
    let mut secret = Zeroizing::new([0; digest::SHA256_OUTPUT_LEN]);
    for (to, from) in secret.iter_mut().zip(context.finish().as_ref()) {
        *to = *from;
    }
    secret
}

/// Encrypted and decrypted once when a key is loaded.
const PROBE: &[u8] = b"vestibule";
