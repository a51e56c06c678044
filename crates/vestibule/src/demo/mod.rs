//! `vestibule demo`: the whole thing on loopback with the tutorial's cast. A second start keeps what the first
//! one made.

pub(crate) mod authority;
pub(crate) mod cast;
pub(crate) mod seed;
pub(crate) mod state;
mod summary;

use std::io::{BufRead as _, IsTerminal as _};
use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use url::Url;
use vestibule_directory::{Directory, Environment, MasterKey};
use vestibule_manager::Manager;

use crate::commands::place::{Located, Place};
use crate::files::{self, InUse};
use crate::front::{Arrival, Front, FrontSettings, Systems};
use crate::hosts::{HostPattern, Hosts};
use crate::print::{self, Format};
use crate::server::{Serving, Signals};
use crate::{config, listen, server, tls};
use authority::Authority;
use seed::Stage;
use state::{DemoState, Scheme};
use summary::{Paint, Summary};

/// The port when none is named and none is remembered.
const DEFAULT_PORT: u16 = 8400;
/// How long requests may take to finish after Ctrl+C.
const GRACE: Duration = Duration::from_secs(5);

/// What was asked for on the command line.
pub(crate) struct Wish {
    pub(crate) port: Option<u16>,
    pub(crate) tls: bool,
    pub(crate) reset: bool,
}

/// Runs the demo until told to stop.
pub(crate) async fn run(wish: Wish, place: &Place) -> anyhow::Result<()> {
    anyhow::ensure!(
        place.config.is_none(),
        "the demo needs no configuration file: leave --config out"
    );
    let data = place.data_directory();
    files::create_private_directory(&data)?;
    let _in_use = in_use_alone(&data)?;
    if wish.reset {
        reset(&data, place)?;
    }
    let remembered = DemoState::load(&data)?;
    let (scheme, port) = agree(&wish, remembered.as_ref(), &data)?;
    let listeners = bind(port, remembered.is_some()).await?;
    let port = listen::local_port(&listeners)?;
    let base_url = state::base_url(scheme, port)?;
    server::start_log(config::setting::LogFormat::Text, "warn")?;

    let environment = Environment::system();
    let master_key = master_key(place, &data, &environment)?;
    let located = place.locate()?;
    let elsewhere = located
        .data
        .as_ref()
        .filter(|other| **other != data && other.is_dir());
    let _also_in_use = elsewhere.map(|other| in_use_alone(other)).transpose()?;
    let stage = open(&located, &master_key, &environment, &base_url).await?;
    let state = match remembered {
        Some(state) => state,
        None => first_start(&stage, scheme, port, &data).await?,
    };
    let authority = (scheme == Scheme::Https).then(|| Authority::in_data(&data));
    let acceptor = authority
        .as_ref()
        .map(|authority| acceptor(authority, &environment))
        .transpose()?;
    let summary = Summary::new(&state, &stage.directory).await?;
    let front = stage.front(&state)?;
    let told = match place.format() {
        Format::Json => serde_json::to_string(&summary)?,
        Format::Text => summary.text(
            &data,
            authority.map(|authority| authority.certificate).as_deref(),
            paint(),
        ),
    };
    let signals = Signals::catch()?;
    print::line(told.trim_end())?;
    let serving = Serving {
        grace: GRACE,
        fetcher: Some(located.fetcher()?),
        ..Serving::default()
    };
    server::serve_until_told(listeners, acceptor, front, signals, serving).await;
    Ok(())
}

fn in_use_alone(data: &Path) -> anyhow::Result<InUse> {
    InUse::claim(data)?.with_context(|| {
        format!(
            "a server is already running on the data directory {}",
            data.display()
        )
    })
}

fn acceptor(authority: &Authority, environment: &Environment) -> anyhow::Result<TlsAcceptor> {
    authority.ensure(environment.now())?;
    tls::acceptor(&authority.server_certificate, &authority.server_key)
}

fn paint() -> Paint {
    if print::is_terminal() && config::wants_colour() {
        Paint::Ansi
    } else {
        Paint::Plain
    }
}

/// Both systems, open, with their addresses.
pub(crate) struct OpenStage {
    pub(crate) directory: Directory,
    pub(crate) manager: Manager,
    pub(crate) identity_provider: vestibule_idp::Settings,
    pub(crate) manager_settings: vestibule_manager::Settings,
}

impl OpenStage {
    /// The systems at that address, in the demo's manner: applications on loopback may be plain http.
    pub(crate) fn new(directory: Directory, manager: Manager, base_url: &Url) -> Self {
        let mut identity_provider = vestibule_idp::Settings::new(base_url.clone());
        identity_provider.is_demo = true;
        Self {
            directory: server::prepare_directory(directory, &identity_provider),
            manager,
            manager_settings: server::manager_settings(base_url),
            identity_provider,
        }
    }

    /// Sets everything up.
    pub(crate) async fn seed(&self, scheme: Scheme, port: u16) -> anyhow::Result<DemoState> {
        let stage = Stage {
            directory: &self.directory,
            manager: &self.manager,
            identity_provider: &self.identity_provider,
            manager_settings: &self.manager_settings,
        };
        stage.seed(scheme, port).await
    }

