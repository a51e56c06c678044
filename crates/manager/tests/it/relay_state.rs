//! RelayState leads nowhere but to a page of this host.

use vestibule_store::{Db, store_test};

use crate::world::{SCHEMA, World};

store_test! {
    async fn a_relay_state_of_somebody_else_is_dropped(db: Db) {
        let world = World::new(db).await;
        let mut browser = world.browser();
        let one = browser.is_sent_away_from("/incident/1").await;
        let two = browser.is_sent_away_from("/incident/2").await;
        browser.brings_with(&world.answering(&one), &two.relay_state).await.is_welcome_to("/");
        let mut browser = world.browser();
        let three = browser.is_sent_away_from("/incident/3").await;
        browser.brings_with(&world.answering(&three), "/incident/9").await.is_welcome_to("/");
        let mut browser = world.browser();
        let four = browser.is_sent_away_from("/incident/4").await;
        browser.brings(&world.answering(&four)).await.is_welcome_to("/");
    }

    async fn an_unsolicited_relay_state_stays_on_this_site(db: Db) {
        let world = World::new(db).await;
        let hostile = [
            "https://evil.example/", "https:evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example",
            "///evil.example", "/.//evil.example", "\t//evil.example", "/\t/evil.example", " https://evil.example",
            "javascript:alert(1)", "data:text/html,x", "/a\r\nSet-Cookie: x=y",
            "http://contoso.saasit.localhost:8400.evil.example/", "http://contoso.saasit.localhost:8400@evil.example/",
            "http://contoso.saasit.localhost:84001/", "@evil.example", "/\u{FF0F}evil.example", "\u{FF0F}\u{FF0F}evil.example",
            "http://fabrikam.saasit.localhost:8400/", "http://contoso.saasit.localhost/", "/x/..//evil.example",
        ];
        for relay_state in hostile {
            let answer = world.browser().brings_with(&world.unsolicited(), relay_state).await;
            assert_eq!(answer.status, 303, "{relay_state:?}: {}", answer.text());
            assert_eq!(answer.location(), "/", "{relay_state:?}");
            assert!(answer.headers.get("set-cookie").is_some());
        }
    }

    async fn a_path_or_an_address_of_this_site_is_followed(db: Db) {
        let world = World::new(db).await;
        for (relay_state, target) in [
            ("", "/"),
            ("/incident/1?x=y", "/incident/1?x=y"),
            ("http://contoso.saasit.localhost:8400/", "/"),
            ("http://contoso.saasit.localhost:8400", "/"),
            ("http://contoso.saasit.localhost:8400/incident/2", "/incident/2"),
        ] {
            world.browser().brings_with(&world.unsolicited(), relay_state).await.is_welcome_to(target);
        }
    }

    async fn a_relay_state_with_markup_is_inert(db: Db) {
        let world = World::new(db).await;
        let mut record = world.record(vestibule_manager::providers::AccountKey::ObjectId);
        record.creates_people = false;
        world.sets(record).await;
        let refused = world.browser().brings_with(&world.unsolicited(), "/\"><script>alert(1)</script>").await;
        refused.is_refused_with("SSO-202");
        assert!(!refused.body.contains("<script>alert"));
    }
}
