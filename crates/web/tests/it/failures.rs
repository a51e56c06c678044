use http::StatusCode;

use crate::world::{ask, get_with, request};

#[tokio::test]
async fn a_refusal_becomes_a_page_with_everything_one_needs() {
    let answer = ask(get_with("/refuse", &[])).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    for part in [
        "TEST50105",
        "Not assigned",
        "an assignment",
        "&lt;none&gt;",
        "Assign B.Simon.",
        "/start",
    ] {
        assert!(answer.body.contains(part), "{part}");
    }
    assert!(answer.body.contains(answer.header("x-correlation-id")));
    assert!(answer.body.contains("2025-04-01 08:00:00 UTC"));
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test]
async fn an_address_without_page_is_404_in_the_readers_language() {
    let answer = ask(get_with("/nowhere?lang=de", &[])).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.body.contains("Diese Seite gibt es nicht"));
    assert_eq!(answer.cookie("language").as_deref(), Some("language=de"));
}

#[tokio::test]
async fn a_wrong_method_is_405_and_names_the_right_ones() {
    let answer = ask(request("GET", "/contoso/saml2", &[], "")).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(answer.body.contains("WEB-METHOD"));
    assert_eq!(answer.header("allow"), "POST");
}

#[tokio::test]
async fn a_panic_is_500_and_tells_nobody_what_happened() {
    let answer = ask(get_with("/panics", &[])).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(answer.body.contains("WEB-INTERNAL"));
    assert!(!answer.body.contains("on purpose"));
    assert!(answer.body.contains(answer.header("x-correlation-id")));
}

#[tokio::test]
async fn a_refusal_of_an_extractor_becomes_a_page() {
    let answer = ask(get_with("/number?n=many", &[])).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.body.contains("WEB-400"));
    assert!(!answer.body.contains("deserialize"));
}

#[tokio::test]
async fn an_answer_for_programs_stays_as_it_is() {
    let answer = ask(get_with("/json", &[])).await;
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (StatusCode::NOT_FOUND, "\"for programs\"")
    );
}
