//! The keys of a provider: several, expired, retired.

use vestibule_manager::providers::{self, AccountKey, ExpiredCertificate};
use vestibule_manager::{Failure, sign_ins};
use vestibule_store::{Db, store_test};

use crate::world::{IdentityProvider, SCHEMA, World};

store_test! {
    async fn an_expired_certificate_is_accepted_with_a_warning(db: Db) {
        let mut world = World::without_provider(db).await;
        world.idp = world.idp.with_certificate_of((2020, 2024));
        world.trusts(AccountKey::ObjectId).await;
        let mut browser = world.browser();
        browser.signs_in().await;
        assert_eq!(world.last().await.warning.as_deref(), Some("certificate expired"));
        assert!(browser.opens("/").await.text().contains("a certificate that has expired"));
    }

    async fn an_expired_certificate_is_refused_where_the_record_says_so(db: Db) {
        let mut world = World::without_provider(db).await;
        world.idp = world.idp.with_certificate_of((2020, 2024));
        let mut record = world.record(AccountKey::ObjectId);
        record.expired_certificate = ExpiredCertificate::Refuse;
        world.sets(record).await;
        let refused = world.browser().brings(&world.unsolicited()).await;
        refused.is_refused_with("SSO-123");
        assert!(refused.text().contains("2024-01-01T00:00:00Z"), "{}", refused.text());
    }

    async fn two_certificates_are_good_side_by_side_and_a_retired_one_is_dead_at_once(db: Db) {
        let world = World::new(db).await;
        let next = IdentityProvider::new(world.clock.clone(), &world.idp.issuer);
        let mut record = world.record(AccountKey::ObjectId);
        record.certificates.push(next.certificate());
        world.sets(record.clone()).await;
        world.browser().signs_in().await;
        world.browser().brings(&world.unsolicited().signed_by(&next)).await.is_welcome_to("/");
        assert_eq!(world.last().await.certificate_thumbprint.as_deref(), Some(next.thumbprint()));
        record.certificates.remove(0);
        world.sets(record).await;
        world.browser().brings(&world.unsolicited()).await.is_refused_with("SSO-110");
        world.browser().brings(&world.unsolicited().signed_by(&next)).await.is_welcome_to("/");
        let provider = providers::get(&world.manager, &world.contoso).await.unwrap().unwrap();
        assert_eq!(provider.certificates.len(), 1);
        assert!(provider.certificates[0].last_verified_at.is_some());
    }

    async fn a_provider_changes_its_key_while_people_sign_in(db: Db) {
        let world = World::new(db).await;
        let next = IdentityProvider::new(world.clock.clone(), &world.idp.issuer);
        let last = async || sign_ins::last_verified(&world.manager, &world.contoso).await.unwrap().unwrap().thumbprint;
        let remove = async |thumbprint: &str| providers::remove_certificate(&world.manager, &world.contoso, thumbprint).await;
        world.browser().signs_in().await;
        assert!(matches!(remove(world.idp.thumbprint()).await, Err(Failure::Conflict(_))), "it is the only one");
        let pem = pem(&next.certificate()).into_bytes();
        let provider = providers::add_certificate(&world.manager, &world.contoso, &pem).await.unwrap();
        assert_eq!(provider.certificates.len(), 2);
        world.browser().signs_in().await;
        assert_eq!(last().await, world.idp.thumbprint());
        world.browser().brings(&world.unsolicited().signed_by(&next)).await.is_welcome_to("/");
        world.browser().brings(&world.unsolicited().signed_by(&IdentityProvider::new(world.clock.clone(), "x"))).await.is_refused_with("SSO-110");
        assert_eq!(last().await, next.thumbprint(), "what was refused does not count");
        let provider = remove(&world.idp.thumbprint().to_lowercase()).await.unwrap();
        assert_eq!(provider.certificates[0].thumbprint, next.thumbprint());
        assert!(provider.certificates[0].last_verified_at.is_some());
        assert!(matches!(remove(world.idp.thumbprint()).await, Err(Failure::NotFound(_))));
        world.browser().brings(&world.unsolicited()).await.is_refused_with("SSO-110");
    }

    async fn four_certificates_stand_side_by_side_and_each_once(db: Db) {
        let world = World::new(db).await;
        let add = async |upload: &[u8]| providers::add_certificate(&world.manager, &world.contoso, upload).await;
        assert!(matches!(add(&world.idp.certificate()).await, Err(Failure::Conflict(_))), "it is there already");
        assert!(matches!(add(b"no certificate").await, Err(Failure::Invalid(_))));
        for _ in 0..3 {
            add(&IdentityProvider::new(world.clock.clone(), "x").certificate()).await.unwrap();
        }
        let fifth = add(&IdentityProvider::new(world.clock.clone(), "x").certificate()).await;
        assert!(matches!(fifth, Err(Failure::Conflict(_))));
        let nobody = providers::add_certificate(&world.manager, &world.fabrikam, &world.idp.certificate()).await;
        assert!(matches!(nobody, Err(Failure::NotFound(_))));
    }

    async fn certificates_that_end_soon_are_named_while_the_provider_is_in_use(db: Db) {
        let mut world = World::without_provider(db).await;
        world.idp = world.idp.with_certificate_of((2020, 2024));
        world.trusts(AccountKey::ObjectId).await;
        let ending = async |before: &str| providers::ending(&world.manager, before.parse().unwrap()).await.unwrap();
        let found = ending("2024-01-02T00:00:00Z").await;
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].customer.as_str(), found[0].issuer.as_str()), ("contoso", world.idp.issuer.as_str()));
        assert!(ending("2023-12-31T00:00:00Z").await.is_empty());
        let mut record = world.record(AccountKey::ObjectId);
        record.is_enabled = false;
        world.sets(record).await;
        assert!(ending("2024-01-02T00:00:00Z").await.is_empty());
    }

    async fn a_disabled_provider_accepts_nothing_and_its_sessions_end(db: Db) {
        let world = World::new(db).await;
        let mut browser = world.browser();
        browser.signs_in().await;
        let mut waiting = world.browser();
        let request = waiting.is_sent_away_from("/").await;
        let mut record = world.record(AccountKey::ObjectId);
        record.is_enabled = false;
        world.sets(record).await;
        assert_eq!(browser.opens("/").await.status, 403);
        waiting.brings(&world.answering(&request)).await.is_refused_with("SSO-101");
        world.browser().brings(&world.unsolicited()).await.is_refused_with("SSO-101");
        world.trusts(AccountKey::ObjectId).await;
        world.browser().signs_in().await;
    }

    async fn a_removed_provider_comes_back_with_its_links(db: Db) {
        let world = World::new(db).await;
        let mut browser = world.browser();
        browser.signs_in().await;
        providers::remove(&world.manager, &world.contoso).await.unwrap();
        assert_eq!(browser.opens("/").await.status, 403);
        assert!(providers::get(&world.manager, &world.contoso).await.unwrap().is_none());
        assert!(matches!(providers::remove(&world.manager, &world.contoso).await, Err(Failure::NotFound(_))));
        world.trusts(AccountKey::ObjectId).await;
        world.browser().signs_in().await;
        assert_eq!(world.people(&world.contoso).await.len(), 1);
    }

    async fn the_key_of_another_provider_opens_no_account_of_this_one(db: Db) {
        let world = World::new(db).await;
        world.browser().signs_in().await;
        let other = IdentityProvider::new(world.clock.clone(), "https://other.example/");
        let mut record = world.record(AccountKey::ObjectId);
        record.issuer.clone_from(&other.issuer);
        record.certificates = vec![other.certificate()];
        world.sets(record).await;
        let same_key = other.about_b_simon(&world.acs(&world.contoso), &world.entity_id(&world.contoso));
        world.browser().brings(&same_key).await.is_refused_with("SSO-204");
    }

    async fn a_record_names_everything_that_is_wrong_with_it(db: Db) {
        let world = World::new(db).await;
        let mut record = world.record(AccountKey::ObjectId);
        record.issuer = " x".to_owned();
        record.login_url = "javascript:alert(1)".to_owned();
        record.logout_url = Some("http://example.com/".to_owned());
        record.certificates = vec![b"no certificate".to_vec()];
        let Err(Failure::Invalid(problems)) = providers::set(&world.manager, &world.contoso, record).await else {
            panic!("it was taken");
        };
        let fields: Vec<_> = problems.iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["issuer", "login_url", "logout_url", "certificate"]);
    }

    async fn certificates_are_taken_as_der_and_as_pem_and_at_most_four(db: Db) {
        let world = World::without_provider(db).await;
        let mut record = world.record(AccountKey::ObjectId);
        let der = world.idp.certificate();
        record.certificates = vec![pem(&der).into_bytes(), der];
        world.sets(record.clone()).await;
        world.browser().signs_in().await;
        let provider = providers::get(&world.manager, &world.contoso).await.unwrap().unwrap();
        assert_eq!(provider.certificates.len(), 1, "the same certificate twice is one");
        record.certificates = (0..5)
            .map(|_| IdentityProvider::new(world.clock.clone(), "x").certificate())
            .collect();
        let refused = providers::set(&world.manager, &world.contoso, record.clone()).await;
        assert!(matches!(refused, Err(Failure::Invalid(_))));
        record.certificates.clear();
        let refused = providers::set(&world.manager, &world.contoso, record).await;
        assert!(matches!(refused, Err(Failure::Invalid(_))));
    }
}

fn pem(der: &[u8]) -> String {
    use base64::Engine as _;
    let text = base64::engine::general_purpose::STANDARD.encode(der);
    let lines: Vec<&str> = text
        .as_bytes()
        .chunks(64)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        lines.join("\n")
    )
}
