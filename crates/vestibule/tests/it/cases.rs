//! Bad input, each with its status and page.

use jiff::SignedDuration;
use vestibule_store::store_test;

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
        world.clock.advance(SignedDuration::from_hours(25));
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
        world.clock.advance(SignedDuration::from_mins(5));
        let page = simon.opens(&world.my_apps()).await;
        let page = simon.signs_in(&page).await;
        assert!(page.says("My Apps"), "{page}");
    }

    async fn an_answer_that_is_thirty_minutes_old_is_refused(world: World) {
        let mut simon = world.person("B.Simon");
        simon.browser.runs_scripts = false;
        let page = simon.opens(&world.contoso()).await;
        let page = simon.signs_in(&page).await;
        world.clock.advance(SignedDuration::from_mins(75));
        let mut page = simon.presses(&page, "Continue").await;
        for _ in 0..2 {
            if page.has_button("Continue") {
                page = simon.presses(&page, "Continue").await;
            }
        }
        assert!(!page.has_button("Sign out"), "{page}");
        assert!(page.status.is_client_error(), "{page}");
    }
}
