//! Values as they are typed: switches, passwords on standard input, instants.

use std::io::BufRead as _;

use anyhow::Context as _;
use clap::ValueEnum;
use jiff::Timestamp;
use vestibule_directory::Secret;

/// A switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Switch {
    On,
    Off,
}

impl Switch {
    /// Whether it is on.
    pub(super) fn is_on(self) -> bool {
        self == Self::On
    }
}

/// Reads a password from the first line of standard input.
pub(super) fn password_from_stdin() -> anyhow::Result<Secret<String>> {
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .context("cannot read the password from standard input")?;
    let length = line.trim_end_matches(['\r', '\n']).len();
    line.truncate(length);
    anyhow::ensure!(!line.is_empty(), "standard input holds no password");
    Ok(Secret::new(line))
}

/// Reads an instant (`2026-11-24T08:00:00Z`), a day (`2026-11-24`, which begins at midnight UTC) or a length of
/// time before `now` (`2h`, `7d`).
pub(super) fn since(text: &str, now: Timestamp) -> anyhow::Result<Timestamp> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(instant);
    }
    if let Ok(day) = text.parse::<jiff::civil::Date>() {
        return Ok(jiff::tz::Offset::UTC.to_timestamp(day.to_datetime(jiff::civil::Time::midnight()))?);
    }
    let hours = text
        .strip_suffix('d')
        .and_then(|days| days.trim().parse::<i64>().ok())
        .and_then(|days| days.checked_mul(24));
    let span = match hours {
        Some(hours) => Some(jiff::SignedDuration::from_hours(hours)),
        None => text.parse::<jiff::SignedDuration>().ok(),
    };
    let span = span.with_context(|| {
        format!("'{text}' is no point in time: expected 2026-11-24T08:00:00Z, 2026-11-24, 2h or 7d")
    })?;
    now.checked_sub(span).context("that is too long ago")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_in_time_are_read_in_four_ways() {
        let now: Timestamp = "2026-11-24T12:00:00Z".parse().unwrap();
        for (text, expected) in [
            ("2026-11-23T08:00:00Z", "2026-11-23T08:00:00Z"),
            ("2026-11-23", "2026-11-23T00:00:00Z"),
            ("2h", "2026-11-24T10:00:00Z"),
            ("7d", "2026-11-17T12:00:00Z"),
        ] {
            assert_eq!(since(text, now).unwrap(), expected.parse().unwrap(), "{text}");
        }
        assert!(since("yesterday", now).is_err());
    }
}
