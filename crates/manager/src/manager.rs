//! The handle that every operation takes.

use vestibule_store::{DatabaseUrl, Db, Migration, OpenError, Schema};
use vestibule_store::{Environment, Error, Load, Tally};
use vestibule_store::{MasterKey, Sealer, prove_master_key};

use crate::sealing;

/// The service manager's store, clock, randomness and secrets. Cheap to clone.
#[derive(Clone)]
pub struct Manager {
    db: Db,
    environment: Environment,
    sealer: Sealer,
    pub(crate) sign_ins: Tally,
}

impl Manager {
    /// Opens the service manager's database and brings its tables up to date.
    ///
    /// # Errors
    /// [`OpenError`] if the database cannot be reached, was written by a newer version of this program, or holds secrets
    /// that this master key does not open.
    pub async fn open(
        url: &DatabaseUrl,
        master_key: &MasterKey,
        environment: Environment,
    ) -> Result<Self, OpenError> {
        let db = Db::open(url, &SCHEMA).await?;
        let manager = Self::on(db, master_key, environment);
        prove_master_key(&manager.db, &manager.sealer, &sealing::COLUMNS, SCHEMA.name).await?;
        Ok(manager)
    }

    /// The service manager on a database that is open already, as tests have it.
    pub fn on(db: Db, master_key: &MasterKey, environment: Environment) -> Self {
        Self {
            db,
            sealer: Sealer::new(master_key, environment.clone()),
            environment,
            sign_ins: Tally::default(),
        }
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// The store's error if it does not.
    pub async fn ping(&self) -> Result<(), Error> {
        self.db.ping().await
    }

    /// Whether the database takes writes, asked only if the last one failed.
    ///
    /// # Errors
    /// The store's error if it does not.
    pub async fn check_writing(&self) -> Result<(), Error> {
        self.db.check_writing().await
    }

    /// What the database has done for this process.
    pub fn load(&self) -> Load {
        self.db.load()
    }

    /// How many sign-ins this process has written down, by outcome and code.
    pub fn sign_in_counts(&self) -> Vec<(&'static str, String, u64)> {
        self.sign_ins.counts()
    }

    /// Clock and randomness.
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    pub(crate) fn db(&self) -> &Db {
        &self.db
    }

    pub(crate) fn sealer(&self) -> &Sealer {
        &self.sealer
    }

    /// The key under which forms of this system carry their token; the same on every replica.
    pub(crate) fn csrf_key(&self) -> [u8; 32] {
        *self.sealer.derive(FORMS).expose()
    }

    /// The same under the other master keys, while the master key is being changed.
    pub(crate) fn other_csrf_keys(&self) -> Vec<[u8; 32]> {
        let keys = self.sealer.derive_others(FORMS);
        keys.iter().map(|key| *key.expose()).collect()
    }
}

/// The purpose of the key of form tokens.
const FORMS: &str = "manager csrf";

/// The tables of the service manager.
pub const SCHEMA: Schema = Schema {
    name: "manager",
    migrations: &[
        Migration {
            version: 1,
            name: "customers",
            sql: include_str!("../migrations/0001_customers.sql"),
        },
        Migration {
            version: 2,
            name: "providers",
            sql: include_str!("../migrations/0002_providers.sql"),
        },
        Migration {
            version: 3,
            name: "people",
            sql: include_str!("../migrations/0003_people.sql"),
        },
        Migration {
            version: 4,
            name: "sign_in",
            sql: include_str!("../migrations/0004_sign_in.sql"),
        },
        Migration {
            version: 5,
            name: "local_attempts",
            sql: include_str!("../migrations/0005_local_attempts.sql"),
        },
        Migration {
            version: 6,
            name: "provider_pins",
            sql: include_str!("../migrations/0006_provider_pins.sql"),
        },
        Migration {
            version: 7,
            name: "decryption_keys",
            sql: include_str!("../migrations/0007_decryption_keys.sql"),
        },
        Migration {
            version: 8,
            name: "single_logout",
            sql: include_str!("../migrations/0008_single_logout.sql"),
        },
        Migration {
            version: 9,
            name: "name_qualifiers",
            sql: include_str!("../migrations/0009_name_qualifiers.sql"),
        },
        Migration {
            version: 10,
            name: "own_keys",
            sql: include_str!("../migrations/0010_own_keys.sql"),
        },
    ],
};
