//! SP-TIM and the ages of SP-RSP-05. Every comparison is one of differences: nothing can overflow.

use jiff::{SignedDuration, Timestamp};

use super::{CLOCK_SKEW, FRESHNESS, NOT_BEFORE, NOT_ON_OR_AFTER, SESSION_NOT_ON_OR_AFTER, VALIDITY_CAPPED};
use crate::error::Rejected;
use crate::instant;

/// The largest difference of clocks that a setting may forgive.
pub const MAXIMUM_CLOCK_SKEW: SignedDuration = SignedDuration::from_secs(300);

/// How old a message may be: Entra's lifetime of an assertion.
pub const AGE_LIMIT: SignedDuration = SignedDuration::from_mins(60);

/// How long an assertion may be valid: Entra's maximum of one day, its five minutes of skew, and slack.
pub const VALIDITY_LIMIT: SignedDuration = SignedDuration::from_hours(25);

/// One reading of the clock and how far it may be off.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    pub(crate) now: Timestamp,
    pub(crate) skew: SignedDuration,
}

impl Clock {
    /// Whether `instant` lies in the future by more than the skew.
    pub(crate) fn is_before(self, instant: Timestamp) -> bool {
        instant.duration_since(self.now) > self.skew
    }

    /// Whether `bound`, which is exclusive, has passed by the skew.
    pub(crate) fn is_at_or_after(self, bound: Timestamp) -> bool {
        self.now.duration_since(bound) >= self.skew
    }

    /// What was received, beside the time it was held against.
    pub(crate) fn against(self, value: Timestamp) -> String {
        format!(
            "{} at {}, skew {} s",
            instant::format(value),
            instant::format(self.now),
            self.skew.as_secs()
        )
    }
}

/// Checks a setting: at most five minutes either way, and never "off".
///
/// # Errors
/// `clock_skew` outside 0 to 300 seconds.
pub fn clock_skew(skew: SignedDuration) -> Result<SignedDuration, Rejected> {
    if CLOCK_SKEW.is_on() && (skew.is_negative() || skew > MAXIMUM_CLOCK_SKEW) {
        return CLOCK_SKEW.reject("0 to 300 seconds", format!("{} seconds", skew.as_secs()));
    }
    Ok(skew)
}

/// Neither message nor assertion is old or from the future.
pub(crate) fn freshness(element: &str, issued: Option<Timestamp>, clock: Clock) -> Result<(), Rejected> {
    if !FRESHNESS.is_on() {
        return Ok(());
    }
    let window = format!("IssueInstant of {element} at most 60 minutes old and not in the future");
    match issued {
        None => FRESHNESS.reject(window, "none"),
        Some(issued) if clock.is_before(issued) || clock.now.duration_since(issued) > AGE_LIMIT => {
            FRESHNESS.reject(window, clock.against(issued))
        }
        Some(_) => Ok(()),
    }
}

/// The assertion is valid already.
pub(crate) fn not_before(bound: Option<Timestamp>, clock: Clock) -> Result<(), Rejected> {
    match bound {
        Some(bound) if NOT_BEFORE.is_on() && clock.is_before(bound) => {
            NOT_BEFORE.reject("NotBefore that has come", clock.against(bound))
        }
        _ => Ok(()),
    }
}

/// The assertion is valid still; the bound itself is outside.
pub(crate) fn not_on_or_after(
    not_before: Option<Timestamp>,
    bound: Option<Timestamp>,
    clock: Clock,
) -> Result<(), Rejected> {
    let Some(bound) = bound else { return Ok(()) };
    if !NOT_ON_OR_AFTER.is_on() {
        return Ok(());
    }
    if clock.is_at_or_after(bound) {
        return NOT_ON_OR_AFTER.reject("NotOnOrAfter that has not come", clock.against(bound));
    }
    match not_before {
        Some(start) if bound <= start => NOT_ON_OR_AFTER.reject(
            format!("NotOnOrAfter later than NotBefore {}", instant::format(start)),
            instant::format(bound),
        ),
        _ => Ok(()),
    }
}

/// No assertion is valid for longer than anybody needs: what is remembered against replays stays finite.
pub(crate) fn validity_capped(issued: Option<Timestamp>, bound: Timestamp) -> Result<(), Rejected> {
    let Some(issued) = issued else { return Ok(()) };
    let span = bound.duration_since(issued);
    if VALIDITY_CAPPED.is_on() && span > VALIDITY_LIMIT {
        return VALIDITY_CAPPED.reject("at most 25 hours", format!("{} minutes", span.as_mins()));
    }
    Ok(())
}

/// A session that the provider has ended already is not begun.
pub(crate) fn session_not_on_or_after(bound: Option<Timestamp>, clock: Clock) -> Result<(), Rejected> {
    match bound {
        Some(bound) if SESSION_NOT_ON_OR_AFTER.is_on() && clock.is_at_or_after(bound) => {
            SESSION_NOT_ON_OR_AFTER.reject("SessionNotOnOrAfter that has not come", clock.against(bound))
        }
        _ => Ok(()),
    }
}
