//! What can go wrong, by what the caller can do about it.

use std::path::PathBuf;

/// Why a statement or a transaction failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A row with this key is already there. The operation turns this into its sentence.
    #[error("a row with this key exists already")]
    Duplicate,
    /// Other transactions were always quicker, or another process kept the database locked. Trying again later may help.
    #[error("the database was too busy with other changes of the same rows")]
    Contention,
    /// The database cannot be reached, or refused the statement as such. Only the log shows the source.
    #[error("the database cannot answer")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// A mistake in the statement or in what it was given.
    pub(crate) fn misuse(sentence: impl Into<String>) -> Self {
        Self::Unavailable(sentence.into().into())
    }

    pub(crate) fn cause(&self) -> Cause {
        match self {
            Self::Duplicate => Cause::Duplicate,
            Self::Contention => Cause::Contention,
            Self::Unavailable(_) => Cause::Other,
        }
    }
}

/// Why a transaction is dead: what `db.rs` decides on, whatever the caller made of the error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    Duplicate,
    Contention,
    Other,
}

impl Cause {
    /// What every later use of the dead transaction answers.
    pub(crate) fn to_error(self) -> Error {
        match self {
            Self::Duplicate => Error::Duplicate,
            Self::Contention => Error::Contention,
            Self::Other => Error::misuse("the transaction failed before and can do no more"),
        }
    }
}

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The text is no database URL.
    #[error("{0}")]
    Url(String),
    /// The database was written by a newer version of the product.
    #[error(
        "the database \"{schema}\" was written by a newer version (it is at version {found}, this program knows {known}): \
         start the newer version, or go back to a backup made before it"
    )]
    Newer {
        /// Name of the schema.
        schema: &'static str,
        /// Version of the schema in the database.
        found: i32,
        /// Newest version this program knows.
        known: i32,
    },
    /// The database was made by migrations other than this program's.
    #[error(
        "the database \"{schema}\" was not made by this program: its migration {version} ({name}) differs, \
         so nothing was changed"
    )]
    Diverged {
        /// Name of the schema.
        schema: &'static str,
        /// Number of the first migration that differs.
        version: i32,
        /// Its name in the database.
        name: String,
    },
    /// A migration failed; the database is as it was before.
    #[error("migration {version} ({name}) of the database \"{schema}\" failed, nothing was changed")]
    Migration {
        /// Name of the schema.
        schema: &'static str,
        /// Number of the migration.
        version: i32,
        /// Its name.
        name: &'static str,
        /// What the database said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// What is sealed in the database does not open under this master key.
    #[error(
        "the master key is not the one under which the secrets of the database \"{schema}\" were encrypted: \
         start with that key, or with the backup that belongs to this one"
    )]
    MasterKey {
        /// Name of the schema.
        schema: &'static str,
    },
    /// A part of what lies in the database is sealed under a master key that was not named.
    #[error(
        "some secrets of the database \"{schema}\" are still encrypted under the master key {key_id}: name its file too \
         (keys.former_master_key_files), and take it away once `vestibule master-key rotate` has run"
    )]
    FormerMasterKey {
        /// Name of the schema.
        schema: &'static str,
        /// The id of the key that is missing.
        key_id: String,
    },
    /// The file or its directory cannot be made or opened.
    #[error("the database file {} cannot be opened", path.display())]
    File {
        /// Path of the file.
        path: PathBuf,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The database server cannot be reached or does not let us in.
    #[error("the database {url} cannot be reached")]
    Unavailable {
        /// The URL without its password.
        url: String,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}
