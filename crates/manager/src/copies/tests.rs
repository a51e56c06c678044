use vestibule_store::testing::{Kind, TestDatabase, environment};
use vestibule_store::{Db, Error, params};

use super::*;
use crate::{Manager, MasterKey, Page, customers};

async fn count(db: &Db, sql: &'static str) -> i64 {
    db.read(async |mut tx| tx.one(sql, params![]).await?.get("n"))
        .await
        .map_err(|error: Error| error.to_string())
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_service_manager_has_its_people_but_none_of_their_sessions() {
    let (environment, _) = environment(1);
    let key = MasterKey::from_octets([7; 32]);
    let mut places = Vec::new();
    for kind in [Kind::Sqlite, Kind::Postgres] {
        places.extend(TestDatabase::create(kind, &[]).await);
    }
    let db = Db::open(places[0].url(), &SCHEMA).await.unwrap();
    let manager = Manager::on(db.clone(), &key, environment.clone());
    let customer = customers::create(&manager, "contoso", "contoso.desk.example")
        .await
        .unwrap();
    let customer_id = customer.id.as_str();
    db.write(async |mut tx| {
        tx.execute(
            "INSERT INTO employees (id, customer_id, login_id, login_key, login_skeleton, display_name, first_name, \
             last_name, primary_email, email_key, status, is_disabled, created_at, updated_at) \
             VALUES ('e', $1, 'E', 'e', 'e', 'E', '', '', '', '', 'Active', $2, 1, 1)",
            params![customer_id, true],
        )
        .await?;
        tx.execute(
            "INSERT INTO sessions (token_hash, customer_id, employee_id, role, certificate_expired, authenticated_at, \
             created_at, last_seen_at, expires_at) VALUES ($2, $1, 'e', 'SelfService', $3, 1, 1, 1, 1)",
            params![customer_id, [1_u8, 2], false],
        )
        .await
    })
    .await
    .unwrap();

    let mut writer = BackupWriter::begin(Vec::new(), &[]).unwrap();
    copy(&mut writer, places[0].url()).await.unwrap();
    let (octets, _) = writer.end().unwrap();
    for place in &places {
        let mut reader = BackupReader::begin(octets.as_slice()).unwrap();
        assert_eq!(reader.next_schema(), Some(NAME));
        restore(&mut reader, place.url(), Occupied::Replace, environment.now())
            .await
            .unwrap();
        let restored = Manager::open(place.url(), &key, environment.clone())
            .await
            .unwrap();
        let all = customers::list(&restored, &Page::default()).await.unwrap();
        assert_eq!(all, std::slice::from_ref(&customer));
        let db = restored.db();
        assert_eq!(
            count(db, "SELECT count(*) AS n FROM employees WHERE is_disabled").await,
            1
        );
        assert_eq!(count(db, "SELECT count(*) AS n FROM sessions").await, 0);
    }
    for place in places {
        place.remove().await;
    }
}
