//! Tests of the library from outside: by its public surface alone.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::too_many_lines,
    clippy::print_stderr,
    clippy::format_collect,
    reason = "helpers of tests: tables are long, and what fails panics"
)]

mod attacks;
mod encrypted;
mod forge;
mod interop;
mod invariant;
mod keys;
mod roles;
mod sealed;
mod world;
