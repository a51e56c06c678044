//! Transactions that run at the same time end as if they had run one after the other.

use std::sync::Arc;

use tokio::sync::{Barrier, Notify};
use tokio::task::JoinSet;
use vestibule_store::testing::{Kind, TestDatabase};
use vestibule_store::{DatabaseUrl, Db, Error, params, store_test};

use crate::world::{SCHEMA, amount, amount_of, given, insert, number_of_things, set_amount};

/// Takes one person off duty, unless nobody would be left. The rule is checked by reading: nothing but the isolation
/// of the transactions keeps two of them from both seeing the other on duty.
async fn go_off_duty(db: Db, id: &'static str) -> Result<bool, Error> {
    db.write(async |mut tx| {
        let row = tx
            .one("SELECT count(*) AS n FROM thing WHERE amount = 1", params![])
            .await?;
        tokio::task::yield_now().await;
        if row.get::<i64>("n")? < 2 {
            return Ok(false);
        }
        set_amount(&mut tx, id, 0).await?;
        Ok(true)
    })
    .await
}

store_test! {
    async fn two_who_read_and_then_write_never_both_win(db: Db) {
        given(&db, &[("anna", 1), ("bert", 1)]).await;
        for round in 0..50 {
            db.write(async |mut tx| tx.execute("UPDATE thing SET amount = 1", params![]).await).await.unwrap();
            let barrier = Arc::new(Barrier::new(2));
            let mut both = JoinSet::new();
            for id in ["anna", "bert"] {
                let (db, barrier) = (db.clone(), Arc::clone(&barrier));
                both.spawn(async move {
                    barrier.wait().await;
                    go_off_duty(db, id).await.unwrap()
                });
            }
            let went = both.join_all().await;
            assert_eq!(went.iter().filter(|went| **went).count(), 1, "round {round}: {went:?}");
        }
    }

    async fn a_hundred_parallel_increments_all_count(db: Db) {
        given(&db, &[("counter", 0)]).await;
        let mut all = JoinSet::new();
        for _ in 0..100 {
            let db = db.clone();
            all.spawn(async move {
                db.write(async |mut tx| {
                    let now = amount(&mut tx, "counter").await?.unwrap_or(0);
                    set_amount(&mut tx, "counter", now + 1).await
                })
                .await
            });
        }
        for result in all.join_all().await {
            assert_eq!(result.unwrap(), 1);
        }
        assert_eq!(amount_of(&db, "counter").await, Some(100));
    }

    async fn two_replicas_share_one_database(url: DatabaseUrl) {
        let replicas = [Db::open(&url, &SCHEMA).await.unwrap(), Db::open(&url, &SCHEMA).await.unwrap()];
        given(&replicas[0], &[("counter", 0)]).await;
        let mut all = JoinSet::new();
        for number in 0..20 {
            let db = replicas[number % 2].clone();
            all.spawn(async move {
                db.write(async |mut tx| {
                    let now = amount(&mut tx, "counter").await?.unwrap_or(0);
                    set_amount(&mut tx, "counter", now + 1).await
                })
                .await
            });
        }
        for result in all.join_all().await {
            assert_eq!(result.unwrap(), 1);
        }
        assert_eq!(amount_of(&replicas[1], "counter").await, Some(20));
    }

    async fn of_many_who_insert_the_same_key_one_succeeds(db: Db) {
        let mut all = JoinSet::new();
        for _ in 0..20 {
            let db = db.clone();
            all.spawn(async move { db.write(async |mut tx| insert(&mut tx, "same", 1).await).await });
        }
        let results = all.join_all().await;
        let (won, lost): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
        assert_eq!(won.len(), 1);
        for result in lost {
            assert!(matches!(result, Err(Error::Duplicate)), "{result:?}");
        }
        assert_eq!(number_of_things(&db).await, 1);
    }

    async fn readers_are_not_kept_waiting_by_a_writer(db: Db) {
        given(&db, &[("1", 1)]).await;
        let (arrived, leave) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let writer = tokio::spawn({
            let (db, arrived, leave) = (db.clone(), Arc::clone(&arrived), Arc::clone(&leave));
            async move {
                db.write(async |mut tx| {
                    set_amount(&mut tx, "1", 2).await?;
                    arrived.notify_one();
                    leave.notified().await;
                    Ok::<_, Error>(())
                })
                .await
            }
        });
        arrived.notified().await;
        for _ in 0..40 {
            assert_eq!(amount_of(&db, "1").await, Some(1));
        }
        leave.notify_one();
        writer.await.unwrap().unwrap();
        assert_eq!(amount_of(&db, "1").await, Some(2));
    }

    async fn many_readers_take_turns(db: Db) {
        given(&db, &[("1", 1)]).await;
        let mut all = JoinSet::new();
        for _ in 0..200 {
            let db = db.clone();
            all.spawn(async move { amount_of(&db, "1").await });
        }
        assert!(all.join_all().await.into_iter().all(|amount| amount == Some(1)));
    }
}

/// A second `Db` on the same file stands for another process: it shares nothing but the file.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_another_process_writes_to_is_waited_for() {
    let database = TestDatabase::create(Kind::Sqlite, &[]).await.unwrap();
    let [ours, theirs] = [
        Db::open(database.url(), &SCHEMA).await.unwrap(),
        Db::open(database.url(), &SCHEMA).await.unwrap(),
    ];
    given(&ours, &[("1", 1)]).await;
    let (arrived, leave) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let import = tokio::spawn({
        let (arrived, leave) = (Arc::clone(&arrived), Arc::clone(&leave));
        async move {
            theirs
                .write(async |mut tx| {
                    set_amount(&mut tx, "1", 2).await?;
                    arrived.notify_one();
                    leave.notified().await;
                    Ok::<_, Error>(())
                })
                .await
        }
    });
    arrived.notified().await;
    let write = ours.write(async |mut tx| {
        let now = amount(&mut tx, "1").await?.unwrap_or(0);
        set_amount(&mut tx, "1", now * 10).await
    });
    let (written, ()) = tokio::join!(write, async { leave.notify_one() });
    assert_eq!(written.unwrap(), 1);
    import.await.unwrap().unwrap();
    assert_eq!(amount_of(&ours, "1").await, Some(20));
}

/// The server was restarted, or an administrator ended the sessions, while connections lay in the pool.
#[tokio::test(flavor = "multi_thread")]
async fn connections_that_died_in_the_pool_are_replaced() {
    let Some(database) = TestDatabase::create(Kind::Postgres, &[]).await else {
        return;
    };
    let db = Db::open(database.url(), &SCHEMA).await.unwrap();
    given(&db, &[("1", 1)]).await;
    let kill = "SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let executioner = Db::open(database.url(), &SCHEMA).await.unwrap();
    let killed = executioner
        .read(async |mut tx| tx.all(kill, params![]).await)
        .await
        .unwrap();
    assert!(!killed.is_empty());
    for _ in 0..5 {
        assert_eq!(amount_of(&db, "1").await, Some(1));
    }
    db.write(async |mut tx| insert(&mut tx, "2", 2).await)
        .await
        .unwrap();
    drop((db, executioner));
    database.remove().await;
}
