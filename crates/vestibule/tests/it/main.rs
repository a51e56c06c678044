//! Whole flows over HTTP, in process, clock in hand; the binary as people start it; and what keeps the tree tidy.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

mod accounts;
mod admin;
mod backups;
mod binary;
mod browser;
mod cases;
mod commands;
mod documents;
mod encryption;
mod errors;
mod front_door;
mod html;
mod imports;
mod master_key;
mod metadata;
mod operations;
mod partner;
mod rules;
mod sign_on;
mod sign_out;
mod signed_requests;
mod tenants;
mod tidy;
mod wishes;
mod world;
