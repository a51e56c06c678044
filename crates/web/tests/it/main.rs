//! The frame around a router, as a client meets it.

#![expect(clippy::unwrap_used, reason = "a test that meets something else has failed")]

mod failures;
mod forms;
mod pages;
mod world;
