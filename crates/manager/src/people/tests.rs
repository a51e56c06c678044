use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use jiff::{SignedDuration, Timestamp};

use super::local_sign_in::{Lock, Verdict, decide};
use super::password::{self, AT_ONCE, Hasher, IN_LINE};
use crate::failure::Failure;
use vestibule_store::Secret;
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

#[tokio::test]
async fn the_line_of_passwords_to_be_checked_has_an_end() {
    let hasher = Hasher::new();
    let check = || hasher.verify(Secret::new("anything".to_owned()), None);
    let mut checks: Vec<_> = (0..AT_ONCE + IN_LINE).map(|_| Box::pin(check())).collect();
    for check in &mut checks {
        assert!(polled(check.as_mut()).is_none(), "it is computed or waited for");
    }
    let one_more = polled(pin!(check())).expect("it is turned away at once");
    assert!(matches!(one_more, Err(Failure::Unavailable(_))));
    drop(checks);
    assert!(!check().await.unwrap(), "there is room again");
}

fn polled<T>(future: Pin<&mut impl Future<Output = T>>) -> Option<T> {
    match future.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}
