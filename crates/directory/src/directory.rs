//! The handle that every operation takes.

use std::sync::Arc;

use jiff::Timestamp;
use vestibule_store::{
    DatabaseUrl, Db, Environment, Load, MasterKey, Migration, OpenError, Schema, Sealer, Tally, Tx,
    prove_master_key,
};

use crate::audit::Recorded;
use crate::certificates::{MaterialCache, SigningMaterial};
use crate::passwords::Hasher;
use crate::sign_in::{ApplicationCache, Facts, SaltCache};
use crate::sign_ins::Positions;
use crate::{Caller, Failure, sealing};

/// The directory: database, time, randomness and keys. Cheap to clone.
#[derive(Clone)]
pub struct Directory {
    pub(crate) db: Db,
    pub(crate) hasher: Hasher,
    pub(crate) salts: SaltCache,
    pub(crate) applications: ApplicationCache,
    pub(crate) positions: Positions,
    pub(crate) sign_ins: Tally,
    materials: MaterialCache,
    environment: Environment,
    sealer: Sealer,
    loopback: Loopback,
    reserved_identifiers: Arc<Vec<String>>,
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
    /// The database cannot be opened, was written by a newer version, or holds secrets that this master key does not open:
    /// better no server than one that finds out at the first sign-in, or seals new keys that the others cannot open.
    pub async fn open(
        url: &DatabaseUrl,
        master_key: &MasterKey,
        environment: Environment,
    ) -> Result<Self, OpenError> {
        let db = Db::open_in(url, &SCHEMA, environment.clone()).await?;
        let directory = Self::over(db, master_key, environment);
        let sealer = &directory.sealer;
        prove_master_key(&directory.db, sealer, &sealing::COLUMNS, SCHEMA.name).await?;
        Ok(directory)
    }

    /// The directory over a database that is open and up to date.
    fn over(db: Db, master_key: &MasterKey, environment: Environment) -> Self {
        let sealer = Sealer::new(master_key, environment.clone());
        Self {
            db,
            hasher: Hasher::new(&sealer),
            salts: SaltCache::default(),
            applications: ApplicationCache::default(),
            positions: Positions::default(),
            sign_ins: Tally::default(),
            materials: MaterialCache::default(),
            environment,
            sealer,
            loopback: Loopback::Refused,
            reserved_identifiers: Arc::new(Vec::new()),
        }
    }

    /// The directory over a test's database.
    #[cfg(feature = "testing")]
    pub fn for_test(db: Db, environment: Environment) -> Self {
        let key = MasterKey::from_octets(std::array::from_fn(|at| u8::try_from(at).unwrap_or(0)));
        Self::for_test_under(db, &key, environment)
    }

    /// The same under a key of its own, which is not proven.
    #[cfg(feature = "testing")]
    pub fn for_test_under(db: Db, master_key: &MasterKey, environment: Environment) -> Self {
        Self::over(db, master_key, environment)
    }

    /// The same directory, with the demo's loopback hosts allowed or not. They are refused unless said.
    #[must_use]
    pub fn with_loopback(self, loopback: Loopback) -> Self {
        Self { loopback, ..self }
    }

    /// The same directory, refusing identifiers that begin with one of these: the identity provider's own addresses.
    #[must_use]
    pub fn with_reserved_identifiers(self, prefixes: Vec<String>) -> Self {
        Self {
            reserved_identifiers: Arc::new(prefixes),
            ..self
        }
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
        Ok(self.db.ping().await?)
    }

    /// Whether the database takes writes, asked only if the last one failed.
    ///
    /// # Errors
    ///
    /// `Unavailable`.
    pub async fn check_writing(&self) -> Result<(), Failure> {
        Ok(self.db.check_writing().await?)
    }

    /// What the database has done for this process.
    pub fn load(&self) -> Load {
        self.db.load()
    }

    /// How many sign-ins this process has written down, by outcome and code.
    pub fn sign_in_counts(&self) -> Vec<(&'static str, String, u64)> {
        self.sign_ins.counts()
    }

    /// Whether the database is a file of SQLite, for a summary to people.
    pub fn is_sqlite(&self) -> bool {
        self.db.is_sqlite()
    }

