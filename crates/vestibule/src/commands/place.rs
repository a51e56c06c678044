//! Where the data is: the options that every command takes.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use url::Url;
use vestibule_directory::{DatabaseUrl, Directory, Environment, MasterKey};
use vestibule_manager::Manager;

use crate::config::Config;
use crate::demo::authority::Authority;
use crate::demo::state::DemoState;
use crate::fetch::{self, Allowed, Fetcher, Network};
use crate::print::Format;
use crate::server;

/// The data directory when none is named.
const DEFAULT_DATA: &str = "./vestibule-data";

/// Options of every command.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Where the data is")]
pub(crate) struct Place {
    /// Data directory with directory.db and manager.db [default: ./vestibule-data]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,

    /// Configuration file of the server, which says where the data is
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// Database: sqlite:DIR, or postgres://user@host/name
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) database_url: Option<String>,

    /// File with the master key under which secrets are encrypted [default: as the configuration says, else DIR/master.key]
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "VESTIBULE_MASTER_KEY_FILE",
        hide_env_values = true
    )]
    pub(crate) master_key_file: Option<PathBuf>,

    /// File with another master key that still opens what it encrypted, while the master key is being changed; may be
    /// repeated [default: as the configuration says]
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "VESTIBULE_FORMER_MASTER_KEY_FILES",
        value_delimiter = ':',
        hide_env_values = true
    )]
    pub(crate) former_master_key_file: Vec<PathBuf>,

    /// Print JSON on standard output
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

/// The place, found.
#[derive(Debug)]
pub(crate) struct Located {
    /// The directory's database.
    pub(crate) directory_url: DatabaseUrl,
    /// The service manager's database.
    pub(crate) manager_url: DatabaseUrl,
    /// The directory on disk that holds the data, if one does.
    pub(crate) data: Option<PathBuf>,
    /// File with the master key, if one is known.
    pub(crate) master_key_file: Option<PathBuf>,
    /// Files with other master keys that still open what they encrypted.
    pub(crate) former_master_key_files: Vec<PathBuf>,
    /// What the configuration file says, if one is named.
    pub(crate) config: Option<Config>,
}

impl Place {
    /// How answers are printed.
    pub(crate) fn format(&self) -> Format {
        if self.json { Format::Json } else { Format::Text }
    }

    /// The data directory of the demo, and of commands that name nothing else.
    pub(crate) fn data_directory(&self) -> PathBuf {
        self.data.clone().unwrap_or_else(|| DEFAULT_DATA.into())
    }

    /// Finds the databases: `--database-url` comes before the configuration file, and that before `--data`.
    pub(crate) fn locate(&self) -> anyhow::Result<Located> {
        let config = self.config.as_deref().map(Config::load).transpose()?;
        let from_data = format!("sqlite:{}", self.data_directory().display());
        let (url, password_file) = match (&self.database_url, &config) {
            (Some(url), _) => (url.as_str(), None),
            (None, Some(config)) if self.data.is_none() => (
                config.database_url.as_str(),
                config.database_password_file.as_deref(),
            ),
            (None, _) => (from_data.as_str(), None),
        };
        let (directory_url, manager_url, sqlite_directory) = databases(url, password_file)?;
        let uses_data = self.config.is_none() && (self.database_url.is_none() || self.data.is_some());
        let data = sqlite_directory.or_else(|| uses_data.then(|| self.data_directory()));
        let master_key_file = self.master_key_file.clone().or_else(|| match &config {
            Some(config) => config.master_key_file.clone(),
            None => data
                .as_ref()
                .map(|data| data.join("master.key"))
                .filter(|file| file.exists()),
        });
        let former_master_key_files = match &config {
            Some(config) if self.former_master_key_file.is_empty() => config.former_master_key_files.clone(),
            _ => self.former_master_key_file.clone(),
        };
        Ok(Located {
            directory_url,
            manager_url,
            data,
            master_key_file,
            former_master_key_files,
            config,
        })
    }
}

/// Both databases of one address; for SQLite also the directory they lie in.
fn databases(
    url: &str,
    password_file: Option<&Path>,
) -> anyhow::Result<(DatabaseUrl, DatabaseUrl, Option<PathBuf>)> {
    match url.parse::<DatabaseUrl>()? {
        DatabaseUrl::Sqlite(directory) => Ok((
            DatabaseUrl::Sqlite(directory.join("directory.db")),
            DatabaseUrl::Sqlite(directory.join("manager.db")),
            Some(directory),
        )),
        url @ DatabaseUrl::Postgres(_) => {
            let url = match password_file {
                Some(file) => url.with_password(&read_password(file)?),
                None => url,
            };
            Ok((url.clone(), url, None))
        }
    }
}

