//! The brake on guessing, pure: counters in, counters or a lock out.
//!
//! An attempt is counted against its account *before* the password is looked at, and the count is taken back when the
//! password was right: many attempts at once cannot slip through between reading and writing.

use std::net::{IpAddr, Ipv6Addr};

use jiff::{SignedDuration, Timestamp};

/// What is remembered about an account, a source or a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Counter {
    /// Attempts that counted.
    pub(crate) failures: i64,
    /// How often it was locked in a row.
    pub(crate) lockouts: i64,
    /// Accounts: the last attempt that counted. Sources and tenants: where the window began.
    pub(crate) since: Timestamp,
    /// Nothing is looked at before this instant.
    pub(crate) locked_until: Timestamp,
    /// Keyed hashes of the last attempts, 32 octets each, the newest first.
    pub(crate) recent: Vec<u8>,
}

/// No attempt is looked at until then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Locked {
    pub(crate) until: Timestamp,
    pub(crate) now: Timestamp,
}

impl Locked {
    /// Whole seconds to wait, at least one.
    pub(crate) fn seconds(&self) -> i64 {
        self.until.duration_since(self.now).as_secs().saturating_add(1)
    }
}

/// How hard the brake is drawn: harder while a tenant is being sprayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Brake {
    account_threshold: i64,
    source_limit: i64,
}

impl Brake {
    /// The thresholds, by what the tenant has seen in the current window.
    pub(crate) fn under(tenant: Option<&Counter>, now: Timestamp) -> Self {
        let is_under_pressure =
            tenant.is_some_and(|counter| is_current(counter, now) && counter.failures >= TENANT_PRESSURE);
        if is_under_pressure {
            Self {
                account_threshold: 5,
                source_limit: 10,
            }
        } else {
            Self {
                account_threshold: 10,
                source_limit: 50,
            }
        }
    }

    /// Counts an attempt against its account. A password that was wrong a moment ago does not count again.
    pub(crate) fn attempt(
        self,
        counter: Option<Counter>,
        guess: &[u8; 32],
        now: Timestamp,
    ) -> Result<Counter, Locked> {
        let mut counter = counter
            .filter(|counter| now.duration_since(counter.since) < ACCOUNT_MEMORY)
            .unwrap_or_else(|| Counter::new(now));
        counter.refuse_locked(now)?;
        if counter.recent.chunks(guess.len()).any(|recent| recent == guess) {
            return Ok(counter);
        }
        counter.failures += 1;
        counter.since = now;
        counter.recent = guess
            .iter()
            .copied()
            .chain(counter.recent)
            .take(guess.len() * REMEMBERED)
            .collect();
        if counter.failures >= self.account_threshold {
            counter.locked_until = later(now, growing(FIRST_LOCK, counter.lockouts, LONGEST_LOCK));
            counter.lockouts += 1;
        }
        Ok(counter)
    }

    /// Counts a wrong password against its source: past the limit, each costs a longer wait.
    pub(crate) fn source_failure(self, counter: Option<Counter>, now: Timestamp) -> Counter {
        let mut counter = Counter::in_window(counter, now);
        counter.failures += 1;
        if counter.failures > self.source_limit {
            let beyond = counter.failures - self.source_limit - 1;
            counter.locked_until = later(
                now,
                growing(SignedDuration::from_secs(2), beyond, LONGEST_SOURCE_WAIT),
            );
        }
        counter
    }
}

impl Counter {
    fn new(now: Timestamp) -> Self {
        Self {
            failures: 0,
            lockouts: 0,
            since: now,
            locked_until: Timestamp::UNIX_EPOCH,
            recent: Vec::new(),
        }
    }

    /// Counts a wrong password against the tenant.
    pub(crate) fn tenant_failure(counter: Option<Self>, now: Timestamp) -> Self {
        let mut counter = Self::in_window(counter, now);
        counter.failures += 1;
        counter
    }

    /// Refuses while it is locked.
    pub(crate) fn refuse_locked(&self, now: Timestamp) -> Result<(), Locked> {
        if self.locked_until > now {
            Err(Locked {
                until: self.locked_until,
                now,
            })
        } else {
            Ok(())
        }
    }

    fn in_window(counter: Option<Self>, now: Timestamp) -> Self {
        counter
            .filter(|counter| is_current(counter, now))
            .unwrap_or_else(|| Self::new(now))
    }
}

/// Where the attempts on an account are counted: apart for sources from which the person signed in before, so that
/// strangers cannot lock him out at home.
pub(crate) fn account_key(tenant_id: &str, upn_key: &str, is_familiar_source: bool) -> String {
    let place = if is_familiar_source {
        "familiar"
    } else {
        "elsewhere"
    };
    format!("account:{place}:{tenant_id}:{upn_key}")
}

/// The place that an address belongs to: an IPv4 address itself, of an IPv6 address the network (/64), within which one
/// machine has as many addresses as it likes.
pub(crate) fn place(source: IpAddr) -> String {
    match source.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

/// Where the wrong passwords of a source are counted.
pub(crate) fn source_key(source: &str) -> String {
    format!("source:{source}")
}

/// Where the wrong passwords of a tenant are counted.
pub(crate) fn tenant_key(tenant_id: &str) -> String {
    format!("tenant:{tenant_id}")
}

fn is_current(counter: &Counter, now: Timestamp) -> bool {
    now.duration_since(counter.since) < WINDOW
}

/// Twice as long each time, up to a bound.
fn growing(first: SignedDuration, times: i64, longest: SignedDuration) -> SignedDuration {
    let doublings = u32::try_from(times.clamp(0, 16)).unwrap_or(16);
    first.checked_mul(1 << doublings).unwrap_or(longest).min(longest)
}

fn later(instant: Timestamp, duration: SignedDuration) -> Timestamp {
    instant.checked_add(duration).unwrap_or(Timestamp::MAX)
}

const FIRST_LOCK: SignedDuration = SignedDuration::from_secs(60);
const LONGEST_LOCK: SignedDuration = SignedDuration::from_mins(60);
const LONGEST_SOURCE_WAIT: SignedDuration = SignedDuration::from_secs(60);
const ACCOUNT_MEMORY: SignedDuration = SignedDuration::from_hours(24);
const WINDOW: SignedDuration = SignedDuration::from_mins(10);
const TENANT_PRESSURE: i64 = 200;
/// How many wrong passwords are known again.
const REMEMBERED: usize = 3;
