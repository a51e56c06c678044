//! Opening: files, URLs, migrations.

use vestibule_store::testing::{Kind, TestDatabase};
use vestibule_store::{DatabaseUrl, Db, Error, Migration, OpenError, Schema, params, store_test};

use crate::world::{SCHEMA, amount_of, given, number_of_things};

const NONE: Schema = Schema {
    name: "world",
    migrations: &[],
};

const FIRST: Schema = Schema {
    name: "world",
    migrations: SCHEMA.migrations.split_at(1).0,
};

const OTHER: Schema = Schema {
    name: "world",
    migrations: &[Migration {
        version: 1,
        name: "things",
        sql: "CREATE TABLE thing (id TEXT) STRICT;",
    }],
};

const BROKEN: Schema = Schema {
    name: "world",
    migrations: &[
        SCHEMA.migrations[0],
        SCHEMA.migrations[1],
        Migration {
            version: 3,
            name: "mistake",
            sql: "CREATE TABLE fine (id TEXT NOT NULL PRIMARY KEY) STRICT; CREATE TABLE broken (id WHAT IS THIS);",
        },
    ],
};

store_test! {
    schema: NONE;

    async fn tables_are_made_once_and_kept(url: DatabaseUrl) {
        let db = Db::open(&url, &SCHEMA).await.unwrap();
        given(&db, &[("1", 5)]).await;
        drop(db);
        let db = Db::open(&url, &SCHEMA).await.unwrap();
        assert_eq!(amount_of(&db, "1").await, Some(5));
    }

    async fn a_new_version_runs_what_is_missing(url: DatabaseUrl) {
        let db = Db::open(&url, &FIRST).await.unwrap();
        given(&db, &[("1", 5)]).await;
        let db = Db::open(&url, &SCHEMA).await.unwrap();
        db.write(async |mut tx| {
            tx.execute("INSERT INTO part (thing_id, number) VALUES ('1', 1)", params![]).await
        })
        .await
        .unwrap();
        assert_eq!(amount_of(&db, "1").await, Some(5));
    }

    async fn of_processes_that_start_together_one_migrates(url: DatabaseUrl) {
        let mut all = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let url = url.clone();
            all.spawn(async move { Db::open(&url, &SCHEMA).await });
        }
        for result in all.join_all().await {
            assert_eq!(number_of_things(&result.unwrap()).await, 0);
        }
    }

    async fn a_database_of_a_newer_version_is_refused(url: DatabaseUrl) {
        Db::open(&url, &SCHEMA).await.unwrap();
        let error = Db::open(&url, &FIRST).await.unwrap_err();
        assert!(matches!(error, OpenError::Newer { found: 2, known: 1, .. }), "{error:?}");
        assert!(error.to_string().contains("written by a newer version"), "{error}");
        Db::open(&url, &SCHEMA).await.unwrap();
    }

    async fn a_database_made_by_other_migrations_is_refused(url: DatabaseUrl) {
        Db::open(&url, &FIRST).await.unwrap();
        let error = Db::open(&url, &OTHER).await.unwrap_err();
        assert!(matches!(error, OpenError::Diverged { version: 1, .. }), "{error:?}");
    }

    async fn a_migration_that_fails_changes_nothing(url: DatabaseUrl) {
        let error = Db::open(&url, &BROKEN).await.unwrap_err();
        assert!(matches!(error, OpenError::Migration { version: 3, .. }), "{error:?}");
        let db = Db::open(&url, &NONE).await.unwrap();
        for sql in ["SELECT id FROM thing", "SELECT id FROM fine"] {
            let result = db.read(async |mut tx| tx.all(sql, params![]).await).await;
            assert!(matches!(result, Err(Error::Unavailable(_))), "{sql}: {result:?}");
        }
        Db::open(&url, &SCHEMA).await.unwrap();
    }

    async fn an_open_database_answers_pings(url: DatabaseUrl) {
        Db::open(&url, &NONE).await.unwrap().ping().await.unwrap();
    }
}

