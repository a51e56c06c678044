use http::{HeaderMap, HeaderValue, header};

use super::{ALL, CookieKind, Cookies, LANGUAGE, Lifetime, SESSION};

fn received(text: &str, is_secure: bool) -> Cookies {
    let mut headers = HeaderMap::new();
    headers.insert(header::COOKIE, HeaderValue::from_str(text).unwrap());
    Cookies::read(&headers, is_secure)
}

fn written(cookies: &Cookies, kind: &CookieKind, value: &str) -> String {
    cookies.set(kind, value).to_str().unwrap().to_owned()
}

#[test]
fn over_https_every_cookie_is_bound_to_the_host_and_hidden_from_scripts() {
    let cookies = received("a=b", true);
    for kind in ALL {
        let text = written(&cookies, kind, "v");
        assert!(
            text.starts_with(&format!("__Host-{}=v; Path=/; HttpOnly; SameSite=Lax", kind.name)),
            "{text}"
        );
        assert!(text.ends_with("; Secure"), "{text}");
        assert!(!text.contains("Domain"), "{text}");
    }
}

#[test]
fn over_plain_http_there_is_no_prefix_and_no_secure() {
    assert_eq!(
        written(&received("a=b", false), &SESSION, "v"),
        "session=v; Path=/; HttpOnly; SameSite=Lax"
    );
}

#[test]
fn a_cookie_without_the_prefix_does_not_count_over_https() {
    assert_eq!(received("session=planted", true).get(&SESSION), None);
    assert_eq!(received("__Host-session=ours", true).get(&SESSION), Some("ours"));
}

#[test]
fn a_name_with_two_values_counts_as_absent() {
    assert_eq!(
        received("session=planted; session=ours", false).get(&SESSION),
        None
    );
    assert_eq!(
        received("session=ours; session=ours", false).get(&SESSION),
        Some("ours")
    );
}

#[test]
fn any_value_comes_back_as_it_was_set() {
    let value = "a; b=\"c\", d\\e % ü\r\nSet-Cookie: x=y";
    let set = written(&received("a=b", false), &LANGUAGE, value);
    let pair = set.split(';').next().unwrap();
    assert_eq!(received(pair, false).get(&LANGUAGE), Some(value));
}

#[test]
fn lifetimes_are_those_of_the_table_unless_said() {
    let cookies = received("a=b", false);
    assert!(written(&cookies, &LANGUAGE, "de").contains("; Max-Age=31536000"));
    let kept = cookies.set_with_lifetime(&SESSION, "v", Lifetime::Seconds(60));
    assert!(kept.to_str().unwrap().contains("; Max-Age=60"));
    assert!(
        cookies
            .clear(&SESSION)
            .to_str()
            .unwrap()
            .starts_with("session=; ")
    );
    assert!(cookies.clear(&SESSION).to_str().unwrap().contains("; Max-Age=0"));
}

#[test]
fn no_two_rows_of_the_table_share_a_name() {
    let mut names: Vec<&str> = ALL.iter().map(|kind| kind.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), ALL.len());
}
