//! Which request an answer belongs to, and which browser.

use jiff::SignedDuration;
use vestibule_manager::providers::{self, AccountKey};
use vestibule_store::{Db, store_test};

use crate::world::{IdentityProvider, SCHEMA, World};

store_test! {
    async fn an_answer_to_an_unknown_request_is_refused_though_unsolicited_ones_are_allowed(db: Db) {
        let world = World::new(db).await;
        world.browser().brings(&world.unsolicited().to("_unknown")).await.is_refused_with("SSO-121");
        world.browser().brings(&world.unsolicited().to("")).await.is_refused_with("SSO-1");
        assert!(world.people(&world.contoso).await.is_empty());
    }

    async fn a_request_is_answered_once(db: Db) {
        let world = World::new(db).await;
        let mut browser = world.browser();
        let request = browser.is_sent_away_from("/").await;
        browser.brings(&world.answering(&request)).await.is_welcome_to("/");
        browser.brings(&world.answering(&request)).await.is_refused_with("SSO-121");
    }

    async fn two_answers_to_one_request_at_once_sign_in_once(db: Db) {
        let world = World::new(db).await;
        world.browser().signs_in().await;
        for _ in 0..5 {
            let mut browser = world.browser();
            let request = browser.is_sent_away_from("/").await;
            let mut other = world.browser();
            other.keeps("sign-in", &browser.cookie("sign-in").unwrap());
            let (one, two) = (world.answering(&request), world.answering(&request));
            let (first, second) = tokio::join!(browser.brings(&one), other.brings(&two));
            let welcomes = [&first, &second].iter().filter(|answer| answer.status == 303).count();
            assert_eq!(welcomes, 1, "{} / {}", first.text(), second.text());
        }
    }

    async fn an_answer_after_thirty_minutes_is_refused(db: Db) {
        let world = World::new(db).await;
        let mut browser = world.browser();
        let request = browser.is_sent_away_from("/").await;
        world.passes(SignedDuration::from_secs(30 * 60 - 1));
        let late = browser.is_sent_away_from("/late").await;
        browser.brings(&world.answering(&request)).await.is_welcome_to("/");
        world.passes(SignedDuration::from_mins(30));
        let refused = browser.brings(&world.answering(&late)).await;
        refused.is_refused_with("SSO-121");
        assert!(refused.body.contains("30 minutes"), "{}", refused.text());
        assert!(refused.text().contains("Start again"));
    }

    async fn an_answer_in_another_browser_is_refused(db: Db) {
        let world = World::new(db).await;
        let mut victim = world.browser();
        let mut attacker = world.browser();
        let request = attacker.is_sent_away_from("/").await;
        victim.brings(&world.answering(&request)).await.is_refused_with("SSO-122");
        let _own = victim.is_sent_away_from("/").await;
        victim.brings(&world.answering(&request)).await.is_refused_with("SSO-122");
        attacker.brings(&world.answering(&request)).await.is_welcome_to("/");
    }

    async fn two_tabs_finish_both(db: Db) {
        let world = World::new(db).await;
        let mut browser = world.browser();
        let one = browser.is_sent_away_from("/incident/1").await;
        let two = browser.is_sent_away_from("/incident/2").await;
        browser.brings_with(&world.answering(&one), &one.relay_state).await.is_welcome_to("/incident/1");
        browser.brings_with(&world.answering(&two), &two.relay_state).await.is_welcome_to("/incident/2");
    }

    async fn the_provider_that_answers_is_the_one_that_was_asked(db: Db) {
        let world = World::new(db).await;
        let mut browser = world.browser();
        let request = browser.is_sent_away_from("/").await;
        let other = IdentityProvider::new(world.clock.clone(), "https://other.example/");
        let mut record = world.record(AccountKey::ObjectId);
        record.issuer.clone_from(&other.issuer);
        record.certificates = vec![other.certificate()];
        providers::set(&world.manager, &world.contoso, record).await.unwrap();
        let answer = other.about_b_simon(&world.acs(&world.contoso), &world.entity_id(&world.contoso));
        browser.brings(&answer.to(&request.id)).await.is_refused_with("SSO-111");
        assert_eq!(world.last().await.rule.as_deref(), Some("SP-ISS-03"));
    }

    async fn unsolicited_answers_are_refused_where_the_record_says_so(db: Db) {
        let world = World::new(db).await;
        let mut record = world.record(AccountKey::ObjectId);
        record.allows_unsolicited = false;
        world.sets(record).await;
        world.browser().brings(&world.unsolicited()).await.is_refused_with("SSO-117");
        let mut browser = world.browser();
        let request = browser.is_sent_away_from("/").await;
        browser.brings(&world.answering(&request)).await.is_welcome_to("/");
    }

    async fn the_signed_place_names_the_request_too(db: Db) {
        let world = World::new(db).await;
        let mut browser = world.browser();
        let request = browser.is_sent_away_from("/").await;
        // Outside ours, inside none: only the assertion is signed, so anybody can write the outside.
        let mut xml = world.unsolicited().xml();
        xml = xml.replacen("IssueInstant", &format!("InResponseTo=\"{}\" IssueInstant", request.id), 1);
        let refused = browser.brings_xml(&xml).await;
        refused.is_refused_with("SSO-121");
        // The other way round.
        let stripped = world.answering(&request).xml().replacen(&format!(" InResponseTo=\"{}\"", request.id), "", 1);
        browser.brings_xml(&stripped).await.is_refused_with("SSO-121");
    }
}
