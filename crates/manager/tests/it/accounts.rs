//! What leads from a message to an account, and what never does.

use vestibule_manager::identities;
use vestibule_manager::people::{self, NewLocalPerson};
use vestibule_manager::providers::{self, AccountKey};
use vestibule_manager::{Failure, Role};
use vestibule_saml::message::NameIdFormat;
use vestibule_store::{Db, store_test};

use crate::world::{OBJECT_ID, SCHEMA, World};

const ROLE: &str = "http://schemas.microsoft.com/ws/2008/06/identity/claims/role";
const MAIL: &str = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress";

store_test! {
    async fn an_unknown_person_is_refused_where_accounts_are_not_made(db: Db) {
        let world = World::new(db).await;
        let mut record = world.record(AccountKey::ObjectId);
        record.creates_people = false;
        world.sets(record).await;
        world.browser().brings(&world.unsolicited()).await.is_refused_with("SSO-202");
        assert!(world.people(&world.contoso).await.is_empty());
        let line = world.last().await;
        assert_eq!(line.code.as_deref(), Some("SSO-202"));
        assert_eq!(line.subject.as_deref(), Some("b.simon@contoso.com"));
        world.trusts(AccountKey::ObjectId).await;
        world.browser().brings(&world.unsolicited()).await.is_welcome_to("/");
    }

    async fn a_message_without_the_object_id_is_refused(db: Db) {
        let world = World::new(db).await;
        let nameless = world.unsolicited().claim(OBJECT_ID, &[]);
        world.browser().brings(&nameless).await.is_refused_with("SSO-201");
        let empty = world.unsolicited().claim(OBJECT_ID, &[""]);
        world.browser().brings(&empty).await.is_refused_with("SSO-201");
        assert!(world.people(&world.contoso).await.is_empty());
    }

    async fn two_object_ids_are_refused_however_they_are_written(db: Db) {
        let world = World::new(db).await;
        let in_one = world.unsolicited().claim(OBJECT_ID, &["one", "two"]);
        world.browser().brings(&in_one).await.is_refused_with("SSO-207");
        let in_two = world.unsolicited().also(OBJECT_ID, "another");
        world.browser().brings(&in_two).await.is_refused_with("SSO-207");
        assert_eq!(world.last().await.rule.as_deref(), Some("SP-ACC-07"));
        let two_mails = world.unsolicited().also(MAIL, "other@contoso.com");
        world.browser().brings(&two_mails).await.is_refused_with("SSO-207");
    }

    async fn a_mail_address_or_login_never_links(db: Db) {
        let world = World::without_provider(db).await;
        world.trusts(AccountKey::NameId).await;
        world.browser().signs_in().await;
        let stranger = world.unsolicited().named("stranger@contoso.com");
        let answer = world.browser().brings(&stranger).await;
        answer.is_refused_with("SSO-204");
        let same_mail = stranger.says("name", "stranger@contoso.com");
        world.browser().brings(&same_mail).await.is_refused_with("SSO-204");
        assert_eq!(world.people(&world.contoso).await.len(), 1);
        assert!(world.last().await.employee_id.is_some(), "the log names the account that is in the way");
    }

    async fn a_declared_subject_is_let_in_as_the_person_it_was_declared_for(db: Db) {
        let world = World::new(db).await;
        let new = NewLocalPerson {
            login_id: "b.simon@contoso.com".to_owned(),
            display_name: Some("Britta".to_owned()),
            role: Role::ServiceDeskAnalyst,
            password: None,
        };
        people::create_local(&world.manager, &world.contoso, new).await.unwrap();
        world.browser().brings(&world.unsolicited()).await.is_refused_with("SSO-204");
        let object_id = "6f1c0000-0000-4000-8000-00000000b510";
        identities::declare(&world.manager, &world.contoso, "B.Simon@contoso.com", object_id).await.unwrap();
        let mut browser = world.browser();
        browser.signs_in().await;
        assert!(browser.opens("/").await.text().contains("Service Desk Analyst"));
        assert_eq!(world.people(&world.contoso).await.len(), 1);
        let again = identities::declare(&world.manager, &world.contoso, "b.simon@contoso.com", object_id).await;
        assert!(matches!(again, Err(Failure::Conflict(_))));
    }

    async fn the_key_is_compared_octet_by_octet(db: Db) {
        let world = World::without_provider(db).await;
        world.trusts(AccountKey::NameId).await;
        world.browser().signs_in().await;
        let keys = [
            "B.Simon@contoso.com",
            "b.simon@contoso.com ",
            " b.simon@contoso.com",
            "b.simon@contoso.com\u{200B}",
            "b.simon\u{FF20}contoso.com",
            "b.\u{455}imon@contoso.com",
            "b.simon@contoso.com\u{202E}",
        ];
        for key in keys {
            let mut answer = world.unsolicited().named(key);
            answer.content.attributes.clear();
            let refused = world.browser().brings(&answer).await;
            assert!(refused.status.is_client_error(), "{key:?}: {}", refused.text());
            assert!(!refused.sets_a_session());
        }
        assert_eq!(world.people(&world.contoso).await.len(), 1);
        let other_format = world.unsolicited().format(NameIdFormat::Unspecified);
        world.browser().brings(&other_format).await.is_welcome_to("/");
        assert_eq!(world.people(&world.contoso).await.len(), 1);
    }

    async fn a_key_with_white_space_around_it_or_hidden_characters_is_refused(db: Db) {
        let world = World::new(db).await;
        for key in [" a", "a ", "a\u{200B}b", "a\u{202E}b", "a\u{AD}b"] {
            let answer = world.unsolicited().object_id(key);
            world.browser().brings(&answer).await.is_refused_with("SSO-201");
            assert_eq!(world.last().await.rule.as_deref(), Some("SP-ACC-03"), "{key:?}");
        }
        assert!(world.people(&world.contoso).await.is_empty());
        world.browser().brings(&world.unsolicited().object_id("Zoë 中文")).await.is_welcome_to("/");
    }

    async fn a_login_id_that_looks_like_another_is_not_made(db: Db) {
        let world = World::new(db).await;
        world.browser().signs_in().await;
        for (number, login) in ["b.sim\u{43E}n@contoso.com", "B.SIMON@contoso.com", "b\u{FF0E}simon@contoso.com", "\u{412}.Simon@contoso.com"].iter().enumerate() {
            let answer = world.unsolicited().about(login, &format!("other-{number}"), "Boris", "Simonow");
            let answer = answer.says("emailaddress", &format!("boris{number}@contoso.com"));
            world.browser().brings(&answer).await.is_refused_with("SSO-204");
        }
        let distinct = world.unsolicited().about("b.simone@contoso.com", "other-9", "Bea", "Simone");
        world.browser().brings(&distinct).await.is_welcome_to("/");
        assert_eq!(world.people(&world.contoso).await.len(), 2);
    }

    async fn a_transient_name_makes_no_account(db: Db) {
        let world = World::without_provider(db).await;
        world.trusts(AccountKey::NameId).await;
        let transient = world.unsolicited().named("_b8f2a").format(NameIdFormat::Transient);
        world.browser().brings(&transient).await.is_refused_with("SSO-201");
        assert!(world.people(&world.contoso).await.is_empty());
        world.trusts(AccountKey::ObjectId).await;
        world.browser().brings(&world.unsolicited().named("_c9").format(NameIdFormat::Transient)).await.is_welcome_to("/");
    }

    async fn attributes_give_no_role(db: Db) {
        let world = World::new(db).await;
        let greedy = world.unsolicited().also(ROLE, "Admin").also("isAdmin", "true").also("role", "Administrator");
        let mut browser = world.browser();
        browser.brings(&greedy).await.is_welcome_to("/");
        assert_eq!(world.people(&world.contoso).await[0].roles, [Role::SelfService]);
        assert!(!browser.opens("/").await.text().contains("Administrator"));
    }

    async fn values_are_bounded_and_shown_as_text(db: Db) {
        let world = World::new(db).await;
        for name in ["\u{202E}tac", &"x".repeat(257)] {
            let answer = world.unsolicited().says("givenname", name);
            world.browser().brings(&answer).await.is_refused_with("SSO-207");
            assert_eq!(world.last().await.rule.as_deref(), Some("SP-ACC-09"));
        }
        let marked_up = world.unsolicited().says("givenname", "<script>alert('1')</script>").says("surname", "=cmd() & \"O'Neil\"");
        let mut browser = world.browser();
        browser.brings(&marked_up).await.is_welcome_to("/");
        let home = browser.opens("/").await;
        assert!(!home.body.contains("<script>alert"));
        assert!(home.body.contains("&lt;script&gt;alert('1')&lt;/script&gt;"), "{}", home.text());
    }

    async fn a_disabled_person_is_refused_in_both_ways_and_signed_out(db: Db) {
        let world = World::new(db).await;
        let mut browser = world.browser();
        browser.signs_in().await;
        let login = "b.simon@contoso.com";
        people::set_disabled(&world.manager, &world.contoso, login, true).await.unwrap();
        let request = browser.is_sent_away_from("/").await;
        browser.brings(&world.answering(&request)).await.is_refused_with("SSO-205");
        world.browser().brings(&world.unsolicited()).await.is_refused_with("SSO-205");
        people::set_disabled(&world.manager, &world.contoso, login, false).await.unwrap();
        world.browser().brings(&world.unsolicited()).await.is_welcome_to("/");
    }

    async fn the_account_key_of_a_provider_is_fixed_once_accounts_hang_on_it(db: Db) {
        let world = World::new(db).await;
        world.trusts(AccountKey::NameId).await;
        world.browser().signs_in().await;
        let change = world.record(AccountKey::ObjectId);
        let refused = providers::set(&world.manager, &world.contoso, change).await;
        assert!(matches!(refused, Err(Failure::Conflict(_))), "{refused:?}");
    }
}
