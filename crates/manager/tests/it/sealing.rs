//! The master key changes while messages are signed and opened.

use vestibule_manager::sealing::reseal;
use vestibule_manager::{Manager, MasterKey, OpenError};
use vestibule_store::{DatabaseUrl, Resealed, store_test, testing::environment};
use vestibule_web::ClientAddress;

use crate::world::SCHEMA;

fn key(octet: u8) -> MasterKey {
    MasterKey::from_octets([octet; 32])
}

store_test! {
    async fn keys_of_customers_come_under_the_new_master_key(url: DatabaseUrl) {
        let open = async |key: &MasterKey| Manager::open(&url, key, environment(3).0).await;
        let before = open(&key(7)).await.unwrap();
        let settings = vestibule_manager::Settings::new("http", Some(8400));
        let metadata = async |manager: &Manager| {
            let router = vestibule_manager::router(manager.clone(), settings.clone());
            let request = http::Request::get("/saml/metadata").header("host", "contoso.example:8400")
                .extension(ClientAddress([192, 0, 2, 1].into()));
            let request = request.body(axum::body::Body::empty()).unwrap();
            let answer = tower::ServiceExt::oneshot(router, request).await.unwrap();
            assert_eq!(answer.status(), 200);
            axum::body::to_bytes(answer.into_body(), 100_000).await.unwrap()
        };
        vestibule_manager::customers::create(&before, "contoso", "contoso.example").await.unwrap();
        let published = metadata(&before).await;
        let both = open(&key(8).beside(vec![key(7)])).await.unwrap();
        assert_eq!(metadata(&both).await, published);
        assert_eq!(reseal(&both).await.unwrap(), Resealed { resealed: 2, current: 0 });
        let refused = open(&key(7)).await.map(drop).unwrap_err();
        assert!(matches!(refused, OpenError::MasterKey { schema: "manager" }), "{refused}");
        let after = open(&key(8)).await.unwrap();
        assert_eq!(metadata(&after).await, published, "the same keys");
        assert_eq!(reseal(&after).await.unwrap(), Resealed { resealed: 0, current: 2 });
    }
}
