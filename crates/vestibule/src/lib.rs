//! The vestibule binary: command line, configuration, listeners, hosts and the demo. No rule of the domain lives
//! here; commands call the operations of `directory` and `manager`, and the listener hands requests to `idp` and
//! `manager` by host name.
//!
//! # Where to start
//!
//! `commands/mod.rs` is the command line; `front.rs` the way of a request before a system sees it; `listen.rs` the
//! sockets; `config/file.rs` the configuration with its documentation; `demo/` the cast and its summary.

use std::process::ExitCode;

mod activity;
mod clock;
mod commands;
mod config;
mod deadline;
mod demo;
mod expiry;
mod fetch;
mod files;
mod front;
mod heads;
mod health;
mod hosts;
mod housekeeping;
mod listen;
mod metadata;
mod metrics;
mod notify;
mod print;
mod server;
pub mod testing;
mod tls;

pub use config::{example as configuration_example, page as configuration_page};

/// Runs the command line. Errors are one readable sentence on standard error and exit status 1; usage errors are
/// status 2.
pub fn main() -> ExitCode {
    // One more than there are processors for each of the two databases: a commit waits for the disk on its thread.
    let threads = std::thread::available_parallelism().map_or(4, |processors| processors.get() + 2);
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return fail(&anyhow::Error::from(error).context("cannot start")),
    };
    match runtime.block_on(commands::run()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

#[expect(clippy::print_stderr, reason = "the one place where an error is told")]
fn fail(error: &anyhow::Error) -> ExitCode {
    eprintln!("vestibule: {error:#}");
    ExitCode::FAILURE
}
