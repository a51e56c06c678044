//! One request and its answer, on a connection of its own.

use std::sync::Arc;

use axum::body::{Body, HttpBody as _};
use http::{HeaderMap, Request, StatusCode, header};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls_pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use url::{Position, Url};

use super::destination::Destination;
use super::{FetchError, Fetcher, Wanted};

/// What came back.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Body,
    /// Drives the connection for as long as the answer is read.
    pub(super) connection: Connection,
}

/// A connection that ends with its owner.
pub(super) struct Connection(tokio::task::JoinHandle<()>);

impl Drop for Connection {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Connects to the address that was looked at, and to no other, and asks.
pub(super) async fn ask(
    fetcher: &Fetcher,
    url: &Url,
    destination: Destination,
    wanted: &Wanted,
) -> Result<Answer, FetchError> {
    let failed =
        |what: &str, error: &dyn std::fmt::Display| FetchError::failed(url, format!("{what}: {error}"));
    let stream = (fetcher.network.dial)(destination.address)
        .await
        .map_err(|error| failed("no connection", &error))?;
    if !destination.is_tls {
        return converse(url, stream, wanted).await;
    }
    let name = ServerName::try_from(destination.host.trim_matches(['[', ']']).to_owned())
        .map_err(|error| failed("no name for TLS", &error))?;
    let stream = TlsConnector::from(Arc::clone(&fetcher.tls))
        .connect(name, stream)
        .await
        .map_err(|error| failed("TLS failed", &error))?;
    converse(url, stream, wanted).await
}

async fn converse<S>(url: &Url, stream: S, wanted: &Wanted) -> Result<Answer, FetchError>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let failed = |error: hyper::Error| FetchError::failed(url, format!("the answer cannot be read: {error}"));
    let (mut sender, connection) = http1::Builder::new()
        .max_buf_size(LARGEST_HEAD)
        .max_headers(MOST_HEADERS)
        .handshake::<_, Body>(TokioIo::new(stream))
        .await
        .map_err(failed)?;
    let connection = Connection(tokio::spawn(async move {
        // What goes wrong is told to whoever reads the answer.
        connection.await.ok();
    }));
    let request = Request::builder()
        .uri(&url[Position::BeforePath..Position::AfterQuery])
        .header(header::HOST, &url[Position::BeforeHost..Position::AfterPort])
        .header(header::ACCEPT, wanted.accept)
        .header(header::ACCEPT_ENCODING, "identity")
        .header(header::USER_AGENT, AGENT)
        .body(Body::empty())
        .map_err(|error| FetchError::failed(url, error.to_string()))?;
    let (head, body) = sender.send_request(request).await.map_err(failed)?.into_parts();
    Ok(Answer {
        status: head.status,
        headers: head.headers,
        body: Body::new(body),
        connection,
    })
}

impl Answer {
    /// The whole of the body, if it is what is wanted: in a media type of the list, not compressed, and not too large.
    pub(super) async fn whole(self, url: &Url, wanted: &Wanted) -> Result<Vec<u8>, FetchError> {
        let named = |name| self.headers.get(name).map(|value| value.to_str().unwrap_or("?"));
        if let Some(encoding) = named(header::CONTENT_ENCODING).filter(|encoding| *encoding != "identity") {
            return Err(FetchError::failed(
                url,
                format!("the answer is encoded as {encoding}"),
            ));
        }
        let media_type =
            named(header::CONTENT_TYPE).map(|value| value.split(';').next().unwrap_or_default().trim());
        if let Some(other) = media_type.filter(|found| !wanted.takes(found)) {
            return Err(FetchError::failed(
                url,
                format!("the answer is {other}, which is not what was asked for"),
            ));
        }
        let too_large =
            || FetchError::failed(url, format!("the answer has more than {} octets", wanted.largest));
        if self.body.size_hint().lower() > wanted.largest as u64 {
            return Err(too_large());
        }
        let read = axum::body::to_bytes(self.body, wanted.largest).await;
        drop(self.connection);
        let octets = read.map_err(|error| {
            if is_too_long(&error) {
                too_large()
            } else {
                FetchError::failed(url, format!("the answer breaks off: {error}"))
            }
        })?;
        Ok(octets.to_vec())
    }
}

/// Whether the limit ended it.
fn is_too_long(error: &axum::Error) -> bool {
    let causes = std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source());
    causes
        .into_iter()
        .any(|cause| cause.to_string().contains("length limit"))
}

const AGENT: &str = concat!("vestibule/", env!("CARGO_PKG_VERSION"));
const LARGEST_HEAD: usize = 64 * 1024;
const MOST_HEADERS: usize = 100;
