//! The first sign-in makes the account, the next ones find it.

use vestibule_manager::Role;
use vestibule_manager::providers::AccountKey;
use vestibule_manager::sign_ins::Method;
use vestibule_store::{Db, store_test};

use crate::world::{SCHEMA, World};

store_test! {
    async fn a_new_person_gets_an_account_with_the_default_role(db: Db) {
        let world = World::new(db).await;
        let mut browser = world.browser();
        let request = browser.is_sent_away_from("/").await;
        let answer = browser.brings_with(&world.answering(&request), &request.relay_state).await;
        answer.is_welcome_to("/");
        let people = world.people(&world.contoso).await;
        assert_eq!(people.len(), 1);
        let person = &people[0];
        assert_eq!(
            (person.login_id.as_str(), person.first_name.as_str(), person.last_name.as_str()),
            ("b.simon@contoso.com", "Britta", "Simon")
        );
        assert_eq!(person.primary_email, "b.simon@contoso.com");
        assert_eq!(person.display_name, "Britta Simon");
        assert_eq!(person.roles, [Role::SelfService]);
        let line = world.last().await;
        assert_eq!((line.code, line.method, line.is_new_person), (None, Method::Requested, true));
        assert_eq!(line.employee_id.as_ref(), Some(&person.id));
        assert_eq!(line.certificate_thumbprint.as_deref(), Some(world.idp.thumbprint()));
    }

    async fn home_says_who_is_signed_in_and_how(db: Db) {
        let world = World::new(db).await;
        let mut browser = world.browser();
        browser.signs_in().await;
        let home = browser.opens("/").await;
        assert_eq!(home.status, 200);
        for shown in [
            "Welcome, Britta Simon",
            "b.simon@contoso.com",
            "Self Service User",
            "Single sign-on (SAML 2.0)",
            "http://localhost:8400/tenant/",
            world.idp.thumbprint(),
            "2025-04-01 08:00:00 UTC",
            "Sign out",
        ] {
            assert!(home.text().contains(shown), "{shown}: {}", home.text());
        }
        let mut german = world.browser().reads("de");
        german.signs_in().await;
        assert!(german.opens("/").await.text().contains("Willkommen, Britta Simon"));
    }

    async fn a_known_person_signs_in_to_the_same_account(db: Db) {
        let world = World::new(db).await;
        world.browser().signs_in().await;
        world.browser().signs_in().await;
        assert_eq!(world.people(&world.contoso).await.len(), 1);
        assert!(!world.last().await.is_new_person);
    }

    async fn two_first_sign_ins_at_once_make_one_account(db: Db) {
        let world = World::new(db).await;
        let (one, other) = (world.unsolicited(), world.unsolicited());
        let (mut here, mut there) = (world.browser(), world.browser());
        let (first, second) = tokio::join!(here.brings(&one), there.brings(&other));
        first.is_welcome_to("/");
        second.is_welcome_to("/");
        assert_eq!(world.people(&world.contoso).await.len(), 1);
    }

    async fn a_renamed_person_keeps_the_account_where_the_object_id_is_the_key(db: Db) {
        let world = World::new(db).await;
        world.browser().signs_in().await;
        let married = world
            .unsolicited()
            .named("b.meier@contoso.com")
            .says("name", "b.meier@contoso.com")
            .says("emailaddress", "b.meier@contoso.com")
            .says("surname", "Meier");
        world.browser().brings(&married).await.is_welcome_to("/");
        let people = world.people(&world.contoso).await;
        assert_eq!(people.len(), 1);
        let person = &people[0];
        assert_eq!((person.display_name.as_str(), person.primary_email.as_str()), ("Britta Meier", "b.meier@contoso.com"));
        assert_eq!(person.login_id, "b.simon@contoso.com", "the Login ID is given once");
    }

    async fn fields_that_a_message_does_not_mention_stay(db: Db) {
        let world = World::new(db).await;
        world.browser().signs_in().await;
        let silent = world
            .unsolicited()
            .claim("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname", &[])
            .claim("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress", &[]);
        world.browser().brings(&silent).await.is_welcome_to("/");
        let person = &world.people(&world.contoso).await[0];
        assert_eq!((person.first_name.as_str(), person.primary_email.as_str()), ("Britta", "b.simon@contoso.com"));
    }

    async fn a_person_who_left_the_name_to_somebody_else_is_not_inherited(db: Db) {
        let world = World::new(db).await;
        world.browser().signs_in().await;
        let successor = world.unsolicited().object_id("6f1c0000-0000-4000-8000-00000000ffff");
        world.browser().brings(&successor).await.is_refused_with("SSO-204");
        assert_eq!(world.people(&world.contoso).await.len(), 1);
    }

    async fn other_names_of_the_same_fields_are_understood(db: Db) {
        let world = World::without_provider(db).await;
        world.trusts(AccountKey::NameId).await;
        let mut answer = world.unsolicited();
        answer.content.attributes.clear();
        let answer = answer
            .also("urn:oid:2.5.4.42", "Zoë")
            .also("urn:oid:2.5.4.4", "中文")
            .also("urn:oid:0.9.2342.19200300.100.1.3", "zoe@contoso.com");
        world.browser().brings(&answer).await.is_welcome_to("/");
        let person = &world.people(&world.contoso).await[0];
        assert_eq!(person.display_name, "Zoë 中文");
        assert_eq!(person.login_id, "b.simon@contoso.com");
    }
}
