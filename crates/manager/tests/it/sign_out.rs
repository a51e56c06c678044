//! Signing out.

use vestibule_manager::providers::AccountKey;
use vestibule_store::{Db, store_test};

use crate::world::{From, SCHEMA, World};

store_test! {
    async fn signing_out_ends_the_session_and_goes_on_to_the_provider(db: Db) {
        let world = World::new(db).await;
        let mut record = world.record(AccountKey::ObjectId);
        record.logout_url = Some("http://localhost:8400/tenant/saml2".to_owned());
        world.sets(record).await;
        let mut browser = world.browser();
        browser.signs_in().await;
        let token = browser.cookie("session").unwrap();
        let home = browser.opens("/").await;
        let form_token = home.hidden("form_token").unwrap();
        assert!(home.body.contains("action=\"/sign-out\""));
        let goodbye = browser.posts("/sign-out", &[("form_token", &form_token)], From::Here).await;
        assert_eq!(goodbye.status, 200, "no redirect: browsers would not follow it to another site");
        assert!(goodbye.headers["refresh"].to_str().unwrap().starts_with("1; url=http://localhost:8400/tenant/saml2?SAMLRequest="));
        assert!(goodbye.body.contains("href=\"http://localhost:8400/tenant/saml2?SAMLRequest="));
        assert!(browser.cookie("session").is_none());
        browser.keeps("session", &token);
        assert_eq!(browser.opens("/").await.status, 303);
    }

    async fn nobody_is_signed_out_by_a_link_or_a_forged_form(db: Db) {
        let world = World::new(db).await;
        let mut browser = world.browser();
        browser.signs_in().await;
        assert_eq!(browser.opens("/sign-out").await.status, 405);
        assert_eq!(browser.posts("/sign-out", &[], From::Elsewhere).await.status, 403);
        assert_eq!(browser.posts("/sign-out", &[("form_token", "x")], From::Here).await.status, 403);
        assert_eq!(browser.opens("/").await.status, 200);
    }
}
