//! The address at which `/metrics` is asked for: apart from the systems' own, since it tells what is nobody's business.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use super::page;
use crate::front::Front;

/// Connections at a time; one or two servers ask.
const CONNECTIONS: usize = 16;
/// A connection lives no longer, whatever is asked on it.
const LIFETIME: Duration = Duration::from_secs(30);
/// From the first octet of a request to the end of its headers.
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(100);

/// Answers for ever. Without a listener it waits for ever.
pub(crate) async fn serve(listener: Option<TcpListener>, front: Front) {
    let Some(listener) = listener else {
        return std::future::pending().await;
    };
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return;
        };
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let front = front.clone();
        tokio::spawn(async move {
            let service = service_fn(async |request| Ok::<_, Infallible>(answer(&request, &front).await));
            let connection = hyper::server::conn::http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEAD_TIMEOUT)
                .serve_connection(TokioIo::new(stream), service);
            // How it ends is nobody's concern: the next scrape comes on another.
            drop(tokio::time::timeout(LIFETIME, connection).await);
            drop(place);
        });
    }
}

async fn answer(request: &Request<Incoming>, front: &Front) -> Response<Body> {
    let (status, text) = if request.uri().path() != "/metrics" {
        (StatusCode::NOT_FOUND, "only /metrics is here\n".to_owned())
    } else if request.method() != Method::GET {
        (StatusCode::METHOD_NOT_ALLOWED, "method not allowed\n".to_owned())
    } else {
        match page(&front.stores(), front.requests(), front.clock()).await {
            Ok(text) => (StatusCode::OK, text),
            Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, String::new()),
        }
    };
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    headers.insert(CONTENT_TYPE, kind);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
