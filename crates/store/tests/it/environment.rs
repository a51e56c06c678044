//! Ids, tokens and the clock in hand.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};
use vestibule_store::Environment;
use vestibule_store::testing::environment;

#[test]
fn ids_are_lower_case_uuids_that_sort_by_age() {
    let (environment, clock) = environment(1);
    let first = environment.id();
    clock.advance(SignedDuration::from_millis(1));
    let second = environment.id();
    assert!(first < second, "{first} {second}");
    assert_eq!((first.len(), &first[14..15]), (36, "7"));
    assert_eq!(first, first.to_lowercase());
}

#[test]
fn unguessable_ids_tell_nothing_of_the_time() {
    let (environment, _) = environment(1);
    let id = environment.unguessable_id();
    assert_eq!((id.len(), &id[14..15]), (36, "4"));
    assert_ne!(id, environment.unguessable_id());
}

#[test]
fn tokens_are_43_characters_for_urls_and_never_the_same() {
    let environment = Environment::system();
    let tokens: HashSet<String> = (0..1000).map(|_| environment.token()).collect();
    assert_eq!(tokens.len(), 1000);
    for token in tokens {
        assert_eq!(token.len(), 43);
        assert!(
            token
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'),
            "{token}"
        );
    }
}

#[test]
fn the_clock_in_hand_stands_still_until_moved() {
    let (environment, clock) = environment(1);
    let start: Timestamp = "2025-04-01T08:00:00Z".parse().unwrap();
    assert_eq!((environment.now(), environment.now()), (start, start));
    clock.advance(SignedDuration::from_hours(-1));
    assert_eq!(environment.now(), start - SignedDuration::from_hours(1));
}

#[test]
fn seeded_randomness_repeats_itself_and_differs_by_seed() {
    let octets = |seed| environment(seed).0.octets::<20>();
    assert_eq!(octets(1), octets(1));
    assert_ne!(octets(1), octets(2));
}
