//! One SQL text: parameters, types, and the statements the dialect is made of.

use jiff::Timestamp;
use vestibule_store::{Db, Error, FromValue, SqlText, ToParameter, ValueRef, params, store_test};

use crate::world::{SCHEMA, amount_of, given};

#[derive(Debug, PartialEq)]
enum Colour {
    Green,
}

impl ToParameter for Colour {
    fn to_parameter(&self) -> vestibule_store::Parameter<'_> {
        vestibule_store::Parameter::Text("green".into())
    }
}

impl FromValue<'_> for Colour {
    fn from_value(value: ValueRef<'_>) -> Option<Self> {
        (<&str>::from_value(value)? == "green").then_some(Self::Green)
    }
}

store_test! {
    async fn parameters_are_found_by_their_number(db: Db) {
        db.write(async |mut tx| {
            tx.execute(
                "INSERT INTO thing (note, id, name_key, amount) VALUES ($3, $2, $2, $1)",
                params![1, "second", "third"],
            )
            .await
        })
        .await
        .unwrap();
        let row = db
            .read(async |mut tx| {
                let sql = "SELECT id, note FROM thing WHERE amount = $2 AND id = $1 AND name_key = $1";
                tx.one(sql, params!["second", 1]).await
            })
            .await
            .unwrap();
        assert_eq!(row.get::<&str>("id").unwrap(), "second");
        assert_eq!(row.get::<String>("note").unwrap(), "third");
    }

    async fn ten_and_more_parameters_are_no_one_and_zero(db: Db) {
        let row = db
            .read(async |mut tx| {
                let sql = "SELECT count(*) AS n FROM thing WHERE id IN ($11, $10, $9, $8, $7, $6, $5, $4, $3, $2) AND amount = $1";
                tx.one(sql, params![1, "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"]).await
            })
            .await
            .unwrap();
        assert_eq!(row.get::<i64>("n").unwrap(), 0);
    }

    async fn a_wrong_number_of_parameters_is_an_error(db: Db) {
        for result in [
            db.read(async |mut tx| tx.all("SELECT id FROM thing WHERE id = $1", params![]).await.map(drop)).await,
            db.read(async |mut tx| tx.all("SELECT id FROM thing WHERE id = $1", params!["1", 2]).await.map(drop)).await,
        ] {
            assert!(matches!(result, Err(Error::Unavailable(_))), "{result:?}");
        }
    }

    async fn every_type_comes_back_as_it_went_in(db: Db) {
        let made_at: Timestamp = "2025-04-01T08:00:05.805123Z".parse().unwrap();
        let row = db
            .write(async |mut tx| {
                tx.one(
                    "INSERT INTO thing (id, name_key, note, amount, is_open, octets, made_at)
                     VALUES ($1, $2, $3, $4, $5, $6, $7)
                     RETURNING note, amount, is_open, octets, made_at, word",
                    params!["1", "Ünïcode".to_owned(), Colour::Green, i64::MIN, true, vec![0_u8, 255], made_at],
                )
                .await
            })
            .await
            .unwrap();
        assert_eq!(row.get::<Colour>("note").unwrap(), Colour::Green);
        assert_eq!(row.get::<i64>("amount").unwrap(), i64::MIN);
        assert!(row.get::<bool>("is_open").unwrap());
        assert_eq!(row.get::<Vec<u8>>("octets").unwrap(), [0, 255]);
        assert_eq!(row.get::<[u8; 2]>("octets").unwrap(), [0, 255]);
        assert_eq!(row.get::<Timestamp>("made_at").unwrap(), made_at);
        assert_eq!(row.get::<Option<bool>>("is_open").unwrap(), Some(true));
        assert_eq!(row.get::<&str>("word").unwrap(), "STRICT", "quoted words are not the dialect's");
    }

    async fn null_of_each_type_comes_back_as_none(db: Db) {
        let row = db
            .write(async |mut tx| {
                tx.one(
                    "INSERT INTO thing (id, name_key, note, amount, is_open, octets, made_at)
                     VALUES ('1', '1', $1, $2, $3, $4, $5) RETURNING note, amount, is_open, octets, made_at",
                    params![None::<&str>, None::<i64>, None::<bool>, None::<Vec<u8>>, None::<Timestamp>],
                )
                .await
            })
            .await
            .unwrap();
        assert_eq!(row.get::<Option<String>>("note").unwrap(), None);
        assert_eq!(row.get::<Option<i64>>("amount").unwrap(), None);
        assert_eq!(row.get::<Option<bool>>("is_open").unwrap(), None);
        assert_eq!(row.get::<Option<Vec<u8>>>("octets").unwrap(), None);
        assert_eq!(row.get::<Option<Timestamp>>("made_at").unwrap(), None);
    }

    async fn a_value_of_another_type_is_an_error_that_does_not_show_it(db: Db) {
        let sql = "SELECT 'secret' AS text_, 300 AS number_, CAST(NULL AS TEXT) AS missing";
        let row = db.read(async |mut tx| tx.one(sql, params![]).await).await.unwrap();
        let errors = [
            row.get::<i64>("text_").map(drop).unwrap_err(),
            row.get::<String>("number_").map(drop).unwrap_err(),
            row.get::<bool>("number_").map(drop).unwrap_err(),
            row.get::<String>("missing").map(drop).unwrap_err(),
            row.get::<String>("absent").map(drop).unwrap_err(),
        ];
        for error in errors {
            assert!(!format!("{error:?}").contains("secret"), "{error:?}");
        }
        assert_eq!(row.get::<i32>("number_").unwrap(), 300);
    }

    async fn booleans_are_compared_as_written(db: Db) {
        let row = db
            .write(async |mut tx| {
                tx.execute("INSERT INTO thing (id, name_key, is_open) VALUES ('1', '1', TRUE), ('2', '2', FALSE)", params![]).await?;
                tx.one("SELECT id, is_open = $1 AS same FROM thing WHERE is_open = $1 AND is_open = TRUE", params![true]).await
            })
            .await
            .unwrap();
        assert_eq!(row.get::<&str>("id").unwrap(), "1");
        assert!(row.get::<bool>("same").unwrap());
    }

    async fn a_value_of_the_wrong_type_is_not_stored(db: Db) {
        let result = db
            .write(async |mut tx| {
                tx.execute("INSERT INTO thing (id, name_key, amount) VALUES ('1', '1', $1)", params!["many"]).await
            })
            .await;
        assert!(matches!(result, Err(Error::Unavailable(_))), "{result:?}");
    }

    async fn an_upsert_inserts_and_then_updates(db: Db) {
        let sql = "INSERT INTO thing (id, name_key, amount) VALUES ($1, $1, $2)
                   ON CONFLICT (id) DO UPDATE SET amount = thing.amount + excluded.amount RETURNING amount";
        for expected in [5, 10] {
            let row = db.write(async |mut tx| tx.one(sql, params!["1", 5]).await).await.unwrap();
            assert_eq!(row.get::<i64>("amount").unwrap(), expected);
        }
    }

    async fn link_or_create_says_who_was_first(db: Db) {
        let sql = "INSERT INTO thing (id, name_key) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING id";
        let insert = async |id: &str| db.write(async |mut tx| tx.optional(sql, params![id, "one key"]).await).await.unwrap();
        assert!(insert("first").await.is_some());
        assert!(insert("second").await.is_none());
    }

    async fn execute_counts_rows(db: Db) {
        given(&db, &[("1", 1), ("2", 1)]).await;
        let counts = db
            .write(async |mut tx| {
                Ok::<_, Error>([
                    tx.execute("UPDATE thing SET amount = 2 WHERE amount = $1", params![1]).await?,
                    tx.execute("UPDATE thing SET amount = 3 WHERE amount = $1", params![1]).await?,
                    tx.execute("INSERT INTO part (thing_id, number) VALUES ('1', 1), ('1', 2), ('1', 3)", params![]).await?,
                    tx.execute("INSERT INTO thing (id, name_key) VALUES ('3', '3') RETURNING id", params![]).await?,
                    tx.execute("DELETE FROM thing WHERE id = '1'", params![]).await?,
                    tx.execute("DELETE FROM thing WHERE id = 'none'", params![]).await?,
                ])
            })
            .await
            .unwrap();
        assert_eq!(counts, [2, 0, 3, 1, 1, 0], "rows a foreign key deletes are not counted");
    }

    async fn lists_are_paged_by_key_with_row_comparison(db: Db) {
        given(&db, &[("a", 1), ("b", 1), ("c", 1), ("d", 2), ("e", 2)]).await;
        let (mut after, mut pages) = ((0, String::new()), Vec::new());
        loop {
            let rows = db
                .read(async |mut tx| {
                    let sql = "SELECT id, amount FROM thing WHERE (amount, id) > ($1, $2) ORDER BY amount, id LIMIT $3";
                    tx.all(sql, params![after.0, after.1, 2]).await
                })
                .await
                .unwrap();
            let ids: String = rows.iter().map(|row| row.get::<&str>("id").unwrap()).collect();
            let Some(last) = rows.last() else { break };
            after = (last.get("amount").unwrap(), last.get("id").unwrap());
            pages.push(ids);
        }
        assert_eq!(pages, ["ab", "cd", "e"]);
    }

    async fn keys_sort_by_octets_and_differ_by_case(db: Db) {
        given(&db, &[("b", 1), ("B", 1), ("a", 1), ("_", 1), ("ä", 1)]).await;
        let rows = db
            .read(async |mut tx| tx.all("SELECT name_key FROM thing ORDER BY name_key", params![]).await)
            .await
            .unwrap();
        let order: String = rows.iter().map(|row| row.get::<&str>("name_key").unwrap()).collect();
        assert_eq!(order, "B_abä");
    }

    async fn a_long_list_arrives_whole(db: Db) {
        let rows = db
            .write(async |mut tx| {
                for number in 0..500 {
                    tx.execute("INSERT INTO thing (id, name_key, amount) VALUES ($1, $1, $2)", params![format!("{number:04}"), number]).await?;
                }
                tx.all("SELECT amount FROM thing ORDER BY id", params![]).await
            })
            .await
            .unwrap();
        let amounts: Vec<i64> = rows.iter().map(|row| row.get("amount").unwrap()).collect();
        assert_eq!(amounts, (0..500).collect::<Vec<_>>());
    }

    async fn a_filter_takes_as_many_parameters_as_values(db: Db) {
        given(&db, &[("a", 1), ("b", 2), ("c", 3)]).await;
        for (wanted, expected) in [(vec!["a", "c"], 2_i64), (vec!["a", "b", "c", "d"], 3), (vec!["d"], 0)] {
            let mut sql = SqlText::new("SELECT count(*) AS n FROM thing WHERE amount > $1", 1);
            sql.push(" AND id IN (").placeholders(wanted.len()).push(")");
            let mut parameters = vec![0_i64.to_parameter()];
            parameters.extend(wanted.iter().map(ToParameter::to_parameter));
            let row = db.read(async |mut tx| tx.one(&sql, &parameters).await).await.unwrap();
            assert_eq!(row.get::<i64>("n").unwrap(), expected);
        }
    }

    async fn one_wants_a_row_and_only_one(db: Db) {
        given(&db, &[("a", 1), ("b", 2)]).await;
        let none = db.read(async |mut tx| tx.one("SELECT id FROM thing WHERE id = 'x'", params![]).await).await;
        let two = db.read(async |mut tx| tx.one("SELECT id FROM thing", params![]).await).await;
        let optional = db.read(async |mut tx| tx.optional("SELECT id FROM thing", params![]).await).await;
        assert!(none.is_err() && two.is_err() && optional.is_err());
    }

    async fn a_reference_to_nothing_is_refused(db: Db) {
        let result = db
            .write(async |mut tx| {
                tx.execute("INSERT INTO part (thing_id, number) VALUES ('nobody', 1)", params![]).await
            })
            .await;
        assert!(matches!(result, Err(Error::Unavailable(_))), "{result:?}");
        assert_eq!(amount_of(&db, "nobody").await, None);
    }
}
