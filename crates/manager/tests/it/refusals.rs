//! What refused people see, and what the log keeps.

use vestibule_saml::identity_provider::{SigningOption, StatusContent, refuse};
use vestibule_saml::message::StatusCode;
use vestibule_store::{Clock as _, Db, store_test};

use crate::world::{ACS, From, IdentityProvider, SCHEMA, World, form};

store_test! {
    async fn all_three_ways_of_signing_are_accepted(db: Db) {
        let world = World::new(db).await;
        for option in [SigningOption::Assertion, SigningOption::Response, SigningOption::ResponseAndAssertion] {
            let mut answer = world.unsolicited();
            answer.option = option;
            world.browser().brings(&answer).await.is_welcome_to("/");
        }
    }

    async fn the_page_shows_what_was_expected_and_received_and_the_log_has_the_same(db: Db) {
        let world = World::new(db).await;
        let mut answer = world.unsolicited();
        answer.content.audience = "https://other.example/".to_owned();
        let refused = world.browser().brings(&answer).await;
        refused.is_refused_with("SSO-112");
        for shown in ["http://contoso.saasit.localhost:8400/", "https://other.example/", "Identifier (Entity ID)", "SP-AUD-01"] {
            assert!(refused.text().contains(shown), "{shown}: {}", refused.text());
        }
        let line = world.last().await;
        assert_eq!(line.correlation_id, refused.headers["x-correlation-id"].to_str().unwrap());
        assert_eq!((line.code.as_deref(), line.rule.as_deref()), (Some("SSO-112"), Some("SP-AUD-01")));
        assert!(line.received.contains("https://other.example/"));
        let german = world.browser().reads("de").brings(&answer).await;
        assert!(german.text().contains("für einen anderen Dienst bestimmt"), "{}", german.text());
    }

    async fn each_fault_has_its_code(db: Db) {
        let world = World::new(db).await;
        let stranger = IdentityProvider::new(world.clock.clone(), &world.idp.issuer);
        world.browser().brings(&world.unsolicited().signed_by(&stranger)).await.is_refused_with("SSO-110");
        let mut other = world.unsolicited();
        other.content.issuer = "http://localhost:8400/tenant".to_owned();
        world.browser().brings(&other).await.is_refused_with("SSO-111");
        let mut elsewhere = world.unsolicited();
        elsewhere.content.destination = format!("{}/", world.acs(&world.contoso));
        world.browser().brings(&elsewhere).await.is_refused_with("SSO-113");
        let unsigned = world.unsolicited().xml().replace("<Signature", "<Signatur").replace("</Signature", "</Signatur");
        let refused = world.browser().brings_xml(&unsigned).await;
        assert!(refused.status.is_client_error() && !refused.sets_a_session());
        for garbage in ["", "<", "<!DOCTYPE x><x/>", "not XML at all"] {
            let refused = world.browser().brings_xml(garbage).await;
            refused.is_refused_with("SSO-120");
        }
    }

    async fn an_encrypted_message_is_refused_by_that_name(db: Db) {
        let world = World::new(db).await;
        let xml = world.unsolicited().xml();
        let (start, end) = (xml.find("<Assertion").unwrap(), xml.find("</samlp:Response>").unwrap());
        let encrypted = "<EncryptedAssertion xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\"/>";
        let xml = format!("{}{encrypted}{}", &xml[..start], &xml[end..]);
        world.browser().brings_xml(&xml).await.is_refused_with("SSO-119");
    }

    async fn a_sign_in_at_the_provider_that_is_yet_to_come_is_refused(db: Db) {
        let world = World::new(db).await;
        let mut answer = world.unsolicited();
        answer.content.authn_instant = world.clock.now() + jiff::SignedDuration::from_mins(10);
        world.browser().brings(&answer).await.is_refused_with("SSO-124");
        answer.content.authn_instant = world.clock.now() - jiff::SignedDuration::from_hours(24 * 60);
        world.browser().brings(&answer).await.is_welcome_to("/");
    }

    async fn an_error_of_the_provider_is_told_and_harms_nobody(db: Db) {
        let world = World::new(db).await;
        let mut browser = world.browser();
        browser.signs_in().await;
        let xml = refuse(&StatusContent {
            response_id: "_error".to_owned(),
            issuer: world.idp.issuer.clone(),
            destination: world.acs(&world.contoso),
            in_response_to: None,
            issue_instant: world.clock.now(),
            top: StatusCode::Responder,
            second: Some(StatusCode::AuthnFailed),
            message: "<b>because</b>".to_owned(),
        })
        .unwrap();
        let refused = browser.brings_xml(&xml).await;
        refused.is_refused_with("SSO-118");
        assert!(refused.text().contains("AuthnFailed"), "{}", refused.text());
        assert!(!refused.body.contains("<b>because"));
        assert_eq!(browser.opens("/").await.status, 200, "the session before goes on");
    }

    async fn a_message_comes_by_post_as_a_form(db: Db) {
        let world = World::new(db).await;
        let response = world.unsolicited().signed();
        let body = form(&[("SAMLResponse", &response)]);
        let mut browser = world.browser();
        let get = browser.opens(&format!("{ACS}?{body}")).await;
        assert_eq!(get.status, 405);
        assert!(get.headers["allow"].to_str().unwrap().contains("POST"));
        assert!(get.text().contains("This address is for identity providers"), "{}", get.text());
        browser.posts_raw(ACS, "application/json", body.clone()).await.is_refused_with("SSO-125");
        browser.posts_raw(ACS, "multipart/form-data; boundary=x", body.clone()).await.is_refused_with("SSO-125");
        let in_query = browser.posts_raw(&format!("{ACS}?SAMLResponse=x"), "application/x-www-form-urlencoded", body.clone()).await;
        in_query.is_refused_with("SSO-125");
        let twice = form(&[("SAMLResponse", &response), ("SAMLResponse", &response)]);
        browser.posts_raw(ACS, "application/x-www-form-urlencoded", twice).await.is_refused_with("SSO-125");
        browser.posts_raw(ACS, "Application/X-WWW-Form-Urlencoded; charset=UTF-8", body).await.is_welcome_to("/");
    }

    async fn markup_and_line_ends_in_a_message_are_shown_escaped(db: Db) {
        let world = World::new(db).await;
        let mut answer = world.unsolicited();
        answer.content.issuer = "https://x/<script>alert(1)</script>\r\nforged line".to_owned();
        let refused = world.browser().brings(&answer).await;
        refused.is_refused_with("SSO-111");
        assert!(!refused.body.contains("<script>alert"));
        assert!(!world.last().await.received.contains('\n'));
        let mut long = world.unsolicited();
        long.content.audience = format!("https://{}/", "x".repeat(1_000));
        world.browser().brings(&long).await.is_refused_with("SSO-112");
        assert!(world.last().await.received.chars().count() <= 201);
    }

    async fn a_body_that_is_too_large_is_refused(db: Db) {
        let world = World::new(db).await;
        let body = format!("SAMLResponse={}", "A".repeat(513 * 1024));
        let answer = world.browser().posts_raw(ACS, "application/x-www-form-urlencoded", body).await;
        assert_eq!(answer.status, 413);
        world.browser().posts(ACS, &[("SAMLResponse", &"QUFB".repeat(100_000))], From::Nowhere).await.is_refused_with("SSO-120");
    }
}
