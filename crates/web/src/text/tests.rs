use http::{HeaderMap, HeaderValue, header};
use i18n_embed_fl::fl;
use rust_embed::RustEmbed;

use super::{Language, OwnTexts, assert_complete, compare, own};
use crate::cookie::Cookies;

fn chosen(query: Option<&str>, cookie: Option<&str>, accept: Option<&str>) -> Language {
    let mut headers = HeaderMap::new();
    if let Some(cookie) = cookie {
        headers.insert(header::COOKIE, HeaderValue::from_str(cookie).unwrap());
    }
    if let Some(accept) = accept {
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_str(accept).unwrap());
    }
    Language::choose(query, &Cookies::read(&headers, false), &headers)
}

#[test]
fn the_address_wins_over_the_cookie_and_the_cookie_over_the_browser() {
    assert_eq!(
        chosen(Some("a=b&lang=en"), Some("language=de"), Some("de")),
        Language::English
    );
    assert_eq!(
        chosen(Some("lang=xx"), Some("language=de"), Some("en")),
        Language::German
    );
    assert_eq!(chosen(None, None, Some("de-AT")), Language::German);
    assert_eq!(chosen(None, None, None), Language::English);
}

#[test]
fn the_browsers_weights_are_obeyed() {
    for (accept, expected) in [
        ("fr, de;q=0.8, en;q=0.7", Language::German),
        ("en;q=0.2, de;q=0.25", Language::German),
        ("de;q=0, en;q=0.1", Language::English),
        ("de;q=nonsense", Language::English),
        ("EN-us,de;q=0.9", Language::English),
        ("en, de", Language::English),
        ("fr, *;q=0.5", Language::English),
    ] {
        assert_eq!(chosen(None, None, Some(accept)), expected, "{accept}");
    }
}

#[test]
fn no_text_of_the_frame_is_missing_in_a_language() {
    assert_complete::<OwnTexts>("vestibule_web");
}

#[test]
fn a_text_comes_in_the_language_asked_for_without_isolation_marks() {
    assert_eq!(
        fl!(own(Language::German).loader(), "copy-named", name = "Login URL"),
        "Login URL kopieren"
    );
    assert_eq!(
        fl!(own(Language::English).loader(), "copy-named", name = "Login URL"),
        "Copy Login URL"
    );
}

#[test]
fn a_text_named_by_data_is_found_or_not() {
    let texts = own(Language::German);
    assert_eq!(
        texts.find("copy-named", &[("name", "X")]).as_deref(),
        Some("X kopieren")
    );
    assert_eq!(texts.find("no-such-text", &[]), None);
}

#[derive(RustEmbed)]
#[folder = "src/text/fixtures/"]
struct Incomplete;

#[test]
fn differences_between_languages_are_found() {
    assert_eq!(
        compare::differences::<Incomplete>("fixture"),
        [
            "arguments: arguments {\"name\", \"time\"} in English, {\"name\"} in German",
            "only-english: in English, missing in German",
            "arguments: arguments {\"name\"} in German, {\"name\", \"time\"} in English",
            "only-german: in German, missing in English",
        ]
    );
    assert_eq!(compare::differences::<Incomplete>("absent").len(), 2);
}
