//! The directory from outside, on both databases.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod applications;
mod bulk;
mod certificates;
mod documents;
mod encryption;
mod groups;
mod housekeeping;
mod import;
mod keys;
mod logs;
mod metadata;
mod passwords;
mod people;
mod permissions;
mod recovery;
mod request_signatures;
mod sealing;
mod sessions;
mod sign_on;
mod sign_outs;
mod upgrades;
mod world;

pub(crate) use vestibule_directory::SCHEMA;
