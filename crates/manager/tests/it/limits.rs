//! What a stranger can cost.

use std::net::IpAddr;

use vestibule_store::{Db, store_test};

use crate::world::{ACS, From, SCHEMA, World};

store_test! {
    async fn the_seventeenth_open_request_of_a_browser_drops_the_oldest(db: Db) {
        let world = World::new(db).await;
        let mut browser = world.browser();
        let mut requests = Vec::new();
        for _ in 0..17 {
            requests.push(browser.is_sent_away_from("/").await);
            world.passes(jiff::SignedDuration::from_secs(1));
        }
        browser.brings(&world.answering(&requests[0])).await.is_refused_with("SSO-121");
        browser.brings(&world.answering(&requests[1])).await.is_welcome_to("/");
        browser.brings(&world.answering(&requests[16])).await.is_welcome_to("/");
    }

    async fn starting_sign_ins_fills_the_store_no_further_than_the_limit_of_an_address(db: Db) {
        let world = World::new(db).await;
        // One machine has a network full of addresses.
        let address = |number: u16| IpAddr::from([0x2001, 0xdb8, 0, 1, 0, 0, 0, number]);
        let here = address(0xffff);
        for number in 0..2_000 {
            assert_eq!(world.browser().behind(address(number)).opens("/").await.status, 303);
        }
        let refused = world.browser().behind(here).opens("/").await;
        assert_eq!(refused.status, 429);
        refused.is_refused_with("SSO-103");
        world.browser().is_sent_away_from("/").await;
        world.passes(jiff::SignedDuration::from_mins(31));
        assert_eq!(world.browser().behind(here).opens("/").await.status, 303);
    }

    async fn a_flood_of_refused_messages_is_slowed_down_for_its_sender_alone(db: Db) {
        let world = World::new(db).await;
        let here = IpAddr::from([198, 51, 100, 1]);
        let mut flooder = world.browser().behind(here);
        for _ in 0..600 {
            let answer = flooder.posts(ACS, &[("SAMLResponse", "x")], From::Nowhere).await;
            assert!(answer.status == 400 || answer.status == 403, "{}", answer.text());
        }
        for _ in 0..10 {
            flooder.posts(ACS, &[("SAMLResponse", "x")], From::Nowhere).await;
        }
        let slowed = flooder.posts(ACS, &[("SAMLResponse", "x")], From::Nowhere).await;
        assert_eq!(slowed.status, 429);
        assert!(slowed.headers.contains_key("retry-after"));
        slowed.is_refused_with("SSO-102");
        world.browser().signs_in().await;
        world.passes(jiff::SignedDuration::from_secs(10));
        flooder.signs_in().await;
    }
}
