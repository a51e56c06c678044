//! Bad input, each with its status and page.

use jiff::SignedDuration;
use vestibule_manager::customers;
use vestibule_manager::providers::{self, ExpiredCertificate, ProviderChange};
use vestibule_saml::service_provider::RequestContent;
use vestibule_store::store_test;

use crate::partner;
use crate::sign_on::decoded;
use crate::world::{SCHEMA, World, is_home};

store_test! {
    async fn an_unknown_tenant_has_a_page(world: World) {
        let mut simon = world.person("B.Simon");
        let page = simon.opens(&format!("{}/nowhere.example/saml2?SAMLRequest=x", world.demo.identity_provider())).await;
        assert!(page.status.is_client_error(), "{page}");
        assert!(page.says("AADSTS"), "{page}");
    }

    async fn garbage_instead_of_a_request_has_a_page(world: World) {
        let mut simon = world.person("B.Simon");
        let login = format!("{}/{}/saml2", world.demo.identity_provider(), world.demo.tenant_id());
        let huge = "A".repeat(200_000);
        for garbage in ["x", "%00", "PGE%2BPC9hPg%3D%3D", &huge[..20_000]] {
            let page = simon.opens(&format!("{login}?SAMLRequest={garbage}")).await;
            assert!(page.status.is_client_error(), "{page}");
        }
        let page = simon.opens(&login).await;
        assert!(page.status.is_client_error(), "{page}");
        let page = simon.browser.post_from("http://contoso.saasit.localhost:8400/", &login, &[("SAMLRequest", &huge)]).await;
        assert!(page.status.is_client_error(), "{page}");
    }

    async fn a_sign_in_page_left_open_for_a_day_says_so(world: World) {
        let mut simon = world.person("B.Simon");
        let page = simon.opens(&world.contoso()).await;
        world.wait(SignedDuration::from_hours(25));
        let account = page.field("username").unwrap();
        let upn = simon.upn.clone();
        let page = simon.browser.press(&page, "Next", &[(&account, &upn)]).await;
        assert!(page.status.is_client_error(), "{page}");
        assert!(page.says("AADSTS50089"), "{page}");
        let page = simon.opens(&world.contoso()).await;
        is_home(&simon.signs_in(&page).await, &world);
    }

    async fn the_eleventh_wrong_password_locks_and_time_unlocks(world: World) {
        let mut simon = world.person("B.Simon");
        let page = simon.opens(&world.my_apps()).await;
        let mut page = simon.tries(&page, "wrong 1").await;
        for attempt in 2..=11 {
            page = simon.types_password(&page, &format!("wrong {attempt}")).await;
        }
        let password = simon.password.clone();
        let page = simon.types_password(&page, &password).await;
        assert!(!page.says("Stay signed in?"), "the right password does not help now: {page}");
        world.wait(SignedDuration::from_mins(5));
        let page = simon.opens(&world.my_apps()).await;
        let page = simon.signs_in(&page).await;
        assert!(page.says("My Apps"), "{page}");
    }

    async fn an_answer_to_a_request_of_thirty_minutes_ago_is_refused(world: World) {
        let mut simon = world.person("B.Simon");
        simon.browser.runs_scripts = false;
        let page = simon.opens(&world.contoso()).await;
        let page = simon.signs_in(&page).await;
        world.wait(SignedDuration::from_mins(30));
        let page = simon.goes_on(page).await;
        assert!(page.status.is_client_error(), "{page}");
        assert!(page.says("SSO-1"), "{page}");
        assert!(!page.has_button("Sign out"), "{page}");
    }

    async fn an_unknown_application_is_named_on_the_page(world: World) {
        let mut simon = world.person("B.Simon");
        let request = RequestContent { issuer: "https://unknown.example/".to_owned(), ..partner::request(&world) };
        let page = simon.opens(&partner::by_redirect(&world, &request, None)).await;
        assert!(page.status.is_client_error(), "{page}");
        assert!(page.says("AADSTS700016"), "{page}");
        assert!(page.says("https://unknown.example/"), "{page}");
    }

    async fn a_reply_url_that_is_not_registered_gets_nothing(world: World) {
        let registered = partner::acs_url(&world);
        for acs_url in [
            registered.to_uppercase(),
            format!("{registered}/"),
            format!("{registered}?x"),
            registered.replace("contoso.saasit", "contoso.saasit.localhost.evil"),
            "http://evil.localhost:8400/".to_owned(),
        ] {
            let mut simon = world.person("B.Simon");
            let request = RequestContent { acs_url: acs_url.clone(), ..partner::request(&world) };
            let page = simon.opens(&partner::by_redirect(&world, &request, None)).await;
            assert!(page.status.is_client_error(), "{acs_url}: {page}");
            assert!(page.says("AADSTS50011"), "{acs_url}: {page}");
            assert!(page.says(&registered), "what is registered is named: {page}");
            let (_, app_id) = world.demo.application().unwrap();
            let command = format!("vestibule app update --app {app_id} --add-reply-url URL");
            assert!(page.says(&command), "{page}");
        }
    }

    async fn a_request_by_post_from_the_application_is_taken_although_no_cookie_comes_with_it(world: World) {
        let mut simon = world.person("B.Simon");
        let page = simon.opens(&world.my_apps()).await;
        simon.signs_in(&page).await;
        let message = partner::by_post(&partner::request(&world));
        let fields = [("SAMLRequest", message.as_str()), ("RelayState", "a b+c&d=\u{e9}")];
        simon.browser.runs_scripts = false;
        let page = simon.browser.post_from(&world.contoso(), &partner::login_url(&world), &fields).await;
        assert!(page.has_button("Continue"), "{page}");
        let form = &page.content.forms[0];
        let value = |name: &str| form.fields.iter().find(|field| field.name == name).map(|field| field.value.as_str());
        assert!(value("SAMLResponse").is_some(), "{page}");
        assert_eq!(value("RelayState"), Some("a b+c&d=\u{e9}"));
    }

    async fn a_passive_request_without_a_session_is_answered_to_the_application(world: World) {
        let mut simon = world.person("B.Simon");
        simon.browser.runs_scripts = false;
        let request = RequestContent { is_passive: true, ..partner::request(&world) };
        let page = simon.opens(&partner::by_redirect(&world, &request, Some("state"))).await;
        assert!(page.status.is_success(), "{page}");
        let form = &page.content.forms[0];
        assert_eq!(form.action, partner::acs_url(&world));
        let message = &form.fields.iter().find(|field| field.name == "SAMLResponse").unwrap().value;
        assert!(decoded(message).contains("urn:oasis:names:tc:SAML:2.0:status:NoPassive"));
    }

    async fn a_request_that_asks_for_proof_gets_one_although_a_session_lives(world: World) {
        let mut simon = world.person("B.Simon");
        let page = simon.opens(&world.my_apps()).await;
        simon.signs_in(&page).await;
        let request = RequestContent { force_authn: true, ..partner::request(&world) };
        let page = simon.opens(&partner::by_redirect(&world, &request, None)).await;
        assert!(page.field("current-password").is_some(), "{page}");
    }

    async fn a_manager_whose_clock_is_a_minute_off_either_way_lets_people_in(world: World) {
        for minutes in [-1, 1] {
            world.managers_clock_is_off_by(SignedDuration::from_mins(minutes));
            let mut simon = world.person("B.Simon");
            let page = simon.opens(&world.launch()).await;
            is_home(&simon.signs_in(&page).await, &world);
        }
    }

    async fn a_manager_whose_clock_is_four_minutes_behind_says_so(world: World) {
        world.managers_clock_is_off_by(SignedDuration::from_mins(-4));
        let mut simon = world.person("B.Simon");
        let page = simon.opens(&world.launch()).await;
        let page = simon.signs_in(&page).await;
        assert!(page.status.is_client_error(), "{page}");
        assert!(page.says("clock"), "{page}");
    }

    async fn an_expired_certificate_still_lets_people_in(world: World) {
        world.wait(SignedDuration::from_hours(24 * 366 * 4));
        let mut simon = world.person("B.Simon");
        let page = simon.opens(&world.contoso()).await;
        is_home(&simon.signs_in(&page).await, &world);
    }

    async fn a_customer_that_refuses_expired_certificates_says_so(world: World) {
        let contoso = customers::get_by_name(world.demo.manager(), "contoso").await.unwrap();
        let provider = providers::get(world.demo.manager(), &contoso).await.unwrap().unwrap();
        let certificates = provider.certificates.iter().map(|certificate| certificate.der.clone()).collect();
        let mut change = ProviderChange::new(provider.issuer, provider.login_url, certificates);
        change.account_key = provider.account_key;
        change.expired_certificate = ExpiredCertificate::Refuse;
        providers::set(world.demo.manager(), &contoso, change).await.unwrap();
        world.wait(SignedDuration::from_hours(24 * 366 * 4));
        let mut simon = world.person("B.Simon");
        let page = simon.opens(&world.contoso()).await;
        let page = simon.signs_in(&page).await;
        assert!(page.status.is_client_error(), "{page}");
        assert!(page.says("expired"), "{page}");
    }

    async fn just_in_time_off_refuses_strangers_and_lets_known_people_in(world: World) {
        let mut simon = world.person("B.Simon");
        let contoso = customers::get_by_name(world.demo.manager(), "contoso").await.unwrap();
        let set = async |creates_people: bool| {
            let provider = providers::get(world.demo.manager(), &contoso).await.unwrap().unwrap();
            let certificates = provider.certificates.iter().map(|certificate| certificate.der.clone()).collect();
            let mut change = ProviderChange::new(provider.issuer, provider.login_url, certificates);
            change.account_key = provider.account_key;
            change.creates_people = creates_people;
            providers::set(world.demo.manager(), &contoso, change).await.unwrap();
        };
        set(false).await;
        let page = simon.opens(&world.contoso()).await;
        let page = simon.signs_in(&page).await;
        assert!(page.status.is_client_error(), "{page}");
        assert!(page.says("SSO-202"), "{page}");
        assert!(page.says("vestibule manager sso set --customer contoso --jit on"), "{page}");
        set(true).await;
        is_home(&simon.opens(&world.contoso()).await, &world);
        set(false).await;
        let mut elsewhere = world.person("B.Simon");
        let page = elsewhere.opens(&world.contoso()).await;
        is_home(&elsewhere.signs_in(&page).await, &world);
    }
}
