//! Instants as SAML writes them: `xs:dateTime` in UTC. `[saml-core]` 1.3.3

use jiff::{SignedDuration, Timestamp, civil, tz::Offset};

use crate::{Rejected, rules::document::TIME_FORMAT};

/// Parses an `xs:dateTime`: `Z` or a numeric offset (converted exactly), up to nine digits of a second, years 1970
/// to 9999.
///
/// # Errors
/// `time_format`; without a zone as well, since nobody can know what was meant.
pub fn parse(text: &str) -> Result<Timestamp, Rejected> {
    if let Some(instant) = strict(text) {
        return Ok(instant);
    }
    if !TIME_FORMAT.is_on() {
        return Ok(lenient(text));
    }
    TIME_FORMAT.reject("an xs:dateTime with Z, in the years 1970 to 9999", text)
}

/// Writes an instant of our era with milliseconds and `Z`, e.g. `2025-04-01T08:00:05.805Z`. Rounds down.
pub fn format(instant: Timestamp) -> String {
    let time = Offset::UTC.to_datetime(instant);
    // A message has half a dozen of them: digit by digit, since the machinery of `format!` costs ten times as much.
    let mut text = String::with_capacity("2025-04-01T08:00:05.805Z".len());
    digits(&mut text, time.year(), 1000);
    for (before, number) in [('-', time.month()), ('-', time.day()), ('T', time.hour())] {
        text.push(before);
        digits(&mut text, number.into(), 10);
    }
    for number in [time.minute(), time.second()] {
        text.push(':');
        digits(&mut text, number.into(), 10);
    }
    text.push('.');
    digits(&mut text, time.millisecond(), 100);
    text.push('Z');
    text
}

/// Writes the digits of a number from the one worth `worth`, a power of ten, down to the ones.
fn digits(text: &mut String, number: i16, worth: i16) {
    let mut worth = worth;
    while worth > 0 {
        let digit = number / worth % 10;
        text.push(char::from(b'0' + u8::try_from(digit).unwrap_or_default()));
        worth /= 10;
    }
}

fn strict(text: &str) -> Option<Timestamp> {
    let mut rest = text;
    let year = i16::try_from(number(&mut rest, 4)?)
        .ok()
        .filter(|year| *year >= 1970)?;
    literal(&mut rest, '-')?;
    let month = small(&mut rest)?;
    literal(&mut rest, '-')?;
    let day = small(&mut rest)?;
    literal(&mut rest, 'T')?;
    let hour = small(&mut rest)?;
    literal(&mut rest, ':')?;
    let minute = small(&mut rest)?;
    literal(&mut rest, ':')?;
    let second = small(&mut rest)?;
    let nanosecond = fraction(&mut rest)?;
    let offset = zone(rest)?;
    // Leap seconds do not exist in xs:dateTime 1.0; hour 24 is refused by the range of the type.
    let local = civil::DateTime::new(year, month, day, hour, minute, second, nanosecond).ok()?;
    let instant = Offset::UTC.to_timestamp(local).ok()?.checked_sub(offset).ok()?;
    (instant >= Timestamp::UNIX_EPOCH).then_some(instant)
}

/// Exactly `digits` ASCII digits.
fn number(rest: &mut &str, digits: usize) -> Option<u32> {
    let (head, tail) = rest.split_at_checked(digits)?;
    if !head.bytes().all(|octet| octet.is_ascii_digit()) {
        return None;
    }
    *rest = tail;
    head.parse().ok()
}

fn small(rest: &mut &str) -> Option<i8> {
    number(rest, 2).and_then(|number| i8::try_from(number).ok())
}

fn literal(rest: &mut &str, character: char) -> Option<()> {
    *rest = rest.strip_prefix(character)?;
    Some(())
}

/// `.` and one to nine digits, or nothing.
fn fraction(rest: &mut &str) -> Option<i32> {
    let Some(tail) = rest.strip_prefix('.') else {
        return Some(0);
    };
    let length = tail.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=9).contains(&length) {
        return None;
    }
    let (digits, tail) = tail.split_at_checked(length)?;
    *rest = tail;
    format!("{digits:0<9}").parse().ok()
}

/// `Z`, or `+hh:mm` / `-hh:mm` up to fourteen hours.
fn zone(rest: &str) -> Option<SignedDuration> {
    if rest == "Z" {
        return Some(SignedDuration::ZERO);
    }
    let (sign, mut rest) = match rest.strip_prefix('+') {
        Some(rest) => (1, rest),
        None => (-1, rest.strip_prefix('-')?),
    };
    let hours = i64::from(small(&mut rest)?);
    literal(&mut rest, ':')?;
    let minutes = i64::from(small(&mut rest)?);
    let total = hours * 60 + minutes;
    (rest.is_empty() && minutes < 60 && total <= 14 * 60).then(|| SignedDuration::from_mins(sign * total))
}

/// What the rule is there to prevent: a wall clock read as if it were UTC, anything else read as "some time".
fn lenient(text: &str) -> Timestamp {
    let wall_clock = text
        .get(..19)
        .and_then(|time| time.parse::<civil::DateTime>().ok());
    wall_clock
        .and_then(|time| Offset::UTC.to_timestamp(time).ok())
        .unwrap_or(Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * 365 * 55))
}

#[cfg(test)]
mod tests;
