//! `vestibule backup` and `vestibule restore`.

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use serde::Serialize;
use vestibule_directory::{Caller, Environment, Sealer, copies as directory};
use vestibule_manager::copies as manager;
use vestibule_store::{BackupError, BackupReader, BackupWriter, Contents, Copied, Occupied};

use super::place::{Located, Place};
use crate::print::{self, one, record};

const MADE_AT: &str = "madeAt";
const MADE_BY: &str = "madeBy";
const KEY_ID: &str = "masterKeyId";

/// Copy everything into a file.
#[derive(Debug, Args)]
#[command(after_help = "\
The directory and the service manager are each copied as they are at one moment; the servers go on meanwhile. The
file fits SQLite and PostgreSQL alike. What is secret in it is encrypted under the master key, which is not in it:
keep that key elsewhere. Whoever has both has everything, so treat the file as you treat the database.

Example:
  vestibule backup --config /etc/vestibule/vestibule.toml /backup/vestibule-$(date +%F)")]
pub(super) struct Backup {
    /// File to make; one that is there is left alone
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Restore everything from a file.
#[derive(Debug, Args)]
#[command(after_help = "\
The file is read and checked wholly before anything is changed. A copy of an older version is brought up to date. The
master key must be the one that the file names. Sessions are not restored: everybody signs in once more.

Examples:
  vestibule restore --config vestibule.toml backup-2026-11-24
  vestibule restore --database-url postgres://vestibule@db/vestibule \\
      --master-key-file master.key backup-2026-11-24          from SQLite to PostgreSQL")]
pub(super) struct Restore {
    /// File that `vestibule backup` made
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Throw away what the databases hold now
    #[arg(long)]
    replace: bool,
}

/// What is told of a backup that was made or restored.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct View {
    file: String,
    made_at: String,
    made_by: String,
    master_key_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    databases: Vec<DatabaseView>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct DatabaseView {
    name: String,
    schema_version: i32,
    rows: u64,
}

impl From<Copied> for DatabaseView {
    fn from(copied: Copied) -> Self {
        Self {
            name: copied.schema,
            schema_version: copied.version,
            rows: copied.rows,
        }
    }
}

impl View {
    fn text(&self) -> String {
        let databases: Vec<String> = self
            .databases
            .iter()
            .map(|database| {
                format!(
                    "{}, version {}, {} rows",
                    database.name, database.schema_version, database.rows
                )
            })
            .collect();
        record(&[
            ("File", one(&self.file)),
            ("Made at", one(&self.made_at)),
            ("Made by", one(&self.made_by)),
            ("Master key", one(&self.master_key_id)),
            ("SHA-256", self.sha256.as_slice()),
            ("Databases", &databases),
        ])
    }
}

impl Backup {
    pub(super) async fn run(self, place: &Place) -> anyhow::Result<()> {
        let located = place.locate()?;
        if let Some(data) = &located.data {
            anyhow::ensure!(data.is_dir(), "there is no data directory {}", data.display());
        }
        anyhow::ensure!(
            !self.file.exists(),
            "{} is there already: a backup is never written over",
            self.file.display()
        );
        let environment = Environment::system();
        let made_at = environment.now().to_string();
        let made_by = format!("vestibule {}", env!("CARGO_PKG_VERSION"));
        let master_key_id = Sealer::new(&located.master_key()?, environment).key_id();
        let notes = [
            (MADE_AT, made_at.as_str()),
            (MADE_BY, &made_by),
            (KEY_ID, &master_key_id),
        ];
        let context = || format!("cannot make the backup {}", self.file.display());
        let (sha256, copied) = write(&located, &self.file, &notes).await.with_context(context)?;
        let view = View {
            file: self.file.display().to_string(),
            made_at,
            made_by,
            master_key_id,
            sha256: Some(hexadecimal(&sha256)),
            databases: copied.into_iter().map(Into::into).collect(),
        };
        print::answer(place.format(), &view, View::text)
    }
}

/// Writes the file beside its place, for its owner alone, and moves it there when it is whole and on the disk.
async fn write(
    located: &Located,
    path: &Path,
    notes: &[(&str, &str)],
) -> anyhow::Result<([u8; 32], Vec<Copied>)> {
    let folder = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let file = tempfile::NamedTempFile::new_in(folder)?;
    let mut writer = BackupWriter::begin(BufWriter::with_capacity(1 << 18, file), notes)?;
    let mut copied = vec![directory::copy(&mut writer, &located.directory_url).await?];
    match manager::copy(&mut writer, &located.manager_url).await {
        Ok(manager) => copied.push(manager),
        // It was never used.
        Err(BackupError::Nothing { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    let (file, sha256) = writer.end()?;
    let file = file.into_inner().map_err(std::io::IntoInnerError::into_error)?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path)?;
    File::open(folder)?.sync_all()?;
    Ok((sha256, copied))
}

impl Restore {
    pub(super) async fn run(self, place: &Place) -> anyhow::Result<()> {
        let located = place.locate()?;
        let context = || format!("cannot restore {}", self.file.display());
        let reader = || -> anyhow::Result<_> {
            let file = File::open(&self.file).with_context(context)?;
            BackupReader::begin(BufReader::with_capacity(1 << 18, file)).with_context(context)
        };
        let contents = reader()?.contents().with_context(context)?;
        let note = |name: &str| note(&contents, name);
        let sealer = Sealer::new(&located.master_key()?, Environment::system());
        let given = sealer.key_id();
        anyhow::ensure!(
            sealer.has_key(&note(KEY_ID)),
            "{} was made under the master key {}, and {given} was given: its secrets would not open",
            self.file.display(),
            note(KEY_ID)
        );
        located.require_data()?;
        let occupied = if self.replace {
            Occupied::Replace
        } else {
            Occupied::Refuse
        };
        restore(&located, reader()?, occupied)
            .await
            .with_context(context)?;
        let restored = located.directory().await?;
        let made_at = note(MADE_AT);
        directory::record_restored(&restored, &Caller::system("restore"), &made_at).await?;
        let view = View {
            file: self.file.display().to_string(),
            made_at,
            made_by: note(MADE_BY),
            master_key_id: given,
            sha256: None,
            databases: contents.schemas.into_iter().map(Into::into).collect(),
        };
        print::answer(place.format(), &view, View::text)
    }
}

fn note(contents: &Contents, name: &str) -> String {
    let mut notes = contents.notes.iter();
    let found = notes.find(|(noted, _)| noted == name);
    found.map_or_else(String::new, |(_, value)| value.clone())
}

async fn restore(
    located: &Located,
    mut reader: BackupReader<BufReader<File>>,
    occupied: Occupied,
) -> anyhow::Result<()> {
    let now = Environment::system().now();
    let mut done = Vec::new();
    while let Some(name) = reader.next_schema().map(str::to_owned) {
        let restored = match name.as_str() {
            directory::NAME => directory::restore(&mut reader, &located.directory_url, occupied, now).await,
            manager::NAME => manager::restore(&mut reader, &located.manager_url, occupied, now).await,
            other => anyhow::bail!("it holds a database \"{other}\", which this version does not know"),
        };
        match restored {
            Ok(_) => done.push(name),
            Err(error) => return Err(refused(error, &done)),
        }
    }
    Ok(())
}

/// The error with what to do about it.
fn refused(error: BackupError, done: &[String]) -> anyhow::Error {
    let hint = match (&error, done) {
        (BackupError::NotEmpty { .. }, []) => {
            "--replace throws away what is there; nothing was changed".to_owned()
        }
        (_, []) => "nothing was changed".to_owned(),
        (_, done) => format!(
            "restored was {} alone; with --replace all is restored again",
            done.join(", ")
        ),
    };
    anyhow::Error::from(error).context(hint)
}

fn hexadecimal(octets: &[u8]) -> String {
    octets.iter().fold(String::with_capacity(64), |hex, octet| {
        hex + &format!("{octet:02x}")
    })
}
