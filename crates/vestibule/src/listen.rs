//! Sockets: accepts connections, bounds how long and how much a client may send, and lets requests under way
//! finish when the server stops.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::body::{Body, HttpBody as _};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use crate::activity::{Activity, Watched};
use crate::deadline::DeadlineBody;
use crate::front::Front;
use crate::heads::{Heads, Then};

/// Octets of request line and headers together.
const MAX_HEAD_OCTETS: usize = 32 * 1024;
/// Header lines of one request.
const MAX_HEADERS: usize = 100;
/// From the first octet of a request to the end of its headers.
pub(crate) const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// From the headers to the end of the body.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a connection may wait for its next request.
pub(crate) const IDLE_TIMEOUT: Duration = Duration::from_mins(1);
/// TLS handshake.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);
/// How often a connection is looked at.
const WATCH_INTERVAL: Duration = Duration::from_secs(2);
/// Pause after a failed accept, for the case that the process has no file descriptor left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Opens the sockets. Where the wildcard of IPv6 takes what comes by IPv4 too, as on most systems, one socket does for both
/// wildcards of a port.
///
/// # Errors
///
/// An address that is taken or not ours, with a sentence.
pub(crate) async fn bind(addresses: &[SocketAddr]) -> anyhow::Result<Vec<TcpListener>> {
    let mut addresses = addresses.to_vec();
    addresses.sort_by_key(SocketAddr::is_ipv4);
    let mut listeners: Vec<TcpListener> = Vec::with_capacity(addresses.len());
    for address in addresses {
        match TcpListener::bind(address).await {
            Ok(listener) => listeners.push(listener),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                let is_ours = address.ip() == IpAddr::from([0, 0, 0, 0])
                    && listeners
                        .iter()
                        .filter_map(|listener| listener.local_addr().ok())
                        .any(|bound| {
                            bound.is_ipv6() && bound.ip().is_unspecified() && bound.port() == address.port()
                        });
                anyhow::ensure!(
                    is_ours,
                    "port {} on {} is taken by another program",
                    address.port(),
                    address.ip()
                );
            }
            Err(error) => {
                return Err(anyhow::Error::from(error).context(format!("cannot listen on {address}")));
            }
        }
    }
    Ok(listeners)
}

/// Opens loopback sockets for IPv4 and IPv6 on one port. Without IPv6 on the machine, IPv4 alone is enough.
/// Port 0 takes any free port; both sockets get the same.
pub(crate) async fn bind_loopback(port: u16) -> anyhow::Result<Vec<TcpListener>> {
    let mut listeners = bind(&[SocketAddr::from(([127, 0, 0, 1], port))]).await?;
    let port = local_port(&listeners)?;
    match TcpListener::bind((std::net::Ipv6Addr::LOCALHOST, port)).await {
        Ok(listener) => listeners.push(listener),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            anyhow::bail!("port {port} on ::1 is taken by another program");
        }
        Err(_) => {}
    }
    Ok(listeners)
}

/// The port of the first socket.
pub(crate) fn local_port(listeners: &[TcpListener]) -> anyhow::Result<u16> {
    let listener = listeners.first().context("no socket is open")?;
    Ok(listener
        .local_addr()
        .context("cannot read the address of a socket")?
        .port())
}

/// Serves until `stop` says true, then lets requests under way finish for at most `grace`.
pub(crate) async fn serve(
    listeners: Vec<TcpListener>,
    tls: Option<TlsAcceptor>,
    front: Front,
    stop: watch::Receiver<bool>,
    grace: Duration,
) {
    let mut accepting = tokio::task::JoinSet::new();
    // Every connection holds a clone; when the last is dropped, everything has been answered.
    let (alive, mut all_gone) = tokio::sync::mpsc::channel::<()>(1);
    for listener in listeners {
        let connection = Connection {
            tls: tls.clone(),
            front: front.clone(),
            stop: stop.clone(),
            _alive: alive.clone(),
        };
        accepting.spawn(accept_loop(listener, connection));
    }
    drop(alive);
    while accepting.join_next().await.is_some() {}
    if tokio::time::timeout(grace, all_gone.recv()).await.is_err() {
        tracing::warn!("some requests were cut off after {grace:?}");
    }
}

/// What a connection needs.
#[derive(Clone)]
struct Connection {
    tls: Option<TlsAcceptor>,
    front: Front,
    stop: watch::Receiver<bool>,
    _alive: tokio::sync::mpsc::Sender<()>,
}

async fn accept_loop(listener: TcpListener, connection: Connection) {
    let mut stop = connection.stop.clone();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    tokio::spawn(connection.clone().serve(stream, peer));
                }
                Err(error) => {
                    tracing::warn!(%error, "cannot accept a connection");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
            () = told(&mut stop) => return,
        }
    }
}

