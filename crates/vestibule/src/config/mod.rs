//! The configuration of `vestibule serve`: a file is read whole, checked whole, and every problem is told at once.
//!
//! Rule of thumb: what two replicas must agree on is in the database; what one machine needs to start is here.

mod check;
mod environment;
mod file;
mod reference;
pub(crate) mod setting;
#[cfg(test)]
mod tests;

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use url::Url;
use vestibule_directory::housekeeping::Retention;
use vestibule_idp::IssuerForm;

pub(crate) use environment::{notify_socket, wants_colour};
pub use reference::{example, page};
use setting::{LogFormat, Network, Target};

use crate::hosts::HostPattern;

/// A configuration that was checked.
#[derive(Debug)]
pub(crate) struct Config {
    /// Where to listen; never empty.
    pub(crate) addresses: Vec<SocketAddr>,
    /// How long requests may take to finish after SIGTERM.
    pub(crate) shutdown_grace: Duration,
    /// The server's own certificate, if it does TLS itself.
    pub(crate) tls: Option<TlsFiles>,
    /// The proxies that are believed.
    pub(crate) trusted_proxies: Vec<Network>,
    /// The database as written, without a password.
    pub(crate) database_url: String,
    /// File with the password for PostgreSQL.
    pub(crate) database_password_file: Option<PathBuf>,
    /// File with the master key, unless the command line or the environment names one.
    pub(crate) master_key_file: Option<PathBuf>,
    /// Files with other master keys that still open what they encrypted.
    pub(crate) former_master_key_files: Vec<PathBuf>,
    /// The identity provider's address: scheme, host, port, nothing else.
    pub(crate) base_url: Url,
    /// How the identity provider names itself.
    pub(crate) issuer: IssuerForm,
    /// Hosts of the service manager.
    pub(crate) manager_hosts: Vec<HostPattern>,
    /// How long the logs are kept.
    pub(crate) retention: Retention,
    /// Whom inside the server may ask.
    pub(crate) outbound: Vec<Target>,
    /// File with the authorities that are believed in place of the system's.
    pub(crate) outbound_certificates: Option<PathBuf>,
    /// Where `/metrics` is asked for, if anywhere.
    pub(crate) metrics: Option<SocketAddr>,
    /// How log lines look.
    pub(crate) log_format: LogFormat,
    /// Which log lines are let through.
    pub(crate) log_filter: String,
}

/// PEM files of the server's own TLS.
#[derive(Debug, Clone)]
pub(crate) struct TlsFiles {
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
}

/// Something in the file that cannot be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The key, with its section: `server.addresses`.
    pub(crate) key: String,
    pub(crate) expected: String,
    pub(crate) received: String,
}

impl Problem {
    pub(crate) fn new(
        section: &str,
        field: &str,
        expected: impl Into<String>,
        received: impl Into<String>,
    ) -> Self {
        Self {
            key: format!("{section}.{field}"),
            expected: expected.into(),
            received: received.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: expected {}, received {}",
            self.key, self.expected, self.received
        )
    }
}

impl Config {
    /// Reads and checks a file.
    ///
    /// # Errors
    ///
    /// The file cannot be read, is no TOML, or has problems; all of them are told, a line each.
    pub(crate) fn load(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read configuration file {}", path.display()))?;
        let table: toml::Table = text
            .parse()
            .with_context(|| format!("configuration file {} is not valid TOML", path.display()))?;
        Self::from_table(table).map_err(|problems| {
            let lines = problems
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("\n  ");
            anyhow::anyhow!(
                "configuration file {} has {}:\n  {lines}",
                path.display(),
                counted(problems.len())
            )
        })
    }

    /// Checks what a file says.
    pub(crate) fn from_table(table: toml::Table) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let file = file::File::read(table, &mut problems);
        check::check(file, problems)
    }
}

fn counted(problems: usize) -> String {
    if problems == 1 {
        "a problem".into()
    } else {
        format!("{problems} problems")
    }
}
