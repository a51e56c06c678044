//! A customer's own keys: what its service provider signs with, and what opens what identity providers encrypt to it.
//!
//! For each use there are one or two: the active one, and one before or after it. The next one is published beside the active
//! one, so that partners know it before it is used; the one before still opens, and is deleted when nobody uses it any more.
//! Each lies in a certificate that it signed itself, sealed at rest. None is ever replaced by itself.

mod decryption;
mod operations;
pub(crate) mod rows;
mod signing;

use std::time::Duration;

use jiff::Timestamp;
use vestibule_saml::signature::Certificate;

use crate::failure::Failure;

pub(crate) use decryption::{DecryptionCache, keys};
pub(crate) use operations::published;
pub use operations::{activate, create, delete, list};
pub(crate) use signing::SigningKeys;

/// What a key is for. A key of one use is never taken for the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyUse {
    /// Requests and messages of logout are signed with it.
    Signing,
    /// It opens encrypted assertions.
    Encryption,
}

impl KeyUse {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Signing, Self::Encryption];

    /// The name in metadata and on the command line: `signing`, `encryption`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Signing => "signing",
            Self::Encryption => "encryption",
        }
    }

    /// The use of that name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key_use| key_use.name() == name)
    }

    /// The purpose under which the keys are sealed; the context is the key's id.
    const fn purpose(self) -> &'static str {
        match self {
            Self::Signing => "service provider signing key",
            Self::Encryption => "decryption key",
        }
    }

    /// The subject and issuer of the certificates.
    const fn common_name(self) -> &'static str {
        match self {
            Self::Signing => "Vestibule Service Manager",
            Self::Encryption => "Vestibule Service Manager Token Decryption",
        }
    }
}

/// Where a key is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// Published ahead of its use.
    Next,
    /// In use.
    Active,
    /// Was in use. A signing key is still published, for what was signed a moment ago; an encryption key is not, but opens.
    Retired,
}

impl KeyState {
    /// As lists name it: `next`, `active`, `retired`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Next => "next",
            Self::Active => "active",
            Self::Retired => "retired",
        }
    }
}

/// A key as an administrator sees it: its certificate, never the key.
#[derive(Debug, Clone)]
pub struct OwnKey {
    /// Never names another key.
    pub id: String,
    /// What it is for.
    pub key_use: KeyUse,
    /// Where it is in its life.
    pub state: KeyState,
    /// Its certificate.
    pub certificate: Certificate,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A key as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct StoredKey {
    id: String,
    key_use: KeyUse,
    state: KeyState,
    /// The certificate, DER.
    der: Vec<u8>,
    /// PKCS#8, sealed.
    sealed_key: Vec<u8>,
    created_at: Timestamp,
}

impl StoredKey {
    fn certificate(&self) -> Result<Certificate, Failure> {
        Certificate::from_der(&self.der).map_err(broken)
    }

    fn into_own(self) -> Result<OwnKey, Failure> {
        Ok(OwnKey {
            certificate: self.certificate()?,
            id: self.id,
            key_use: self.key_use,
            state: self.state,
            created_at: self.created_at,
        })
    }
}

fn broken(error: impl std::error::Error + Send + Sync + 'static) -> Failure {
    Failure::Unavailable(Box::new(error))
}

/// Keys of one use at most: the library tries no more to decrypt, and a roll-over needs no more.
const MOST: usize = 2;

/// Ten years: partners pin the key, and some stop encrypting on the day that a certificate ends. It is rolled over by hand.
const VALIDITY: Duration = Duration::from_hours(3652 * 24);
