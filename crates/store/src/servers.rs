//! The servers that a PostgreSQL database may be on: at any time one of them is the primary, and after a failover another.

use std::error::Error as _;
use std::fmt;
use std::pin::Pin;
use std::str::FromStr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use deadpool::managed::{self, Metrics, RecycleError, RecycleResult};
use deadpool_postgres::ClientWrapper;
use tokio::task::JoinHandle;
use tokio_postgres::config::{Host, TargetSessionAttrs};
use tokio_postgres::{Client, Config};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::OpenError;
use crate::tls;

/// The servers named by one URL, and how each is connected to.
pub(crate) struct Servers {
    /// In the order of the URL; never empty.
    each: Vec<Config>,
    tls: MakeRustlsConnect,
    /// How long one may take to let us in before the next is asked.
    patience: Duration,
    /// Which was the primary when last asked: the first to be asked now, so that one that is gone without a word costs its
    /// time once and not at every connection.
    primary: AtomicUsize,
}

impl Servers {
    /// Reads a URL as libpq does, and takes the TLS settings out of it, which the driver knows less of.
    pub(crate) fn parse(url: &str) -> Result<Self, OpenError> {
        let parts = Parts::of(url);
        if parts.hosts.contains('@') || parts.path.contains('@') {
            return Err(OpenError::Url(
                "an @ in the password of a database URL is written %40".into(),
            ));
        }
        let (mut places, mut others) = (Vec::new(), Vec::new());
        let (mut security, mut wanted) = (tls::Settings::default(), None);
        for pair in parts.query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("sslmode", mode)) => security.mode = mode.parse().map_err(OpenError::Url)?,
                Some(("sslrootcert", file)) => {
                    security.root_certificates = Some(file.replace("%2F", "/").into());
                }
                Some(("target_session_attrs", value)) => wanted = Some(value),
                // The driver takes one name only of each `host` in a URL.
                Some(("host", hosts)) => {
                    let hosts = hosts.replace("%2C", ",").replace("%2c", ",");
                    places.extend(hosts.split(',').map(|host| format!("host={host}")));
                }
                Some(("hostaddr" | "port", _)) => places.push(pair.into()),
                _ => others.push(pair),
            }
        }
        // What comes later counts.
        let mut common = driver(&format!(
            "postgres://{}{}?{DEFAULTS}&{}",
            parts
                .credentials
                .map(|text| format!("{text}@"))
                .unwrap_or_default(),
            parts.path,
            others.join("&")
        ))?;
        let places = driver(&format!("postgres://{}?{}", parts.hosts, places.join("&")))?;
        let count = places.get_hosts().len().max(places.get_hostaddrs().len());
        let patience = PATIENCE.min(TIMEOUT / u32::try_from(count.max(1)).unwrap_or(u32::MAX));
        let patience = if count == 1 { TIMEOUT } else { patience };
        common
            .ssl_mode(security.mode.for_driver())
            .connect_timeout(patience)
            .target_session_attrs(session(wanted, count)?);
        Ok(Self {
            each: each(&common, &places)?,
            tls: MakeRustlsConnect::new(security.client_config()?),
            patience,
            primary: AtomicUsize::new(0),
        })
    }

    /// As [`Servers::parse`], with the tables of a schema in front.
    pub(crate) fn of_schema(url: &str, schema: &str) -> Result<Self, OpenError> {
        let mut servers = Self::parse(url)?;
        for config in &mut servers.each {
            let options = format!(
                "{} {OPTIONS} -c search_path={schema}",
                config.get_options().unwrap_or("")
            );
            config.options(options.trim());
        }
        Ok(servers)
    }

    /// A connection to the primary, and the task that drives it, which ends with it.
    pub(crate) async fn connect(&self) -> Result<(Client, JoinHandle<()>), Unreachable> {
        let first = self.primary.load(Ordering::Relaxed);
        let mut reasons = Vec::new();
        for at in (first..self.each.len()).chain(0..first) {
            let Some(config) = self.each.get(at) else { continue };
            match tokio::time::timeout(self.patience, config.connect(self.tls.clone())).await {
                Ok(Ok((client, connection))) => {
                    self.primary.store(at, Ordering::Relaxed);
                    // How it ends is told to whoever uses the client.
                    let driver = tokio::spawn(async { drop(connection.await) });
                    return Ok((client, driver));
                }
                Ok(Err(error)) => reasons.push(format!("{}: {}", name(config), reason(&error))),
                Err(_) => reasons.push(format!("{}: no answer within {:?}", name(config), self.patience)),
            }
        }
        Err(Unreachable(reasons))
    }

    /// Whether the URL itself holds a password.
    pub(crate) fn have_password(&self) -> bool {
        self.each.iter().any(|config| config.get_password().is_some())
    }
}

/// What the pool does with connections.
impl managed::Manager for Servers {
    type Type = ClientWrapper;
    type Error = Unreachable;

    async fn create(&self) -> Result<ClientWrapper, Unreachable> {
        // On the heap and nameless: it is rare, and would make the future of every request as deep as TLS is.
        let opening: Pin<Box<dyn Future<Output = _> + Send + '_>> = Box::pin(self.connect());
        let (client, driver) = opening.await?;
        Ok(ClientWrapper::new(client, driver))
    }

