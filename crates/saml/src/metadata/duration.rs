//! Spans of time as metadata writes them: `xs:duration`.

use jiff::SignedDuration;

/// Reads `P1DT2H` and its like; a year counts as 365 days and a month as 30. `None` for what is none, negative ones
/// included.
pub(super) fn parse(text: &str) -> Option<SignedDuration> {
    let text = text.trim_ascii().strip_prefix('P')?;
    let (date, time) = match text.split_once('T') {
        Some((_, "")) => return None,
        Some((date, time)) => (date, time),
        None => (text, ""),
    };
    if date.is_empty() && time.is_empty() {
        return None;
    }
    let days = total(date, &[('Y', 365 * DAY), ('M', 30 * DAY), ('D', DAY)])?;
    let seconds = total(time, &[('H', 3_600), ('M', 60), ('S', 1)])?;
    Some(SignedDuration::from_secs(days.checked_add(seconds)?))
}

/// The seconds of numbers that each bear one of the units, in their order.
fn total(mut rest: &str, units: &[(char, i64)]) -> Option<i64> {
    let mut units = units.iter();
    let mut sum = 0_i64;
    while !rest.is_empty() {
        let end = rest.find(|character: char| !character.is_ascii_digit() && character != '.')?;
        let (number, tail) = rest.split_at_checked(end)?;
        let name = tail.chars().next()?;
        let (_, worth) = units.find(|(unit, _)| *unit == name)?;
        // Only seconds have a fraction, and it does not matter.
        let whole = match number.split_once('.') {
            Some((whole, fraction)) if name == 'S' && !fraction.contains('.') => whole,
            Some(_) => return None,
            None => number,
        };
        let whole: i64 = whole.parse().ok()?;
        sum = sum.checked_add(whole.checked_mul(*worth)?)?;
        rest = tail.get(name.len_utf8()..)?;
    }
    Some(sum)
}

const DAY: i64 = 24 * 3_600;

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn spans_are_read_as_the_schema_writes_them() {
        let seconds = |text: &str| parse(text).map(|span| span.as_secs());
        assert_eq!(seconds("PT1H"), Some(3_600));
        assert_eq!(seconds(" P1DT12H30M5.5S "), Some(86_400 + 45_005));
        assert_eq!(seconds("P1Y2M"), Some((365 + 60) * 86_400));
        assert_eq!(seconds("PT5M"), Some(300));
        assert_eq!(seconds("P604800S"), None, "seconds stand behind T");
        for bad in [
            "",
            "P",
            "PT",
            "P1",
            "1H",
            "-P1D",
            "P1D2Y",
            "P1.5D",
            "PT1S1S",
            "PT1.2.3S",
            "P99999999999999999999D",
            "P9223372036854775807Y",
            "PT.S",
        ] {
            assert_eq!(seconds(bad), None, "{bad}");
        }
    }
}
