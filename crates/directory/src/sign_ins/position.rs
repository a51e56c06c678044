//! Where an entry lies in the log: tenant by tenant, and there in the order of time. One number says both, so that an entry is
//! written at the end of its tenant's stretch and a page of the log is read from one place.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

/// The place of an entry, and the key of its row: twelve bits from the tenant's id, then the microseconds since 2020. Two
/// tenants may share a stretch, so the tenant is asked for beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position(i64);

impl Position {
    /// The first place that an entry of this instant can have.
    pub(crate) fn of(tenant_id: &str, instant: Timestamp) -> Self {
        let microseconds = instant.as_microsecond().saturating_sub(BEGINNING);
        Self(stretch(tenant_id) | microseconds.clamp(0, LAST))
    }

    /// Behind the last place of the tenant.
    pub(crate) fn end(tenant_id: &str) -> Self {
        Self(stretch(tenant_id) | LAST)
    }

    /// Behind every place that an entry of this instant can have.
    pub(crate) fn after(tenant_id: &str, instant: Timestamp) -> Self {
        let latest = instant.checked_add(SignedDuration::from_micros(AHEAD + 1));
        Self::of(tenant_id, latest.unwrap_or(Timestamp::MAX))
    }

    /// From a row, or from the end of a page.
    pub(crate) fn from_number(number: i64) -> Self {
        Self(number)
    }

    /// As it is written down.
    pub(crate) fn number(self) -> i64 {
        self.0
    }
}

/// Gives each entry of this process a place of its own. Two processes may meet in one microsecond: the database refuses the
/// second, whose transaction runs again.
#[derive(Debug, Clone, Default)]
pub(crate) struct Positions(Arc<AtomicI64>);

impl Positions {
    /// The next free place of a tenant; moves on if the clock stands still.
    pub(crate) fn next(&self, tenant_id: &str, now: Timestamp) -> Position {
        let now = now.as_microsecond().saturating_sub(BEGINNING).clamp(0, LAST);
        let advance = |last| {
            if last >= now && last - now < AHEAD {
                last + 1
            } else {
                now
            }
        };
        let last = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(advance(last)));
        let (Ok(last) | Err(last)) = last;
        Position(stretch(tenant_id) | advance(last).min(LAST))
    }
}

/// The beginning of a tenant's places: its id is random from the first digit on.
fn stretch(tenant_id: &str) -> i64 {
    let digits = tenant_id.get(..3).unwrap_or_default();
    i64::from(u16::from_str_radix(digits, 16).unwrap_or(0)) << TIME_BITS
}

/// Enough for microseconds until 2091.
const TIME_BITS: u32 = 51;
const LAST: i64 = (1 << TIME_BITS) - 1;

/// 2020-01-01, in microseconds since 1970.
const BEGINNING: i64 = 1_577_836_800_000_000;

/// How far places may run ahead of the clock, in microseconds. Further ahead it was the clock that was wrong.
const AHEAD: i64 = 1_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    const TENANT: &str = "fff5a1b2-0000-4000-8000-000000000000";

    fn instant(microseconds: i64) -> Timestamp {
        Timestamp::from_microsecond(BEGINNING + microseconds).unwrap()
    }

    #[test]
    fn places_of_a_tenant_lie_together_in_the_order_of_time() {
        let early = Position::of(TENANT, instant(5));
        let late = Position::of(TENANT, instant(6));
        assert!(early < late && late < Position::end(TENANT));
        assert!(Position::end("ffe5a1b2") < Position::of(TENANT, Timestamp::MIN));
        assert!(Position::of(TENANT, Timestamp::MAX) <= Position::end(TENANT));
        assert_eq!(Position::of("no id", instant(7)).number(), 7);
    }

    #[test]
    fn no_two_entries_of_a_process_share_a_place() {
        let positions = Positions::default();
        let first = positions.next(TENANT, instant(100));
        let same_instant = positions.next(TENANT, instant(100));
        let clock_set_back = positions.next(TENANT, instant(90));
        assert_eq!(first, Position::of(TENANT, instant(100)));
        assert!(first < same_instant && same_instant < clock_set_back);
        assert!(clock_set_back < Position::after(TENANT, instant(90)));
    }

    #[test]
    fn a_clock_that_was_far_ahead_is_not_followed() {
        let positions = Positions::default();
        positions.next(TENANT, instant(10_000_000));
        let now = instant(100);
        assert_eq!(positions.next(TENANT, now), Position::of(TENANT, now));
    }
}
