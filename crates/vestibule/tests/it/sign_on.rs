//! Single sign-on, both ways, as people meet it.

use jiff::SignedDuration;
use vestibule_directory::sign_ins::{self, Outcome, SignInFilter};
use vestibule_directory::{PageRequest, applications, assignments, users};
use vestibule_store::store_test;

use crate::world::{SCHEMA, World, is_home};

async fn sign_ins_of(world: &World) -> Vec<sign_ins::SignIn> {
    let page = PageRequest::first(100);
    let filter = SignInFilter::default();
    sign_ins::list(
        world.demo.directory(),
        &World::caller(),
        world.demo.tenant_id(),
        &filter,
        &page,
    )
    .await
    .unwrap()
    .items
}

store_test! {
    async fn b_simon_opens_the_service_manager_and_gets_in_by_the_identity_provider(world: World) {
        let mut simon = world.person("B.Simon");
        let page = simon.opens(&world.contoso()).await;
        assert!(page.url.as_str().starts_with(&world.demo.identity_provider()), "{page}");
        let page = simon.signs_in(&page).await;
        is_home(&page, &world);
        assert!(page.says("Simon"), "{page}");
        assert!(page.says("Self Service User"), "{page}");
        let (_, relay_state) = simon.browser.posted[0].iter().find(|(name, _)| name == "RelayState").unwrap();
        assert!(!relay_state.is_empty());
    }

    async fn b_simon_clicks_the_tile_in_my_apps_and_gets_in(world: World) {
        let mut simon = world.person("B.Simon");
        let page = simon.opens(&world.my_apps()).await;
        let page = simon.signs_in(&page).await;
        assert!(page.says("My Apps"), "{page}");
        let page = simon.browser.follow(&page, "Ivanti Service Manager (ISM)").await;
        is_home(&page, &world);
        assert!(page.says("Simon"), "{page}");
    }

    async fn both_ways_lead_to_one_account(world: World) {
        let mut simon = world.person("B.Simon");
        let page = simon.opens(&world.launch()).await;
        let page = simon.signs_in(&page).await;
        is_home(&page, &world);
        let mut elsewhere = world.person("B.Simon");
        let page = elsewhere.opens(&world.contoso()).await;
        is_home(&elsewhere.signs_in(&page).await, &world);
        let people = people_named(&world, "Simon").await;
        assert_eq!(people, 1);
    }

    async fn a_live_session_asks_nothing(world: World) {
        let mut simon = world.person("B.Simon");
        let page = simon.opens(&world.my_apps()).await;
        simon.signs_in(&page).await;
        let page = simon.opens(&world.contoso()).await;
        is_home(&page, &world);
    }

    async fn a_deep_link_comes_back_to_where_it_wanted_to_go(world: World) {
        let mut simon = world.person("B.Simon");
        let page = simon.opens(&format!("{}?Scope=SelfService&Tab=Home", world.contoso())).await;
        let page = simon.signs_in(&page).await;
        is_home(&page, &world);
        assert!(page.url.as_str().ends_with("?Scope=SelfService&Tab=Home"), "{page}");
    }

    async fn every_attempt_is_in_the_log_with_its_outcome(world: World) {
        let mut simon = world.person("B.Simon");
        let page = simon.opens(&world.contoso()).await;
        let page = simon.tries(&page, "not the password").await;
        let password = simon.password.clone();
        let page = simon.types_password(&page, &password).await;
        let page = simon.presses(&page, "No").await;
        is_home(&page, &world);
        let entries = sign_ins_of(&world).await;
        let wrong = entries.iter().find(|entry| entry.error_code == 50126).expect("the wrong password is in the log");
        assert_eq!(wrong.outcome, Outcome::Failure);
        let (object_id, _) = world.demo.application().unwrap();
        let success = entries
            .iter()
            .find(|entry| entry.outcome == Outcome::Success && entry.application_id.as_deref() == Some(object_id))
            .expect("the sign-on is in the log");
        assert_eq!(success.user_principal_name.as_deref(), Some(simon.upn.as_str()));
        let message = &simon.browser.posted[0].iter().find(|(name, _)| name == "SAMLResponse").unwrap().1;
        assert!(decoded(message).contains(&format!("ID=\"_{}\"", success.id)), "the entry has the assertion's id");
    }

    async fn somebody_without_assignment_is_told_so_and_gets_no_session(world: World) {
        let mut vance = world.person("A.Vance");
        let page = vance.opens(&world.contoso()).await;
        let page = vance.signs_in(&page).await;
        assert!(page.status.is_client_error(), "{page}");
        assert!(page.says("AADSTS50105"), "{page}");
        assert!(vance.browser.posted.is_empty());
        let entries = sign_ins_of(&world).await;
        let refused = entries.iter().find(|entry| entry.error_code == 50105).expect("the refusal is in the log");
        assert!(page.says(&refused.correlation_id), "{page}");
    }

    async fn whoever_is_assigned_later_gets_in_at_once(world: World) {
        let mut vance = world.person("A.Vance");
        let page = vance.opens(&world.launch()).await;
        assert!(vance.signs_in(&page).await.says("AADSTS50105"));
        let (object_id, _) = world.demo.application().unwrap();
        let principal = assignments::Principal::User(world.demo.person_id("A.Vance").unwrap().to_owned());
        let (directory, tenant) = (world.demo.directory(), world.demo.tenant_id());
        assignments::assign(directory, &World::caller(), tenant, object_id, &principal, None).await.unwrap();
        is_home(&vance.opens(&world.launch()).await, &world);
    }

    async fn a_disabled_person_is_refused_although_his_browser_was_signed_in(world: World) {
        let mut simon = world.person("B.Simon");
        let page = simon.opens(&world.my_apps()).await;
        simon.signs_in(&page).await;
        let change = users::UserChange { is_enabled: Some(false), ..users::UserChange::default() };
        let id = world.demo.person_id("B.Simon").unwrap();
        users::update(world.demo.directory(), &World::caller(), world.demo.tenant_id(), id, change).await.unwrap();
        let page = simon.opens(&world.launch()).await;
        let password = simon.password.clone();
        let page = simon.types_password(&page, &password).await;
        assert!(page.says("AADSTS50057"), "{page}");
        assert!(simon.browser.posted.is_empty());
    }

    async fn a_disabled_application_lets_nobody_in(world: World) {
        let (object_id, _) = world.demo.application().unwrap();
        let change =
            applications::ApplicationChange { is_enabled: Some(false), ..applications::ApplicationChange::default() };
        let (directory, tenant) = (world.demo.directory(), world.demo.tenant_id());
        applications::update(directory, &World::caller(), tenant, object_id, change).await.unwrap();
        let mut simon = world.person("B.Simon");
        let page = simon.opens(&world.launch()).await;
        let page = if page.field("username").is_some() { simon.signs_in(&page).await } else { page };
        assert!(page.status.is_client_error(), "{page}");
        assert!(simon.browser.posted.is_empty());
    }

    async fn the_managers_session_ends_when_it_was_not_used(world: World) {
        let mut simon = world.person("B.Simon");
        let page = simon.opens(&world.contoso()).await;
        is_home(&simon.signs_in(&page).await, &world);
        world.wait(SignedDuration::from_mins(29));
        simon.opens(&world.contoso()).await;
        assert!(simon.browser.posted.is_empty(), "a session in use goes on");
        world.wait(SignedDuration::from_mins(31));
        simon.opens(&world.contoso()).await;
        assert!(simon.browser.visited.len() > 1, "an idle session has ended: {:?}", simon.browser.visited);
    }

    async fn signing_out_of_the_manager_ends_its_session(world: World) {
        let mut simon = world.person("B.Simon");
        let page = simon.opens(&world.contoso()).await;
        let page = simon.signs_in(&page).await;
        simon.presses(&page, "Sign out").await;
        let host = url::Url::parse(&world.contoso()).unwrap().host_str().unwrap().to_owned();
        let left = simon.browser.cookies_of(&host);
        assert!(!left.iter().any(|name| name.contains("session")), "{left:?}");
    }

    async fn an_answer_is_taken_once(world: World) {
        let mut simon = world.person("B.Simon");
        let page = simon.opens(&world.launch()).await;
        is_home(&simon.signs_in(&page).await, &world);
        let posted = simon.browser.posted[0].clone();
        let fields: Vec<(&str, &str)> = posted.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let acs = format!("{}handlers/sso/SamlAssertionConsumerHandler.ashx", world.contoso());
        let mut thief = world.person("A.Vance");
        let page = thief.browser.post_from(&world.demo.identity_provider(), &acs, &fields).await;
        assert!(page.status.is_client_error(), "{page}");
        assert!(!page.has_button("Sign out"), "{page}");
    }

    async fn the_whole_sign_in_works_without_scripts(world: World) {
        let mut simon = world.person("B.Simon");
        simon.browser.runs_scripts = false;
        let page = simon.opens(&world.contoso()).await;
        let page = simon.signs_in(&page).await;
        is_home(&simon.goes_on(page).await, &world);
    }

    async fn an_unconfigured_customer_offers_the_local_sign_in(world: World) {
        let mut simon = world.person("B.Simon");
        let page = simon.opens(&world.demo.customer("fabrikam")).await;
        assert!(page.says("Single sign-on is not set up yet"), "{page}");
        let page = simon.browser.follow(&page, "Sign in with a local password").await;
        assert!(page.field("current-password").is_some(), "{page}");
    }

    async fn customers_are_apart(world: World) {
        let mut simon = world.person("B.Simon");
        let page = simon.opens(&world.contoso()).await;
        is_home(&simon.signs_in(&page).await, &world);
        let page = simon.opens(&world.demo.customer("fabrikam")).await;
        assert!(!page.has_button("Sign out"), "{page}");
    }

    async fn german_is_spoken_to_a_german_browser(world: World) {
        let mut simon = world.person("B.Simon");
        simon.browser.language = "de-DE,de;q=0.9";
        let page = simon.opens(&world.my_apps()).await;
        assert!(page.body.contains("lang=\"de\""), "{page}");
        assert!(page.has_button("Weiter"), "{page}");
    }
}

/// A message out of its form field.
pub(crate) fn decoded(message: &str) -> String {
    use base64::Engine as _;
    let octets = base64::engine::general_purpose::STANDARD
        .decode(message)
        .expect("Base64");
    String::from_utf8(octets).expect("text")
}

async fn people_named(world: &World, name: &str) -> usize {
    use vestibule_manager::{Page, customers, people};
    let contoso = customers::get_by_name(world.demo.manager(), "contoso")
        .await
        .unwrap();
    let all = people::list(world.demo.manager(), &contoso, &Page::default())
        .await
        .unwrap();
    all.iter().filter(|person| person.last_name == name).count()
}
