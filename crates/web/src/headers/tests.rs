use http::{HeaderMap, HeaderValue, header};

use super::{ContentSecurityPolicy, secure};

fn secured(policy: Option<&ContentSecurityPolicy>, is_secure: bool) -> HeaderMap {
    let mut headers = HeaderMap::new();
    secure(&mut headers, policy, is_secure);
    headers
}

#[test]
fn the_policy_allows_nothing_but_this_site() {
    insta::assert_snapshot!(
        secured(None, false)[header::CONTENT_SECURITY_POLICY].to_str().unwrap(),
        @"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    );
}

#[test]
fn every_answer_is_kept_out_of_frames_caches_and_guesses() {
    let headers = secured(None, false);
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert_eq!(headers["x-frame-options"], "DENY");
    assert_eq!(headers["referrer-policy"], "strict-origin");
    assert_eq!(headers["cross-origin-opener-policy"], "same-origin");
    assert_eq!(headers["cache-control"], "no-store");
    assert!(headers.contains_key("permissions-policy"));
}

#[test]
fn only_over_https_browsers_are_told_to_stay_there() {
    assert!(!secured(None, false).contains_key(header::STRICT_TRANSPORT_SECURITY));
    assert_eq!(
        secured(None, true)[header::STRICT_TRANSPORT_SECURITY],
        "max-age=31536000"
    );
}

#[test]
fn a_handler_may_say_how_long_its_answer_is_good() {
    let mut headers = HeaderMap::new();
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=60"),
    );
    secure(&mut headers, None, false);
    assert_eq!(headers[header::CACHE_CONTROL], "public, max-age=60");
}

#[test]
fn the_answer_page_may_post_to_one_origin() {
    let policy = ContentSecurityPolicy::posting_to("https://contoso.saasit.com/handlers/acs?x=;y").unwrap();
    let headers = secured(Some(&policy), false);
    let text = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(text.contains("form-action https://contoso.saasit.com;"), "{text}");
    assert!(!text.contains("form-action 'self'"), "{text}");
    let policy = ContentSecurityPolicy::posting_to("http://contoso.saasit.localhost:8400/acs").unwrap();
    assert!(
        policy
            .value()
            .to_str()
            .unwrap()
            .contains("form-action http://contoso.saasit.localhost:8400;")
    );
}

#[test]
fn an_address_without_origin_gets_no_policy() {
    for address in [
        "javascript:alert(1)",
        "data:text/html,x",
        "/acs",
        "urn:x:y",
        "file:///a",
    ] {
        assert!(ContentSecurityPolicy::posting_to(address).is_err(), "{address}");
    }
}

#[test]
fn a_receiver_may_redirect_to_where_it_is_known_to_lead() {
    let action = |address, onward: &[&str]| {
        let (_, policy) = ContentSecurityPolicy::posting_through(address, onward.iter().copied()).unwrap();
        let text = policy.value().to_str().unwrap().to_owned();
        text.split_once("form-action ")
            .unwrap()
            .1
            .split_once(';')
            .unwrap()
            .0
            .to_owned()
    };
    let own = "http://contoso.saasit.localhost:8400";
    assert_eq!(
        action("http://contoso.saasit.localhost:8400/acs", &[own, "javascript:x"]),
        own
    );
    assert_eq!(
        action(
            "http://contoso.saasit.localhost:8400/acs",
            &["http://localhost:9000/start"]
        ),
        format!("{own} http://localhost:9000")
    );
    assert_eq!(
        action(
            "https://acs.example/x",
            &["https://app.example/", "http://localhost:9000/"]
        ),
        "https://acs.example http://localhost:9000 https:"
    );
    assert_eq!(
        action(
            "http://one.example/acs",
            &[
                "http://one.example/b",
                "http://one.example.evil/",
                "http://one.example:81",
                "http://a@one.example:80/"
            ]
        ),
        "http://one.example http://one.example.evil http://one.example:81"
    );
    assert_eq!(
        action(
            "HTTPS://ACS.example:443/x",
            &[
                "https://acs.example:444/",
                "HTTPS:x",
                "http://b\u{fc}cher.example"
            ]
        ),
        "https://acs.example http://xn--bcher-kva.example https:"
    );
}

#[test]
fn a_page_with_frames_names_their_origins_and_nothing_else() {
    let policy = ContentSecurityPolicy::framing([
        "https://a.example/out?x=1",
        "https://a.example/b",
        "http://b.localhost:1/",
    ]);
    let policy = policy.unwrap();
    assert_eq!(
        policy.value().to_str().unwrap(),
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; \
         frame-src 'self' https://a.example http://b.localhost:1; frame-ancestors 'none'; base-uri 'none'"
    );
    assert_eq!(secured(Some(&policy), false)[header::X_FRAME_OPTIONS], "DENY");
    assert!(ContentSecurityPolicy::framing(["javascript:alert(1)"]).is_err());
}

#[test]
fn what_a_frame_of_ours_may_show_is_said_in_both_headers() {
    let headers = secured(Some(&ContentSecurityPolicy::framed_here()), false);
    assert_eq!(headers[header::X_FRAME_OPTIONS], "SAMEORIGIN");
    let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("frame-ancestors 'self'") && policy.contains("form-action 'none'"));
}
