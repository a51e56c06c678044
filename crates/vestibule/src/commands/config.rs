//! `vestibule config`.

use anyhow::Context as _;
use clap::Subcommand;

use super::place::Place;
use crate::config::{self, Config};
use crate::print;

/// The configuration file.
#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Print a commented configuration file to begin with
    #[command(after_help = "Example:\n  vestibule config example > /etc/vestibule/vestibule.toml")]
    Example,
    /// Say everything that is wrong with a configuration file, or that it is fine
    #[command(after_help = "Example:\n  vestibule config check --config /etc/vestibule/vestibule.toml")]
    Check,
    /// Print the reference page (docs/configuration.md)
    #[command(hide = true)]
    Reference,
}

impl ConfigCommand {
    pub(super) fn run(self, place: &Place) -> anyhow::Result<()> {
        match self {
            Self::Example => print::octets(config::example().as_bytes()),
            Self::Reference => print::octets(config::page().as_bytes()),
            Self::Check => {
                let file = place
                    .config
                    .as_deref()
                    .context("name the file to check with --config FILE")?;
                let config = Config::load(file)?;
                super::serve::check_files(&config)?;
                print::answer(place.format(), &serde_json::json!({ "isValid": true }), |_| {
                    format!("{} is fine.", file.display())
                })
            }
        }
    }
}
