//! What earlier versions wrote is there under this one.

use vestibule_directory::sign_ins::{self, SignInFilter};
use vestibule_directory::{DatabaseUrl, Directory, PageRequest};
use vestibule_store::{Db, Error, Schema, params, store_test};

use crate::SCHEMA;
use crate::world::system;

const TENANT: &str = "fff5a1b2-0000-4000-8000-000000000000";
const OTHER: &str = "0a05a1b2-0000-4000-8000-000000000000";

/// The tables as they were before a migration.
fn before(version: i32) -> Schema {
    let at = SCHEMA
        .migrations
        .iter()
        .position(|migration| migration.version == version)
        .unwrap();
    Schema {
        name: SCHEMA.name,
        migrations: &SCHEMA.migrations[..at],
    }
}

async fn an_entry(db: &Db, tenant_id: &str, id: &str, created_at: i64) {
    db.write(async |mut tx| {
        tx.execute(
            "INSERT INTO sign_ins (id, tenant_id, created_at, correlation_id, outcome, error_code, failure_reason, \
             additional_details, source, is_interactive) VALUES ($1, $2, $3, '', 'success', 0, '', '', '192.0.2.1', TRUE)",
            params![id, tenant_id, created_at],
        )
        .await
    })
    .await
    .unwrap();
}

/// No tables yet.
const NOTHING: Schema = Schema {
    name: SCHEMA.name,
    migrations: &[],
};

store_test! {
    schema: NOTHING;

    async fn a_log_that_lay_in_the_order_of_time_keeps_it(url: DatabaseUrl) {
        let db = Db::open(&url, &before(13)).await.unwrap();
        for tenant in [TENANT, OTHER] {
            db.write(async |mut tx| {
                tx.execute(
                    "INSERT INTO tenants (id, display_name, display_name_key, pairwise_salt, created_at) \
                     VALUES ($1, 'Contoso', 'contoso', $2, 0)",
                    params![tenant, [0_u8; 4]],
                )
                .await?;
                Ok::<_, Error>(())
            })
            .await
            .unwrap();
        }
        let instant = 1_790_000_000_000_000;
        for (id, at) in [("c", instant + 1), ("a", instant), ("b", instant), ("d", instant + 2)] {
            an_entry(&db, TENANT, id, at).await;
        }
        an_entry(&db, OTHER, "e", instant).await;
        drop(db);

        let (environment, _) = vestibule_store::testing::environment(1);
        let directory = Directory::for_test(Db::open(&url, &SCHEMA).await.unwrap(), environment);
        let (filter, first) = (SignInFilter::default(), PageRequest::first(3));
        let page = sign_ins::list(&directory, &system(), TENANT, &filter, &first).await.unwrap();
        let ids = page.items.iter().map(|entry| entry.id.as_str()).collect::<Vec<_>>();
        assert_eq!(ids, ["d", "c", "b"]);
        let next = PageRequest::following(page.next.unwrap(), 3);
        let rest = sign_ins::list(&directory, &system(), TENANT, &filter, &next).await.unwrap();
        assert_eq!((rest.items[0].id.as_str(), rest.items.len()), ("a", 1));
        assert!(sign_ins::find(&directory, &system(), TENANT, "c").await.unwrap().is_some());
        assert!(sign_ins::find(&directory, &system(), TENANT, "e").await.unwrap().is_none());
        assert!(sign_ins::find(&directory, &system(), OTHER, "e").await.unwrap().is_some());
    }
}
