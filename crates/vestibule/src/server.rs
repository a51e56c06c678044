//! What `serve` and `demo` have in common: building the systems and serving them until told to stop.

use std::time::Duration;

use anyhow::Context as _;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use url::Url;
use vestibule_directory::housekeeping::Retention;
use vestibule_directory::{Directory, Loopback};

use crate::config::setting::LogFormat;
use crate::fetch::Fetcher;
use crate::front::Front;
use crate::{housekeeping, listen, metrics, notify};

/// The service manager's settings: customers are reached by the scheme and port of the identity provider.
pub(crate) fn manager_settings(base_url: &Url) -> vestibule_manager::Settings {
    let scheme = if base_url.scheme() == "https" {
        "https"
    } else {
        "http"
    };
    vestibule_manager::Settings::new(scheme, base_url.port())
}

/// The directory as the identity provider at this address has it: it keeps its own addresses for itself, and a demo
/// takes applications on loopback.
pub(crate) fn prepare_directory(directory: Directory, settings: &vestibule_idp::Settings) -> Directory {
    let loopback = if settings.is_demo {
        Loopback::Allowed
    } else {
        Loopback::Refused
    };
    directory
        .with_loopback(loopback)
        .with_reserved_identifiers(vec![settings.base_url.to_string()])
}

/// SIGTERM and SIGINT, caught from the moment this is made: before anybody is told that the server is ready.
pub(crate) struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// Catches them from now on.
    pub(crate) fn catch() -> anyhow::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?,
            interrupt: signal(SignalKind::interrupt()).context("cannot listen for SIGINT")?,
        })
    }

    async fn arrive(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// How a server behaves, whatever it serves.
#[derive(Debug, Default)]
pub(crate) struct Serving {
    /// How long requests under way may take to finish.
    pub(crate) grace: Duration,
    /// How long the logs are kept.
    pub(crate) retention: Retention,
    /// Where `/metrics` is asked for, if anywhere.
    pub(crate) metrics: Option<TcpListener>,
    /// Who reads metadata of others again; without one nobody does.
    pub(crate) fetcher: Option<Fetcher>,
}

/// Serves until SIGTERM or SIGINT, then lets requests under way finish. Meanwhile it throws away what is over.
pub(crate) async fn serve_until_told(
    listeners: Vec<TcpListener>,
    tls: Option<TlsAcceptor>,
    front: Front,
    mut signals: Signals,
    serving: Serving,
) {
    let (stop, stopped) = watch::channel(false);
    let told = async move {
        signals.arrive().await;
        tracing::info!("stopping: requests under way may finish");
        notify::say(notify::STOPPING);
        stop.send_replace(true);
        // `stop` is held until serving ends.
        std::future::pending::<()>().await;
    };
    let stores = front.stores();
    let (measured, watched) = (front.clone(), front.clone());
    let environment = stores.0.environment().clone();
    notify::say(notify::READY);
    tokio::select! {
        () = listen::serve(listeners, tls, front, stopped, serving.grace) => {}
        () = told => {}
        () = metrics::serve(serving.metrics, measured) => {}
        () = watched.clock().watch(&environment) => {}
        () = housekeeping::keep(stores, serving.retention, serving.fetcher) => {}
    }
    tracing::info!("stopped");
}

/// Sends log lines to standard error.
pub(crate) fn start_log(format: LogFormat, filter: &str) -> anyhow::Result<()> {
    use std::io::IsTerminal as _;
    let filter = tracing_subscriber::EnvFilter::builder()
        .parse(filter)
        .context("the log filter is not valid")?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        // Where the log goes may be gone; telling that there as well would end the request that was logged.
        .log_internal_errors(false)
        .with_writer(std::io::stderr);
    let started = match format {
        LogFormat::Json => builder
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .try_init(),
        LogFormat::Text => builder.with_ansi(std::io::stderr().is_terminal()).try_init(),
    };
    started.map_err(|error| anyhow::anyhow!("cannot start the log: {error}"))
}
