use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::{CsrfToken, Forgery, check_origin, check_token};
use crate::cookie::Cookies;
use crate::testing;

const HERE: &str = "http://contoso.saasit.localhost:8400";

fn origins(headers: &[(HeaderName, &str)]) -> Result<(), Forgery> {
    let headers: HeaderMap = headers
        .iter()
        .map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap()))
        .collect();
    check_origin(&headers, HERE)
}

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

#[test]
fn a_form_of_this_host_is_taken() {
    assert_eq!(
        origins(&[(header::ORIGIN, HERE), (FETCH_SITE, "same-origin")]),
        Ok(())
    );
    assert_eq!(origins(&[(header::ORIGIN, HERE), (FETCH_SITE, "none")]), Ok(()));
}

#[test]
fn without_origin_the_token_decides_alone() {
    assert_eq!(origins(&[]), Ok(()));
}

#[test]
fn every_other_origin_is_refused_however_near() {
    for origin in [
        "http://fabrikam.saasit.localhost:8400",
        "http://contoso.saasit.localhost",
        "http://contoso.saasit.localhost:84000",
        "https://contoso.saasit.localhost:8400",
        "http://contoso.saasit.localhost:8400.evil.example",
        "http://localhost:8400",
        "https://evil.example",
        "null",
        "",
    ] {
        assert!(
            matches!(origins(&[(header::ORIGIN, origin)]), Err(Forgery::Foreign { .. })),
            "{origin}"
        );
    }
}

#[test]
fn a_sibling_host_is_refused_although_it_is_the_same_site() {
    for site in ["same-site", "cross-site", "nonsense"] {
        let expected = Forgery::Foreign {
            expected: HERE.to_owned(),
            received: site.to_owned(),
        };
        assert_eq!(origins(&[(FETCH_SITE, site)]), Err(expected.clone()));
        assert_eq!(
            origins(&[(header::ORIGIN, HERE), (FETCH_SITE, site)]),
            Err(expected)
        );
    }
}

fn browser(cookie: Option<&str>) -> CsrfToken {
    let mut headers = HeaderMap::new();
    if let Some(cookie) = cookie {
        headers.insert(
            header::COOKIE,
            HeaderValue::from_str(&format!("form={cookie}")).unwrap(),
        );
    }
    CsrfToken::for_browser(&testing::context(), &Cookies::read(&headers, false))
}

const COOKIE: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA";

#[test]
fn a_token_under_another_key_is_good_while_that_key_is_named() {
    let with_keys = |key, others: &[[u8; 32]]| {
        let context = crate::site::WebContext {
            csrf_key: key,
            other_csrf_keys: others.into(),
            ..testing::context()
        };
        let mut headers = HeaderMap::new();
        headers.insert(
            header::COOKIE,
            HeaderValue::from_str(&format!("form={COOKIE}")).unwrap(),
        );
        CsrfToken::for_browser(&context, &Cookies::read(&headers, false))
    };
    let before = with_keys([1; 32], &[]).value();
    assert_eq!(
        check_token(&with_keys([2; 32], &[[3; 32], [1; 32]]), Some(&before)),
        Ok(())
    );
    assert_eq!(
        check_token(&with_keys([2; 32], &[[3; 32]]), Some(&before)),
        Err(Forgery::OtherToken)
    );
}

#[test]
fn a_token_is_good_in_the_browser_it_was_written_for() {
    let token = browser(Some(COOKIE)).value();
    assert_eq!(check_token(&browser(Some(COOKIE)), Some(&token)), Ok(()));
    let other = COOKIE.replace('A', "B");
    assert_eq!(
        check_token(&browser(Some(&other)), Some(&token)),
        Err(Forgery::OtherToken)
    );
}

#[test]
fn a_missing_cookie_or_token_is_told_apart() {
    assert_eq!(check_token(&browser(None), Some("x")), Err(Forgery::NoCookie));
    assert_eq!(
        check_token(&browser(Some("too-short")), Some("x")),
        Err(Forgery::NoCookie)
    );
    assert_eq!(check_token(&browser(Some(COOKIE)), None), Err(Forgery::NoToken));
    assert_eq!(
        check_token(&browser(Some(COOKIE)), Some("")),
        Err(Forgery::OtherToken)
    );
    assert_eq!(
        check_token(&browser(Some(COOKIE)), Some(COOKIE)),
        Err(Forgery::OtherToken)
    );
}

#[test]
fn a_browser_gets_its_cookie_only_with_a_form() {
    let cookies = Cookies::default();
    let new = browser(None);
    assert!(new.cookie(&cookies).is_none());
    let _ = new.field();
    assert!(new.cookie(&cookies).is_some());
    let known = browser(Some(COOKIE));
    let _ = known.field();
    assert!(known.cookie(&cookies).is_none());
}
