//! The shapes of closures that must stay usable where futures move between threads (axum's handlers, spawned tasks).
//! If one of them stops compiling, so do the operations of three crates.

use vestibule_store::{Db, Tx, params, store_test};

use crate::world::{Failure, SCHEMA, amount, amount_of, insert};

#[derive(Clone)]
struct Directory {
    db: Db,
}

struct Caller(String);

struct NewThing {
    id: String,
    parts: Vec<i64>,
    note: Option<String>,
}

/// Borrows its parameters, a local, a slice, an `Option`; refuses; returns what it captured by reference.
async fn create(
    directory: &Directory,
    caller: &Caller,
    new: NewThing,
    notes: &[&str],
    amount: Option<&i64>,
) -> Result<String, Failure> {
    let id = format!("{}-{}", caller.0, new.id);
    let upper: Vec<String> = notes.iter().map(|note| note.to_uppercase()).collect();
    directory
        .db
        .write(async |mut tx| {
            if new.parts.is_empty() {
                return Err(Failure::Refused);
            }
            insert(&mut tx, &id, amount.copied().unwrap_or(1)).await?;
            for number in &new.parts {
                tx.execute(
                    "INSERT INTO part (thing_id, number) VALUES ($1, $2)",
                    params![id, number],
                )
                .await?;
            }
            for note in upper.iter().map(String::as_str).chain(new.note.as_deref()) {
                tx.execute("UPDATE thing SET note = $1 WHERE id = $2", params![note, id])
                    .await?;
            }
            Ok(())
        })
        .await?;
    Ok(id)
}

/// A helper that takes such a closure itself.
async fn with_audit<T, F>(directory: &Directory, f: impl Fn(Tx) -> F + Sync) -> Result<T, Failure>
where
    F: Future<Output = Result<T, Failure>> + Send,
{
    directory.db.write(async |tx| f(tx).await).await
}

store_test! {
    async fn operations_with_borrowed_parameters_run_in_spawned_tasks(db: Db) {
        let directory = Directory { db: db.clone() };
        let task = tokio::spawn(async move {
            let caller = Caller("system".into());
            let new = NewThing { id: "1".into(), parts: vec![1, 2], note: Some("last".into()) };
            let note = String::from("first");
            let id = create(&directory, &caller, new, &[&note], Some(&7)).await?;
            with_audit(&directory, async |mut tx| Ok(amount(&mut tx, &id).await?)).await
        });
        assert_eq!(task.await.unwrap().unwrap(), Some(7));
        assert_eq!(amount_of(&db, "system-1").await, Some(7));
    }

    async fn closures_of_a_spawned_task_borrow_its_locals(db: Db) {
        let task = tokio::spawn(async move {
            let id = String::from("local");
            db.write(async |mut tx| insert(&mut tx, &id, 3).await).await?;
            db.read(async |mut tx| amount(&mut tx, &id).await).await
        });
        assert_eq!(task.await.unwrap().unwrap(), Some(3));
    }
}
