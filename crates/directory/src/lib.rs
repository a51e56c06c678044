//! The directory: people, groups, applications, certificates, assignments, sessions and logs, with the operations on them.
//!
//! Every operation takes the [`Directory`], the [`Caller`] who asks for it, and what it is about. It authorises, decides,
//! saves and leaves its audit entry in one transaction, so that a rule added here holds for pages, programs and the
//! command line alike. The crate knows neither HTTP nor HTML nor XML.
//!
//! # Where to start
//!
//! - One sign-on: [`sign_in::load`] reads all facts in one transaction, [`sign_in::decide`] is pure and yields
//!   [`sign_in::Granted`], [`claims::for_grant`] says what the assertion will carry, and
//!   [`sign_ins::record_success`] makes it durable, or refuses when something changed in between.
//! - One password: [`sign_in::verify_password`] yields [`sign_in::Authenticated`], the proof that [`sessions::start`] takes.
//! - One administrator's edit: [`applications::update`].
//! - What can go wrong: [`failure`], a catalogue of codes with their sentences.

mod caller;
mod directory;
mod page;
mod permission;

pub mod applications;
pub mod assignments;
pub mod audit;
pub mod certificates;
pub mod claims;
pub mod failure;
pub mod groups;
pub mod housekeeping;
pub mod passwords;
pub mod roles;
pub mod sessions;
pub mod sign_in;
pub mod sign_ins;
pub mod templates;
pub mod tenants;
pub mod users;
pub mod value;

pub use caller::{Caller, PersonCaller};
#[cfg(feature = "testing")]
pub use directory::SCHEMA;
pub use directory::{Directory, Loopback};
pub use failure::{Code, Conflict, Failure, Noun, Problem, Refusal};
pub use page::{Page, PageRequest};
pub use permission::Permission;
pub use roles::DirectoryRole;

/// What callers of the directory need of the layer below: time, randomness, secrets, addresses of databases.
pub use vestibule_store::{DatabaseUrl, Environment, MasterKey, OpenError, Sealer, Secret};