    /// The private key and certificate with which the application of these facts signs. Read once, then kept by the
    /// certificate's id, which never names another key.
    ///
    /// # Errors
    ///
    /// `Refused` with 50003 when there is no certificate, with 50146 when its key cannot be opened; `Unavailable`.
    pub async fn signing_material(&self, facts: &Facts) -> Result<Arc<SigningMaterial>, Failure> {
        self.materials.get(self, facts).await
    }

    pub(crate) fn loopback(&self) -> Loopback {
        self.loopback
    }

    pub(crate) fn reserved_identifiers(&self) -> &[String] {
        &self.reserved_identifiers
    }

    /// Who does what follows, and when.
    pub(crate) fn act<'a>(&'a self, caller: &'a Caller) -> Act<'a> {
        Act {
            caller,
            now: self.environment.now(),
            environment: &self.environment,
        }
    }

    /// A change of the directory: one write transaction that cannot commit without having written down what it did.
    pub(crate) async fn change<T, F>(&self, f: impl Fn(Tx) -> F + Sync) -> Result<T, Failure>
    where
        F: Future<Output = Result<(T, Recorded), Failure>> + Send,
    {
        self.db.write(f).await.map(|(value, _)| value)
    }
}

/// One act: who, when, and where ids come from.
#[derive(Clone, Copy)]
pub(crate) struct Act<'a> {
    pub(crate) caller: &'a Caller,
    pub(crate) now: Timestamp,
    pub(crate) environment: &'a Environment,
}

/// The tables.
#[cfg_attr(
    not(feature = "testing"),
    expect(unreachable_pub, reason = "tests of other crates open it by themselves")
)]
pub const SCHEMA: Schema = Schema {
    name: "directory",
    migrations: MIGRATIONS,
};

const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        name: "tenants",
        sql: include_str!("../migrations/0001_tenants.sql"),
    },
    Migration {
        version: 2,
        name: "users",
        sql: include_str!("../migrations/0002_users.sql"),
    },
    Migration {
        version: 3,
        name: "groups",
        sql: include_str!("../migrations/0003_groups.sql"),
    },
    Migration {
        version: 4,
        name: "applications",
        sql: include_str!("../migrations/0004_applications.sql"),
    },
    Migration {
        version: 5,
        name: "assignments",
        sql: include_str!("../migrations/0005_assignments.sql"),
    },
    Migration {
        version: 6,
        name: "sessions",
        sql: include_str!("../migrations/0006_sessions.sql"),
    },
    Migration {
        version: 7,
        name: "logs",
        sql: include_str!("../migrations/0007_logs.sql"),
    },
    Migration {
        version: 8,
        name: "log_in_order",
        sql: include_str!("../migrations/0008_log_in_order.sql"),
    },
    Migration {
        version: 9,
        name: "sign_outs",
        sql: include_str!("../migrations/0009_sign_outs.sql"),
    },
    Migration {
        version: 10,
        name: "token_encryption",
        sql: include_str!("../migrations/0010_token_encryption.sql"),
    },
    Migration {
        version: 11,
        name: "certificates_version",
        sql: include_str!("../migrations/0011_certificates_version.sql"),
    },
    Migration {
        version: 12,
        name: "imported_keys",
        sql: include_str!("../migrations/0012_imported_keys.sql"),
    },
    Migration {
        version: 13,
        name: "log_by_position",
        sql: include_str!("../migrations/0013_log_by_position.sql"),
    },
    Migration {
        version: 14,
        name: "leases",
        sql: include_str!("../migrations/0014_leases.sql"),
    },
    Migration {
        version: 15,
        name: "signed_requests",
        sql: include_str!("../migrations/0015_signed_requests.sql"),
    },
    Migration {
        version: 16,
        name: "scheduled_activation",
        sql: include_str!("../migrations/0016_scheduled_activation.sql"),
    },
    Migration {
        version: 17,
        name: "logout_marks",
        sql: include_str!("../migrations/0017_logout_marks.sql"),
    },
    Migration {
        version: 18,
        name: "metadata_sources",
        sql: include_str!("../migrations/0018_metadata_sources.sql"),
    },
    Migration {
        version: 19,
        name: "compatibility_profiles",
        sql: include_str!("../migrations/0019_compatibility_profiles.sql"),
    },
];
