//! What may be asked, and what may be answered.

mod world;

use world::{PUBLIC, World};

use super::*;
use crate::config::setting::{Setting as _, Target};

#[expect(
    clippy::unnecessary_wraps,
    reason = "what a server of the tests answers, or nothing"
)]
fn answered(headers: &str, body: &[u8]) -> Option<Vec<u8>> {
    Some([format!("HTTP/1.1 200 OK\r\n{headers}\r\n").as_bytes(), body].concat())
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "what a server of the tests answers, or nothing"
)]
fn redirected(to: &str) -> Option<Vec<u8>> {
    Some(format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n").into_bytes())
}

fn metadata(_: &str) -> Option<Vec<u8>> {
    answered("content-type: application/samlmetadata+xml\r\n", b"<a/>")
}

fn named(targets: &[&str]) -> Allowed {
    let target = |text: &&str| Target::read(&toml::Value::String((*text).to_owned())).unwrap();
    Allowed {
        named: targets.iter().map(target).collect(),
        loopback: false,
    }
}

#[tokio::test]
async fn what_is_at_an_address_of_the_internet_is_fetched_from_that_very_address() {
    let world = World::public(|head| {
        assert!(head.starts_with("GET /saml?x=1 HTTP/1.1\r\n"), "{head}");
        assert!(head.contains("host: public.example:8443\r\n"), "{head}");
        answered("content-length: 4\r\n", b"<a/>")
    })
    .await;
    assert_eq!(
        world
            .get("https://public.example:8443/saml?x=1#part")
            .await
            .unwrap(),
        b"<a/>"
    );
    let expected = SocketAddr::new(PUBLIC.parse().unwrap(), 8443);
    assert_eq!(*world.dialled.lock().unwrap(), [expected]);
}

#[tokio::test]
async fn no_kind_of_internal_address_is_asked_however_it_is_written() {
    let world = World::public(metadata).await;
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "localhost",
        "sub.localhost",
        "10.1.2.3",
        "172.20.0.1",
        "192.168.0.1",
        "100.64.0.1",
        "169.254.169.254",
        "169.254.1.1",
        "[fe80::1]",
        "[fd00::1]",
        "[fd00:ec2::254]",
        "224.0.0.1",
        "[ff02::1]",
        "0.0.0.0",
        "[::]",
        "255.255.255.255",
        "[2002:7f00:1::]",
        "[64:ff9b::7f00:1]",
        "168.63.129.16",
        "[::ffff:a9fe:a9fe]",
    ] {
        world.refuses(&format!("https://{host}/"), "address").await;
    }
    assert!(world.resolved.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_name_is_judged_by_every_address_it_has() {
    let names: &[(&str, &[&[&str]])] = &[
        ("private.example", &[&["10.0.0.1"]]),
        ("mixed.example", &[&[PUBLIC, "127.0.0.1"]]),
        ("mapped.example", &[&["::ffff:192.168.1.1"]]),
        ("cloud.example", &[&["169.254.169.254"]]),
    ];
    let world = World::new(names, Allowed::default(), true, metadata).await;
    world
        .refuses("https://private.example/", "a private network")
        .await;
    world.refuses("https://mixed.example/", "this machine").await;
    world
        .refuses("https://mapped.example/", "a private network")
        .await;
    world.refuses("https://cloud.example/", "metadata service").await;
    assert!(world.get("https://nobody.example/").await.is_err());
}

#[tokio::test]
async fn a_name_that_changes_its_address_meanwhile_gains_nothing() {
    let names: &[(&str, &[&[&str]])] = &[("rebinding.example", &[&[PUBLIC], &["127.0.0.1"]])];
    let world = World::new(names, Allowed::default(), true, metadata).await;
    world.get("https://rebinding.example/").await.unwrap();
    assert_eq!(world.resolved.lock().unwrap().len(), 1, "it is resolved once");
    assert_eq!(world.dialled.lock().unwrap()[0].ip().to_string(), PUBLIC);
    world.refuses("https://rebinding.example/", "this machine").await;
}

#[tokio::test]
async fn other_schemes_and_credentials_are_not_asked() {
    let world = World::public(metadata).await;
    for url in [
        "http://public.example/",
        "ftp://public.example/",
        "file:///etc/passwd",
        "data:text/xml,x",
    ] {
        world.refuses(url, "").await;
    }
    world
        .refuses("https://me:secret@public.example/", "a password")
        .await;
    let error = world
        .get("https://me:secret@public.example/?token=1")
        .await
        .unwrap_err()
        .to_string();
    assert!(!error.contains("secret") && !error.contains("token"), "{error}");
}

#[tokio::test]
async fn redirects_are_followed_three_times_and_each_is_looked_at() {
    let world = World::public(|head| match head.split(' ').nth(1).unwrap() {
        "/1" => redirected("/2"),
        "/2" => redirected("https://public.example/3"),
        "/3" => redirected("//public.example/end"),
        "/0" => redirected("/1"),
        "/local" => redirected("https://127.0.0.1/"),
        "/cloud" => redirected("http://169.254.169.254/latest/meta-data/"),
        "/plain" => redirected("http://public.example/end"),
        "/file" => redirected("file:///etc/passwd"),
        "/nowhere" => redirected("http://["),
        _ => metadata(head),
    })
    .await;
    assert_eq!(world.get("https://public.example/1").await.unwrap(), b"<a/>");
    let error = world
        .get("https://public.example/0")
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("more than 3 redirects"), "{error}");
    let before = world.dialled.lock().unwrap().len();
    for path in ["local", "cloud", "plain", "file"] {
        let error = world
            .get(&format!("https://public.example/{path}"))
            .await
            .unwrap_err();
        assert!(error.is_refusal(), "{path}: {error}");
    }
    assert!(world.get("https://public.example/nowhere").await.is_err());
    let dialled = world.dialled.lock().unwrap();
    assert_eq!(dialled.len(), before + 5, "nobody but the first is asked");
    assert!(dialled.iter().all(|address| address.ip().to_string() == PUBLIC));
}

#[tokio::test]
async fn whom_the_configuration_names_may_be_asked() {
    let names: &[(&str, &[&[&str]])] = &[
        ("wiki.corp.example", &[&["10.1.2.3"]]),
        ("other.corp.example", &[&["10.1.2.3"]]),
        ("localhost.corp.example", &[&["127.0.0.1"]]),
    ];
    let by_name = World::new(
        names,
        named(&["Wiki.corp.example", "localhost.corp.example"]),
        true,
        metadata,
    )
    .await;
    by_name.get("https://wiki.corp.example/").await.unwrap();
    by_name
        .refuses("https://other.corp.example/", "a private network")
        .await;
    by_name.refuses("https://10.1.2.3/", "a private network").await;
    by_name
        .refuses("https://localhost.corp.example/", "this machine")
        .await;
    by_name.refuses("http://wiki.corp.example/", "no https").await;
    let by_network = World::new(names, named(&["10.1.2.0/24"]), true, metadata).await;
    by_network.get("https://wiki.corp.example/").await.unwrap();
    by_network.refuses("https://10.1.3.1/", "a private network").await;
}

#[tokio::test]
async fn the_demo_asks_this_machine_in_plain_http_and_nobody_else() {
    let names: &[(&str, &[&[&str]])] = &[("fake.example", &[&["127.0.0.1"]])];
    let allowed = Allowed {
        loopback: true,
        ..Allowed::default()
    };
    let world = World::new(names, allowed, false, metadata).await;
    world.get("http://localhost:8400/saml").await.unwrap();
    world.get("http://desk.localhost/saml").await.unwrap();
    world.get("http://127.0.0.1/saml").await.unwrap();
    world.refuses("http://fake.example/", "no https").await;
    world.refuses("https://fake.example/", "this machine").await;
    world.refuses("https://10.0.0.1/", "a private network").await;
}

#[tokio::test]
async fn a_certificate_for_somebody_else_is_not_believed() {
    let names: &[(&str, &[&[&str]])] = &[("another.example", &[&[PUBLIC]])];
    let world = World::new(names, Allowed::default(), true, metadata).await;
    let error = world
        .get("https://another.example/")
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("TLS failed"), "{error}");
    assert!(world.get(&format!("https://{PUBLIC}/")).await.is_ok());
}

