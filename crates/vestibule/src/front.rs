//! The front door: every request passes here before a system sees it. It decides who the client is, whether
//! the request came by the way it should, and which system answers on its host.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, LOCATION, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use tokio::time::Instant;
use tower::ServiceExt as _;
use vestibule_directory::Directory;
use vestibule_manager::Manager;
use vestibule_web::{ClientAddress, RequestHost};

use crate::clock::ClockWatch;
use crate::config::setting::Network;
use crate::health::{self, Probe};
use crate::hosts::{self, Hosts, RequestedHost, System};
use crate::metrics::{Requests, Route};

const FORWARDED: HeaderName = HeaderName::from_static("forwarded");
const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// How requests reach the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// By the very scheme of the base URL: own TLS, or plain http on loopback.
    Direct,
    /// By plain http from a proxy that speaks https with the world.
    BehindTlsProxy,
}

/// What the front door knows.
pub(crate) struct FrontSettings {
    pub(crate) hosts: Hosts,
    pub(crate) trusted_proxies: Vec<Network>,
    pub(crate) arrival: Arrival,
    /// Whether people come by https.
    pub(crate) is_secure: bool,
}

/// The front door with the systems behind it. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Front(Arc<Inner>);

struct Inner {
    settings: FrontSettings,
    identity_provider: Router,
    manager: Router,
    directory: Directory,
    manager_store: Manager,
    requests: Requests,
    clock: ClockWatch,
}

/// The systems behind the front door.
pub(crate) struct Systems {
    pub(crate) directory: Directory,
    pub(crate) identity_provider: vestibule_idp::Settings,
    pub(crate) manager_store: Manager,
    pub(crate) manager: vestibule_manager::Settings,
}

impl Front {
    /// Builds both systems' routers.
    pub(crate) fn new(systems: Systems, settings: FrontSettings) -> Self {
        Self(Arc::new(Inner {
            settings,
            identity_provider: vestibule_idp::router(systems.directory.clone(), systems.identity_provider),
            manager: vestibule_manager::router(systems.manager_store.clone(), systems.manager),
            directory: systems.directory,
            manager_store: systems.manager_store,
            requests: Requests::default(),
            clock: ClockWatch::default(),
        }))
    }

    /// The stores behind both systems.
    pub(crate) fn stores(&self) -> (Directory, Manager) {
        (self.0.directory.clone(), self.0.manager_store.clone())
    }

    /// What was answered so far.
    pub(crate) fn requests(&self) -> &Requests {
        &self.0.requests
    }

    /// What is known of the clock.
    pub(crate) fn clock(&self) -> &ClockWatch {
        &self.0.clock
    }

    /// Answers one request that came in on a connection from `peer`.
    pub(crate) async fn answer(&self, request: Request<Body>, peer: IpAddr) -> Response<Body> {
        let came = Instant::now();
        let mut route = Route::REFUSED;
        let response = self.pass(request, peer, &mut route).await;
        self.0.requests.count(route, response.status(), came.elapsed());
        response
    }

    async fn pass(&self, request: Request<Body>, peer: IpAddr, route: &mut Route) -> Response<Body> {
        let (mut parts, body) = request.into_parts();
        let host = hosts::host_of(&parts);
        if host != Err(hosts::HostError::Several) {
            let probe = match parts.uri.path() {
                "/healthz" => Some(Probe::Live),
                "/readyz" => Some(Probe::Ready),
                _ => None,
            };
            if let Some(probe) = probe {
                *route = Route::PROBE;
                let stores = (&self.0.directory, &self.0.manager_store);
                return health::answer(&parts.method, probe, stores, &self.0.clock).await;
            }
        }
        let host = match host {
            Ok(host) => host,
            Err(error) => return refusal(StatusCode::BAD_REQUEST, &error.to_string()),
        };
        let Some(system) = self.0.settings.hosts.system(&host.name) else {
            return refusal(
                StatusCode::MISDIRECTED_REQUEST,
                "no system answers on this host name here",
            );
        };
        let hop = Hop::of(&parts.headers, peer, &self.0.settings.trusted_proxies);
        if let Some(response) = self.wrong_way(&parts, &host, &hop) {
            return response;
        }
        for header in [
            &FORWARDED,
            &X_FORWARDED_FOR,
            &X_FORWARDED_HOST,
            &X_FORWARDED_PROTO,
        ] {
            parts.headers.remove(header);
        }
        parts.extensions.insert(ClientAddress(hop.client));
        parts
            .extensions
            .insert(RequestHost(host.authority(self.0.settings.is_secure)));
        *route = Route::of(system, parts.uri.path());
        let router = match system {
            System::IdentityProvider => &self.0.identity_provider,
            System::Manager => &self.0.manager,
        };
        match router.clone().oneshot(Request::from_parts(parts, body)).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }

