//! What is read out of URLs, and which server is asked first.

use tokio::net::TcpListener;

use super::*;

fn names(url: &str) -> Vec<String> {
    Servers::parse(url).unwrap().each.iter().map(name).collect()
}

fn refusal(url: &str) -> String {
    Servers::parse(url).err().unwrap().to_string()
}

#[test]
fn each_host_is_read_with_its_own_port_in_every_form() {
    for (url, expected) in [
        ("postgres://u@a:1,b:2/d", vec!["a:1", "b:2"]),
        ("postgres://u:p@a,b:2,c/d", vec!["a:5432", "b:2", "c:5432"]),
        ("postgres://u@[::1]:1,[::2]:2/d", vec!["::1:1", "::2:2"]),
        ("postgres://u@/d?host=a,b&port=1,2", vec!["a:1", "b:2"]),
        ("postgres:///d?user=u&host=a%2Cb&port=7", vec!["a:7", "b:7"]),
        ("postgresql://u@a?hostaddr=192.0.2.1", vec!["a:5432"]),
        (
            "postgres:///d?host=/run/postgresql,b",
            vec!["/run/postgresql:5432", "b:5432"],
        ),
    ] {
        assert_eq!(names(url), expected, "{url}");
    }
}

#[test]
fn every_host_is_connected_to_in_the_same_way() {
    let url = "postgres://me:secret@a,b/data?sslmode=verify-full&sslrootcert=/dev/null&tcp_user_timeout=4";
    // An empty file is no authority.
    assert!(refusal(url).contains("authority"));
    let servers = Servers::of_schema(
        &url.replace("verify-full", "require")
            .replace("&sslrootcert=/dev/null", ""),
        "x",
    )
    .unwrap();
    assert_eq!(servers.each.len(), 2);
    for config in &servers.each {
        assert_eq!(config.get_ssl_mode(), tokio_postgres::config::SslMode::Require);
        assert_eq!(config.get_target_session_attrs(), TargetSessionAttrs::ReadWrite);
        assert_eq!(config.get_password(), Some("secret".as_bytes()));
        assert_eq!(config.get_dbname(), Some("data"));
        assert!(config.get_options().unwrap().ends_with("search_path=x"));
        assert_eq!(config.get_tcp_user_timeout(), Some(&Duration::from_secs(4)));
        assert_eq!(config.get_keepalives_idle(), Duration::from_secs(10));
        assert_eq!(config.get_connect_timeout(), Some(&PATIENCE));
    }
}

#[test]
fn only_the_primary_of_several_will_do() {
    for url in [
        "postgres://a,b/d",
        "postgres://a,b/d?target_session_attrs=read-write",
        "postgres://a/d",
    ] {
        let servers = Servers::parse(url).unwrap();
        assert_eq!(
            servers.each[0].get_target_session_attrs(),
            TargetSessionAttrs::ReadWrite
        );
    }
    let alone = Servers::parse("postgres://a/d?target_session_attrs=any").unwrap();
    assert_eq!(alone.each[0].get_target_session_attrs(), TargetSessionAttrs::Any);
    assert!(refusal("postgres://a,b/d?target_session_attrs=any").contains("read-write"));
    assert!(refusal("postgres://a/d?target_session_attrs=read-only").contains("read-only"));
}

#[test]
fn a_password_is_put_into_every_form_and_shown_in_none() {
    for (url, shown) in [
        ("postgres://u@a:1,b:2/d", "postgres://u@a:1,b:2/d"),
        ("postgres://u@a,b/d?sslmode=require", "postgres://u@a,b/d"),
        ("postgresql:///d?host=/run/postgresql&user=u", "postgresql:///d"),
        ("postgres://u:other@a/d", "postgres://u@a/d"),
    ] {
        let whole = with_password(url, "p@ss/?&%wörd");
        let servers = Servers::parse(&whole).unwrap();
        assert!(servers.have_password());
        for config in &servers.each {
            assert_eq!(config.get_password(), Some("p@ss/?&%wörd".as_bytes()), "{url}");
        }
        assert_eq!(without_password(&whole), shown);
    }
    for careless in ["postgres://u:p/ssw?rd@a,b/d", "postgres://u:p@ssw/rd@a/d"] {
        assert!(
            !without_password(careless).contains("ssw"),
            "{}",
            without_password(careless)
        );
    }
    for careless in ["postgres://u:p@ss@a/d", "postgres://u:p@ssw/rd@a/d"] {
        assert!(refusal(careless).contains("%40"));
    }
}

#[test]
fn a_url_without_hosts_or_with_other_ports_than_hosts_is_refused() {
    for url in [
        "postgres:///d",
        "postgres://u@?port=1",
        "postgres:///d?host=a,b,c&port=1,2",
        "postgres://a,b/d?hostaddr=192.0.2.1",
    ] {
        assert!(refusal(url).contains("at least one host"), "{url}");
    }
}

#[tokio::test]
async fn a_server_that_says_nothing_is_passed_over_and_each_is_named() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = silent.local_addr().unwrap().port();
    let mut servers = Servers::parse(&format!("postgres://u:secret@127.0.0.1:{port},127.0.0.1:1/d")).unwrap();
    servers.patience = Duration::from_millis(20);
    let error = servers.connect().await.err().unwrap().to_string();
    assert!(error.contains(&format!("127.0.0.1:{port}: no answer")), "{error}");
    assert!(error.contains("127.0.0.1:1: "), "{error}");
    assert!(!error.contains("secret"), "{error}");
}
