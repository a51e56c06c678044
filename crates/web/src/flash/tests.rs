use http::{HeaderMap, HeaderValue, header};
use jiff::{SignedDuration, Timestamp};

use super::{Notice, PendingNotice, opened, sealed};
use crate::cookie::Cookies;

const KEY: [u8; 32] = [7; 32];
const NOW: Timestamp = Timestamp::constant(1_743_494_400, 0);

#[test]
fn a_notice_arrives_as_it_was_sent() {
    for notice in [
        Notice::success("Gespeichert: „ä.b“"),
        Notice::error("x"),
        Notice::info(""),
        Notice::warning("w"),
    ] {
        assert_eq!(opened(&KEY, &sealed(&KEY, &notice, NOW), NOW), Some(notice));
    }
}

#[test]
fn nobody_else_can_write_one() {
    let value = sealed(&KEY, &Notice::success("Saved."), NOW);
    assert_eq!(opened(&[8; 32], &value, NOW), None);
    let changed = value.replacen(".s", ".e", 1);
    assert_ne!(changed, value);
    assert_eq!(opened(&KEY, &changed, NOW), None);
    assert_eq!(opened(&KEY, "", NOW), None);
}

#[test]
fn it_is_forgotten_after_a_minute() {
    let value = sealed(&KEY, &Notice::success("Saved."), NOW);
    assert!(opened(&KEY, &value, NOW + SignedDuration::from_secs(60)).is_some());
    assert_eq!(opened(&KEY, &value, NOW + SignedDuration::from_secs(61)), None);
}

#[test]
fn it_is_shown_once() {
    let mut headers = HeaderMap::new();
    let value = sealed(&KEY, &Notice::success("Saved."), NOW);
    headers.insert(
        header::COOKIE,
        HeaderValue::from_str(&format!("notice={value}")).unwrap(),
    );
    let pending = PendingNotice::read(&KEY, &Cookies::read(&headers, false), NOW);
    assert!(!pending.was_taken());
    assert_eq!(pending.take(), Some(Notice::success("Saved.")));
    assert_eq!(pending.take(), None);
    assert!(pending.was_taken());
}

#[test]
fn a_long_sentence_is_cut_to_fit_a_cookie() {
    let carried = opened(&KEY, &sealed(&KEY, &Notice::info("ü".repeat(900)), NOW), NOW).unwrap();
    assert_eq!(carried.text.chars().count(), 500);
}
