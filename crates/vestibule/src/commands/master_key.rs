//! `vestibule master-key`.

use clap::Subcommand;
use serde::Serialize;
use vestibule_directory::{Environment, Sealer, sealing};
use vestibule_store::Resealed;

use super::caller;
use super::place::Place;
use crate::print;

/// The master key.
#[derive(Debug, Subcommand)]
pub(super) enum MasterKeyCommand {
    /// Put every secret of the databases under the current master key, while the servers run
    #[command(after_help = "\
How a master key is changed, without a pause:
  1. Make the next key: openssl rand -base64 32 > next.key
  2. Where several servers share the database: name next.key under keys.former_master_key_files of each and start one after
     the other anew, so that every server can open what another will soon seal under it.
  3. Name next.key as keys.master_key_file and the key before under keys.former_master_key_files, and start the servers anew.
  4. vestibule master-key rotate --config vestibule.toml
  5. Take the former key out of the configuration. Keep it as long as there are backups that were made under it.

It may be run again at any time, and goes on where it was interrupted. Passwords and sessions are not touched.")]
    Rotate,
    /// Show which master keys are named here, by their ids
    Show,
}

/// What was done.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct RotateView {
    master_key_id: String,
    directory: Counts,
    manager: Counts,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Counts {
    resealed: u64,
    already_current: u64,
}

impl From<Resealed> for Counts {
    fn from(done: Resealed) -> Self {
        Self {
            resealed: done.resealed,
            already_current: done.current,
        }
    }
}

/// Which keys are named.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct KeysView {
    master_key_id: String,
    former_master_key_ids: Vec<String>,
}

impl MasterKeyCommand {
    pub(super) async fn run(self, place: &Place) -> anyhow::Result<()> {
        let located = place.locate()?;
        let sealer = Sealer::new(&located.master_key()?, Environment::system());
        if matches!(self, Self::Show) {
            let view = KeysView {
                master_key_id: sealer.key_id(),
                former_master_key_ids: sealer.other_key_ids(),
            };
            return print::answer(place.format(), &view, KeysView::text);
        }
        let directory = located.directory().await?;
        let manager = located.manager().await?;
        let view = RotateView {
            master_key_id: sealer.key_id(),
            directory: sealing::reseal(&directory, &caller()).await?.into(),
            manager: vestibule_manager::sealing::reseal(&manager).await?.into(),
        };
        print::answer(place.format(), &view, RotateView::text)
    }
}

impl KeysView {
    fn text(&self) -> String {
        let former = if self.former_master_key_ids.is_empty() {
            vec!["none".to_owned()]
        } else {
            self.former_master_key_ids.clone()
        };
        print::record(&[
            ("Master key", print::one(&self.master_key_id)),
            ("Former master keys", &former),
        ])
    }
}

impl RotateView {
    fn text(&self) -> String {
        let line = |counts: &Counts| {
            format!(
                "{} put under it now, {} there already",
                counts.resealed, counts.already_current
            )
        };
        let mut text = print::record(&[
            ("Master key", print::one(&self.master_key_id)),
            ("Secrets of the directory", &[line(&self.directory)]),
            ("Secrets of the service manager", &[line(&self.manager)]),
        ]);
        text.push_str("Everything lies under the current master key: former ones can be taken out of the configuration.\n");
        text
    }
}
