//! Every assertion signs in once.

use jiff::SignedDuration;
use vestibule_saml::identity_provider::SigningOption;
use vestibule_store::{Db, store_test};

use crate::world::{ACS, From, SCHEMA, World};

store_test! {
    async fn the_same_message_is_refused_the_second_time(db: Db) {
        let world = World::new(db).await;
        let answer = world.unsolicited();
        world.browser().brings(&answer).await.is_welcome_to("/");
        let refused = world.browser().brings(&answer).await;
        refused.is_refused_with("SSO-116");
        assert!(refused.body.contains("first used at 2025-04-01T08:00:00"), "the time of the first use: {}", refused.text());
        assert_eq!(world.last().await.rule.as_deref(), Some("SP-RPL-01"));
    }

    async fn of_two_at_once_exactly_one_signs_in(db: Db) {
        let world = World::new(db).await;
        for _ in 0..10 {
            let answer = world.unsolicited();
            let (mut here, mut there) = (world.browser(), world.browser());
            let (first, second) = tokio::join!(here.brings(&answer), there.brings(&answer));
            let welcomes = [&first, &second].iter().filter(|answer| answer.status == 303).count();
            assert_eq!(welcomes, 1, "{} / {}", first.text(), second.text());
            let refused = if first.status == 303 { &second } else { &first };
            refused.is_refused_with("SSO-116");
        }
    }

    async fn a_rewritten_envelope_does_not_make_it_new(db: Db) {
        let world = World::new(db).await;
        let answer = world.unsolicited();
        world.browser().brings(&answer).await.is_welcome_to("/");
        let mut rewritten = answer.clone();
        rewritten.content.response_id = "_another".to_owned();
        rewritten.option = SigningOption::Assertion;
        world.browser().brings(&rewritten).await.is_refused_with("SSO-116");
        let lines: Vec<String> =
            answer.signed().as_bytes().chunks(76).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
        let folded = lines.join("
");
        world.browser().posts(ACS, &[("SAMLResponse", &folded)], From::Nowhere).await.is_refused_with("SSO-116");
    }

    async fn it_is_remembered_as_long_as_it_could_be_used(db: Db) {
        let world = World::new(db).await;
        let answer = world.unsolicited();
        world.browser().brings(&answer).await.is_welcome_to("/");
        world.passes(SignedDuration::from_mins(59));
        // Another sign-in sweeps what has expired; this is not.
        world.browser().signs_in().await;
        world.browser().brings(&answer).await.is_refused_with("SSO-116");
        world.passes(SignedDuration::from_mins(3));
        world.browser().signs_in().await;
        world.browser().brings(&answer).await.is_refused_with("SSO-114");
    }

    async fn a_refused_sign_in_uses_nothing_up(db: Db) {
        let world = World::new(db).await;
        let mut record = world.record(vestibule_manager::providers::AccountKey::ObjectId);
        record.creates_people = false;
        world.sets(record.clone()).await;
        let answer = world.unsolicited();
        world.browser().brings(&answer).await.is_refused_with("SSO-202");
        record.creates_people = true;
        world.sets(record).await;
        world.browser().brings(&answer).await.is_welcome_to("/");
    }
}
