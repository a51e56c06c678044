//! Sign-on that starts here.

use jiff::SignedDuration;
use vestibule_directory::applications::ApplicationChange;
use vestibule_directory::sign_ins::Start;

use crate::partner::{accepts, xml};
use crate::world::{A_OTHER, B_SIMON, PASSWORD, World};

#[tokio::test(flavor = "multi_thread")]
async fn a_launch_sends_an_answer_that_answers_nothing_with_the_configured_relay_state() {
    let world = World::new().await;
    let browser = world.browser_of_b_simon().await;
    let page = browser
        .gets(&format!(
            "{}&RelayState=https://evil.example/",
            world.launch_path()
        ))
        .await;
    let received = accepts(&world, &page, None).await;
    assert_eq!(received.relay_state.as_deref(), Some("from configuration"));
    assert_eq!(received.accepted.name_id().value, B_SIMON);
    assert!(!xml(&page).contains("InResponseTo"));
    assert_eq!(world.logged(0).await.start, Start::IdentityProvider);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_launch_without_session_leads_through_the_sign_in() {
    let world = World::new().await;
    let page = world
        .browser()
        .signs_in(&world.launch_path(), B_SIMON, PASSWORD)
        .await;
    accepts(&world, &page, None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_launch_goes_to_the_sign_on_url_if_there_is_one() {
    let world = World::new().await;
    let url = "https://contoso.saasit.example/start?x=1&y=2";
    let change = ApplicationChange {
        sign_on_url: Some(Some(url.parse().unwrap())),
        ..ApplicationChange::default()
    };
    world.changes_application(change).await;
    let page = world.browser_of_b_simon().await.gets(&world.launch_path()).await;
    assert_eq!((page.status, page.location().as_deref()), (303, Some(url)));

    // After a form the way on is no redirect: browsers would hold it against our own form-action.
    let page = world
        .browser()
        .signs_in(&world.launch_path(), B_SIMON, PASSWORD)
        .await;
    assert_eq!(
        (page.status, page.header("refresh")),
        (200, Some(format!("0;url={url}").as_str()))
    );
    assert!(
        page.body
            .contains("href=\"https://contoso.saasit.example/start?x=1&amp;y=2\""),
        "{}",
        page.body
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_assigned_is_not_even_forwarded() {
    let world = World::new().await;
    let url = "https://contoso.saasit.example/".parse().unwrap();
    world
        .changes_application(ApplicationChange {
            sign_on_url: Some(Some(url)),
            ..Default::default()
        })
        .await;
    let browser = world.browser();
    browser.signs_in("/myapps", A_OTHER, PASSWORD).await;
    browser
        .gets(&world.launch_path())
        .await
        .assert_refused(403, "AADSTS50105");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_launch_of_nothing_is_refused() {
    let world = World::new().await;
    let browser = world.browser_of_b_simon().await;
    let app_id = &world.application.app_id;
    browser
        .gets(&format!("/signin/{app_id}"))
        .await
        .assert_refused(400, "AADSTS90019");
    browser
        .gets(&format!("/signin/{app_id}?tenantId=fabrikam.example"))
        .await
        .assert_refused(404, "AADSTS90002");
    let unknown = format!("/signin/{}?tenantId={}", world.tenant.id, world.tenant.id);
    browser.gets(&unknown).await.assert_refused(403, "AADSTS70001");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_no_application_would_take_is_not_sent_and_is_no_success() {
    let world = World::new().await;
    let browser = world.browser_of_b_simon().await;
    // The session is from a server whose clock is far ahead: what would be said of it lies in the future.
    world.clock.advance(SignedDuration::from_mins(-10));
    let page = browser.gets(&world.launch_path()).await;
    assert_eq!(page.status, 500, "{}", page.body);
    assert!(!page.body.contains("SAMLResponse"), "{}", page.body);
    assert!(!world.has_logged(0).await, "a success is in the log");
    world.clock.advance(SignedDuration::from_mins(10));
    let page = browser.gets(&world.launch_path()).await;
    accepts(&world, &page, None).await;
    assert!(world.has_logged(0).await);
}
