//! What a record may narrow its provider's messages down to.

use vestibule_manager::Failure;
use vestibule_manager::providers::{self, AccountKey, TENANT_CLAIM};
use vestibule_saml::message::NameIdFormat;
use vestibule_store::{Db, store_test};

use crate::world::{SCHEMA, World};

const TENANT: &str = "0b2f0c1e-0000-4000-8000-00000000c0de";
const OTHER: &str = "0b2f0c1e-0000-4000-8000-0000000000ff";

store_test! {
    async fn a_message_of_another_tenant_than_the_pinned_one_is_refused(db: Db) {
        let world = World::new(db).await;
        world.browser().brings(&world.unsolicited().also(TENANT_CLAIM, OTHER)).await.is_welcome_to("/");
        let mut record = world.record(AccountKey::ObjectId);
        record.tenant_id = Some(TENANT.to_owned());
        world.sets(record).await;
        let refused = [
            world.unsolicited().also(TENANT_CLAIM, OTHER),
            world.unsolicited(),
            world.unsolicited().claim(TENANT_CLAIM, &[""]),
            world.unsolicited().also(TENANT_CLAIM, &TENANT.to_uppercase()),
            world.unsolicited().also(TENANT_CLAIM, &format!("{TENANT} ")),
            world.unsolicited().also(TENANT_CLAIM, TENANT).also(TENANT_CLAIM, OTHER),
            world.unsolicited().also(TENANT_CLAIM, TENANT).also(TENANT_CLAIM, TENANT),
        ];
        for message in refused {
            let answer = world.browser().brings(&message).await;
            answer.is_refused_with("SSO-126");
            assert!(!answer.sets_a_session());
            assert_eq!(world.last().await.rule.as_deref(), Some("SP-ACC-10"));
        }
        world.browser().brings(&world.unsolicited().also(TENANT_CLAIM, TENANT)).await.is_welcome_to("/");
        let mut browser = world.browser();
        let request = browser.is_sent_away_from("/").await;
        let answer = world.answering(&request).also(TENANT_CLAIM, OTHER);
        browser.brings(&answer).await.is_refused_with("SSO-126");
    }

    async fn names_of_other_formats_than_the_pinned_ones_are_refused(db: Db) {
        let world = World::new(db).await;
        let unspecified = || world.unsolicited().format(NameIdFormat::Unspecified);
        world.browser().brings(&unspecified()).await.is_welcome_to("/");
        let mut record = world.record(AccountKey::ObjectId);
        record.name_id_formats = vec![NameIdFormat::EmailAddress, NameIdFormat::from_uri("urn:example:badge")];
        world.sets(record).await;
        world.browser().brings(&unspecified()).await.is_refused_with("SSO-201");
        assert_eq!(world.last().await.rule.as_deref(), Some("SP-ACC-11"));
        world.browser().brings(&world.unsolicited()).await.is_welcome_to("/");
        let badge = world.unsolicited().format(NameIdFormat::from_uri("urn:example:badge"));
        world.browser().brings(&badge).await.is_welcome_to("/");
    }

    async fn people_of_other_domains_than_the_allowed_ones_get_no_account(db: Db) {
        let world = World::new(db).await;
        let stranger = || {
            let message = world.unsolicited().about("eve@elsewhere.example", "eve", "Eve", "Stranger");
            message.says("emailaddress", "eve@elsewhere.example")
        };
        let mut record = world.record(AccountKey::ObjectId);
        record.allowed_domains = vec!["contoso.com".to_owned()];
        world.sets(record).await;
        world.browser().brings(&stranger()).await.is_refused_with("SSO-203");
        assert_eq!(world.last().await.rule.as_deref(), Some("SP-ACC-05"));
        let borrowed = stranger().says("name", "eve@contoso.com");
        world.browser().brings(&borrowed).await.is_refused_with("SSO-203");
        assert!(world.people(&world.contoso).await.is_empty());
        world.browser().brings(&world.unsolicited()).await.is_welcome_to("/");
        world.trusts(AccountKey::ObjectId).await;
        world.browser().brings(&stranger()).await.is_welcome_to("/");
        let mut record = world.record(AccountKey::ObjectId);
        record.allowed_domains = vec!["contoso.com".to_owned()];
        world.sets(record).await;
        world.browser().brings(&stranger()).await.is_welcome_to("/");
        assert_eq!(world.people(&world.contoso).await.len(), 2);
    }

    async fn what_is_pinned_is_kept_and_taken_away_again(db: Db) {
        let world = World::new(db).await;
        let mut record = world.record(AccountKey::ObjectId);
        record.tenant_id = Some(TENANT.to_owned());
        record.name_id_formats = vec![NameIdFormat::Persistent, NameIdFormat::from_uri("urn:example:badge")];
        record.allowed_domains = vec!["contoso.com".to_owned(), "münchen.example".to_owned()];
        world.sets(record.clone()).await;
        let kept = providers::get(&world.manager, &world.contoso).await.unwrap().unwrap();
        assert_eq!(kept.tenant_id, record.tenant_id);
        assert_eq!(kept.name_id_formats, record.name_id_formats);
        assert_eq!(kept.allowed_domains, record.allowed_domains);
        world.trusts(AccountKey::ObjectId).await;
        let kept = providers::get(&world.manager, &world.contoso).await.unwrap().unwrap();
        assert!(kept.tenant_id.is_none() && kept.name_id_formats.is_empty() && kept.allowed_domains.is_empty());
    }

    async fn what_cannot_be_pinned_is_refused_by_field(db: Db) {
        let world = World::new(db).await;
        for id in ["", "a b", "a\u{200B}b", &"x".repeat(257)] {
            let mut record = world.record(AccountKey::ObjectId);
            record.tenant_id = Some(id.to_owned());
            is_refused_for(&world, record, "tenant_id").await;
        }
        for uri in ["", "emailAddress", "urn:a b"] {
            let mut record = world.record(AccountKey::ObjectId);
            record.name_id_formats = vec![NameIdFormat::from_uri(uri)];
            is_refused_for(&world, record, "name_id_formats").await;
        }
        for name in ["", "@contoso.com", "contoso.com.", "a b", "*.contoso.com", "-a.example", "a..b"] {
            let mut record = world.record(AccountKey::ObjectId);
            record.allowed_domains = vec![name.to_owned()];
            is_refused_for(&world, record, "allowed_domains").await;
        }
        let mut record = world.record(AccountKey::ObjectId);
        record.allowed_domains = vec!["contoso.com".to_owned(); 101];
        is_refused_for(&world, record, "allowed_domains").await;
    }
}

async fn is_refused_for(world: &World, record: providers::ProviderChange, field: &str) {
    let Err(Failure::Invalid(problems)) = providers::set(&world.manager, &world.contoso, record).await else {
        panic!("{field} was taken");
    };
    assert!(
        problems.iter().all(|problem| problem.field == field),
        "{problems:?}"
    );
}
