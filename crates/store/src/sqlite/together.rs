//! Transactions that end together: while one waits for the disk the next ones gather, and one commit makes all of them
//! durable. Each sees what those before it did, each can fail by itself, and none is told that it is done before the disk
//! has all of it.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use super::prepared::Prepared;
use super::{Lease, Pool};
use crate::error::Error;

/// Begins the part of one that joins; what it did can be taken back by itself.
pub(super) const ENTER: &str = "SAVEPOINT part";
const KEEP: &str = "RELEASE part";
const TAKE_BACK: &str = "ROLLBACK TO part";

/// Most transactions in one commit, so that the first of them does not wait long.
const LARGEST: usize = 64;

/// How a batch ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Committed,
    RolledBack,
}

/// Transactions that end together.
pub(super) struct Batch {
    end: watch::Sender<Option<End>>,
    parts: AtomicUsize,
}

/// What the writer knows of batches. The batch that is open is the transaction on its connection; it changes only in
/// the hands of whoever holds that connection.
#[derive(Default)]
pub(super) struct Batches {
    open: Mutex<Option<Arc<Batch>>>,
    waiting: AtomicUsize,
    /// Whether the last commit was for several: then it is worth a moment to let others come.
    is_busy: AtomicBool,
}

impl Batches {
    /// Counts somebody who waits for the connection, for as long as the guard lives.
    pub(super) fn wait(&self) -> Waiting<'_> {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        Waiting(self)
    }

    /// The batch on the connection, if it takes another part.
    pub(super) fn joinable(&self) -> Option<Arc<Batch>> {
        let batch = self.current()?;
        (batch.parts.load(Ordering::Relaxed) < LARGEST).then_some(batch)
    }

    /// Notes that a transaction was begun that others may join.
    pub(super) fn open(&self) -> Arc<Batch> {
        let batch = Arc::new(Batch {
            end: watch::Sender::new(None),
            parts: AtomicUsize::new(0),
        });
        *self.open.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&batch));
        batch
    }

    fn current(&self) -> Option<Arc<Batch>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Tells everybody who has a part in the open batch how it ended.
    fn ended(&self, end: End) {
        let batch = self.open.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(batch) = batch {
            batch.end.send_replace(Some(end));
        }
    }
}

/// See [`Batches::wait`].
pub(super) struct Waiting<'a>(&'a Batches);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

/// One transaction's part in a batch, while it runs.
pub(super) struct Part {
    batch: Arc<Batch>,
    is_first: bool,
}

impl Part {
    /// Of the transaction that the batch began with.
    pub(super) fn first(batch: Arc<Batch>) -> Self {
        Self {
            batch,
            is_first: true,
        }
    }

    /// Of one that joined.
    pub(super) fn later(batch: Arc<Batch>) -> Self {
        Self {
            batch,
            is_first: false,
        }
    }

    /// Takes this part back, and leaves those of the others. Says whether the connection is still good.
    pub(super) fn leave(self, batches: &Batches, connection: &mut Prepared) -> bool {
        let is_taken_back = !self.is_first
            && !connection.inner.is_autocommit()
            && connection.run(TAKE_BACK).is_ok()
            && connection.run(KEEP).is_ok();
        // The first has nobody beside it yet; or else the database itself has rolled everything back (a full disk).
        is_taken_back || roll_back(batches, connection)
    }
}

/// Ends one part: at once if nobody else is about, else with the others.
pub(super) async fn commit(mut lease: Lease, part: Part) -> Result<(), Error> {
    let pool = Arc::clone(&lease.pool);
    let batches = &pool.batches;
    let connection = lease.connection()?;
    if !part.is_first
        && let Err(error) = connection.run(KEEP)
    {
        if part.leave(batches, connection) {
            lease.hand_over();
        }
        return Err(error.into());
    }
    part.batch.parts.fetch_add(1, Ordering::Relaxed);
    let is_alone = part.is_first
        && batches.waiting.load(Ordering::Relaxed) == 0
        && !batches.is_busy.load(Ordering::Relaxed);
    if is_alone {
        return finish(batches, connection);
    }
    let mut end = part.batch.end.subscribe();
    if part.is_first {
        // By a task of its own: whoever waits for it may go away.
        tokio::spawn(commit_for_all(Arc::clone(&pool), Arc::clone(&part.batch)));
    }
    lease.hand_over();
    match end.wait_for(Option::is_some).await.map(|end| *end) {
        Ok(Some(End::Committed)) => Ok(()),
        // Nothing of it is there: it runs again, by itself if need be.
        Ok(_) | Err(_) => Err(Error::Contention),
    }
}

/// Lets those who are ready come first, then commits.
async fn commit_for_all(pool: Arc<Pool>, batch: Arc<Batch>) {
    tokio::task::yield_now().await;
    // Nobody is told anything if this fails, which it does when the program ends.
    let Ok(mut lease) = Pool::lease(&pool).await else {
        return;
    };
    let is_open = pool
        .batches
        .current()
        .is_some_and(|open| Arc::ptr_eq(&open, &batch));
    if is_open && let Ok(connection) = lease.connection() {
        // Whether it went well is told to each part.
        drop(finish(&pool.batches, connection));
    }
    lease.hand_over();
}

/// Commits the open batch, if there is one, and tells everybody.
pub(super) fn finish(batches: &Batches, connection: &mut Prepared) -> Result<(), Error> {
    let Some(batch) = batches.current() else {
        return Ok(());
    };
    match connection.run("COMMIT") {
        Ok(()) => {
            let is_busy = batch.parts.load(Ordering::Relaxed) > 1;
            batches.is_busy.store(is_busy, Ordering::Relaxed);
            batches.ended(End::Committed);
            Ok(())
        }
        Err(error) => {
            roll_back(batches, connection);
            Err(error.into())
        }
    }
}

/// Says whether the connection is still good.
fn roll_back(batches: &Batches, connection: &mut Prepared) -> bool {
    let is_over = connection.inner.is_autocommit() || connection.run("ROLLBACK").is_ok();
    batches.ended(End::RolledBack);
    is_over
}
