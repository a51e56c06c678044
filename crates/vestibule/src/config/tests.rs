use std::net::IpAddr;

use super::setting::Network;
use super::{Config, Problem};

fn read(text: &str) -> Result<Config, Vec<Problem>> {
    Config::from_table(text.parse().unwrap())
}

fn keys(text: &str) -> Vec<String> {
    read(text)
        .err()
        .unwrap_or_default()
        .into_iter()
        .map(|problem| problem.key)
        .collect()
}

const LOOPBACK: &str = r#"
[server]
addresses = ["127.0.0.1:8400"]
[database]
url = "sqlite:data"
[identity_provider]
base_url = "http://localhost:8400"
"#;

#[test]
fn the_smallest_file_has_three_keys() {
    let config = read(LOOPBACK).unwrap();
    assert_eq!(config.log_filter, "info");
    assert!(config.manager_hosts.is_empty());
}

#[test]
fn the_example_lacks_only_the_choice_between_tls_and_proxy() {
    let problems = read(&super::example()).unwrap_err();
    let keys: Vec<_> = problems.iter().map(|problem| problem.key.as_str()).collect();
    assert_eq!(keys, ["identity_provider.base_url"]);
    assert!(problems[0].expected.contains("[tls]"));
}

#[test]
fn the_example_with_every_comment_mark_taken_off_is_refused_for_nothing_but_what_contradicts_itself() {
    let whole: String = super::example()
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(rest) if !rest.starts_with(' ') => format!("{rest}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    assert_eq!(keys(&whole), ["database.password_file"]);
}

#[test]
fn all_problems_are_told_together_with_their_keys() {
    let found = keys(
        r#"
        colour = "red"
        [server]
        addresses = ["8400"]
        shutdown_grace = "soon"
        port = 1
        [tls]
        key_file = "key.pem"
        [database]
        url = "mysql:x"
        [log]
        format = "xml"
        "#,
    );
    let expected = [
        "server.addresses",
        "server.shutdown_grace",
        "server.port",
        "log.format",
        "identity_provider.base_url",
        "colour",
        "tls.certificate_file",
        "database.url",
    ];
    for key in expected {
        assert!(found.contains(&key.to_owned()), "{key} is missing in {found:?}");
    }
    assert_eq!(found.len(), expected.len(), "{found:?}");
}

#[test]
fn a_password_in_the_database_url_is_refused_and_not_repeated() {
    let text = LOOPBACK.replace("sqlite:data", "postgres://me:hunter2@db/vestibule");
    let problems = read(&text).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert!(!problems[0].to_string().contains("hunter2"));
}

#[test]
fn a_password_is_not_repeated_either_from_a_url_that_cannot_be_read() {
    let urls = [
        "postgres://me:hunter2@db:port/vestibule",
        "postgres://me:hunter2@a,b/vestibule",
        "postgres://a:1,b:2/vestibule?user=me&password=hunter2",
        "postgres://me:hunter2@a,b/vestibule?target_session_attrs=any",
    ];
    for url in urls {
        let problems = read(&LOOPBACK.replace("sqlite:data", url)).unwrap_err();
        assert_eq!(problems.len(), 1, "{url}");
        assert!(!problems[0].to_string().contains("hunter2"), "{}", problems[0]);
    }
}

#[test]
fn a_primary_and_its_standbys_are_one_database() {
    let several = "postgres://me@a:5432,b:5433/vestibule?target_session_attrs=read-write&sslmode=require";
    assert!(read(&LOOPBACK.replace("sqlite:data", several)).is_ok());
}

#[test]
fn plain_http_is_for_loopback_only() {
    assert_eq!(
        keys(&LOOPBACK.replace("localhost:8400", "login.example.com")),
        ["identity_provider.base_url"]
    );
    assert!(read(&LOOPBACK.replace("localhost:8400", "[::1]:8400")).is_ok());
}

#[test]
fn https_needs_a_certificate_or_a_trusted_proxy() {
    let https = LOOPBACK.replace("http://localhost:8400", "https://login.example.com");
    assert_eq!(keys(&https), ["identity_provider.base_url"]);
    assert!(read(&format!("{https}\n[proxy]\ntrusted = [\"10.0.0.0/8\"]")).is_ok());
    assert!(
        read(&format!(
            "{https}\n[tls]\ncertificate_file = \"c\"\nkey_file = \"k\""
        ))
        .is_ok()
    );
}

#[test]
fn an_issuer_template_names_the_tenant_once() {
    let with = |issuer: &str| {
        keys(&LOOPBACK.replace(
            "[identity_provider]",
            &format!("[identity_provider]\nissuer = {issuer:?}"),
        ))
    };
    assert!(with("https://sts.windows.net/{tenantId}/").is_empty());
    assert_eq!(with("https://sts.windows.net/"), ["identity_provider.issuer"]);
    assert_eq!(with("{tenantId}"), ["identity_provider.issuer"]);
}

#[test]
fn the_managers_hosts_never_cover_the_identity_provider() {
    let with = |host: &str| keys(&format!("{LOOPBACK}\n[manager]\nhosts = [{host:?}]"));
    assert!(with("*.localhost").is_empty());
    assert_eq!(with("localhost"), ["manager.hosts"]);
    assert_eq!(with("https://desk.example.com"), ["manager.hosts"]);
}

#[test]
fn a_network_holds_what_its_prefix_says() {
    let contains = |network: &str, address: &str| {
        network
            .parse::<Network>()
            .unwrap()
            .contains(address.parse::<IpAddr>().unwrap())
    };
    assert!(contains("10.0.0.0/8", "10.255.1.2"));
    assert!(!contains("10.0.0.0/8", "11.0.0.1"));
    assert!(contains("10.0.0.5", "10.0.0.5"));
    assert!(!contains("10.0.0.5", "10.0.0.4"));
    assert!(contains("0.0.0.0/0", "192.0.2.1"));
    assert!(!contains("0.0.0.0/0", "::1"));
    assert!(contains("2001:db8::/32", "2001:db8:1::1"));
    assert!(contains("::/0", "2001:db8:1::1"));
    assert!(contains("10.0.0.0/8", "::ffff:10.0.0.1"));
    assert!("10.0.0.0/33".parse::<Network>().is_err());
    assert!("10.0.0/8".parse::<Network>().is_err());
}

#[test]
fn what_happened_is_kept_for_as_many_days_as_are_said() {
    let with = |days: &str| format!("{LOOPBACK}\n[retention]\nsign_ins = {days}");
    let kept = read(&with("\"90d\"")).unwrap().retention;
    assert_eq!(kept.sign_ins, jiff::SignedDuration::from_hours(90 * 24));
    assert_eq!(kept.audit, jiff::SignedDuration::from_hours(30 * 24));
    for nonsense in ["\"0d\"", "\"90\"", "90", "\"1h\"", "\"-1d\""] {
        assert_eq!(keys(&with(nonsense)), ["retention.sign_ins"], "{nonsense}");
    }
}