impl Connection {
    async fn serve(self, stream: TcpStream, peer: SocketAddr) {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "cannot set TCP_NODELAY");
        }
        let Some(acceptor) = self.tls.clone() else {
            return self.serve_stream(stream, peer, Protocol::Http1).await;
        };
        match tokio::time::timeout(HANDSHAKE_TIMEOUT, acceptor.accept(stream)).await {
            Ok(Ok(stream)) => {
                let is_http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
                let protocol = if is_http2 {
                    Protocol::Http2
                } else {
                    Protocol::Http1
                };
                self.serve_stream(stream, peer, protocol).await;
            }
            Ok(Err(error)) => tracing::debug!(%error, "TLS handshake failed"),
            Err(_) => tracing::debug!("TLS handshake took too long"),
        }
    }

    async fn serve_stream<S>(self, stream: S, peer: SocketAddr, protocol: Protocol)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let activity = Arc::new(Activity::new());
        let heads = Arc::new(Heads::new(protocol == Protocol::Http1));
        let service = {
            let (activity, heads, front) = (Arc::clone(&activity), Arc::clone(&heads), self.front.clone());
            service_fn(move |request: http::Request<hyper::body::Incoming>| {
                let (request_guard, front) = (Activity::begin(&activity), front.clone());
                // Here and not in the future: before anything is read that follows the head.
                let then = heads.end(request.body().size_hint().exact());
                async move {
                    let response = answer(request, then, &front, peer.ip()).await;
                    drop(request_guard);
                    Ok::<_, Infallible>(response)
                }
            })
        };
        let builder = builder(protocol);
        let io = TokioIo::new(Watched::new(stream, Arc::clone(&activity), heads));
        let mut connection = pin!(builder.serve_connection(io, service));
        let mut stop = self.stop.clone();
        let mut ticks = tokio::time::interval(WATCH_INTERVAL);
        let mut is_ending = false;
        loop {
            tokio::select! {
                ended = connection.as_mut() => {
                    if let Err(error) = ended {
                        tracing::debug!(%error, "connection ended");
                    }
                    return;
                }
                () = told(&mut stop), if !is_ending => {
                    connection.as_mut().graceful_shutdown();
                    is_ending = true;
                }
                _ = ticks.tick() => match activity.verdict(protocol == Protocol::Http1) {
                    crate::activity::Verdict::Fine => {}
                    crate::activity::Verdict::Idle if !is_ending => {
                        connection.as_mut().graceful_shutdown();
                        is_ending = true;
                    }
                    crate::activity::Verdict::Idle | crate::activity::Verdict::Stalled => return,
                },
            }
        }
    }
}

/// The answer to a request, and whether it is the last of its connection.
async fn answer(
    request: http::Request<hyper::body::Incoming>,
    then: Then,
    front: &Front,
    peer: IpAddr,
) -> http::Response<Body> {
    let mut response = if then == Then::Never {
        empty(http::StatusCode::BAD_REQUEST)
    } else if head_octets(&request) > MAX_HEAD_OCTETS {
        empty(http::StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE)
    } else {
        let request = request.map(|body| Body::new(DeadlineBody::new(body, BODY_TIMEOUT)));
        front.answer(request, peer).await
    };
    if then != Then::GoesOn {
        let close = http::HeaderValue::from_static("close");
        response.headers_mut().insert(http::header::CONNECTION, close);
    }
    response
}

/// Octets of address and headers. The buffer's limit alone lets a head through that arrives in one piece and is
/// up to twice as large.
fn head_octets<B>(request: &http::Request<B>) -> usize {
    let address = request
        .uri()
        .path_and_query()
        .map_or(0, |path| path.as_str().len());
    let headers = request
        .headers()
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len());
    headers.fold(address, usize::saturating_add)
}

fn empty(status: http::StatusCode) -> http::Response<Body> {
    let mut response = http::Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// Waits for the word to stop.
async fn told(stop: &mut watch::Receiver<bool>) {
    // If nobody is left who could say it, that is as good.
    drop(stop.wait_for(|stop| *stop).await);
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Protocol {
    Http1,
    Http2,
}

fn builder(protocol: Protocol) -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .max_buf_size(MAX_HEAD_OCTETS)
        .max_headers(MAX_HEADERS)
        // Covers the wait for the first octet too; the shorter limit for a head under way is `Activity`'s.
        .header_read_timeout(IDLE_TIMEOUT + HEAD_TIMEOUT);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(u32::try_from(MAX_HEAD_OCTETS).unwrap_or(u32::MAX))
        .max_concurrent_streams(100)
        .keep_alive_interval(Duration::from_secs(20))
        .keep_alive_timeout(Duration::from_secs(20));
    match protocol {
        Protocol::Http1 => builder.http1_only(),
        Protocol::Http2 => builder.http2_only(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn both_wildcards_of_one_port_are_served() {
        // Whoever has no IPv6 has nothing to get wrong.
        let Ok(free) = TcpListener::bind("[::]:0").await else {
            return;
        };
        let port = free.local_addr().unwrap().port();
        drop(free);
        for addresses in [["0.0.0.0", "::"], ["::", "0.0.0.0"]] {
            let addresses = addresses.map(|ip| SocketAddr::new(ip.parse().unwrap(), port));
            let listeners = bind(&addresses).await.unwrap();
            for ip in ["127.0.0.1", "::1"] {
                let to = SocketAddr::new(ip.parse().unwrap(), port);
                TcpStream::connect(to).await.unwrap();
            }
            let taken = bind(&addresses).await.unwrap_err();
            assert!(
                taken.to_string().contains("is taken by another program"),
                "{taken}"
            );
            drop(listeners);
        }
    }
}