    /// The front door.
    pub(crate) fn front(self, state: &DemoState) -> anyhow::Result<Front> {
        let suffix: HostPattern = format!("*.{}", cast::HOST_SUFFIX)
            .parse()
            .ok()
            .context("the suffix is no host")?;
        let settings = FrontSettings {
            hosts: Hosts {
                identity_provider: "localhost".to_owned(),
                manager: vec![suffix],
            },
            trusted_proxies: Vec::new(),
            arrival: Arrival::Direct,
            is_secure: state.scheme == Scheme::Https,
        };
        let systems = Systems {
            directory: self.directory,
            identity_provider: self.identity_provider,
            manager_store: self.manager,
            manager: self.manager_settings,
        };
        Ok(Front::new(systems, settings))
    }
}

/// Port and scheme are part of every address that the systems told each other, so they stay what they were.
fn agree(wish: &Wish, remembered: Option<&DemoState>, data: &Path) -> anyhow::Result<(Scheme, u16)> {
    let wanted = if wish.tls { Scheme::Https } else { Scheme::Http };
    let Some(state) = remembered else {
        return Ok((wanted, wish.port.unwrap_or(DEFAULT_PORT)));
    };
    let other_port = wish.port.filter(|port| *port != state.port);
    let other_scheme = wish.tls && state.scheme == Scheme::Http;
    anyhow::ensure!(
        other_port.is_none() && !other_scheme,
        "the demo in {} was made for {} on port {}: start it without --port and --tls, begin anew with --reset, or \
         make another one with --data",
        data.display(),
        state.scheme.name(),
        state.port
    );
    Ok((state.scheme, state.port))
}

async fn bind(port: u16, is_remembered: bool) -> anyhow::Result<Vec<TcpListener>> {
    listen::bind_loopback(port).await.map_err(|error| {
        let advice = if is_remembered {
            "stop that program, or begin anew on another port with --reset --port"
        } else {
            "choose another port with --port"
        };
        anyhow::anyhow!("{error:#}: {advice}")
    })
}

/// The master key that is named, else the demo's own, which is made at the first start.
fn master_key(place: &Place, data: &Path, environment: &Environment) -> anyhow::Result<MasterKey> {
    let own = data.join("master.key");
    let file = place.master_key_file.clone().unwrap_or_else(|| own.clone());
    if file == own && !own.exists() {
        let (key, text) = MasterKey::generate(environment);
        files::write_private(&own, format!("{}\n", text.trim_end()).as_bytes())?;
        return Ok(key);
    }
    crate::commands::place::read_master_keys(&file, &place.former_master_key_file)
}

async fn open(
    located: &Located,
    master_key: &MasterKey,
    environment: &Environment,
    base_url: &Url,
) -> anyhow::Result<OpenStage> {
    let directory = Directory::open(&located.directory_url, master_key, environment.clone()).await?;
    let manager = Manager::open(&located.manager_url, master_key, environment.clone()).await?;
    Ok(OpenStage::new(directory, manager, base_url))
}

async fn first_start(stage: &OpenStage, scheme: Scheme, port: u16, data: &Path) -> anyhow::Result<DemoState> {
    let caller = vestibule_directory::Caller::system("demo");
    let existing = vestibule_directory::tenants::list(&stage.directory, &caller).await?;
    anyhow::ensure!(
        existing.is_empty(),
        "the database holds data that no finished demo in {} made: --reset begins anew in the data directory, or name \
         an empty database",
        data.display()
    );
    let state = stage
        .seed(scheme, port)
        .await
        .context("the demo could not be set up")?;
    state.save(data)?;
    Ok(state)
}

/// Takes away what earlier demos made, and nothing else that may lie there. A person is asked first.
fn reset(data: &Path, place: &Place) -> anyhow::Result<()> {
    let is_elsewhere = place
        .database_url
        .as_deref()
        .is_some_and(|url| !url.starts_with("sqlite:"));
    anyhow::ensure!(
        !is_elsewhere,
        "--reset empties the data directory only: name an empty database instead"
    );
    let made: Vec<_> = MADE
        .iter()
        .map(|name| data.join(name))
        .filter(|path| path.exists())
        .collect();
    if made.is_empty() {
        return Ok(());
    }
    if std::io::stdin().is_terminal() && print::is_terminal() {
        print::line(&format!(
            "Delete the demo in {} with everything in it? [y/N]",
            data.display()
        ))?;
        let mut answer = String::new();
        std::io::stdin()
            .lock()
            .read_line(&mut answer)
            .context("cannot read the answer")?;
        anyhow::ensure!(matches!(answer.trim(), "y" | "Y" | "yes"), "nothing was deleted");
    }
    for path in made {
        let removed = if path.is_dir() {
            std::fs::remove_dir_all(&path)
        } else {
            std::fs::remove_file(&path)
        };
        removed.with_context(|| format!("cannot delete {}", path.display()))?;
    }
    Ok(())
}

/// What a demo makes in its data directory.
const MADE: [&str; 9] = [
    "demo.json",
    "directory.db",
    "directory.db-wal",
    "directory.db-shm",
    "manager.db",
    "manager.db-wal",
    "manager.db-shm",
    "master.key",
    "tls",
];
