//! What the front door lets through, over real sockets where it matters.

use std::net::Ipv4Addr;

use axum::body::{Body, to_bytes};
use http::header::HOST;
use http::{Method, Request, StatusCode};
use vestibule_store::store_test;

use crate::world::{SCHEMA, World};

async fn ask(world: &World, method: Method, path: &str, hosts: &[&str]) -> (StatusCode, String) {
    let mut request = Request::builder().method(method).uri(path);
    for host in hosts {
        request = request.header(HOST, *host);
    }
    let request = request.body(Body::empty()).unwrap();
    let response = world.demo.answer(request, Ipv4Addr::LOCALHOST.into()).await;
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 1 << 20).await.unwrap();
    (parts.status, String::from_utf8(body.to_vec()).unwrap())
}

store_test! {
    async fn an_unknown_host_is_misdirected_except_for_the_probes(world: World) {
        for host in ["127.0.0.1:8400", "evil.example", "saasit.localhost:8400", "a.b.saasit.localhost"] {
            assert_eq!(ask(&world, Method::GET, "/myapps", &[host]).await.0, StatusCode::MISDIRECTED_REQUEST, "{host}");
            assert_eq!(ask(&world, Method::GET, "/healthz", &[host]).await, (StatusCode::OK, "ok\n".to_owned()));
            assert_eq!(ask(&world, Method::GET, "/readyz", &[host]).await, (StatusCode::OK, "ready\n".to_owned()));
        }
        assert_eq!(ask(&world, Method::GET, "/readyz", &[]).await.0, StatusCode::OK);
        assert_eq!(ask(&world, Method::POST, "/readyz", &["localhost"]).await.0, StatusCode::METHOD_NOT_ALLOWED);
    }

    async fn a_customer_that_does_not_exist_is_misdirected(world: World) {
        let (status, _) = ask(&world, Method::GET, "/", &["nobody.saasit.localhost:8400"]).await;
        assert_eq!(status, StatusCode::MISDIRECTED_REQUEST);
    }

    async fn a_request_with_two_hosts_is_refused(world: World) {
        assert_eq!(ask(&world, Method::GET, "/myapps", &["localhost", "localhost"]).await.0, StatusCode::BAD_REQUEST);
        assert_eq!(ask(&world, Method::GET, "/healthz", &["localhost", "localhost"]).await.0, StatusCode::BAD_REQUEST);
        let absolute = "http://contoso.saasit.localhost:8400/";
        assert_eq!(ask(&world, Method::GET, absolute, &["localhost:8400"]).await.0, StatusCode::BAD_REQUEST);
        assert_eq!(ask(&world, Method::GET, "/myapps", &[]).await.0, StatusCode::BAD_REQUEST);
    }
}
