//! The portal.

use crate::world::{A_OTHER, B_SIMON, PASSWORD, World};

#[tokio::test(flavor = "multi_thread")]
async fn the_portal_shows_what_was_assigned_and_who_is_signed_in() {
    let world = World::new().await;
    let browser = world.browser_of_b_simon().await;
    let page = browser.opens("/").await;
    assert_eq!((page.status, page.path.as_str()), (200, "/myapps"));
    for text in [
        "My Apps",
        "B.Simon",
        B_SIMON,
        "Ivanti Service Manager (ISM)",
        "Sign out",
        "Search apps",
    ] {
        assert!(page.body.contains(text), "{text}: {}", page.body);
    }
    let launch = format!(
        "/signin/{}?tenantId={}",
        world.application.app_id, world.tenant.id
    );
    assert!(page.body.contains(&launch), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_narrows_the_tiles_and_says_when_nothing_is_left() {
    let world = World::new().await;
    let browser = world.browser_of_b_simon().await;
    assert!(browser.gets("/myapps?q=ivanti").await.body.contains("/signin/"));
    let page = browser.gets("/myapps?q=payroll").await;
    assert!(
        !page.body.contains("/signin/") && page.body.contains("No app matches"),
        "{}",
        page.body
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_nothing_is_told_how_to_get_something() {
    let world = World::new().await;
    let browser = world.browser();
    let page = browser.signs_in("/myapps", A_OTHER, PASSWORD).await;
    assert_eq!(page.path, "/myapps");
    assert!(
        page.body.contains("when an administrator has assigned them"),
        "{}",
        page.body
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_leads_nowhere_is_said_to() {
    let world = World::new().await;
    assert_eq!(world.browser().gets("/no-such-page").await.status, 404);
}
