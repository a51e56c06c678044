use jiff::{SignedDuration, Timestamp};

use super::generate::thumbprint;
use super::{Expiry, is_notice_due, notices};

#[test]
fn a_thumbprint_is_the_sha_1_in_capital_hexadecimal() {
    assert_eq!(thumbprint(b"abc"), "A9993E364706816ABA3E25717850C26C9CD0D89D");
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn people_are_told_60_30_and_7_days_before_a_certificate_ends() {
    let end = at("2028-04-01T08:00:00Z");
    let expected = [
        "2028-02-01T08:00:00Z",
        "2028-03-02T08:00:00Z",
        "2028-03-25T08:00:00Z",
    ];
    assert_eq!(notices(end), expected.map(at));
    assert_eq!(notices(Timestamp::MIN), [Timestamp::MIN; 3]);
}

#[test]
fn a_certificate_warns_from_its_first_notice_on() {
    let end = at("2028-04-01T08:00:00Z");
    let warning = |now| Expiry::of(end, at(now)).warning();
    assert_eq!(warning("2028-02-01T07:59:59Z"), None);
    assert_eq!(warning("2028-02-01T08:00:00Z").unwrap(), "ends in 60 days");
    assert_eq!(warning("2028-03-31T07:00:00Z").unwrap(), "ends in one day");
    assert_eq!(warning("2028-04-01T08:00:00Z").unwrap(), "ends within a day");
    assert_eq!(warning("2028-04-01T08:00:01Z").unwrap(), "has expired");
}

#[test]
fn each_notice_is_told_once_to_whoever_asks_every_hour() {
    let end = at("2028-04-01T08:30:00Z");
    let hour = SignedDuration::from_hours(1);
    let mut told = Vec::new();
    let mut now = at("2028-01-01T00:00:00Z");
    while now < at("2028-05-01T00:00:00Z") {
        if is_notice_due(end, now - hour, now) {
            told.push(now.strftime("%m-%d %H").to_string());
        }
        now += hour;
    }
    assert_eq!(told, ["02-01 09", "03-02 09", "03-25 09", "04-01 09"]);
}
