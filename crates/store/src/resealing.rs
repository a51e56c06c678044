//! Puts sealed values under another master key while servers run, and finds out whether all of them can be opened.

use crate::sealed::{SealError, Sealer};
use crate::{Db, Error, OpenError, params};

/// A column of sealed values, as the owner of its table knows it.
#[derive(Debug, Clone, Copy)]
pub struct SealedColumn {
    /// The purpose under which the values are sealed; the context is the id of the row.
    pub purpose: &'static str,
    /// The different beginnings of all values, five octets each, as the column `beginning`.
    pub beginnings: &'static str,
    /// The columns `id` and `sealed` of the next hundred rows after the id `$1`, in the order of their ids.
    pub list: &'static str,
    /// Puts the value `$3` in the place of `$2` in the row `$1`.
    pub replace: &'static str,
}

/// What was done with sealed values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Resealed {
    /// Values that were put under the current master key.
    pub resealed: u64,
    /// Values that lay under it already.
    pub current: u64,
}

/// Why not all values are under the current master key. Those that are stay so; what is left is done the next time.
#[derive(Debug, thiserror::Error)]
pub enum ResealError {
    /// The database did not answer.
    #[error("the secrets could not be read or written")]
    Database(#[from] Error),
    /// A value cannot be opened.
    #[error("the {purpose} of {id} cannot be opened")]
    Sealed {
        /// What it is for.
        purpose: &'static str,
        /// The row.
        id: String,
        /// Why.
        #[source]
        source: SealError,
    },
}

impl SealedColumn {
    /// Puts every value under the sealer's current master key, a hundred rows a transaction. Safe while others read, write
    /// and do the same; a value that changes meanwhile was sealed by somebody else just now.
    ///
    /// # Errors
    /// [`ResealError`]: values before it are done.
    pub async fn reseal(&self, db: &Db, sealer: &Sealer) -> Result<Resealed, ResealError> {
        let mut done = Resealed::default();
        let mut after = String::new();
        loop {
            let batch = self.batch(db, &after).await?;
            let Some((last, _)) = batch.last() else {
                return Ok(done);
            };
            after.clone_from(last);
            let mut changed = Vec::new();
            for (id, sealed) in batch {
                let resealed = sealer.reseal(self.purpose, &id, &sealed);
                let resealed = resealed.map_err(|source| ResealError::Sealed {
                    purpose: self.purpose,
                    id: id.clone(),
                    source,
                })?;
                match resealed {
                    Some(resealed) => changed.push((id, sealed, resealed)),
                    None => done.current += 1,
                }
            }
            done.resealed += self.replace(db, &changed).await?;
        }
    }

    async fn batch(&self, db: &Db, after: &str) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let rows = db
            .read(async |mut tx| tx.all(self.list, params![after]).await)
            .await?;
        rows.iter()
            .map(|row| Ok((row.get("id")?, row.get("sealed")?)))
            .collect()
    }

    async fn replace(&self, db: &Db, changed: &[(String, Vec<u8>, Vec<u8>)]) -> Result<u64, Error> {
        if changed.is_empty() {
            return Ok(0);
        }
        db.write(async |mut tx| {
            let mut count = 0;
            for (id, before, after) in changed {
                count += tx
                    .execute(self.replace, params![id, before.as_slice(), after.as_slice()])
                    .await?;
            }
            Ok::<_, Error>(count)
        })
        .await
    }

    async fn key_ids(&self, db: &Db) -> Result<Vec<String>, Error> {
        let rows = db
            .read(async |mut tx| tx.all(self.beginnings, params![]).await)
            .await?;
        rows.iter()
            .map(|row| {
                let beginning: Vec<u8> = row.get("beginning")?;
                Ok(Sealer::key_id_of(&beginning).unwrap_or_default())
            })
            .collect()
    }
}

/// Proves that the sealer has every master key that the schema's values are sealed under: better no server than one that finds
/// out at the first sign-in, or seals new keys that the others cannot open.
///
/// # Errors
/// [`OpenError::MasterKey`] if nothing of it can be opened, [`OpenError::FormerMasterKey`] if something cannot;
/// [`OpenError::Unavailable`].
pub async fn prove_master_key(
    db: &Db,
    sealer: &Sealer,
    columns: &[SealedColumn],
    schema: &'static str,
) -> Result<(), OpenError> {
    let mut key_ids = Vec::new();
    for column in columns {
        let found = column.key_ids(db).await;
        key_ids.extend(found.map_err(|source| OpenError::Unavailable {
            url: format!("the database \"{schema}\""),
            source: Box::new(source),
        })?);
    }
    let has_key = |key_id: &String| sealer.has_key(key_id);
    let is_known = key_ids.iter().any(has_key);
    match key_ids.into_iter().find(|key_id| !has_key(key_id)) {
        None => Ok(()),
        Some(key_id) if is_known => Err(OpenError::FormerMasterKey { schema, key_id }),
        Some(_) => Err(OpenError::MasterKey { schema }),
    }
}
