use http::StatusCode;

use crate::world::{ORIGIN, ask, get_with, post_form};

/// Opens the form and returns the browser's cookie and the form's token.
async fn opened() -> (String, String) {
    let answer = ask(get_with("/form", &[])).await;
    (answer.cookie("form").unwrap(), answer.token())
}

#[tokio::test]
async fn a_form_of_this_site_is_acted_on_and_its_notice_shown_once() {
    let (cookie, token) = opened().await;
    let headers = [
        ("cookie", cookie.as_str()),
        ("origin", ORIGIN),
        ("sec-fetch-site", "same-origin"),
    ];
    let saved = ask(post_form(
        "/form",
        &headers,
        format!("form_token={token}&name=B.Simon"),
    ))
    .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    assert_eq!(saved.header("location"), "/form");
    let notice = saved.cookie("notice").unwrap();
    let next = ask(get_with("/form", &[("cookie", &notice)])).await;
    assert!(next.body.contains("Saved B.Simon."));
    assert_eq!(next.cookie("notice").as_deref(), Some("notice="));
}

#[tokio::test]
async fn a_form_without_its_token_is_refused_with_a_page() {
    let (cookie, _) = opened().await;
    let answer = ask(post_form(
        "/form",
        &[("cookie", &cookie), ("origin", ORIGIN)],
        "name=x",
    ))
    .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.body.contains("WEB-FORM-EXPIRED"));
    assert!(answer.body.contains("This form is no longer valid"));
}

#[tokio::test]
async fn a_form_without_the_browsers_cookie_is_refused() {
    let (_, token) = opened().await;
    let answer = ask(post_form(
        "/form",
        &[("origin", ORIGIN)],
        format!("form_token={token}"),
    ))
    .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.body.contains("no cookie of this browser session"));
}

#[tokio::test]
async fn a_form_of_a_sibling_host_is_refused_even_with_a_good_token() {
    let (cookie, token) = opened().await;
    for headers in [
        [
            ("cookie", cookie.as_str()),
            ("origin", "http://fabrikam.saasit.localhost:8400"),
        ],
        [("cookie", cookie.as_str()), ("sec-fetch-site", "same-site")],
        [("cookie", cookie.as_str()), ("origin", "null")],
    ] {
        let answer = ask(post_form("/form", &headers, format!("form_token={token}"))).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?}");
        assert!(answer.body.contains("WEB-FORM-FOREIGN"), "{headers:?}");
    }
}

#[tokio::test]
async fn a_client_that_sends_no_origin_is_served_by_its_token() {
    let (cookie, token) = opened().await;
    let answer = ask(post_form(
        "/form",
        &[("cookie", &cookie)],
        format!("form_token={token}"),
    ))
    .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_refusal_speaks_the_readers_language() {
    let answer = ask(post_form("/form", &[("accept-language", "de")], "name=x")).await;
    assert!(answer.body.contains("Dieses Formular gilt nicht mehr"));
    assert!(answer.body.contains("<html lang=\"de\""));
}

#[tokio::test]
async fn an_exempt_route_takes_posts_of_other_sites_and_only_that_route() {
    let foreign = [("origin", "https://sp.example"), ("sec-fetch-site", "cross-site")];
    let answer = ask(post_form("/contoso/saml2", &foreign, "SAMLRequest=x")).await;
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (StatusCode::OK, "13 octets")
    );
    for path in ["/contoso/saml2/", "/contoso/saml2x", "/form"] {
        let answer = ask(post_form(path, &foreign, "SAMLRequest=x")).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn a_body_above_the_limit_is_refused_whether_announced_or_not() {
    let large = "x".repeat(vestibule_web::BODY_LIMIT_OCTETS + 1);
    let announced = ask(post_form(
        "/contoso/saml2",
        &[("content-length", "524289")],
        large.clone(),
    ))
    .await;
    assert_eq!(announced.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(announced.body.contains("524289 bytes"));
    let silent = ask(post_form("/contoso/saml2", &[], large.clone())).await;
    assert_eq!(silent.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(silent.body.contains("WEB-TOO-LARGE"));
    let fits = ask(post_form("/contoso/saml2", &[], large[1..].to_owned())).await;
    assert_eq!(fits.body, "524288 octets");
}

#[tokio::test]
async fn a_form_with_too_many_fields_is_refused() {
    let fields: Vec<String> = (0..65).map(|place| format!("f{place}=x")).collect();
    let answer = ask(post_form("/form", &[("origin", ORIGIN)], fields.join("&"))).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.body.contains("65 fields"));
}