    async fn recycle(&self, client: &mut ClientWrapper, _: &Metrics) -> RecycleResult<Unreachable> {
        if client.is_closed() {
            return Err(RecycleError::message("the server closed the connection"));
        }
        Ok(())
    }
}

/// No server lets us write: each one's reason.
#[derive(Debug)]
pub(crate) struct Unreachable(Vec<String>);

impl fmt::Display for Unreachable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("; "))
    }
}

impl std::error::Error for Unreachable {}

/// The URL with a password in it, whatever its form.
pub(crate) fn with_password(url: &str, password: &str) -> String {
    let separator = if url.contains('?') { '&' } else { '?' };
    let escaped: Vec<String> = password.bytes().map(|octet| format!("%{octet:02X}")).collect();
    format!("{url}{separator}password={}", escaped.concat())
}

/// The URL as it may be shown.
pub(crate) fn without_password(url: &str) -> String {
    let parts = Parts::of(url);
    let user = parts.credentials.map_or(String::new(), |text| {
        format!("{}@", text.split_once(':').map_or(text, |(user, _)| user))
    });
    let place = format!("{}{}", parts.hosts, parts.path);
    // An @ in a password that should have been written %40: what is left of it is not shown either.
    let place = place.rsplit_once('@').map_or(place.as_str(), |(_, place)| place);
    format!("{}://{user}{place}", parts.scheme)
}

/// A URL taken apart where the driver takes it apart.
struct Parts<'a> {
    scheme: &'a str,
    credentials: Option<&'a str>,
    hosts: &'a str,
    path: &'a str,
    query: &'a str,
}

impl<'a> Parts<'a> {
    fn of(url: &'a str) -> Self {
        let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", url));
        let (credentials, rest) = match rest.split_once('@') {
            Some((credentials, rest)) => (Some(credentials), rest),
            None => (None, rest),
        };
        let (hosts, rest) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        Self {
            scheme,
            credentials,
            hosts,
            path,
            query,
        }
    }
}

/// One configuration for each server.
fn each(common: &Config, places: &Config) -> Result<Vec<Config>, OpenError> {
    let (hosts, addresses, ports) = (places.get_hosts(), places.get_hostaddrs(), places.get_ports());
    let count = hosts.len().max(addresses.len());
    let is_paired = hosts.is_empty() || addresses.is_empty() || hosts.len() == addresses.len();
    if count == 0 || !is_paired || (ports.len() > 1 && ports.len() != count) {
        return Err(OpenError::Url(
            "the URL of a PostgreSQL database names at least one host, and as many hostaddr and port as hosts".into(),
        ));
    }
    Ok((0..count)
        .map(|at| {
            let mut config = common.clone();
            match hosts.get(at) {
                Some(Host::Tcp(name)) => drop(config.host(name.as_str())),
                #[cfg(unix)]
                Some(Host::Unix(path)) => drop(config.host_path(path)),
                None => {}
            }
            if let Some(address) = addresses.get(at) {
                config.hostaddr(*address);
            }
            if let Some(port) = ports.get(at).or_else(|| ports.first()) {
                config.port(*port);
            }
            config
        })
        .collect())
}

/// What is asked of a server before it is used. Of several one is the primary, and only that will do; a single one may be
/// a standby if the URL says so, which is enough to copy from.
fn session(wanted: Option<&str>, count: usize) -> Result<TargetSessionAttrs, OpenError> {
    match wanted {
        None | Some("read-write" | "primary") => Ok(TargetSessionAttrs::ReadWrite),
        Some("any") if count == 1 => Ok(TargetSessionAttrs::Any),
        Some(other) => Err(OpenError::Url(format!(
            "target_session_attrs is read-write, since everything is written to the primary, not {other:?}"
        ))),
    }
}

fn driver(url: &str) -> Result<Config, OpenError> {
    Config::from_str(url).map_err(|error| {
        OpenError::Url(format!(
            "this is no URL of a PostgreSQL database: {}",
            reason(&error)
        ))
    })
}

/// An error of the driver with what it came from: it says little by itself.
fn reason(error: &tokio_postgres::Error) -> String {
    match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}

/// A server as its URL names it.
fn name(config: &Config) -> String {
    let host = match (config.get_hosts().first(), config.get_hostaddrs().first()) {
        (Some(Host::Tcp(name)), _) => name.clone(),
        #[cfg(unix)]
        (Some(Host::Unix(path)), _) => path.display().to_string(),
        (None, address) => address.map(ToString::to_string).unwrap_or_default(),
    };
    format!("{host}:{}", config.get_ports().first().unwrap_or(&5432))
}

/// How long a request waits for a connection, and how long all servers together may take to let us in.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(10);

/// How long each of several servers may take at most.
const PATIENCE: Duration = Duration::from_secs(3);

/// What a URL may say otherwise. A server that is gone without a word (no power, no network) is noticed in seconds, under a
/// request as well as in the pool; the system's own limits are a quarter of an hour and two hours.
const DEFAULTS: &str = "application_name=vestibule&tcp_user_timeout=10&keepalives_idle=10&keepalives_interval=5\
                        &keepalives_retries=3";

/// No statement and no forgotten transaction may hold others up for longer.
const OPTIONS: &str = "-c statement_timeout=30s -c idle_in_transaction_session_timeout=30s";

#[cfg(test)]
mod tests;
