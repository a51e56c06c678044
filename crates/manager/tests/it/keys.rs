//! A customer's own keys are rolled over by hand, and come along from earlier versions.

use vestibule_manager::keys::{self, KeyState, KeyUse, OwnKey};
use vestibule_manager::{Failure, MasterKey};
use vestibule_saml::metadata::{self, Reading, ServiceProviderMetadata};
use vestibule_store::testing::environment;
use vestibule_store::{Clock as _, DatabaseUrl, Db, Error, Schema, Sealer, params, store_test};

use crate::world::{SCHEMA, World};

async fn create(world: &World, key_use: KeyUse) -> OwnKey {
    keys::create(&world.manager, &world.contoso, key_use)
        .await
        .unwrap()
}

async fn activate(world: &World, key: &OwnKey) {
    let activated = keys::activate(&world.manager, &world.contoso, key.certificate.thumbprint()).await;
    assert_eq!(activated.unwrap().state, KeyState::Active);
}

async fn delete(world: &World, key: &OwnKey) -> Result<(), Failure> {
    keys::delete(&world.manager, &world.contoso, key.certificate.thumbprint()).await
}

/// The thumbprints that the metadata publishes for a use, in order.
async fn published(world: &World, key_use: metadata::KeyUse) -> Vec<String> {
    let answer = world.browser().opens("/saml/metadata").await;
    let reading = Reading {
        entity_id: None,
        now: world.clock.now(),
        plain_http: vestibule_saml::identity_provider::PlainHttp::OnLoopback,
        signed_by: None,
    };
    let metadata = ServiceProviderMetadata::parse(answer.body.as_bytes(), &reading).unwrap();
    let keys = metadata.keys.into_iter().filter(|key| key.key_use == key_use);
    keys.map(|key| key.certificate.thumbprint().to_owned()).collect()
}

fn thumbprints(keys: &[&OwnKey]) -> Vec<String> {
    keys.iter()
        .map(|key| key.certificate.thumbprint().to_owned())
        .collect()
}

store_test! {
    async fn the_next_signing_key_is_published_before_and_the_one_before_until_it_is_deleted(db: Db) {
        let world = World::new(db).await;
        let signing = async || published(&world, metadata::KeyUse::Signing).await;
        let first = create(&world, KeyUse::Signing).await;
        assert_eq!((first.state, signing().await), (KeyState::Active, thumbprints(&[&first])), "somebody has to be");
        let next = create(&world, KeyUse::Signing).await;
        assert_eq!((next.state, signing().await), (KeyState::Next, thumbprints(&[&first, &next])));
        let third = keys::create(&world.manager, &world.contoso, KeyUse::Signing).await;
        assert!(matches!(third, Err(Failure::Conflict(_))));
        activate(&world, &next).await;
        assert_eq!(signing().await, thumbprints(&[&next, &first]));
        assert!(matches!(delete(&world, &next).await, Err(Failure::Conflict(_))), "it is in use");
        activate(&world, &first).await;
        activate(&world, &next).await;
        delete(&world, &first).await.unwrap();
        assert_eq!(signing().await, thumbprints(&[&next]));
        assert!(matches!(delete(&world, &first).await, Err(Failure::NotFound(_))));
    }

    async fn an_encryption_key_is_published_until_another_takes_over(db: Db) {
        let world = World::new(db).await;
        let encryption = async || published(&world, metadata::KeyUse::Encryption).await;
        let first = create(&world, KeyUse::Encryption).await;
        let next = create(&world, KeyUse::Encryption).await;
        assert_eq!(encryption().await, thumbprints(&[&first, &next]));
        activate(&world, &next).await;
        assert_eq!(encryption().await, thumbprints(&[&next]), "nobody is to encrypt to the one before");
        let listed = keys::list(&world.manager, &world.contoso).await.unwrap();
        let states: Vec<_> = listed.iter().filter(|key| key.key_use == KeyUse::Encryption).map(|key| key.state).collect();
        assert_eq!(states, [KeyState::Active, KeyState::Retired]);
    }

    async fn a_key_of_one_customer_is_not_found_at_another(db: Db) {
        let world = World::new(db).await;
        let key = create(&world, KeyUse::Signing).await;
        let foreign = keys::activate(&world.manager, &world.fabrikam, key.certificate.thumbprint()).await;
        assert!(matches!(foreign, Err(Failure::NotFound(_))));
    }

    async fn keys_of_an_earlier_version_come_along(url: DatabaseUrl) {
        // A schema of its own, since the usual one may be up to date already.
        let version = |migrations| Schema { name: "manager_before", migrations };
        let sealer = Sealer::new(&MasterKey::from_octets([7; 32]), environment(1).0);
        let db = Db::open(&url, &version(&SCHEMA.migrations[..9])).await.unwrap();
        db.write(async |mut tx| {
            tx.execute("INSERT INTO customers (id, name, name_key, host, created_at) VALUES ('c', 'c', 'c', 'c.example', 1)", params![]).await?;
            for (id, generation) in [("d1", 1_i64), ("d2", 2)] {
                let sealed = sealer.seal("decryption key", id, b"key");
                tx.execute(
                    "INSERT INTO decryption_keys (id, customer_id, generation, certificate, sealed_key, created_at) VALUES ($1, 'c', $2, $3, $4, $2)",
                    params![id, generation, b"der".as_slice(), sealed],
                ).await?;
            }
            let sealed = sealer.seal("service provider signing key", "s", b"key");
            tx.execute("INSERT INTO customer_keys (id, customer_id, der, sealed_key, created_at) VALUES ('s', 'c', $1, $2, 1)", params![b"der".as_slice(), sealed]).await?;
            Ok::<_, Error>(())
        }).await.unwrap();
        drop(db);
        let db = Db::open(&url, &version(SCHEMA.migrations)).await.unwrap();
        let rows = db.read(async |mut tx| tx.all("SELECT id, key_use, is_active, sealed_key FROM own_keys ORDER BY id", params![]).await).await.unwrap();
        let mut found = Vec::new();
        for row in &rows {
            let (id, key_use): (String, String) = (row.get("id").unwrap(), row.get("key_use").unwrap());
            let purpose = if key_use == "signing" { "service provider signing key" } else { "decryption key" };
            let sealed: Vec<u8> = row.get("sealed_key").unwrap();
            assert_eq!(sealer.open(purpose, &id, &sealed).unwrap().expose(), b"key");
            found.push((id, key_use, row.get::<bool>("is_active").unwrap()));
        }
        let expected = [("d1", "encryption", false), ("d2", "encryption", true), ("s", "signing", true)];
        assert_eq!(found, expected.map(|(id, key_use, is_active)| (id.to_owned(), key_use.to_owned(), is_active)));
    }
}
