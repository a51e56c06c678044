//! Passwords: their rules, their hashes, and the brake on guessing.

pub(crate) mod rows;
