//! Passwords: their rules, their hashes, and the brake on guessing.

mod brake;
mod hasher;
mod phc;
pub(crate) mod rows;
mod rules;
#[cfg(test)]
mod tests;

pub(crate) use brake::{Brake, Counter, Locked, account_key, place, source_key, tenant_key};
pub(crate) use hasher::Hasher;
pub use phc::PasswordHash;
pub use rules::generate;
pub(crate) use rules::{PersonalWords, check_rules, given_or_generated};

/// The longest password that is looked at, in octets: more is wrong without being hashed.
pub const LONGEST: usize = 256;
