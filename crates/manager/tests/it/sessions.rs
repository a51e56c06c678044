//! What a session is, when it ends, and who may replace it.

use jiff::SignedDuration;
use vestibule_store::{Db, store_test};

use crate::world::{ACS, From, SCHEMA, World};

store_test! {
    async fn a_session_ends_when_it_is_not_used_for_half_an_hour(db: Db) {
        let world = World::new(db).await;
        let mut browser = world.browser();
        browser.signs_in().await;
        for _ in 0..3 {
            world.passes(SignedDuration::from_mins(29));
            assert_eq!(browser.opens("/").await.status, 200);
        }
        world.passes(SignedDuration::from_mins(30));
        assert_eq!(browser.opens("/").await.status, 303);
    }

    async fn a_session_ends_after_ten_hours_however_busy_it_is(db: Db) {
        let world = World::new(db).await;
        let mut browser = world.browser();
        browser.signs_in().await;
        for _ in 0..29 {
            world.passes(SignedDuration::from_mins(20));
            assert_eq!(browser.opens("/").await.status, 200);
        }
        world.passes(SignedDuration::from_mins(20));
        assert_eq!(browser.opens("/").await.status, 303);
    }

    async fn a_changed_cookie_is_no_session(db: Db) {
        let world = World::new(db).await;
        let mut browser = world.browser();
        browser.signs_in().await;
        let token = browser.cookie("session").unwrap();
        assert_eq!(token.len(), 43);
        let last = if token.ends_with('A') { 'B' } else { 'A' };
        browser.keeps("session", &format!("{}{last}", &token[..42]));
        assert_eq!(browser.opens("/").await.status, 303);
        browser.keeps("session", "b.simon@contoso.com");
        assert_eq!(browser.opens("/").await.status, 303);
        browser.keeps("session", &token);
        assert_eq!(browser.opens("/").await.status, 200);
    }

    async fn every_sign_in_has_a_session_of_its_own_and_ends_the_one_before(db: Db) {
        let world = World::new(db).await;
        let mut browser = world.browser();
        browser.keeps("session", "chosen-by-somebody-else-aaaaaaaaaaaaaaaaaaa");
        browser.signs_in().await;
        let first = browser.cookie("session").unwrap();
        assert_ne!(first, "chosen-by-somebody-else-aaaaaaaaaaaaaaaaaaa");
        browser.signs_in().await;
        assert_ne!(browser.cookie("session").unwrap(), first);
        let mut old = world.browser();
        old.keeps("session", &first);
        assert_eq!(old.opens("/").await.status, 303, "the session before is over");
    }

    async fn the_cookie_is_for_this_host_alone_and_out_of_reach_of_scripts(db: Db) {
        let world = World::new(db).await;
        let answer = world.browser().brings(&world.unsolicited()).await;
        let cookie = answer.headers.get("set-cookie").unwrap().to_str().unwrap();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && !cookie.contains("Domain"), "{cookie}");
        let mut settings = vestibule_manager::Settings::new("https", None);
        settings.port = None;
        let secure = vestibule_manager::router(world.manager.clone(), settings.clone());
        let world = World { router: secure, settings, ..world };
        let answer = world.browser().brings(&world.unsolicited()).await;
        let cookie = answer.headers.get("set-cookie").unwrap().to_str().unwrap();
        assert!(cookie.starts_with("__Host-session=") && cookie.contains("Secure"), "{cookie}");
    }

    async fn another_person_is_asked_about_before_the_session_is_replaced(db: Db) {
        let world = World::new(db).await;
        let mut browser = world.browser();
        browser.signs_in().await;
        let other = world.unsolicited().about("mallory@contoso.com", "mallory", "Mallory", "Mall");
        let question = browser.brings_with(&other, "/incident/5").await;
        assert_eq!(question.status, 200);
        assert!(!question.sets_a_session());
        assert!(question.text().contains("Britta Simon is signed in with this browser"), "{}", question.text());
        assert!(question.text().contains("Continue as mallory@contoso.com"));
        assert!(browser.opens("/").await.text().contains("Britta Simon"));
        assert_eq!(world.people(&world.contoso).await.len(), 1, "nobody was made yet");
        let fields: Vec<(&str, String)> = ["SAMLResponse", "RelayState", "form_token"]
            .into_iter()
            .map(|name| (name, question.hidden(name).unwrap()))
            .collect();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let forged = browser.posts("/sign-in/switch", &fields, From::Elsewhere).await;
        assert_eq!(forged.status, 403);
        let tokenless = browser.posts("/sign-in/switch", &fields[..2], From::Here).await;
        assert_eq!(tokenless.status, 403);
        browser.posts("/sign-in/switch", &fields, From::Here).await.is_welcome_to("/incident/5");
        assert!(browser.opens("/").await.text().contains("Mallory Mall"));
    }

    async fn the_same_person_is_not_asked(db: Db) {
        let world = World::new(db).await;
        let mut browser = world.browser();
        browser.signs_in().await;
        browser.brings(&world.unsolicited()).await.is_welcome_to("/");
    }

    async fn only_the_consumer_takes_posts_without_our_token(db: Db) {
        let world = World::new(db).await;
        let response = world.unsolicited().signed();
        let fields = [("SAMLResponse", response.as_str())];
        for path in [
            format!("{ACS}/x"),
            format!("{ACS}/"),
            format!("/x{ACS}"),
            ACS.to_lowercase(),
            "/sign-in/switch".to_owned(),
            "/sign-in/local".to_owned(),
            "/sign-out".to_owned(),
        ] {
            let answer = world.browser().posts(&path, &fields, From::Elsewhere).await;
            assert_eq!(answer.status, 403, "{path}: {}", answer.text());
            assert!(!answer.sets_a_session());
        }
        world.browser().posts(ACS, &fields, From::Nowhere).await.is_welcome_to("/");
    }
}
