use http::StatusCode;
use vestibule_web::{assets, testing};

use crate::world::{ask, ask_site, get_with};

#[tokio::test]
async fn every_answer_has_a_correlation_id_of_our_own_making() {
    let chosen = "0195f05d-4800-7000-8000-000000000001";
    let answer = ask(get_with("/form", &[("x-correlation-id", chosen)])).await;
    let id = answer.header("x-correlation-id");
    assert_ne!(id, chosen);
    // Version 7: the time first.
    assert!(id.starts_with("0195f05d-4800-7"), "{id}");
    assert_eq!(id.len(), 36);
}

#[tokio::test]
async fn over_https_cookies_are_host_bound_and_browsers_told_to_stay() {
    let mut context = testing::context();
    context.is_secure = true;
    let answer = ask_site(context, get_with("/form", &[])).await;
    assert!(answer.cookie("__Host-form").is_some());
    assert!(answer.cookie("form").is_none());
    assert_eq!(answer.header("strict-transport-security"), "max-age=31536000");
}

#[tokio::test]
async fn stylesheet_script_and_icon_are_kept_for_ever_by_their_hash() {
    let page = ask(get_with("/form", &[])).await.body;
    for (href, media_type) in [
        (assets::stylesheet(), "text/css; charset=utf-8"),
        (assets::script(), "text/javascript; charset=utf-8"),
        (assets::tab_icon(vestibule_web::Accent::Harbour), "image/svg+xml"),
    ] {
        assert!(page.contains(href.as_str()), "{href}");
        let answer = ask(get_with(href.as_str(), &[])).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("content-type"), media_type);
        assert_eq!(
            answer.header("cache-control"),
            "public, max-age=31536000, immutable"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
    assert_eq!(
        ask(get_with("/assets/old/app.css", &[])).await.status,
        StatusCode::NOT_FOUND
    );
}

#[test]
fn the_script_stays_small() {
    assert!(assets::script_content().lines().count() <= 200);
}

#[tokio::test]
async fn a_page_needs_no_inline_style_or_script() {
    let page = ask(get_with("/form", &[])).await.body;
    assert!(!page.contains("<style"));
    assert!(!page.contains(" style="));
    assert!(!page.contains("onclick"));
    assert_eq!(page.matches("<script").count(), 1);
    assert!(page.contains("<script src=\"/assets/"));
}

#[tokio::test]
async fn the_choice_of_language_leads_to_the_same_page() {
    let page = ask(get_with("/form?a=1&lang=en&b=%2F", &[])).await.body;
    assert!(
        page.contains("href=\"/form?a=1&amp;b=%2F&amp;lang=de\""),
        "{page}"
    );
}
