//! Encrypted messages: the key that the metadata publishes opens them, and what cannot be opened tells nothing.

use vestibule_manager::{Manager, MasterKey, keys};
use vestibule_saml::encryption::{ContentSecret, DataCipher, Encryption, EncryptionKey, KeyTransport};
use vestibule_saml::identity_provider::{PlainHttp, SigningOption};
use vestibule_saml::metadata::{KeyUse, Reading, ServiceProviderMetadata};
use vestibule_saml::signature::Certificate;
use vestibule_store::testing::environment;
use vestibule_store::{Clock as _, Db, store_test};

use crate::world::{Answering, Browser, CONTOSO, FABRIKAM, SCHEMA, World};

const METADATA: &str = "/saml/metadata";

/// The certificate to encrypt to, as an identity provider takes it out of the metadata of a host.
async fn published(world: &World, host: &str) -> Certificate {
    let answer = Browser::new(world, host, [192, 0, 2, 1].into())
        .opens(METADATA)
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let reading = Reading {
        entity_id: None,
        now: world.clock.now(),
        plain_http: PlainHttp::OnLoopback,
        signed_by: None,
    };
    let metadata = ServiceProviderMetadata::parse(answer.body.as_bytes(), &reading).unwrap();
    let mut keys = metadata
        .keys
        .iter()
        .filter(|key| key.key_use == KeyUse::Encryption);
    let (Some(key), None) = (keys.next(), keys.next()) else {
        panic!("{:?}", metadata.keys)
    };
    assert_eq!(key.encryption_methods[0], DataCipher::Aes256Gcm.uri());
    key.certificate.clone()
}

fn encrypted(answer: &Answering<'_>, certificate: &Certificate, cipher: DataCipher) -> String {
    let key = EncryptionKey::from_certificate(certificate).unwrap();
    let secret = ContentSecret::draw(|octets| octets.fill(0x5a));
    answer.encrypted(Encryption {
        key: &key,
        cipher,
        transport: KeyTransport::RsaOaepMgf1p,
        secret,
    })
}

