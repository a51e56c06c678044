use std::collections::BTreeSet;

use vestibule_saml::Rejected;
use vestibule_saml::rules;

use super::{codes, relay_state::path_of_this_site};

const ORIGIN: &str = "https://contoso.saasit.com";

#[test]
fn only_paths_of_this_site_are_followed() {
    for (value, path) in [
        ("/", "/"),
        ("/a/../b?x=y#z", "/b?x=y#z"),
        ("https://contoso.saasit.com", "/"),
        ("https://contoso.saasit.com/a", "/a"),
        ("/%2F%2Fevil", "/%2F%2Fevil"),
    ] {
        assert_eq!(path_of_this_site(value, ORIGIN).as_deref(), Some(path), "{value}");
    }
    for value in [
        "",
        "a",
        "//x",
        "/\\x",
        "https://contoso.saasit.com.evil",
        "https://contoso.saasit.com@evil",
        "https://contoso.saasit.com:444/",
        "http://contoso.saasit.com/",
        "HTTPS://contoso.saasit.com//x",
        "https://contoso.saasit.com//x",
        "/.//x",
        "/a/..//x",
        "/ä",
        "/a b",
        "/\u{0}",
    ] {
        assert_eq!(path_of_this_site(value, ORIGIN), None, "{value:?}");
    }
    assert_eq!(
        path_of_this_site(&format!("/{}", "x".repeat(1_024)), ORIGIN),
        None
    );
}

#[test]
fn every_rule_of_the_library_comes_to_a_row_of_the_catalogue() {
    let mut used = BTreeSet::new();
    for rule in rules::all().filter(|rule| rule.id.starts_with("SP-")) {
        let rejected = rule.reject::<()>("this", "that").unwrap_err();
        used.insert(codes::refusal(&rejected, jiff::Timestamp::UNIX_EPOCH).code.number);
    }
    assert!(
        used.is_superset(&BTreeSet::from([
            110, 111, 112, 113, 114, 115, 117, 118, 120, 121, 124, 125
        ])),
        "{used:?}"
    );
}

#[test]
fn the_direction_of_a_time_decides_between_expired_and_not_yet() {
    let rule = rules::all().find(|rule| rule.id == "SP-RSP-05").unwrap();
    let code = |received: &str| {
        let rejected: Rejected = rule.reject::<()>("a window", received).unwrap_err();
        codes::refusal(&rejected, "2025-04-01T08:00:00Z".parse().unwrap())
            .code
            .number
    };
    assert_eq!(
        code("2025-04-01T08:04:00.000Z at 2025-04-01T08:00:00.000Z, skew 60 s"),
        115
    );
    assert_eq!(
        code("2025-04-01T06:00:00.000Z at 2025-04-01T08:00:00.000Z, skew 60 s"),
        114
    );
    assert_eq!(code("none"), 114);
}
