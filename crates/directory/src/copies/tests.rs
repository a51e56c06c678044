use vestibule_store::testing::{Kind, TestDatabase, environment};
use vestibule_store::{Db, MasterKey};

use super::*;
use crate::applications::{self, NewApplication};
use crate::sessions::{self, Keep};
use crate::tenants::NewTenant;
use crate::users::{self, NewUser};
use crate::{audit, sign_in};

/// A tenant with an application, a person and her session.
async fn furnished(directory: &Directory) -> (String, sessions::Started) {
    let system = Caller::system("test");
    let new = NewTenant {
        domain: "contoso.com".parse().unwrap(),
        display_name: "Contoso".parse().unwrap(),
    };
    let tenant = tenants::create(directory, &system, new).await.unwrap();
    let mut new = NewApplication::new(&tenant.id, "Desk".parse().unwrap());
    new.identifiers = vec!["https://desk.example/".parse().unwrap()];
    applications::create(directory, &system, new).await.unwrap();
    let mut new = NewUser::new(&tenant.id, "a@contoso.com".parse().unwrap(), "A".parse().unwrap());
    new.must_change_password = false;
    let created = users::create(directory, &system, new).await.unwrap();
    let source = std::net::Ipv4Addr::LOCALHOST.into();
    let password = created.generated_password.unwrap();
    let shown = sign_in::verify_password(directory, &tenant.id, "a@contoso.com", &password, source)
        .await
        .unwrap();
    let started = sessions::start(directory, &shown, Keep::Yes, source, None)
        .await
        .unwrap();
    (tenant.id, started)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_directory_is_the_same_without_sessions_and_with_newer_versions() {
    let (environment, _) = environment(1);
    let mut places = Vec::new();
    for kind in [Kind::Sqlite, Kind::Postgres] {
        places.extend(TestDatabase::create(kind, &[]).await);
    }
    let from = &places[0];
    let db = Db::open(from.url(), &SCHEMA).await.unwrap();
    let directory = Directory::for_test(db, environment.clone());
    let (tenant_id, started) = furnished(&directory).await;
    let facts = async |directory: &Directory| {
        let looking = sign_in::Looking::ByIdentifier("https://desk.example/");
        let facts = sign_in::load(directory, "contoso.com", looking, Some(started.token.expose())).await;
        facts.unwrap()
    };
    let before = facts(&directory).await;
    assert!(matches!(before.session(), sign_in::SessionFact::Live { .. }));

    let mut writer = BackupWriter::begin(Vec::new(), &[]).unwrap();
    copy(&mut writer, from.url()).await.unwrap();
    let (octets, _) = writer.end().unwrap();
    for place in &places {
        let mut reader = BackupReader::begin(octets.as_slice()).unwrap();
        assert_eq!(reader.next_schema(), Some(NAME));
        restore(&mut reader, place.url(), Occupied::Replace, environment.now())
            .await
            .unwrap();
        let key = MasterKey::from_octets(std::array::from_fn(|at| u8::try_from(at).unwrap_or(0)));
        let restored = Directory::open(place.url(), &key, environment.clone())
            .await
            .unwrap();
        let after = facts(&restored).await;
        assert!(
            !matches!(after.session(), sign_in::SessionFact::Live { .. }),
            "a session came back to life"
        );
        let (before, after) = (before.application().unwrap(), after.application().unwrap());
        assert_eq!((&before.id, &before.identifiers), (&after.id, &after.identifiers));
        assert!(after.version > before.version);

        let system = Caller::system("restore");
        record_restored(&restored, &system, "2025-04-01").await.unwrap();
        let page = crate::PageRequest::default();
        let entries = audit::list(
            &restored,
            &system,
            &tenant_id,
            &audit::AuditFilter::default(),
            &page,
        )
        .await
        .unwrap();
        let mut entries = entries.items.iter();
        let noted = entries
            .find(|entry| entry.activity == "Restore directory from backup")
            .unwrap();
        assert_eq!(noted.after.as_deref(), Some(r#"{"backupMadeAt":"2025-04-01"}"#));
    }
    for place in places {
        place.remove().await;
    }
}
