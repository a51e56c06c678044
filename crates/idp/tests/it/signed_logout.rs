//! Sign-outs that an application signs.

use vestibule_saml::binding::post;
use vestibule_saml::logout::LogoutRequestContent;
use vestibule_saml::message::StatusCode;

use crate::browser::{Form, Site};
use crate::partner::trusted_keys;
use crate::sign_out::{LOGOUT, answer, is_signed_in, own_path, request, signed_on};
use crate::signed_requests::{Pair, verified_with};
use crate::world::{A_OTHER, B_SIMON, PASSWORD, World};

/// The path of a request, signed with this key or with none.
fn path(content: &LogoutRequestContent, pair: Option<&Pair>) -> String {
    let signer = pair.map(Pair::signer);
    own_path(&content.write().unwrap().redirect(None, signer.as_ref()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_request_without_session_index_signs_out_without_a_question() {
    let world = World::new().await;
    let pair = Pair::rsa();
    let (browser, _) = signed_on(&world).await;
    verified_with(&world, &[&pair], false).await;
    let page = browser
        .gets(&path(&request(&world, B_SIMON, &[]), Some(&pair)))
        .await;
    let keys = trusted_keys(&world).await;
    let (status, second) = answer(&world, &keys, &page.location().unwrap(), LOGOUT);
    assert_eq!((status.as_str(), second), (StatusCode::Success.uri(), None));
    assert!(!is_signed_in(&browser).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_request_that_means_somebody_else_is_still_a_question() {
    let world = World::new().await;
    let pair = Pair::rsa();
    let (browser, _) = signed_on(&world).await;
    verified_with(&world, &[&pair], false).await;
    let page = browser
        .gets(&path(&request(&world, A_OTHER, &[]), Some(&pair)))
        .await;
    assert!(page.body.contains("asks you to sign out"), "{}", page.body);
    assert!(is_signed_in(&browser).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_with_a_certificate_signs_what_it_asks() {
    let world = World::new().await;
    let (pair, stranger) = (Pair::rsa(), Pair::rsa());
    let (browser, index) = signed_on(&world).await;
    verified_with(&world, &[&pair], false).await;
    let content = request(&world, B_SIMON, &[&index]);
    let unsigned = browser.gets(&path(&content, None)).await;
    unsigned.assert_refused(400, "AADSTS76021");
    let foreign = browser.gets(&path(&content, Some(&stranger))).await;
    foreign.assert_refused(400, "AADSTS50006");
    let changed = path(&content, Some(&pair)).replacen("SAMLRequest=", "SAMLRequest=&x=", 1);
    assert_eq!(browser.gets(&changed).await.status, 400);
    let posted = Form {
        action: world.sso_path(),
        fields: vec![(
            "SAMLRequest".to_owned(),
            post::encode(content.write().unwrap().xml()),
        )],
    };
    let page = browser.posts(&posted, Site::Other).await;
    browser.follows(page).await.assert_refused(400, "AADSTS76021");
    assert!(is_signed_in(&browser).await);
    world.logged(76021).await;
    // An image signs nobody out, whoever signed its address.
    let image = browser.gets_for(&path(&content, Some(&pair)), "image").await;
    image.assert_refused(400, "AADSTS50061");
    assert!(is_signed_in(&browser).await);
    browser.gets(&path(&content, Some(&pair))).await;
    assert!(!is_signed_in(&browser).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_captured_request_does_not_end_the_next_session_at_any_server() {
    let world = World::new().await;
    let pair = Pair::rsa();
    let (browser, _) = signed_on(&world).await;
    verified_with(&world, &[&pair], false).await;
    let captured = path(&request(&world, B_SIMON, &[]), Some(&pair));
    browser.gets(&captured).await;
    assert!(!is_signed_in(&browser).await);
    browser.signs_in("/myapps", B_SIMON, PASSWORD).await;
    assert_eq!(browser.gets(&world.launch_path()).await.status, 200);
    browser.meets(world.another_replica());
    browser.gets(&captured).await.assert_refused(400, "AADSTS50061");
    assert!(is_signed_in(&browser).await);
}
