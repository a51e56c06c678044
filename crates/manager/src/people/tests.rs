use jiff::{SignedDuration, Timestamp};

use super::local_sign_in::{Lock, Verdict, decide};
use super::password;
use vestibule_store::testing::environment;

#[test]
fn every_fifth_wrong_password_locks_for_five_minutes() {
    let now = Timestamp::UNIX_EPOCH;
    let mut lock = Lock::OPEN;
    for number in 1..=5 {
        let Verdict::Wrong(next) = decide(&lock, false, now) else {
            panic!("try {number} was not looked at");
        };
        lock = next;
        assert_eq!(lock.locked_until.is_some(), number == 5);
    }
    let almost = now + SignedDuration::from_secs(299);
    assert!(matches!(decide(&lock, true, almost), Verdict::Locked(_)));
    assert!(matches!(
        decide(&lock, true, now + SignedDuration::from_mins(5)),
        Verdict::Right
    ));
}

#[test]
fn the_twentieth_wrong_password_locks_until_somebody_unlocks() {
    let nineteen = Lock {
        failed_sign_ins: 19,
        ..Lock::OPEN
    };
    let Verdict::Wrong(lock) = decide(&nineteen, false, Timestamp::UNIX_EPOCH) else {
        panic!("not looked at");
    };
    assert!(lock.is_hard_locked);
    assert!(matches!(decide(&lock, true, Timestamp::MAX), Verdict::Locked(_)));
}

#[test]
fn generated_passwords_can_be_typed_and_differ() {
    let (environment, _) = environment(1);
    let (one, other) = (password::generate(&environment), password::generate(&environment));
    assert_ne!(one.expose(), other.expose());
    assert_eq!(one.expose().len(), 23);
    assert!(
        one.expose()
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || character == '-')
    );
}
