//! Copies of whole databases: from either kind into either.

use vestibule_store::testing::{Kind, TestDatabase, environment};
use vestibule_store::{
    AfterRestore, BackupError, BackupReader, BackupWriter, Copied, DatabaseUrl, Db, Error, Occupied,
    Parameter, Restoring, Row, Schema, params,
};

use crate::world::{SCHEMA, given, number_of_things};

/// The schema before its last migration.
static BEFORE: Schema = Schema {
    name: SCHEMA.name,
    migrations: match SCHEMA.migrations.split_last() {
        Some((_, before)) => before,
        None => &[],
    },
};
static NOW: Schema = SCHEMA;

async fn copy(url: &DatabaseUrl) -> Vec<u8> {
    let mut writer = BackupWriter::begin(Vec::new(), &[("madeBy", "a test")]).unwrap();
    writer.copy(url, SCHEMA.name).await.unwrap();
    writer.end().unwrap().0
}

async fn restore(octets: &[u8], url: &DatabaseUrl, occupied: Occupied) -> Result<Copied, BackupError> {
    let mut reader = BackupReader::begin(octets)?;
    assert_eq!(reader.next_schema(), Some(SCHEMA.name));
    let afterwards = [AfterRestore {
        sql: "UPDATE thing SET amount = $1 WHERE amount = 5",
        parameters: vec![Parameter::Integer(6)],
    }];
    let restoring = Restoring {
        url,
        schema: &NOW,
        occupied,
        afterwards: &afterwards,
        now: environment(1).0.now(),
    };
    let copied = reader.restore(restoring).await?;
    assert_eq!(reader.next_schema(), None);
    Ok(copied)
}

async fn databases() -> Vec<TestDatabase> {
    let mut databases = Vec::new();
    for kind in [Kind::Sqlite, Kind::Postgres] {
        databases.extend(TestDatabase::create(kind, &[]).await);
    }
    databases
}

async fn fill(db: &Db) {
    db.write(async |mut tx| {
        for (id, name, open, octets) in [
            ("a", "Ärger", Some(true), Some(vec![0_u8, 255])),
            ("b", "", Some(false), Some(vec![])),
            ("c", "\u{1f642}\n'\"", None, None),
        ] {
            tx.execute(
                "INSERT INTO thing (id, name_key, amount, is_open, octets) VALUES ($1, $2, $3, $4, $5)",
                params![id, name, i64::MIN, open, octets],
            )
            .await?;
        }
        for number in 0..1_200 {
            tx.execute(
                "INSERT INTO part (thing_id, number) VALUES ('a', $1)",
                params![number],
            )
            .await?;
        }
        tx.execute(
            "INSERT INTO thing (id, name_key, amount) VALUES ('d', 'd', 5)",
            params![],
        )
        .await
    })
    .await
    .unwrap();
}

