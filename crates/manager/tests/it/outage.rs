//! What cannot be written down does not happen.

use vestibule_store::{Db, params, store_test};

use crate::world::{SCHEMA, World};

/// Takes a table away, and brings it back.
const TABLES: [(&str, &str); 3] = [
    (
        "ALTER TABLE replay_marks RENAME TO away",
        "ALTER TABLE away RENAME TO replay_marks",
    ),
    (
        "ALTER TABLE sign_ins RENAME TO away",
        "ALTER TABLE away RENAME TO sign_ins",
    ),
    (
        "ALTER TABLE sessions RENAME TO away",
        "ALTER TABLE away RENAME TO sessions",
    ),
];

async fn does(db: &Db, statement: &'static str) {
    db.write(async |mut tx| tx.execute(statement, params![]).await.map(drop))
        .await
        .unwrap();
}

store_test! {
    async fn nobody_gets_in_while_use_cannot_be_remembered(db: Db) {
        let world = World::new(db.clone()).await;
        for (away, back) in TABLES {
            let answer = world.unsolicited();
            does(&db, away).await;
            let refused = world.browser().brings(&answer).await;
            assert_eq!(refused.status, 503, "{away}: {}", refused.text());
            assert!(!refused.sets_a_session());
            does(&db, back).await;
            world.browser().brings(&answer).await.is_welcome_to("/");
        }
    }
}
