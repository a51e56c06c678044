//! What travels sealed through the browser.

use crate::browser::{Form, Site};
use crate::partner::{accepts, by_post, by_redirect, request};
use crate::world::{B_SIMON, PASSWORD, World};

fn state_of(form: &Form) -> String {
    form.fields
        .iter()
        .find(|(name, _)| name == "state")
        .unwrap()
        .1
        .clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_was_left_open_for_an_hour_starts_again() {
    let world = World::new().await;
    let browser = world.browser();
    let page = browser.opens(&by_redirect(&world, &request(&world), None)).await;
    let page = browser.sends_form(&page, &[("username", B_SIMON)]).await;
    world.minutes_pass(29);
    assert_eq!(browser.gets(&page.path).await.status, 200);
    world.minutes_pass(2);
    let late = browser.sends_form(&page, &[("password", PASSWORD)]).await;
    late.assert_refused(400, "AADSTS50089");
    assert!(late.body.contains("Start again"), "{}", late.body);
    assert!(late.body.contains("/myapps"), "there is a way on");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_is_worth_nothing_in_another_browser() {
    let world = World::new().await;
    let (mine, theirs) = (world.browser(), world.browser());
    let page = mine.opens(&by_redirect(&world, &request(&world), None)).await;
    let other = theirs.opens(&world.launch_path()).await;
    let state = state_of(&page.form());
    theirs
        .gets(&format!("/login?state={state}"))
        .await
        .assert_refused(400, "AADSTS50089");
    let form = other.form().with("state", &state).with("username", B_SIMON);
    theirs
        .posts(&form, Site::Own)
        .await
        .assert_refused(400, "AADSTS50089");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_that_was_edited_is_worth_nothing() {
    let world = World::new().await;
    let browser = world.browser();
    let page = browser.opens(&by_redirect(&world, &request(&world), None)).await;
    let state = state_of(&page.form());
    assert_eq!(browser.gets(&format!("/login?state={state}")).await.status, 200);
    let middle = state.len() / 2;
    let changed = if &state[middle..=middle] == "A" { "B" } else { "A" };
    let edited = format!("{}{changed}{}", &state[..middle], &state[middle + 1..]);
    browser
        .gets(&format!("/login?state={edited}"))
        .await
        .assert_refused(400, "AADSTS50089");
    browser
        .gets("/login/password")
        .await
        .assert_refused(400, "AADSTS50089");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_posted_request_goes_on_in_its_own_tenant_and_time_alone() {
    let world = World::new().await;
    let browser = world.browser_of_b_simon().await;
    let request = request(&world);
    let answer = browser.posts(&by_post(&world, &request, None), Site::Other).await;
    let location = answer.location().unwrap();
    browser
        .gets(&location.replace(&world.tenant.id, "contoso.example"))
        .await
        .assert_refused(400, "AADSTS50089");
    accepts(&world, &browser.gets(&location).await, Some(&request)).await;
    world.minutes_pass(31);
    browser.gets(&location).await.assert_refused(400, "AADSTS50089");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_of_one_browser_do_not_disturb_each_other() {
    let world = World::new().await;
    let browser = world.browser();
    let first = request(&world);
    let second = vestibule_saml::service_provider::RequestContent {
        id: "_second".to_owned(),
        ..first.clone()
    };
    let one = browser.opens(&by_redirect(&world, &first, Some("one"))).await;
    let two = browser.opens(&by_redirect(&world, &second, Some("two"))).await;
    let one = browser.sends_form(&one, &[("username", B_SIMON)]).await;
    let two = browser.sends_form(&two, &[("username", B_SIMON)]).await;
    let one = browser.sends_form(&one, &[("password", PASSWORD)]).await;
    let one = browser.sends_form(&one, &[("keep", "no")]).await;
    assert_eq!(
        accepts(&world, &one, Some(&first)).await.relay_state.as_deref(),
        Some("one")
    );
    let two = browser.sends_form(&two, &[("password", PASSWORD)]).await;
    let two = browser.sends_form(&two, &[("keep", "no")]).await;
    assert_eq!(
        accepts(&world, &two, Some(&second)).await.relay_state.as_deref(),
        Some("two")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn any_replica_goes_on_where_another_began() {
    let world = World::new().await;
    let request = request(&world);
    let browser = world.browser();
    let page = browser.opens(&by_redirect(&world, &request, Some("r"))).await;
    browser.meets(world.another_replica());
    let page = browser.sends_form(&page, &[("username", B_SIMON)]).await;
    browser.meets(world.another_replica());
    let page = browser.sends_form(&page, &[("password", PASSWORD)]).await;
    browser.meets(world.another_replica());
    let page = browser.sends_form(&page, &[("keep", "no")]).await;
    assert_eq!(
        accepts(&world, &page, Some(&request))
            .await
            .relay_state
            .as_deref(),
        Some("r")
    );
}