async fn all(db: &Db) -> Vec<Row> {
    db.read(async |mut tx| {
        tx.all(
            "SELECT id, name_key, note, amount, is_open, octets, word, (SELECT count(*) FROM part WHERE thing_id = id) \
             AS parts FROM thing ORDER BY id",
            params![],
        )
        .await
    })
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_database_held_any_other_holds_afterwards() {
    for from in databases().await {
        let before = Db::open(from.url(), &SCHEMA).await.unwrap();
        fill(&before).await;
        let octets = copy(from.url()).await;
        for to in databases().await {
            let copied = restore(&octets, to.url(), Occupied::Refuse).await.unwrap();
            assert_eq!((copied.rows, copied.version), (1_204, 2));
            let after = Db::open(to.url(), &SCHEMA).await.unwrap();
            let (before, after) = (all(&before).await, all(&after).await);
            assert_eq!(before.len(), after.len());
            for (before, after) in before.iter().zip(&after) {
                for column in ["id", "name_key", "note", "word"] {
                    let text = |row: &Row| row.get::<Option<String>>(column).unwrap();
                    assert_eq!(text(before), text(after));
                }
                let amount = before.get::<i64>("amount").unwrap();
                // What the statement at the end is for.
                assert_eq!(
                    after.get::<i64>("amount").unwrap(),
                    if amount == 5 { 6 } else { amount }
                );
                let others = |row: &Row| {
                    (
                        row.get::<Option<bool>>("is_open").unwrap(),
                        row.get::<Option<Vec<u8>>>("octets").unwrap(),
                        row.get::<i64>("parts").unwrap(),
                    )
                };
                assert_eq!(others(before), others(after));
            }
            to.remove().await;
        }
        from.remove().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_an_older_version_is_brought_up_to_date() {
    for from in databases().await {
        let older = Db::open(from.url(), &BEFORE).await.unwrap();
        given(&older, &[("a", 1)]).await;
        let octets = copy(from.url()).await;
        for to in databases().await {
            assert_eq!(
                restore(&octets, to.url(), Occupied::Refuse)
                    .await
                    .unwrap()
                    .version,
                1
            );
            let now = Db::open(to.url(), &SCHEMA).await.unwrap();
            assert_eq!(all(&now).await.len(), 1);
            // And the older program does not take what the newer one made.
            let newer = copy(to.url()).await;
            let mut reader = BackupReader::begin(newer.as_slice()).unwrap();
            let restoring = Restoring {
                url: from.url(),
                schema: &BEFORE,
                occupied: Occupied::Replace,
                afterwards: &[],
                now: environment(1).0.now(),
            };
            let refused = reader.restore(restoring).await.unwrap_err();
            assert!(refused.to_string().contains("newer version"), "{refused}");
            to.remove().await;
        }
        from.remove().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_in_use_is_replaced_only_when_told_and_goes_on_answering() {
    for place in databases().await {
        let db = Db::open(place.url(), &SCHEMA).await.unwrap();
        given(&db, &[("a", 1), ("b", 2)]).await;
        let octets = copy(place.url()).await;
        given(&db, &[("c", 3)]).await;
        let refused = restore(&octets, place.url(), Occupied::Refuse).await.unwrap_err();
        assert!(matches!(refused, BackupError::NotEmpty { .. }), "{refused}");
        assert_eq!(number_of_things(&db).await, 3);
        restore(&octets, place.url(), Occupied::Replace).await.unwrap();
        assert_eq!(number_of_things(&db).await, 2);
        given(&db, &[("c", 3)]).await;
        assert_eq!(number_of_things(&db).await, 3);
        place.remove().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_copy_changes_nothing() {
    for place in databases().await {
        let db = Db::open(place.url(), &SCHEMA).await.unwrap();
        fill(&db).await;
        let mut octets = copy(place.url()).await;
        octets.truncate(octets.len() - 60);
        let refused = restore(&octets, place.url(), Occupied::Replace)
            .await
            .unwrap_err();
        assert!(matches!(refused, BackupError::Damaged(_)), "{refused}");
        assert_eq!(number_of_things(&db).await, 4);
        place.remove().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_of_one_moment_and_holds_nobody_up() {
    for place in databases().await {
        let db = Db::open(place.url(), &SCHEMA).await.unwrap();
        fill(&db).await;
        let writing = async {
            for number in 0..50 {
                db.write(async |mut tx| {
                    tx.execute("DELETE FROM part WHERE number = $1", params![number])
                        .await?;
                    tx.execute(
                        "INSERT INTO part (thing_id, number) VALUES ('b', $1)",
                        params![number],
                    )
                    .await
                    .map(drop)
                })
                .await
                .map_err(|error: Error| error.to_string())?;
            }
            Ok::<_, String>(())
        };
        let (octets, written) = tokio::join!(copy(place.url()), writing);
        written.unwrap();
        let contents = BackupReader::begin(octets.as_slice())
            .unwrap()
            .contents()
            .unwrap();
        assert_eq!(contents.schemas[0].rows, 1_204);
        place.remove().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_copied_of_what_is_not_there() {
    for place in databases().await {
        let mut writer = BackupWriter::begin(Vec::new(), &[]).unwrap();
        let refused = writer.copy(place.url(), SCHEMA.name).await.unwrap_err();
        assert!(matches!(refused, BackupError::Nothing { .. }), "{refused}");
        place.remove().await;
    }
}
