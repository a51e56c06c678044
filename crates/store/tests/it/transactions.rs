//! What a transaction saves, what it leaves behind, and when its closure runs again.

use std::sync::atomic::{AtomicU32, Ordering};

use tokio::sync::Notify;
use vestibule_store::{Db, Error, params, store_test};

use crate::world::{Failure, SCHEMA, amount, amount_of, given, insert, number_of_things, set_amount};

store_test! {
    async fn what_a_closure_refuses_is_not_saved(db: Db) {
        let result = db
            .write(async |mut tx| {
                insert(&mut tx, "1", 1).await?;
                Err::<(), _>(Failure::Refused)
            })
            .await;
        assert!(matches!(result, Err(Failure::Refused)), "{result:?}");
        assert_eq!(number_of_things(&db).await, 0);
    }

    async fn a_duplicate_is_tried_twice_and_then_told(db: Db) {
        given(&db, &[("1", 1)]).await;
        let runs = AtomicU32::new(0);
        let result = db
            .write(async |mut tx| {
                runs.fetch_add(1, Ordering::SeqCst);
                insert(&mut tx, "2", 2).await?;
                insert(&mut tx, "1", 2).await?;
                Ok::<_, Failure>(())
            })
            .await;
        assert!(matches!(result, Err(Failure::Taken)), "{result:?}");
        assert_eq!(runs.load(Ordering::SeqCst), 2);
        assert_eq!(number_of_things(&db).await, 1);
    }

    async fn each_unique_constraint_makes_a_duplicate(db: Db) {
        given(&db, &[("1", 1)]).await;
        for (id, name) in [("1", "other"), ("2", "1")] {
            let result = db
                .write(async |mut tx| {
                    tx.execute("INSERT INTO thing (id, name_key) VALUES ($1, $2)", params![id, name]).await
                })
                .await;
            assert!(matches!(result, Err(Error::Duplicate)), "{id} {name}: {result:?}");
        }
    }

    async fn after_an_error_a_transaction_does_nothing_more(db: Db) {
        given(&db, &[("1", 1)]).await;
        let result = db
            .write(async |mut tx| {
                insert(&mut tx, "2", 2).await?;
                assert!(matches!(insert(&mut tx, "1", 2).await, Err(Error::Duplicate)));
                assert!(matches!(insert(&mut tx, "3", 3).await, Err(Error::Duplicate)));
                assert!(matches!(amount(&mut tx, "1").await, Err(Error::Duplicate)));
                // Whoever overlooks the error does not save half of it.
                Ok::<_, Error>(())
            })
            .await;
        assert!(matches!(result, Err(Error::Duplicate)), "{result:?}");
        assert_eq!(number_of_things(&db).await, 1);
    }

    async fn a_wrong_statement_is_not_tried_again(db: Db) {
        let runs = AtomicU32::new(0);
        let result = db
            .write(async |mut tx| {
                runs.fetch_add(1, Ordering::SeqCst);
                tx.execute("INSERT INTO nowhere (id) VALUES (1)", params![]).await
            })
            .await;
        assert!(matches!(result, Err(Error::Unavailable(_))), "{result:?}");
        assert_eq!(runs.load(Ordering::SeqCst), 1);
        given(&db, &[("1", 1)]).await;
        assert_eq!(number_of_things(&db).await, 1);
    }

    async fn a_read_cannot_write(db: Db) {
        let result = db.read(async |mut tx| insert(&mut tx, "1", 1).await).await;
        assert!(matches!(result, Err(Error::Unavailable(_))), "{result:?}");
        assert_eq!(number_of_things(&db).await, 0);
    }

    async fn a_write_reads_what_it_wrote(db: Db) {
        let seen = db
            .write(async |mut tx| {
                insert(&mut tx, "1", 1).await?;
                set_amount(&mut tx, "1", 5).await?;
                amount(&mut tx, "1").await
            })
            .await
            .unwrap();
        assert_eq!(seen, Some(5));
    }

    async fn a_read_sees_one_moment(db: Db) {
        given(&db, &[("1", 1)]).await;
        let seen = db
            .read(async |mut tx| {
                let before = amount(&mut tx, "1").await?;
                db.write(async |mut other| set_amount(&mut other, "1", 2).await).await?;
                let after = amount(&mut tx, "1").await?;
                Ok::<_, Error>((before, after))
            })
            .await
            .unwrap();
        assert_eq!(seen, (Some(1), Some(1)));
        assert_eq!(amount_of(&db, "1").await, Some(2));
    }

    async fn a_transaction_dropped_half_way_leaves_nothing_and_blocks_nobody(db: Db) {
        given(&db, &[("1", 1)]).await;
        for _ in 0..40 {
            let arrived = Notify::new();
            let forever = db.write(async |mut tx| {
                set_amount(&mut tx, "1", 99).await?;
                arrived.notify_one();
                std::future::pending::<Result<(), Error>>().await
            });
            tokio::select! {
                _ = forever => unreachable!("it never ends"),
                () = arrived.notified() => {}
            }
        }
        db.write(async |mut tx| insert(&mut tx, "2", 2).await).await.unwrap();
        assert_eq!(amount_of(&db, "1").await, Some(1));
    }

    async fn a_panic_in_a_closure_leaves_nothing_and_blocks_nobody(db: Db) {
        given(&db, &[("1", 1)]).await;
        let of_the_task = db.clone();
        let task = tokio::spawn(async move {
            of_the_task
                .write(async |mut tx| {
                    set_amount(&mut tx, "1", 99).await?;
                    assert!(amount(&mut tx, "1").await?.is_none(), "this panics");
                    Ok::<_, Error>(())
                })
                .await
        });
        assert!(task.await.unwrap_err().is_panic());
        db.write(async |mut tx| insert(&mut tx, "2", 2).await).await.unwrap();
        assert_eq!(amount_of(&db, "1").await, Some(1));
    }

    async fn a_transaction_kept_beyond_its_closure_saves_nothing(db: Db) {
        let kept = db
            .write(async |mut tx| {
                insert(&mut tx, "1", 1).await?;
                Ok::<_, Error>(tx)
            })
            .await;
        assert!(matches!(kept, Err(Error::Unavailable(_))));
        drop(kept);
        assert_eq!(number_of_things(&db).await, 0);
    }
}

store_test! {
    async fn what_was_done_is_counted_and_a_write_that_failed_is_tried_again_when_asked(db: Db) {
        given(&db, &[("a", 1)]).await;
        let before = db.load();
        let fails = async || {
            let insert = db.write(async |mut tx| tx.execute("INSERT INTO thing (id) VALUES ('x')", params![]).await);
            insert.await.map_err(|error: Error| error.to_string()).unwrap_err()
        };
        let run = async |sql: &'static str| {
            let done = db.write(async |mut tx| tx.execute(sql, params![]).await);
            done.await.map_err(|error: Error| error.to_string()).unwrap();
        };
        number_of_things(&db).await;
        fails().await;
        let after = db.load();
        assert_eq!(after.reads - before.reads, 1);
        assert_eq!(after.writes - before.writes, 1);
        assert_eq!(after.failures - before.failures, 1);
        // The mistake was the statement's: the database takes writes.
        db.check_writing().await.unwrap();
        run("ALTER TABLE schema_migration RENAME TO gone").await;
        fails().await;
        assert!(db.check_writing().await.is_err());
        run("ALTER TABLE gone RENAME TO schema_migration").await;
        let writes = db.load().writes;
        db.check_writing().await.unwrap();
        assert_eq!(db.load().writes, writes, "nothing is tried without need");
    }
}
