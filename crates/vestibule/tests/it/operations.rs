//! A server as those see it who run it: readiness, numbers, the operating system's service manager.

use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use crate::binary::{get, json, refused, vestibule};

/// A server with a tenant, its ports, and what it told the operating system.
struct Server {
    child: Child,
    port: u16,
    metrics: u16,
    told: UnixDatagram,
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn free_port() -> u16 {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    free.local_addr().unwrap().port()
}

fn start(folder: &Path) -> Server {
    let (port, metrics) = (free_port(), free_port());
    std::fs::write(
        folder.join("key"),
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
    )
    .unwrap();
    let config = format!(
        "[server]\naddresses = [\"127.0.0.1:{port}\"]\n[database]\nurl = \"sqlite:data\"\n[keys]\nmaster_key_file = \"key\"\n\
         [identity_provider]\nbase_url = \"http://localhost:{port}\"\n[metrics]\nlisten = \"127.0.0.1:{metrics}\"\n"
    );
    std::fs::write(folder.join("vestibule.toml"), config).unwrap();
    let tenant = [
        "tenant",
        "create",
        "--domain",
        "contoso.example",
        "--display-name",
        "Contoso",
    ];
    json(folder, &[&tenant[..], &["--config", "vestibule.toml"]].concat());
    let told = UnixDatagram::bind(folder.join("notify")).unwrap();
    told.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut child = vestibule(folder, &["serve", "--config", "vestibule.toml"])
        .env("NOTIFY_SOCKET", folder.join("notify"))
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stderr.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    assert!(line.contains("listening"), "{line}");
    Server {
        child,
        port,
        metrics,
        told,
    }
}

impl Server {
    fn says(&self) -> String {
        let mut octets = [0; 64];
        let length = self.told.recv(&mut octets).unwrap();
        String::from_utf8_lossy(&octets[..length]).into_owned()
    }
}

#[test]
fn a_server_says_when_it_is_ready_and_tells_its_numbers_apart_from_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = start(folder.path());
    assert_eq!(server.says(), "READY=1");
    assert!(get(server.port, "localhost", "/readyz").contains("\r\n\r\nready\n"));
    // Refused, and so a sign-in that failed.
    let nonsense = get(server.port, "localhost", "/contoso.example/saml2?SAMLRequest=x");
    assert!(nonsense.starts_with("HTTP/1.1 400"), "{nonsense}");
    assert!(get(server.port, "stranger.example", "/").starts_with("HTTP/1.1 421"));
    assert!(get(server.port, "localhost", "/metrics").starts_with("HTTP/1.1 404"));
    assert!(get(server.metrics, "localhost", "/").starts_with("HTTP/1.1 404"));
    let page = get(server.metrics, "localhost", "/metrics");
    for line in [
        "# TYPE vestibule_http_requests_total counter",
        "vestibule_http_requests_total{system=\"front\",route=\"probe\",status=\"2xx\"} 1",
        "vestibule_http_requests_total{system=\"front\",route=\"refused\",status=\"4xx\"} 1",
        "vestibule_http_requests_total{system=\"identity_provider\",route=\"saml2\",status=\"4xx\"} 1",
        "vestibule_http_request_duration_seconds_count{system=\"identity_provider\",route=\"saml2\"} 1",
        "vestibule_database_retries_total{database=\"directory\"} 0",
        "vestibule_certificates_ending_soon{kind=\"signing\"} 0",
        "vestibule_clock_jumps_total 0",
    ] {
        assert!(page.lines().any(|written| written == line), "{line}\n{page}");
    }
    let failed = "vestibule_sign_ins_total{system=\"identity_provider\",outcome=\"failure\",code=\"";
    assert!(page.lines().any(|line| line.starts_with(failed)), "{page}");
    assert!(page.contains("\nprocess_resident_memory_bytes "), "{page}");
    assert!(!page.contains("contoso"), "no name is in the numbers");

    let pid = server.child.id().to_string();
    let stopped = std::process::Command::new("kill")
        .args(["-TERM", &pid])
        .status()
        .unwrap();
    assert!(stopped.success());
    assert_eq!(server.says(), "STOPPING=1");
    assert!(server.child.wait().unwrap().success());
}

#[test]
fn a_lost_administrator_is_recovered_by_whoever_has_the_machine() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let server = start(folder);
    let with = |arguments: &[&str]| json(folder, &[arguments, &["--config", "vestibule.toml"]].concat());
    let recover = |upn: &str| {
        with(&[
            "recover",
            "administrator",
            "--upn",
            upn,
            "--reason",
            "the phone is lost",
        ])
    };
    let new = recover("admin@contoso.example");
    assert_eq!(new["roles"], serde_json::json!(["Global Administrator"]));
    let first = new["password"].as_str().unwrap().to_owned();
    // Disabled, without his role, deleted: none of it is in the way.
    let other = recover("second@contoso.example");
    with(&[
        "user",
        "update",
        "--upn",
        "admin@contoso.example",
        "--enabled",
        "off",
        "--remove-role",
        "Global Administrator",
    ]);
    with(&["user", "delete", "--upn", "admin@contoso.example"]);
    let again = recover("admin@contoso.example");
    assert_eq!(again["id"], new["id"]);
    assert_eq!(again["accountEnabled"], true);
    assert_eq!(again["roles"], serde_json::json!(["Global Administrator"]));
    assert_ne!(again["password"].as_str().unwrap(), first);
    assert_ne!(other["id"], new["id"]);
    let sentence = refused(
        folder,
        &[
            "recover",
            "administrator",
            "--upn",
            "a@contoso.example",
            "--reason",
            " ",
            "--config",
            "vestibule.toml",
        ],
    );
    assert!(sentence.contains("reason"), "{sentence}");
    drop(server);
}
