//! Where a request may go. (`metadata_fetch`)

use std::net::{IpAddr, SocketAddr};

use url::{Host, Url};

use super::address::Inside;
use super::{FetchError, Fetcher};
use crate::config::setting::{Network, Target};

/// What may be reached besides the internet.
#[derive(Debug, Clone, Default)]
pub(crate) struct Allowed {
    /// Hosts and networks that an administrator named.
    pub(crate) named: Vec<Target>,
    /// Whether this machine may be asked, in plain http as well: in the demo.
    pub(crate) loopback: bool,
}

/// An address that was looked at, and who is expected there.
#[derive(Debug, Clone)]
pub(super) struct Destination {
    /// The one address that is connected to.
    pub(super) address: SocketAddr,
    /// The host as the URL has it: what TLS and the Host header name.
    pub(super) host: String,
    pub(super) is_tls: bool,
}

/// Checks the URL, resolves its host once and checks every address that it has. Whoever connects takes the address from
/// here and asks no resolver again: a name may have another address by then.
pub(super) async fn destination(fetcher: &Fetcher, url: &Url) -> Result<Destination, FetchError> {
    let refuse = |reason: String| FetchError::refused(url, reason);
    let host = url.host().ok_or_else(|| refuse("it has no host".to_owned()))?;
    let is_local_name = is_loopback_name(&host);
    let is_tls = match url.scheme() {
        "https" => true,
        "http" if is_local_name && fetcher.allowed.loopback => false,
        _ => return Err(refuse("it is no https: address".to_owned())),
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refuse("it has a user name or a password in it".to_owned()));
    }
    let port = url.port_or_known_default().unwrap_or(443);
    let addresses = match host {
        Host::Ipv4(address) => vec![SocketAddr::new(address.into(), port)],
        Host::Ipv6(address) => vec![SocketAddr::new(address.into(), port)],
        // Not every resolver knows these, RFC 6761.
        Host::Domain(_) if is_local_name => vec![SocketAddr::from(([127, 0, 0, 1], port))],
        Host::Domain(name) => {
            let found = (fetcher.network.resolve)(name.to_owned(), port).await;
            found.map_err(|error| FetchError::failed(url, format!("{name} cannot be resolved: {error}")))?
        }
    };
    for address in &addresses {
        if let Some(inside) = refused(&fetcher.allowed, &host, address.ip()) {
            // Which address it is tells about a network that is not the asker's.
            return Err(refuse(format!("{host} is {}", inside.name())));
        }
    }
    let address = addresses.first().copied();
    Ok(Destination {
        address: address.ok_or_else(|| FetchError::failed(url, format!("{host} has no address")))?,
        host: url.host_str().unwrap_or_default().to_owned(),
        is_tls,
    })
}

/// Why the address may not be reached, if it may not.
fn refused(allowed: &Allowed, host: &Host<&str>, address: IpAddr) -> Option<Inside> {
    let inside = Inside::of(address)?;
    let is_in = |network: &Network| network.contains(address);
    let is_named = allowed.named.iter().any(|named| match named {
        Target::Network(network) => is_in(network),
        // A name says that somebody is in a private network. It does not say that he is this machine.
        Target::Host(name) => {
            inside == Inside::Private && matches!(host, Host::Domain(host) if name.eq_ignore_ascii_case(host))
        }
    });
    let is_demo = allowed.loopback && inside == Inside::Loopback && is_loopback_name(host);
    (!is_named && !is_demo).then_some(inside)
}

/// Whether the host says of itself that it is this machine.
fn is_loopback_name(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}
