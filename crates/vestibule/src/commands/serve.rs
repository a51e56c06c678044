//! `vestibule serve`.

use std::path::Path;

use anyhow::Context as _;
use clap::Args;

use super::place::{Located, Place};
use crate::config::Config;
use crate::files::InUse;
use crate::front::{Arrival, Front, FrontSettings, Systems};
use crate::hosts::Hosts;
use crate::server::{Serving, Signals};
use crate::{listen, server, tls};

/// Run the server.
#[derive(Debug, Args)]
#[command(after_help = "\
Nothing is seeded: the first things are made by commands, before or while the server runs.
  vestibule config example > vestibule.toml
  vestibule tenant create --config vestibule.toml --domain contoso.example --display-name Contoso
  vestibule user create --config vestibule.toml --upn admin@contoso.example \\
      --display-name Administrator --role \"Global Administrator\"
  vestibule manager customer create --config vestibule.toml --name contoso \\
      --host contoso.desk.example.com
  vestibule serve --config vestibule.toml

SIGTERM finishes the requests under way. /healthz says that the process is up, /readyz that the database answers.")]
pub(crate) struct Serve {}

impl Serve {
    pub(super) async fn run(self, place: &Place) -> anyhow::Result<()> {
        let located = place.locate()?;
        let config = located.config.as_ref().context(
            "name the configuration file with --config FILE (`vestibule config example` prints one)",
        )?;
        server::start_log(config.log_format, &config.log_filter)?;
        refuse_key_beside_data(&located)?;
        let acceptor = config
            .tls
            .as_ref()
            .map(|files| tls::acceptor(&files.certificate, &files.key))
            .transpose()?;
        // The port comes first: a second server by mistake should not touch the database.
        let listeners = listen::bind(&config.addresses).await?;
        let metrics = match config.metrics {
            Some(address) => listen::bind(&[address]).await?.pop(),
            None => None,
        };
        let _in_use = claim(&located)?;
        let front = front(&located, config).await?;
        let addresses = config
            .addresses
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", ");
        let signals = Signals::catch()?;
        tracing::info!(addresses, base_url = %config.base_url, version = env!("CARGO_PKG_VERSION"), "listening");
        let serving = Serving {
            grace: config.shutdown_grace,
            retention: config.retention,
            metrics,
            fetcher: Some(located.fetcher()?),
        };
        server::serve_until_told(listeners, acceptor, front, signals, serving).await;
        Ok(())
    }
}

async fn front(located: &Located, config: &Config) -> anyhow::Result<Front> {
    let is_secure = config.base_url.scheme() == "https";
    let systems = Systems {
        directory: located.directory().await?,
        identity_provider: located.identity_provider()?,
        manager_store: located.manager().await?,
        manager: server::manager_settings(&config.base_url),
    };
    let settings = FrontSettings {
        hosts: Hosts {
            identity_provider: config
                .base_url
                .host_str()
                .unwrap_or_default()
                .to_ascii_lowercase(),
            manager: config.manager_hosts.clone(),
        },
        trusted_proxies: config.trusted_proxies.clone(),
        arrival: if is_secure && config.tls.is_none() {
            Arrival::BehindTlsProxy
        } else {
            Arrival::Direct
        },
        is_secure,
    };
    Ok(Front::new(systems, settings))
}

fn claim(located: &Located) -> anyhow::Result<Option<InUse>> {
    let Some(data) = &located.data else {
        return Ok(None);
    };
    located.require_data()?;
    let claimed = InUse::claim(data)?;
    anyhow::ensure!(
        claimed.is_some(),
        "another server is running on {}: SQLite is for one server alone, PostgreSQL for several",
        data.display()
    );
    Ok(claimed)
}

/// A copy of the data directory would be a copy of every secret if the key lay in it.
fn refuse_key_beside_data(located: &Located) -> anyhow::Result<()> {
    let Some(data) = &located.data else {
        return Ok(());
    };
    for key in located
        .master_key_file
        .iter()
        .chain(&located.former_master_key_files)
    {
        anyhow::ensure!(
            !lies_in(key, data),
            "the master key {} lies in the data directory {}: move it elsewhere, so that a copy of the data is not a \
             copy of the secrets",
            key.display(),
            data.display()
        );
    }
    Ok(())
}

fn lies_in(file: &Path, directory: &Path) -> bool {
    match (file.canonicalize(), directory.canonicalize()) {
        (Ok(file), Ok(directory)) => file.starts_with(directory),
        _ => file.starts_with(directory),
    }
}

/// Checks the files that a configuration names, for `vestibule config check`.
pub(super) fn check_files(config: &Config) -> anyhow::Result<()> {
    if let Some(files) = &config.tls {
        tls::acceptor(&files.certificate, &files.key)?;
    }
    if let Some(file) = &config.master_key_file {
        super::place::read_master_keys(file, &config.former_master_key_files)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reached_through_a_link_still_lies_in_the_data_directory() {
        let data = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        let key = data.path().join("master.key");
        std::fs::write(&key, "x").unwrap();
        let link = elsewhere.path().join("key");
        std::os::unix::fs::symlink(&key, &link).unwrap();
        assert!(lies_in(&key, data.path()));
        assert!(lies_in(&link, data.path()));
        let other = elsewhere.path().join("other");
        std::fs::write(&other, "x").unwrap();
        assert!(!lies_in(&other, data.path()));
    }
}
