//! The one way in which this program asks others for something: metadata today, and whatever comes later.
//!
//! Whoever may name an address could have the server ask its own network for him. So an address is `https:`, its host is
//! resolved once, every address that it has must be of the internet (or named in the configuration), the connection is
//! made to that very address, each redirect is looked at like the first address, and an answer is bounded in size, time
//! and kind. No proxy of the environment is asked. (`metadata_fetch`)

mod address;
mod destination;
mod exchange;
#[cfg(test)]
mod tests;
mod trust;

use std::fmt;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use http::{StatusCode, header};
use rustls::ClientConfig;
use tokio::net::TcpStream;
use url::Url;

pub(crate) use destination::Allowed;
pub(crate) use trust::client;

/// What is to come.
type Coming<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Finds the addresses of a host, for a port.
type Resolve = dyn Fn(String, u16) -> Coming<io::Result<Vec<SocketAddr>>> + Send + Sync;
/// Connects to an address.
type Dial = dyn Fn(SocketAddr) -> Coming<io::Result<TcpStream>> + Send + Sync;

/// The network, which comes in from outside.
#[derive(Clone)]
pub(crate) struct Network {
    /// The addresses of a host, for a port.
    pub(crate) resolve: Arc<Resolve>,
    /// A connection to an address.
    pub(crate) dial: Arc<Dial>,
}

impl Network {
    /// The one that this machine is in.
    pub(crate) fn of_this_machine() -> Self {
        Self {
            resolve: Arc::new(|host, port| {
                Box::pin(async move { Ok(tokio::net::lookup_host((host, port)).await?.collect()) })
            }),
            dial: Arc::new(|address| Box::pin(TcpStream::connect(address))),
        }
    }
}

/// Asks others. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Fetcher {
    network: Network,
    tls: Arc<ClientConfig>,
    allowed: Arc<Allowed>,
}

impl fmt::Debug for Fetcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetcher")
            .field("allowed", &self.allowed)
            .finish_non_exhaustive()
    }
}

/// What an answer has to be like.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    /// The `Accept` header.
    pub(crate) accept: &'static str,
    /// Media types that are taken, in lower case; an answer without one is taken too.
    pub(crate) media_types: &'static [&'static str],
    /// Octets of an answer at most.
    pub(crate) largest: usize,
    /// How long everything may take, redirects included.
    pub(crate) time: Duration,
}

impl Wanted {
    /// Metadata of a partner. Many servers do not know what it is.
    pub(crate) const METADATA: Self = Self {
        accept: "application/samlmetadata+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1",
        media_types: &[
            "application/samlmetadata+xml",
            "application/xml",
            "text/xml",
            "text/plain",
            "application/octet-stream",
        ],
        largest: 10 * 1024 * 1024,
        time: Duration::from_secs(10),
    };

    fn takes(&self, media_type: &str) -> bool {
        self.media_types
            .iter()
            .any(|taken| taken.eq_ignore_ascii_case(media_type))
    }
}

/// Why nothing was fetched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{url} {what}: {reason}")]
pub(crate) struct FetchError {
    /// The address, that of a redirect where one led astray.
    url: String,
    what: &'static str,
    reason: String,
}

impl FetchError {
    /// It is not asked.
    fn refused(url: &Url, reason: String) -> Self {
        Self::new(url, "is not asked", reason)
    }

    /// It was asked, and the answer is no good.
    fn failed(url: &Url, reason: String) -> Self {
        Self::new(url, "cannot be fetched", reason)
    }

    fn new(url: &Url, what: &'static str, reason: String) -> Self {
        let mut url = url.clone();
        // Neither fails for an address that has a host; without one there is nothing to hide.
        url.set_username("").ok();
        url.set_password(None).ok();
        url.set_query(url.query().map(|_| "…"));
        Self {
            url: url.to_string(),
            what,
            reason,
        }
    }

    /// Whether the address must not be asked at all.
    #[cfg(test)]
    fn is_refusal(&self) -> bool {
        self.what == "is not asked"
    }
}

impl Fetcher {
    /// A fetcher that reaches the internet and what is allowed besides.
    pub(crate) fn new(network: Network, tls: Arc<ClientConfig>, allowed: Allowed) -> Self {
        Self {
            network,
            tls,
            allowed: Arc::new(allowed),
        }
    }

    /// Fetches what is at an address.
    ///
    /// # Errors
    ///
    /// [`FetchError`]: the address or one that it redirects to must not be asked, or the answer is none, or is too slow,
    /// too large or of another kind.
    pub(crate) async fn get(&self, url: &Url, wanted: &Wanted) -> Result<Vec<u8>, FetchError> {
        let fetching = tokio::time::timeout(wanted.time, self.follow(url, wanted));
        fetching.await.unwrap_or_else(|_| {
            let reason = format!("there was no whole answer within {} s", wanted.time.as_secs());
            Err(FetchError::failed(url, reason))
        })
    }

    async fn follow(&self, url: &Url, wanted: &Wanted) -> Result<Vec<u8>, FetchError> {
        let mut url = url.clone();
        for _ in 0..=MOST_REDIRECTS {
            url.set_fragment(None);
            let destination = destination::destination(self, &url).await?;
            let was_tls = destination.is_tls;
            let answer = exchange::ask(self, &url, destination, wanted).await?;
            if answer.status == StatusCode::OK {
                return answer.whole(&url, wanted).await;
            }
            if !REDIRECTS.contains(&answer.status) {
                return Err(FetchError::failed(
                    &url,
                    format!("the answer is {}", answer.status),
                ));
            }
            let location = answer.headers.get(header::LOCATION);
            let next = location
                .and_then(|location| url.join(location.to_str().ok()?).ok())
                .ok_or_else(|| FetchError::failed(&url, "the redirect leads nowhere".to_owned()))?;
            if was_tls && next.scheme() != "https" {
                let reason = "an https: address redirects to it, and it is none".to_owned();
                return Err(FetchError::refused(&next, reason));
            }
            url = next;
        }
        let reason = format!("there are more than {MOST_REDIRECTS} redirects");
        Err(FetchError::failed(&url, reason))
    }
}

const REDIRECTS: [StatusCode; 5] = [
    StatusCode::MOVED_PERMANENTLY,
    StatusCode::FOUND,
    StatusCode::SEE_OTHER,
    StatusCode::TEMPORARY_REDIRECT,
    StatusCode::PERMANENT_REDIRECT,
];
const MOST_REDIRECTS: usize = 3;
