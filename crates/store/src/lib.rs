//! One interface and one SQL text for SQLite and PostgreSQL; clock, randomness and sealed secrets.
//!
//! The only place that knows which database it is. Whoever uses it writes each statement once, in a dialect that both
//! understand (see [`Tx`] and [`Migration`]), inside transactions that are serializable on both:
//!
//! ```
//! use vestibule_store::{Db, Error, Tx, params};
//!
//! async fn rename(tx: &mut Tx, id: &str, name: &str) -> Result<bool, Error> {
//!     Ok(tx.execute("UPDATE thing SET name = $2 WHERE id = $1", params![id, name]).await? == 1)
//! }
//!
//! async fn rename_both(db: &Db, one: &str, other: &str, name: String) -> Result<bool, Error> {
//!     // The transaction is the closure's own; everything else is captured by reference, because it may run again.
//!     db.write(async |mut tx| {
//!         Ok(rename(&mut tx, one, &name).await? && rename(&mut tx, other, &name).await?)
//!     })
//!     .await
//! }
//! ```
//!
//! It refuses: isolation below serializable, branching on the database, statements made from input, types that only
//! one of the two has. Start reading at `db.rs`.

mod backup;
mod clock;
mod db;
mod error;
mod load;
mod migration;
mod postgres;
mod resealing;
mod row;
mod sealed;
mod servers;
mod sql;
mod sqlite;
#[cfg(feature = "testing")]
pub mod testing;
mod tls;
mod transaction;
mod value;

pub use backup::{
    AfterRestore, BackupError, BackupReader, BackupWriter, Contents, Copied, Occupied, Restoring,
};
pub use clock::{Clock, Environment, Random};
pub use db::{DatabaseUrl, Db};
pub use error::{Error, OpenError};
pub use load::{Load, Tally};
pub use migration::{Migration, Schema};
pub use resealing::{ResealError, Resealed, SealedColumn, prove_master_key};
pub use row::Row;
pub use sealed::{MasterKey, MasterKeyError, SealError, Sealer, Secret};
pub use sql::{Sql, SqlText};
pub use tls::system_certificates;
pub use transaction::Tx;
pub use value::{FromValue, Parameter, ToParameter, Value, ValueRef};
