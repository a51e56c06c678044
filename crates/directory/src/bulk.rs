//! Many things in one change: what became of each, and one entry of the audit log for all of them.

use serde_json::json;
use vestibule_store::Tx;

use crate::audit::{Activity, Change, Recorded, Target, record};
use crate::directory::Act;
use crate::failure::Conflict;
use crate::{Directory, Failure};

/// Whether a bulk operation writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    /// What can be created is created.
    ForGood,
    /// Everything is done and then taken back: each fate is told, nothing is written.
    Rehearsed,
}

/// What became of one of many.
#[derive(Debug)]
pub enum Fate {
    /// It was created, or would be; its object id if it has one.
    Created(Option<String>),
    /// It was there already, with the same values.
    Unchanged,
    /// It cannot be created; the others are not touched by that.
    Refused(Failure),
}

/// The fates of a change so far, in the order in which things were given.
pub(crate) struct Batch {
    activity: Activity,
    fates: Vec<Fate>,
    created: usize,
    first: Option<String>,
    last: Option<String>,
}

impl Batch {
    pub(crate) fn new(activity: Activity, size: usize) -> Self {
        Self {
            activity,
            fates: Vec::with_capacity(size),
            created: 0,
            first: None,
            last: None,
        }
    }

    /// Takes one fate in, and gives back what concerns all of them: the database itself.
    pub(crate) fn push(&mut self, name: &str, fate: Result<Fate, Failure>) -> Result<(), Failure> {
        let fate = match fate {
            Ok(fate) => fate,
            // A statement failed, and with it the whole transaction.
            Err(failure @ (Failure::Unavailable(_) | Failure::Conflict(Conflict::Duplicate))) => {
                return Err(failure);
            }
            Err(failure) => Fate::Refused(failure),
        };
        if matches!(fate, Fate::Created(_)) {
            self.created += 1;
            self.first.get_or_insert_with(|| name.to_owned());
            self.last = Some(name.to_owned());
        }
        self.fates.push(fate);
        Ok(())
    }

    /// Writes down what was created: how many, the first and the last. Each of them bears the entry's instant.
    pub(crate) async fn end(
        self,
        tx: &mut Tx,
        act: Act<'_>,
        tenant_id: &str,
    ) -> Result<(Vec<Fate>, Recorded), Failure> {
        if self.created == 0 {
            return Ok((self.fates, Recorded::nothing_changed()));
        }
        let change = Change {
            tenant_id,
            activity: self.activity,
            target: Target {
                kind: "tenant",
                id: tenant_id,
                name: "",
            },
            before: None,
            after: Some(json!({ "created": self.created, "first": self.first, "last": self.last })),
        };
        let recorded = record(tx, act, change).await?;
        Ok((self.fates, recorded))
    }
}

impl Directory {
    /// As [`Directory::change`], or the same taken back.
    pub(crate) async fn change_or_rehearse<F>(
        &self,
        writing: Writing,
        f: impl Fn(Tx) -> F + Sync,
    ) -> Result<Vec<Fate>, Failure>
    where
        F: Future<Output = Result<(Vec<Fate>, Recorded), Failure>> + Send,
    {
        if writing == Writing::ForGood {
            return self.change(f).await;
        }
        let f = &f;
        let taken_back = self
            .db
            .write(async |tx| {
                Err::<(), Rehearsal>(match f(tx).await {
                    Ok((fates, _)) => Rehearsal::Done(fates),
                    Err(failure) => Rehearsal::Failed(failure),
                })
            })
            .await;
        match taken_back {
            Ok(()) => Ok(Vec::new()),
            Err(Rehearsal::Done(fates)) => Ok(fates),
            Err(Rehearsal::Failed(failure)) => Err(failure),
        }
    }
}

/// An error, because only that makes the database take a change back.
enum Rehearsal {
    Done(Vec<Fate>),
    Failed(Failure),
}

impl From<vestibule_store::Error> for Rehearsal {
    fn from(error: vestibule_store::Error) -> Self {
        Self::Failed(error.into())
    }
}
