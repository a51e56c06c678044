//! People come back to where they wanted to go.

use vestibule_store::{Db, store_test};

use crate::world::{FABRIKAM, SCHEMA, World};

store_test! {
    async fn a_deep_link_comes_back_after_signing_in(db: Db) {
        let world = World::new(db).await;
        let mut browser = world.browser();
        let request = browser.is_sent_away_from("/incident/1?view=all&x=y").await;
        let answer = browser.brings_with(&world.answering(&request), &request.relay_state).await;
        answer.is_welcome_to("/incident/1?view=all&x=y");
        let page = browser.opens("/incident/1?view=all&x=y").await;
        assert_eq!(page.status, 404);
        assert!(page.text().contains("Britta Simon"), "the page shows who is signed in: {}", page.text());
    }

    async fn the_relay_state_says_nothing_and_is_short(db: Db) {
        let world = World::new(db).await;
        let request = world.browser().is_sent_away_from("/incident/1").await;
        assert!(request.relay_state.len() <= 80);
        assert!(!request.relay_state.contains("incident"));
    }

    async fn nothing_of_the_visitors_gets_into_the_request(db: Db) {
        let world = World::new(db).await;
        let mut browser = world.browser();
        let path = "/%3Csaml:Issuer%3E?AssertionConsumerServiceURL=https://evil.example/&SAMLRequest=x&RelayState=y";
        let request = browser.is_sent_away_from(path).await;
        let query = request.location.split_once('?').unwrap().1;
        assert_eq!(query.matches("SAMLRequest=").count(), 1);
        assert_eq!(query.matches("RelayState=").count(), 1);
        assert!(!query.contains("evil"));
        let xml = inflated(query);
        assert!(xml.contains("Destination=\"http://localhost:8400/tenant/saml2\""), "{xml}");
        assert!(xml.contains(&format!("AssertionConsumerServiceURL=\"{}\"", world.acs(&world.contoso))), "{xml}");
        assert!(xml.contains(&format!(">{}<", world.entity_id(&world.contoso))), "{xml}");
        assert!(!xml.contains("evil") && !xml.contains("%3C"), "{xml}");
    }

    async fn a_path_that_browsers_read_as_another_host_leads_home(db: Db) {
        let world = World::new(db).await;
        for path in ["//evil.example/", "/.//evil.example", "/%2F%2Fevil.example/..//x"] {
            let mut browser = world.browser();
            let request = browser.is_sent_away_from(path).await;
            let answer = browser.brings_with(&world.answering(&request), &request.relay_state).await;
            assert!(answer.sets_a_session());
            assert!(!answer.location().starts_with("//"), "{path} → {}", answer.location());
        }
    }

    async fn what_a_page_loads_starts_no_sign_in(db: Db) {
        let world = World::new(db).await;
        for destination in ["image", "script", "empty", "iframe"] {
            let answer = world.browser().opens_as("/picture.png", destination).await;
            assert_eq!(answer.status, 401, "{destination}");
        }
        assert_eq!(world.browser().opens("/favicon.ico").await.status, 401);
        assert_eq!(world.browser().opens_as("/picture.png", "document").await.status, 303);
    }

    async fn the_address_of_the_original_product_starts_a_sign_in(db: Db) {
        let world = World::new(db).await;
        let mut browser = world.browser();
        let request = browser.is_sent_away_from("/Login.aspx?ProviderName=any").await;
        let answer = browser.brings_with(&world.answering(&request), &request.relay_state).await;
        answer.is_welcome_to("/");
    }

    async fn metadata_names_entity_id_and_consumer(db: Db) {
        let world = World::new(db).await;
        let answer = world.browser().at(FABRIKAM).opens("/saml/metadata").await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.headers["content-type"], "application/samlmetadata+xml");
        assert!(answer.body.contains("entityID=\"http://fabrikam.saasit.localhost:8400/\""), "{}", answer.body);
        assert!(answer.body.contains(&format!("Location=\"{}\"", world.acs(&world.fabrikam))), "{}", answer.body);
    }
}

fn inflated(query: &str) -> String {
    use base64::Engine as _;
    let value = form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "SAMLRequest")
        .unwrap()
        .1;
    let octets = base64::engine::general_purpose::STANDARD
        .decode(value.as_bytes())
        .unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(
        &mut flate2::read::DeflateDecoder::new(octets.as_slice()),
        &mut text,
    )
    .unwrap();
    text
}