#[tokio::test]
async fn two_schemas_of_one_postgres_do_not_see_each_other() {
    let Some(database) = TestDatabase::create(Kind::Postgres, &[]).await else {
        return;
    };
    let other = Schema {
        name: "other",
        migrations: SCHEMA.migrations,
    };
    let (one, two) = (
        Db::open(database.url(), &SCHEMA).await.unwrap(),
        Db::open(database.url(), &other).await.unwrap(),
    );
    given(&one, &[("1", 1)]).await;
    assert_eq!(number_of_things(&one).await, 1);
    assert_eq!(number_of_things(&two).await, 0);
    drop((one, two));
    database.remove().await;
}

#[tokio::test]
async fn transactions_work_on_a_runtime_of_one_thread() {
    let database = TestDatabase::create(Kind::Sqlite, &[]).await.unwrap();
    let db = Db::open(database.url(), &SCHEMA).await.unwrap();
    given(&db, &[("1", 1)]).await;
    assert_eq!(amount_of(&db, "1").await, Some(1));
}

#[cfg(unix)]
#[tokio::test]
async fn a_new_file_is_its_owners_alone_and_so_are_the_directories_above() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("made/on/the/way.db");
    let db = Db::open(&DatabaseUrl::Sqlite(path.clone()), &SCHEMA)
        .await
        .unwrap();
    given(&db, &[("1", 1)]).await;
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(&path.with_extension("db-wal")), 0o600);
    assert_eq!(mode(path.parent().unwrap()), 0o700);
}

#[tokio::test]
async fn a_file_that_cannot_be_made_is_named_in_the_error() {
    let directory = tempfile::tempdir().unwrap();
    let error = Db::open(&DatabaseUrl::Sqlite(directory.path().join(".")), &SCHEMA)
        .await
        .map(drop)
        .unwrap_err();
    assert!(matches!(error, OpenError::File { .. }), "{error:?}");
    assert!(
        error
            .to_string()
            .contains(&directory.path().display().to_string()),
        "{error}"
    );
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("letter.txt");
    std::fs::write(&path, "Dear Sir or Madam, ".repeat(100)).unwrap();
    let error = Db::open(&DatabaseUrl::Sqlite(path.clone()), &SCHEMA)
        .await
        .map(drop)
        .unwrap_err();
    assert!(matches!(error, OpenError::File { .. }), "{error:?}");
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        "Dear Sir or Madam, ".repeat(100)
    );
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_named_without_its_password() {
    let url: DatabaseUrl = "postgres://someone:secret@127.0.0.1:1/vestibule".parse().unwrap();
    let error = Db::open(&url, &SCHEMA).await.map(drop).unwrap_err();
    assert!(
        error.to_string().contains("someone@127.0.0.1:1/vestibule"),
        "{error}"
    );
    assert!(!format!("{error:?}").contains("secret"), "{error:?}");
}

#[test]
fn urls_are_told_apart_and_shown_without_password() {
    let shown = |text: &str| text.parse::<DatabaseUrl>().unwrap().to_string();
    assert_eq!(shown("sqlite:data/directory.db"), "sqlite:data/directory.db");
    assert_eq!(shown("sqlite:///var/lib/v.db"), "sqlite:/var/lib/v.db");
    assert_eq!(
        shown("postgres://u:p%40ss@h:5432/d?sslmode=require"),
        "postgres://u@h:5432/d"
    );
    assert_eq!(
        shown("postgresql:///d?host=/run/postgresql&user=u&password=p"),
        "postgresql:///d"
    );
    assert_eq!(
        format!("{:?}", "postgres://u:p@h/d".parse::<DatabaseUrl>().unwrap()),
        "postgres://u@h/d"
    );
}

#[test]
fn texts_that_are_no_database_urls_are_refused_with_a_reason() {
    for (text, reason) in [
        ("mysql://h/d", "begins with"),
        ("/var/lib/v.db", "begins with"),
        ("sqlite:", "path of a file"),
        ("sqlite::memory:", "path of a file"),
        ("postgres://h/d?sslmode=maybe", "sslmode is"),
        ("postgres://h:port/d", "no URL"),
        (
            "postgres://h/d?sslmode=verify-full&sslrootcert=/nowhere.pem",
            "/nowhere.pem",
        ),
    ] {
        let error = text.parse::<DatabaseUrl>().unwrap_err();
        assert!(error.to_string().contains(reason), "{text}: {error}");
    }
}