store_test! {
    async fn what_is_encrypted_to_the_published_certificate_signs_in(db: Db) {
        let world = World::new(db).await;
        let certificate = published(&world, CONTOSO).await;
        for option in [SigningOption::Assertion, SigningOption::Response, SigningOption::ResponseAndAssertion] {
            let mut answer = world.unsolicited();
            answer.option = option;
            let xml = encrypted(&answer, &certificate, DataCipher::Aes256Gcm);
            assert!(!xml.contains("b.simon"), "{xml}");
            world.browser().brings_xml(&xml).await.is_welcome_to("/");
        }
        let line = world.last().await;
        assert_eq!(line.subject.as_deref(), Some("b.simon@contoso.com"));
    }

    async fn an_answer_to_a_request_may_be_encrypted_and_counts_once(db: Db) {
        let world = World::new(db).await;
        let certificate = published(&world, CONTOSO).await;
        let mut browser = world.browser();
        let request = browser.is_sent_away_from("/incidents/42").await;
        let xml = encrypted(&world.answering(&request), &certificate, DataCipher::Aes128Gcm);
        browser.brings_xml(&xml).await.is_welcome_to("/");
        browser.brings_xml(&xml).await.is_refused_with("SSO-121");
    }

    async fn an_assertion_that_is_encrypted_anew_is_the_same_one(db: Db) {
        let world = World::new(db).await;
        let certificate = published(&world, CONTOSO).await;
        let answer = world.unsolicited();
        let first = encrypted(&answer, &certificate, DataCipher::Aes256Gcm);
        let anew = encrypted(&answer, &certificate, DataCipher::Aes128Gcm);
        assert_ne!(first, anew);
        world.browser().brings_xml(&first).await.is_welcome_to("/");
        world.browser().brings_xml(&anew).await.is_refused_with("SSO-116");
    }

    async fn the_key_stays_the_same_and_is_each_customers_own(db: Db) {
        let world = World::new(db).await;
        let first = published(&world, CONTOSO).await;
        assert_eq!(published(&world, CONTOSO).await, first);
        let other = published(&world, FABRIKAM).await;
        assert_ne!(other, first);
        let xml = encrypted(&world.unsolicited(), &other, DataCipher::Aes256Gcm);
        world.browser().brings_xml(&xml).await.is_refused_with("SSO-119");
    }

    async fn while_the_key_is_rolled_over_all_that_is_encrypted_to_either_opens(db: Db) {
        let world = World::new(db).await;
        let first = published(&world, CONTOSO).await;
        let next = keys::create(&world.manager, &world.contoso, keys::KeyUse::Encryption).await.unwrap().certificate;
        let opens = async |certificate: &Certificate| {
            let xml = encrypted(&world.unsolicited(), certificate, DataCipher::Aes256Gcm);
            world.browser().brings_xml(&xml).await
        };
        opens(&first).await.is_welcome_to("/");
        opens(&next).await.is_welcome_to("/");
        keys::activate(&world.manager, &world.contoso, next.thumbprint()).await.unwrap();
        assert_eq!(published(&world, CONTOSO).await, next);
        opens(&first).await.is_welcome_to("/");
        opens(&next).await.is_welcome_to("/");
        keys::delete(&world.manager, &world.contoso, first.thumbprint()).await.unwrap();
        opens(&first).await.is_refused_with("SSO-119");
        opens(&next).await.is_welcome_to("/");
    }

    async fn of_two_who_ask_first_at_once_both_get_the_same_key(db: Db) {
        let world = World::new(db).await;
        let (one, other) = tokio::join!(published(&world, CONTOSO), published(&world, CONTOSO));
        assert_eq!(one, other);
    }

    async fn chaining_is_taken_inside_a_signed_response_alone(db: Db) {
        let world = World::new(db).await;
        let certificate = published(&world, CONTOSO).await;
        let mut answer = world.unsolicited();
        let xml = encrypted(&answer, &certificate, DataCipher::Aes256Cbc);
        let refused = world.browser().brings_xml(&xml).await;
        refused.is_refused_with("SSO-119");
        assert!(refused.text().contains("SP-ENC-04"), "{}", refused.text());
        answer.option = SigningOption::Response;
        let xml = encrypted(&answer, &certificate, DataCipher::Aes256Cbc);
        world.browser().brings_xml(&xml).await.is_welcome_to("/");
    }

    async fn nothing_encrypted_is_taken_before_a_key_was_published(db: Db) {
        let world = World::new(db).await;
        let certificate = published(&world, FABRIKAM).await;
        let xml = encrypted(&world.unsolicited(), &certificate, DataCipher::Aes256Gcm);
        let refused = world.browser().brings_xml(&xml).await;
        refused.is_refused_with("SSO-119");
        assert!(refused.text().contains("SP-XSW-02"), "{}", refused.text());
    }

    async fn all_that_cannot_be_opened_gets_one_page_and_one_line(db: Db) {
        let world = World::new(db).await;
        let (certificate, other) = (published(&world, CONTOSO).await, published(&world, FABRIKAM).await);
        let stranger = crate::world::IdentityProvider::new(world.clock.clone(), &world.idp.issuer);
        let good = encrypted(&world.unsolicited(), &certificate, DataCipher::Aes256Gcm);
        let end = good.rfind("</xenc:CipherValue>").unwrap();
        let spoilt = format!("{}AAAA{}", &good[..end - 8], &good[end - 4..]);
        let mut unsigned = world.unsolicited();
        unsigned.option = SigningOption::Response;
        let unsigned = encrypted(&unsigned, &certificate, DataCipher::Aes256Gcm);
        let (from, to) = (unsigned.find("<Signature ").unwrap(), unsigned.find("</Signature>").unwrap() + 12);
        let unsigned = format!("{}{}", &unsigned[..from], &unsigned[to..]);
        let mut pages = Vec::new();
        for xml in [
            spoilt,
            encrypted(&world.unsolicited(), &other, DataCipher::Aes256Gcm),
            encrypted(&world.unsolicited().signed_by(&stranger), &certificate, DataCipher::Aes256Gcm),
            unsigned,
        ] {
            let refused = world.browser().brings_xml(&xml).await;
            refused.is_refused_with("SSO-119");
            let id = refused.headers["x-correlation-id"].to_str().unwrap();
            let line = world.last().await;
            pages.push((refused.text().replace(id, ""), line.code, line.rule, line.expected, line.received, line.subject));
        }
        assert!(pages.windows(2).all(|pair| pair[0] == pair[1]), "{pages:#?}");
        assert_eq!(pages[0].2.as_deref(), Some("SP-ENC-03"));
    }

    async fn failed_decryptions_are_limited_more_tightly(db: Db) {
        let world = World::new(db).await;
        published(&world, CONTOSO).await;
        let other = published(&world, FABRIKAM).await;
        let xml = encrypted(&world.unsolicited(), &other, DataCipher::Aes256Gcm);
        let mut browser = world.browser();
        let mut opened = 0;
        while browser.brings_xml(&xml).await.status != 429 {
            opened += 1;
            assert!(opened < 120);
        }
        assert!((95..=110).contains(&opened), "{opened}");
        world.browser().behind([192, 0, 2, 77].into()).brings(&world.unsolicited()).await.is_welcome_to("/");
    }

    async fn the_key_is_sealed_under_the_master_key(db: Db) {
        let world = World::new(db.clone()).await;
        let certificate = published(&world, CONTOSO).await;
        let xml = encrypted(&world.unsolicited(), &certificate, DataCipher::Aes256Gcm);
        let (environment, _) = environment(8);
        let manager = Manager::on(db, &MasterKey::from_octets([8; 32]), environment);
        let other = World { router: vestibule_manager::router(manager, world.settings.clone()), ..world };
        let answer = other.browser().brings_xml(&xml).await;
        assert!(answer.status.is_server_error() && !answer.sets_a_session(), "{}", answer.text());
    }
}