fn read_password(file: &Path) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("cannot read the database password from {}", file.display()))?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

impl Located {
    /// Reads the master key, and the former ones beside it.
    pub(crate) fn master_key(&self) -> anyhow::Result<MasterKey> {
        let file = self.master_key_file.as_ref().context(
            "no master key: name its file with --master-key-file, VESTIBULE_MASTER_KEY_FILE or keys.master_key_file \
             (make one with `openssl rand -base64 32`)",
        )?;
        read_master_keys(file, &self.former_master_key_files)
    }

    /// Opens the directory.
    pub(crate) async fn directory(&self) -> anyhow::Result<Directory> {
        self.require_data()?;
        let directory =
            Directory::open(&self.directory_url, &self.master_key()?, Environment::system()).await?;
        // Where the server's address is not known here, the server checks again what it is asked to use.
        Ok(match self.identity_provider() {
            Ok(settings) => server::prepare_directory(directory, &settings),
            Err(_) => directory,
        })
    }

    /// Opens the service manager.
    pub(crate) async fn manager(&self) -> anyhow::Result<Manager> {
        self.require_data()?;
        let manager = Manager::open(&self.manager_url, &self.master_key()?, Environment::system()).await?;
        Ok(manager)
    }

    /// The identity provider's address: from the configuration, else from what the demo remembers.
    pub(crate) fn base_url(&self) -> anyhow::Result<Url> {
        if let Some(config) = &self.config {
            return Ok(config.base_url.clone());
        }
        let state = self.data.as_deref().map(DemoState::load).transpose()?.flatten();
        let state = state
            .context("the server's address is not known here: name its configuration file with --config")?;
        state.base_url()
    }

    /// The issuer's shape as the server has it.
    pub(crate) fn identity_provider(&self) -> anyhow::Result<vestibule_idp::Settings> {
        let mut settings = vestibule_idp::Settings::new(self.base_url()?);
        if let Some(config) = &self.config {
            settings.issuer = config.issuer.clone();
        }
        settings.is_demo = self.is_demo();
        Ok(settings)
    }

    /// Whether this is a demo's data directory.
    pub(crate) fn is_demo(&self) -> bool {
        self.config.is_none() && self.data.as_deref().is_some_and(DemoState::exists)
    }

    /// Who asks others for metadata, by the rules of the configuration.
    pub(crate) fn fetcher(&self) -> anyhow::Result<Fetcher> {
        let mut authorities = Vec::new();
        let named = self
            .config
            .as_ref()
            .and_then(|config| config.outbound_certificates.clone());
        authorities.extend(named.or_else(vestibule_store::system_certificates));
        let is_demo = self.is_demo();
        if let Some(data) = self.data.as_deref().filter(|_| is_demo) {
            let own = Authority::in_data(data).certificate;
            authorities.extend(Some(own).filter(|file| file.exists()));
        }
        let allowed = Allowed {
            named: self
                .config
                .as_ref()
                .map(|config| config.outbound.clone())
                .unwrap_or_default(),
            loopback: is_demo,
        };
        let tls = fetch::client(&authorities)?;
        Ok(Fetcher::new(Network::of_this_machine(), tls, allowed))
    }

    /// A data directory that is not there is a mistake in its name, unless somebody sets one up on purpose
    /// with a master key of his own.
    pub(crate) fn require_data(&self) -> anyhow::Result<()> {
        let Some(data) = &self.data else { return Ok(()) };
        if data.is_dir() {
            return Ok(());
        }
        let hint = match &self.config {
            Some(_) => {
                "make it, readable for the server's user alone (chmod 700), and name the master key under [keys]"
            }
            None => "`vestibule demo` makes one, --data names another",
        };
        anyhow::ensure!(
            self.master_key_file.is_some(),
            "there is no data directory {}: {hint}",
            data.display()
        );
        crate::files::create_private_directory(data)
    }
}

/// Reads the master key and the others that still open.
pub(crate) fn read_master_keys(file: &Path, former: &[PathBuf]) -> anyhow::Result<MasterKey> {
    let read = |file: &PathBuf| read_master_key(file);
    let former = former.iter().map(read).collect::<anyhow::Result<_>>()?;
    Ok(read_master_key(file)?.beside(former))
}

/// Reads a master key from its file.
fn read_master_key(file: &Path) -> anyhow::Result<MasterKey> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("cannot read the master key from {}", file.display()))?;
    MasterKey::parse(&text).with_context(|| format!("{} holds no master key", file.display()))
}
