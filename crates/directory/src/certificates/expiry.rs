//! When people are told that a certificate ends: one rule for pages, commands, log and mail.

use jiff::{SignedDuration, Timestamp};

/// Days before its end on which people are told, the first one first; as Entra does it.
pub const NOTICE_DAYS: [i64; 3] = [60, 30, 7];

/// How near a certificate's end is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expiry {
    /// More than [`NOTICE_DAYS`]'s first number of days away.
    Far,
    /// So many whole days away; zero is within a day.
    Near {
        /// Whole days that are left.
        days: i64,
    },
    /// Over. It still signs and still verifies where there is no other, and where the other side lets it.
    Over,
}

impl Expiry {
    /// How near the end is now.
    pub fn of(not_after: Timestamp, now: Timestamp) -> Self {
        if not_after < now {
            return Self::Over;
        }
        let days = not_after.duration_since(now).as_hours() / 24;
        let [first, ..] = notices(not_after);
        if now < first {
            Self::Far
        } else {
            Self::Near { days }
        }
    }

    /// As lists name it: `valid`, `ending`, `expired`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Far => "valid",
            Self::Near { .. } => "ending",
            Self::Over => "expired",
        }
    }

    /// The warning, if there is one, to follow what it is about: "ends in 12 days".
    pub fn warning(self) -> Option<String> {
        match self {
            Self::Far => None,
            Self::Near { days: 0 } => Some("ends within a day".to_owned()),
            Self::Near { days: 1 } => Some("ends in one day".to_owned()),
            Self::Near { days } => Some(format!("ends in {days} days")),
            Self::Over => Some("has expired".to_owned()),
        }
    }
}

/// The instants at which people are told of this end, the first one first.
pub fn notices(not_after: Timestamp) -> [Timestamp; 3] {
    NOTICE_DAYS.map(|days| {
        not_after
            .checked_sub(SignedDuration::from_hours(24 * days))
            .unwrap_or(Timestamp::MIN)
    })
}

/// Whether people are to be told now: a notice, or the end itself, lies after `since` and not after `now`. Whoever asks again
/// and again with the `now` before as `since` tells each notice once.
pub fn is_notice_due(not_after: Timestamp, since: Timestamp, now: Timestamp) -> bool {
    notices(not_after)
        .into_iter()
        .chain([not_after])
        .any(|notice| since < notice && notice <= now)
}