#[tokio::test]
async fn other_kinds_of_answers_are_not_taken() {
    for (headers, reason) in [
        ("content-type: text/html; charset=utf-8\r\n", "text/html"),
        ("content-type: image/png\r\n", "image/png"),
        ("content-encoding: gzip\r\n", "gzip"),
        ("content-length: 10485761\r\n", "more than"),
    ] {
        let answer: fn(&str) -> Option<Vec<u8>> = match reason {
            "text/html" => |_| answered("content-type: text/html; charset=utf-8\r\n", b"<a/>"),
            "image/png" => |_| answered("content-type: image/png\r\n", b"<a/>"),
            "gzip" => |_| answered("content-encoding: gzip\r\n", b"<a/>"),
            _ => |_| answered("content-length: 10485761\r\n", b"<a/>"),
        };
        let world = World::public(answer).await;
        let error = world
            .get("https://public.example/")
            .await
            .unwrap_err()
            .to_string();
        assert!(error.contains(reason), "{headers}: {error}");
    }
    for answer in [
        (|_: &str| Some(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n".to_vec())) as fn(&str) -> _,
        |_| Some(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()),
        |_| Some(b"no http at all\r\n\r\n".to_vec()),
        |_| answered("content-length: 9\r\n", b"<a/>"),
    ] {
        let world = World::public(answer).await;
        assert!(world.get("https://public.example/").await.is_err());
    }
    let world = World::public(|_| answered("Content-Type: Text/XML;charset=utf-8\r\n", b"<a/>")).await;
    assert_eq!(world.get("https://public.example/").await.unwrap(), b"<a/>");
}

#[tokio::test]
async fn an_answer_without_end_is_cut_off() {
    let world = World::public(|_| answered("", &vec![b' '; 10 * 1024 * 1024 + 1])).await;
    let error = world
        .get("https://public.example/")
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("more than 10485760 octets"), "{error}");
    let world = World::public(|_| answered("", &vec![b' '; 10 * 1024 * 1024])).await;
    assert_eq!(
        world.get("https://public.example/").await.unwrap().len(),
        10 * 1024 * 1024
    );
    let world = World::public(|_| {
        let endless = format!("x-long: {}\r\n", "x".repeat(128 * 1024));
        answered(&endless, b"<a/>")
    })
    .await;
    assert!(world.get("https://public.example/").await.is_err());
}

#[tokio::test]
async fn an_answer_that_does_not_come_is_given_up() {
    let wanted = Wanted {
        time: Duration::from_millis(300),
        ..Wanted::METADATA
    };
    let silent = World::public(|_| None).await;
    let error = silent
        .fetcher
        .get(&"https://public.example/".parse().unwrap(), &wanted)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("no whole answer within"), "{error}");
}
