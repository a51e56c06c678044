//! The identity provider through its front door: the whole router, a directory on a database of its own, the clock in
//! hand, and browsers that keep cookies.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod browser;
mod encryption;
mod keys;
mod launch;
mod limits;
mod metadata;
mod my_apps;
mod partner;
mod sign_in;
mod sign_out;
mod signed_logout;
mod signed_requests;
mod sso;
mod state;
mod world;
