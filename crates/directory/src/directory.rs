//! The handle that every operation takes.

use std::sync::Arc;

use vestibule_store::{DatabaseUrl, Environment, MasterKey, OpenError, Sealer};

use crate::certificates::SigningMaterial;
use crate::sign_in::Facts;
use crate::Failure;

/// The directory: database, time, randomness and keys. Cheap to clone.
#[derive(Clone)]
pub struct Directory {
    environment: Environment,
    sealer: Sealer,
}

/// Whether gallery applications may use the loopback hosts of the demo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loopback {
    /// Demo: the entry's loopback patterns count as well.
    Allowed,
    /// Production.
    Refused,
}

impl Directory {
    /// Opens the database and brings its tables up to date.
    ///
    /// # Errors
    ///
    /// The database cannot be opened or was written by a newer version.
    pub async fn open(
        url: &DatabaseUrl,
        master_key: &MasterKey,
        environment: Environment,
    ) -> Result<Self, OpenError> {
        todo!()
    }

    /// The same directory, with the demo's loopback hosts allowed or not. They are refused unless said.
    #[must_use]
    pub fn with_loopback(self, loopback: Loopback) -> Self {
        todo!()
    }

    /// The same directory, refusing identifiers that begin with one of these: the identity provider's own addresses.
    #[must_use]
    pub fn with_reserved_identifiers(self, prefixes: Vec<String>) -> Self {
        todo!()
    }

    /// Time and randomness.
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// Seals what leaves for the browser and comes back.
    pub fn sealer(&self) -> &Sealer {
        &self.sealer
    }

    /// Whether the database answers.
    ///
    /// # Errors
    ///
    /// `Unavailable`.
    pub async fn ping(&self) -> Result<(), Failure> {
        todo!()
    }

    /// The private key and certificate with which the application of these facts signs. Read once, then kept by the
    /// certificate's id.
    ///
    /// # Errors
    ///
    /// `Refused` with 50003 when there is no certificate, with 50146 when its key cannot be opened; `Unavailable`.
    pub async fn signing_material(&self, facts: &Facts) -> Result<Arc<SigningMaterial>, Failure> {
        todo!()
    }
}