    /// The answer to a request that did not come over https although it should have.
    fn wrong_way(
        &self,
        parts: &http::request::Parts,
        host: &RequestedHost,
        hop: &Hop,
    ) -> Option<Response<Body>> {
        if self.0.settings.arrival == Arrival::Direct {
            return None;
        }
        if !hop.is_trusted {
            return Some(refusal(
                StatusCode::FORBIDDEN,
                "this address answers the proxy in front of it alone",
            ));
        }
        if hop.is_https {
            return None;
        }
        if !matches!(parts.method, Method::GET | Method::HEAD) {
            return Some(refusal(StatusCode::FORBIDDEN, "this address is for https alone"));
        }
        let path = parts
            .uri
            .path_and_query()
            .map_or("/", http::uri::PathAndQuery::as_str);
        let mut response = refusal(StatusCode::PERMANENT_REDIRECT, "this address is for https alone");
        let location = HeaderValue::try_from(format!("https://{}{path}", host.authority(true))).ok()?;
        response.headers_mut().insert(LOCATION, location);
        Some(response)
    }
}

/// What the last hop says of the request, if that hop is believed.
#[derive(Debug, PartialEq, Eq)]
struct Hop {
    client: IpAddr,
    is_trusted: bool,
    is_https: bool,
}

impl Hop {
    /// Takes the last entries, which the proxy next to us wrote; what stands before them came from the client
    /// and can be anything.
    fn of(headers: &HeaderMap, peer: IpAddr, trusted: &[Network]) -> Self {
        let peer = peer.to_canonical();
        if !trusted.iter().any(|network| network.contains(peer)) {
            return Self {
                client: peer,
                is_trusted: false,
                is_https: false,
            };
        }
        let client = last_entry(headers, &X_FORWARDED_FOR)
            .and_then(address)
            .unwrap_or(peer);
        let is_https = last_entry(headers, &X_FORWARDED_PROTO).is_some_and(|scheme| scheme == "https");
        Self {
            client,
            is_trusted: true,
            is_https,
        }
    }
}

fn last_entry<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let value = headers.get_all(name).iter().next_back()?.to_str().ok()?;
    value.rsplit(',').next().map(str::trim)
}

/// An address as proxies write it: bare, in brackets, or with a port.
fn address(entry: &str) -> Option<IpAddr> {
    entry
        .parse::<IpAddr>()
        .or_else(|_| entry.parse::<std::net::SocketAddr>().map(|address| address.ip()))
        .or_else(|_| entry.trim_matches(['[', ']']).parse())
        .ok()
        .map(|address| address.to_canonical())
}

fn refusal(status: StatusCode, sentence: &str) -> Response<Body> {
    plain(status, format!("{status}: {sentence}\n"))
}

pub(crate) fn plain(status: StatusCode, text: String) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hop(peer: &str, headers: &[(&'static str, &'static str)]) -> Hop {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_static(value));
        }
        Hop::of(&map, peer.parse().unwrap(), &trusted)
    }

    #[test]
    fn a_stranger_cannot_say_who_he_is() {
        let hop = hop(
            "192.0.2.1",
            &[("x-forwarded-for", "10.0.0.1"), ("x-forwarded-proto", "https")],
        );
        assert_eq!(
            hop,
            Hop {
                client: "192.0.2.1".parse().unwrap(),
                is_trusted: false,
                is_https: false
            }
        );
    }

    #[test]
    fn only_the_last_entry_of_a_trusted_proxy_counts() {
        let hop = hop(
            "10.0.0.1",
            &[
                ("x-forwarded-for", "203.0.113.9, 192.0.2.7"),
                ("x-forwarded-proto", "http,https"),
            ],
        );
        assert_eq!(
            hop,
            Hop {
                client: "192.0.2.7".parse().unwrap(),
                is_trusted: true,
                is_https: true
            }
        );
        let two_lines = self::hop(
            "10.0.0.1",
            &[
                ("x-forwarded-for", "203.0.113.9"),
                ("x-forwarded-for", "192.0.2.8"),
            ],
        );
        assert_eq!(two_lines.client, "192.0.2.8".parse::<IpAddr>().unwrap());
    }

    #[test]
    fn a_last_entry_that_is_no_address_leaves_the_proxys_own() {
        let hop = hop("10.0.0.1", &[("x-forwarded-for", "192.0.2.7, unknown")]);
        assert_eq!(hop.client, "10.0.0.1".parse::<IpAddr>().unwrap());
        assert!(!hop.is_https);
    }

    #[test]
    fn addresses_are_read_with_and_without_port() {
        for (text, expected) in [
            ("192.0.2.7", "192.0.2.7"),
            ("192.0.2.7:1234", "192.0.2.7"),
            ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:1234", "2001:db8::1"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
        ] {
            assert_eq!(address(text), Some(expected.parse().unwrap()), "{text}");
        }
    }
}
