//! What is counted as a process works: for whoever watches it. A count is an addition to a number in memory.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::db::Mode;
use crate::error::Cause;

/// What one open database has done so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Load {
    /// Transactions that only read.
    pub reads: u64,
    /// Transactions that write.
    pub writes: u64,
    /// How often one of them ran again, after a conflict with another.
    pub retries: u64,
    /// How many failed because the database did not answer or refused.
    pub failures: u64,
    /// How long all of them together waited until they could begin.
    pub waited: Duration,
}

/// The counters behind [`Load`].
#[derive(Debug, Default)]
pub(crate) struct Counters {
    reads: AtomicU64,
    writes: AtomicU64,
    retries: AtomicU64,
    failures: AtomicU64,
    waited_microseconds: AtomicU64,
    /// Whether the last transaction that wrote failed.
    refuses_writes: AtomicBool,
}

impl Counters {
    pub(crate) fn began(&self, mode: Mode, waited: Duration) {
        let count = if mode == Mode::Read {
            &self.reads
        } else {
            &self.writes
        };
        count.fetch_add(1, Ordering::Relaxed);
        let microseconds = u64::try_from(waited.as_micros()).unwrap_or(u64::MAX);
        self.waited_microseconds
            .fetch_add(microseconds, Ordering::Relaxed);
    }

    pub(crate) fn ended(&self, mode: Mode, died_of: Option<Cause>) {
        let refused = died_of == Some(Cause::Other);
        if refused {
            self.failures.fetch_add(1, Ordering::Relaxed);
        }
        let is_known = self.refuses_writes.load(Ordering::Relaxed) == refused;
        // Lost conflicts say nothing about it.
        if mode != Mode::Read && !is_known && (refused || died_of.is_none()) {
            self.refuses_writes.store(refused, Ordering::Relaxed);
        }
    }

    pub(crate) fn again(&self) {
        self.retries.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn refuses_writes(&self) -> bool {
        self.refuses_writes.load(Ordering::Relaxed)
    }

    pub(crate) fn load(&self) -> Load {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Load {
            reads: read(&self.reads),
            writes: read(&self.writes),
            retries: read(&self.retries),
            failures: read(&self.failures),
            waited: Duration::from_micros(read(&self.waited_microseconds)),
        }
    }
}

/// Counts outcomes by name and code. Names and codes come out of catalogues, never out of input; what goes beyond all
/// reason is not counted. Clones count together.
#[derive(Debug, Clone, Default)]
pub struct Tally(Arc<Mutex<BTreeMap<&'static str, BTreeMap<String, u64>>>>);

impl Tally {
    /// No catalogue is as long.
    const LARGEST: usize = 500;

    /// Counts one.
    pub fn count(&self, outcome: &'static str, code: &str) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let codes = counts.entry(outcome).or_default();
        if let Some(count) = codes.get_mut(code) {
            *count += 1;
        } else if codes.len() < Self::LARGEST {
            codes.insert(code.to_owned(), 1);
        }
    }

    /// Outcome, code and count of all that was ever counted.
    pub fn counts(&self) -> Vec<(&'static str, String, u64)> {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let all = counts
            .iter()
            .flat_map(|(outcome, codes)| codes.iter().map(|(code, count)| (*outcome, code.clone(), *count)));
        all.collect()
    }
}
