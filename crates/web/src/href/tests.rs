use maud::html;

use super::{Href, NotAnHref};

#[test]
fn only_paths_of_this_host_are_local() {
    for path in ["/", "/a/b?c=d#e", "/a//b", "/%2F%2Fhost", "/a:b@c"] {
        assert_eq!(Href::local(path).unwrap().as_str(), path);
    }
    let hostile = [
        "",
        "a",
        "//host",
        "/\\host",
        "\\\\host",
        "/\thost",
        "/\n/host",
        " /a",
        "/a b",
        "https://host/",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "?a=b",
        "/\u{7f}",
    ];
    for path in hostile {
        assert_eq!(Href::local(path), Err(NotAnHref::NotLocal), "{path:?}");
    }
}

#[test]
fn only_http_and_https_addresses_are_external() {
    for address in [
        "https://contoso.saasit.com/handlers/acs?x=1",
        "http://localhost:8400/",
    ] {
        assert_eq!(Href::external(address).unwrap().as_str(), address);
    }
    let hostile = [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "/local",
        "//host/",
        "https:",
        "https://",
        "https://user@host/",
        "https://user:secret@host/",
    ];
    for address in hostile {
        assert_eq!(Href::external(address), Err(NotAnHref::NotWeb), "{address:?}");
    }
}

#[test]
fn an_external_address_that_browsers_would_rewrite_is_written_as_they_read_it() {
    assert_eq!(
        Href::external("https://a.example/\\b c").unwrap().as_str(),
        "https://a.example//b%20c"
    );
}

#[test]
fn an_external_address_cannot_become_a_path_of_the_page_it_stands_on() {
    assert_eq!(
        Href::external("https:a.example").unwrap().as_str(),
        "https://a.example/"
    );
    assert_eq!(
        Href::external("HTTPS:/a.example/x").unwrap().as_str(),
        "https://a.example/x"
    );
}

#[test]
fn a_value_cannot_leave_its_segment() {
    assert_eq!(
        Href::path(["users", "../a?b#c%2F\\d é"]).as_str(),
        "/users/..%2Fa%3Fb%23c%252F%5Cd%20%C3%A9"
    );
    assert_eq!(Href::path(["users", ".."]).as_str(), "/users/_");
    assert_eq!(Href::path(["", "host"]).as_str(), "/host");
    assert_eq!(Href::path([]).as_str(), "/");
}

#[test]
fn queries_are_appended_before_the_fragment() {
    let href = Href::fixed("/a").query("q", "b&c=d e").query("n", "1");
    assert_eq!(href.as_str(), "/a?q=b%26c%3Dd+e&n=1");
    assert_eq!(
        Href::local("/a?x=1#top").unwrap().query("y", "2").as_str(),
        "/a?x=1&y=2#top"
    );
}

#[test]
fn markup_escapes_it() {
    let href = Href::local("/a?b=\"c\"&d=<e>").unwrap();
    assert_eq!(
        html! { a href=(href) {} }.into_string(),
        "<a href=\"/a?b=&quot;c&quot;&amp;d=&lt;e&gt;\"></a>"
    );
}

#[test]
#[should_panic(expected = "one slash or #")]
fn a_fixed_address_is_checked_too() {
    let _ = Href::fixed("javascript:alert(1)");
}
