//! Transactions that share a commit.

use std::sync::Arc;

use tokio::sync::Barrier;
use tokio::task::JoinSet;
use vestibule_store::{DatabaseUrl, Db, Error, params, store_test};

use crate::world::{Failure, SCHEMA, amount, amount_of, given, insert, number_of_things, set_amount};

/// Runs as many at once, each by its number.
async fn at_once<T, F>(count: i64, f: impl Fn(i64) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let mut all = JoinSet::new();
    for number in 0..count {
        all.spawn(f(number));
    }
    all.join_all().await
}

store_test! {
    async fn all_of_those_who_come_at_once_are_saved(url: DatabaseUrl) {
        let db = Db::open(&url, &SCHEMA).await.unwrap();
        let results = at_once(200, |number| {
            let db = db.clone();
            async move { db.write_together(async |mut tx| insert(&mut tx, &format!("thing {number}"), number).await).await }
        }).await;
        assert!(results.iter().all(Result::is_ok), "{results:?}");
        // As another process sees it: what was acknowledged is committed.
        let other = Db::open(&url, &SCHEMA).await.unwrap();
        assert_eq!(number_of_things(&other).await, 200);
    }

    async fn each_sees_what_was_done_before_it(db: Db) {
        given(&db, &[("counter", 0)]).await;
        let results = at_once(100, |_| {
            let db = db.clone();
            async move {
                db.write_together(async |mut tx| {
                    let now = amount(&mut tx, "counter").await?.unwrap_or(0);
                    tokio::task::yield_now().await;
                    set_amount(&mut tx, "counter", now + 1).await
                }).await
            }
        }).await;
        assert!(results.iter().all(Result::is_ok), "{results:?}");
        assert_eq!(amount_of(&db, "counter").await, Some(100));
    }

    async fn one_that_fails_fails_alone(db: Db) {
        let results = at_once(90, |number| {
            let db = db.clone();
            async move {
                let result: Result<(), Failure> = db.write_together(async |mut tx| {
                    insert(&mut tx, &format!("thing {number}"), number).await?;
                    match number % 3 {
                        0 => Ok(()),
                        // By its own will, and by a statement that the database refuses.
                        1 => Err(Failure::Refused),
                        _ => Ok(insert(&mut tx, &format!("thing {number}"), number).await?),
                    }
                }).await;
                (number, result)
            }
        }).await;
        for (number, result) in results {
            assert!(
                matches!((number % 3, &result), (0, Ok(())) | (1, Err(Failure::Refused)) | (2, Err(Failure::Taken))),
                "{number}: {result:?}"
            );
        }
        assert_eq!(number_of_things(&db).await, 30);
    }

    async fn one_that_wants_a_commit_of_its_own_does_not_wait_for_ever(db: Db) {
        given(&db, &[("counter", 0)]).await;
        let results = at_once(120, |number| {
            let db = db.clone();
            async move {
                let add = async |mut tx: vestibule_store::Tx| {
                    let now = amount(&mut tx, "counter").await?.unwrap_or(0);
                    set_amount(&mut tx, "counter", now + 1).await
                };
                if number % 4 == 0 { db.write(add).await } else { db.write_together(add).await }
            }
        }).await;
        assert!(results.iter().all(Result::is_ok), "{results:?}");
        assert_eq!(amount_of(&db, "counter").await, Some(120));
    }

    async fn those_who_go_away_leave_nothing_behind_that_others_wait_for(url: DatabaseUrl) {
        let db = Db::open(&url, &SCHEMA).await.unwrap();
        for round in 0..30_i64 {
            let barrier = Arc::new(Barrier::new(6));
            let mut all = JoinSet::new();
            for number in 0..6_i64 {
                let (db, barrier) = (db.clone(), Arc::clone(&barrier));
                all.spawn(async move {
                    barrier.wait().await;
                    let write = db.write_together(async |mut tx| {
                        insert(&mut tx, &format!("{round}/{number}"), 0).await?;
                        tokio::task::yield_now().await;
                        Ok::<_, Error>(())
                    });
                    // Some are given up in the middle: polled as often as their number, then dropped.
                    let mut write = Box::pin(write);
                    for _ in 0..number {
                        let polled = std::future::poll_fn(|context| {
                            std::task::Poll::Ready(write.as_mut().poll(context).is_ready())
                        }).await;
                        if polled { return; }
                        tokio::task::yield_now().await;
                    }
                });
            }
            all.join_all().await;
            // Another process can write, and so can this one.
            let other = Db::open(&url, &SCHEMA).await.unwrap();
            other.write(async |mut tx| insert(&mut tx, &format!("{round}/other"), 0).await).await.unwrap();
            db.write(async |mut tx| tx.execute("DELETE FROM thing", params![]).await).await.unwrap();
        }
    }
}
