//! Customers are apart: nothing of one is worth anything at another.

use vestibule_manager::providers::{self, AccountKey};
use vestibule_manager::{Failure, customers};
use vestibule_store::{Db, store_test};

use crate::world::{CONTOSO, FABRIKAM, From, IdentityProvider, SCHEMA, World};

store_test! {
    async fn an_unknown_host_is_misdirected(db: Db) {
        let world = World::new(db).await;
        for path in ["/", "/saml/metadata", "/sign-in/local"] {
            let answer = world.browser().at("northwind.saasit.localhost").opens(path).await;
            assert_eq!(answer.status, 421);
        }
        let answer = world.browser().at("northwind.saasit.localhost").brings(&world.unsolicited()).await;
        assert_eq!(answer.status, 421);
    }

    async fn an_answer_for_one_customer_is_refused_at_another(db: Db) {
        let world = World::new(db).await;
        providers::set(&world.manager, &world.fabrikam, world.record(AccountKey::ObjectId)).await.unwrap();
        let refused = world.browser().at(FABRIKAM).brings(&world.unsolicited()).await;
        refused.is_refused_with("SSO-113");
        let (acs, audience) = (world.acs(&world.fabrikam), world.entity_id(&world.contoso));
        let readdressed = world.idp.about_b_simon(&acs, &audience);
        world.browser().at(FABRIKAM).brings(&readdressed).await.is_refused_with("SSO-112");
        let good = world.idp.about_b_simon(&acs, &world.entity_id(&world.fabrikam));
        world.browser().at(FABRIKAM).brings(&good).await.is_welcome_to("/");
        assert!(world.people(&world.contoso).await.is_empty());
    }

    async fn the_same_key_at_two_customers_is_two_accounts(db: Db) {
        let world = World::new(db).await;
        providers::set(&world.manager, &world.fabrikam, world.record(AccountKey::ObjectId)).await.unwrap();
        world.browser().signs_in().await;
        let good = world.idp.about_b_simon(&world.acs(&world.fabrikam), &world.entity_id(&world.fabrikam));
        world.browser().at(FABRIKAM).brings(&good).await.is_welcome_to("/");
        let (one, other) = (world.people(&world.contoso).await, world.people(&world.fabrikam).await);
        assert_eq!((one.len(), other.len()), (1, 1));
        assert_ne!(one[0].id, other[0].id);
    }

    async fn a_session_of_one_customer_is_none_at_another(db: Db) {
        let world = World::new(db).await;
        let mut browser = world.browser();
        browser.signs_in().await;
        let token = browser.cookie("session").unwrap();
        let mut other = world.browser().at(FABRIKAM);
        other.keeps("session", &token);
        assert_eq!(other.opens("/").await.status, 403, "fabrikam has no provider to be sent to");
    }

    async fn a_request_of_one_customer_is_not_answered_at_another(db: Db) {
        let world = World::new(db).await;
        providers::set(&world.manager, &world.fabrikam, world.record(AccountKey::ObjectId)).await.unwrap();
        let mut browser = world.browser();
        let request = browser.is_sent_away_from("/").await;
        let sign_in = browser.cookie("sign-in").unwrap();
        let mut other = world.browser().at(FABRIKAM);
        other.keeps("sign-in", &sign_in);
        let answer = world.idp.about_b_simon(&world.acs(&world.fabrikam), &world.entity_id(&world.fabrikam)).to(&request.id);
        other.brings(&answer).await.is_refused_with("SSO-121");
    }

    async fn a_provider_of_one_customer_is_unknown_at_another(db: Db) {
        let world = World::new(db).await;
        let other = IdentityProvider::new(world.clock.clone(), "https://idp.fabrikam.com/");
        let mut record = world.record(AccountKey::NameId);
        record.issuer.clone_from(&other.issuer);
        record.certificates = vec![other.certificate()];
        providers::set(&world.manager, &world.fabrikam, record).await.unwrap();
        let (acs, audience) = (world.acs(&world.contoso), world.entity_id(&world.contoso));
        let foreign = other.about_b_simon(&acs, &audience);
        world.browser().brings(&foreign).await.is_refused_with("SSO-111");
        let pretending = world.unsolicited().signed_by(&other);
        world.browser().brings(&pretending).await.is_refused_with("SSO-110");
        let mut own_name = other.about_b_simon(&world.acs(&world.fabrikam), &world.entity_id(&world.fabrikam));
        own_name.content.attributes.clear();
        world.browser().at(FABRIKAM).brings(&own_name).await.is_welcome_to("/");
    }

    async fn a_customer_without_provider_says_what_to_do(db: Db) {
        let world = World::new(db).await;
        let page = world.browser().at(FABRIKAM).opens("/").await;
        assert_eq!(page.status, 403);
        for shown in [
            "Single sign-on is not set up yet",
            "SSO-101",
            "http://fabrikam.saasit.localhost:8400/handlers/sso/SamlAssertionConsumerHandler.ashx",
            "Sign in with a local password",
        ] {
            assert!(page.text().contains(shown), "{shown}: {}", page.text());
        }
        assert!(page.body.contains("href=\"/sign-in/local\""));
    }

    async fn names_and_hosts_are_given_once(db: Db) {
        let world = World::new(db).await;
        for (name, host) in [("Contoso", "other.saasit.localhost"), ("other", CONTOSO)] {
            let taken = customers::create(&world.manager, name, host).await;
            assert!(matches!(taken, Err(Failure::Conflict(_))), "{name} {host}");
        }
        for (name, host) in [("", "a.localhost"), ("x", "http://a.localhost/"), ("x", "a..b"), ("x", "-a.localhost"), ("x", "a.localhost:80")] {
            let bad = customers::create(&world.manager, name, host).await;
            assert!(matches!(bad, Err(Failure::Invalid(_))), "{name} {host}");
        }
    }

    async fn a_host_is_told_by_the_address_and_nothing_else(db: Db) {
        let world = World::new(db).await;
        let response = world.unsolicited().signed();
        let mut browser = world.browser().at(FABRIKAM);
        let answer = browser.posts_with("/handlers/sso/SamlAssertionConsumerHandler.ashx", &[("SAMLResponse", &response)], From::Nowhere, ("x-forwarded-host", CONTOSO)).await;
        answer.is_refused_with("SSO-101");
    }
}
