use jiff::{SignedDuration, Timestamp};
use vestibule_store::testing::environment;

use super::brake::*;
use super::*;
use vestibule_store::Secret;

fn now() -> Timestamp {
    "2025-04-01T08:00:00Z".parse().unwrap()
}

fn guess(nth: u8) -> [u8; 32] {
    [nth; 32]
}

fn later(seconds: i64) -> Timestamp {
    now() + SignedDuration::from_secs(seconds)
}

#[test]
fn an_account_is_locked_by_the_tenth_attempt_and_longer_each_time() {
    let brake = Brake::under(None, now());
    let mut counter = None;
    for nth in 0..10 {
        counter = Some(brake.attempt(counter, &guess(nth), now()).unwrap());
    }
    let counter = counter.unwrap();
    assert_eq!(counter.locked_until, later(60));
    assert_eq!(
        brake.attempt(Some(counter.clone()), &guess(99), later(59)),
        Err(Locked {
            until: later(60),
            now: later(59)
        })
    );
    let counter = brake.attempt(Some(counter), &guess(99), later(60)).unwrap();
    assert_eq!(counter.locked_until, later(60 + 120));
    let counter = brake.attempt(Some(counter), &guess(100), later(180)).unwrap();
    assert_eq!(counter.locked_until, later(180 + 240));
}

#[test]
fn a_lock_never_lasts_longer_than_an_hour_and_a_day_of_rest_forgets_it() {
    let brake = Brake::under(None, now());
    let counter = Counter {
        failures: 50,
        lockouts: 40,
        since: now(),
        locked_until: now(),
        recent: Vec::new(),
    };
    let locked = brake.attempt(Some(counter), &guess(1), now()).unwrap();
    assert_eq!(locked.locked_until, later(3600));
    let fresh = brake.attempt(Some(locked), &guess(2), later(24 * 3600)).unwrap();
    assert_eq!((fresh.failures, fresh.lockouts), (1, 0));
}

#[test]
fn the_last_three_wrong_passwords_do_not_count_again_older_ones_do() {
    let brake = Brake::under(None, now());
    let mut counter = None;
    for nth in [1, 2, 3, 1, 2, 3, 3, 2, 1] {
        counter = Some(brake.attempt(counter, &guess(nth), now()).unwrap());
    }
    assert_eq!(counter.as_ref().unwrap().failures, 3);
    counter = Some(brake.attempt(counter, &guess(4), now()).unwrap());
    assert_eq!(brake.attempt(counter, &guess(1), now()).unwrap().failures, 5);
}

#[test]
fn a_source_waits_longer_with_each_wrong_password_past_its_limit() {
    let brake = Brake::under(None, now());
    let mut counter = None;
    for _ in 0..50 {
        counter = Some(brake.source_failure(counter, now()));
    }
    assert!(counter.as_ref().unwrap().refuse_locked(now()).is_ok());
    let mut waits = Vec::new();
    for _ in 0..7 {
        let counted = brake.source_failure(counter, now());
        waits.push(counted.locked_until.duration_since(now()).as_secs());
        counter = Some(counted);
    }
    assert_eq!(waits, [2, 4, 8, 16, 32, 60, 60]);
    assert_eq!(
        brake.source_failure(counter, later(600)).failures,
        1,
        "a new window begins"
    );
}

#[test]
fn a_tenant_that_is_sprayed_is_stricter_until_it_is_over() {
    let mut tenant = None;
    for _ in 0..200 {
        tenant = Some(Counter::tenant_failure(tenant, now()));
    }
    let strict = Brake::under(tenant.as_ref(), now());
    let mut counter = None;
    for nth in 0..5 {
        counter = Some(strict.attempt(counter, &guess(nth), now()).unwrap());
    }
    assert!(strict.attempt(counter, &guess(9), now()).is_err());
    assert_eq!(
        Brake::under(tenant.as_ref(), later(600)),
        Brake::under(None, now())
    );
}

#[test]
fn new_passwords_are_judged_by_length_classes_names_and_common_words() {
    let words = |given: &str| {
        let user = crate::users::User {
            given_name: Some("Britta".to_owned()),
            surname: Some(given.to_owned()),
            ..somebody()
        };
        PersonalWords::of(&user)
    };
    let judged = |password: &str| -> Option<u32> {
        check_rules(&Secret::new(password.to_owned()), &words("Simon"))
            .err()
            .map(|refusal| refusal.code.number)
    };
    for good in [
        "Correct-Horse-7",
        "xK9#mmQp",
        "Пароль-Ψ7-жжж",
        "中文密码-Abc-9",
        "Two words, 3 sheep",
    ] {
        assert_eq!(judged(good), None, "{good}");
    }
    for (bad, code) in [
        ("aB3-", 120_002),
        ("alllowercase", 120_002),
        ("lower1234567", 120_002),
        (&"aB3-".repeat(65), 120_002),
        ("aB3-\u{0}xyzxyz", 120_002),
        ("xx-brITta-77", 120_003),
        ("xx-$IMON-77", 120_003),
        ("P@ssw0rd", 120_018),
        ("Passwort1", 120_018),
        ("Contoso-1", 120_018),
        ("Summer12345!", 120_018),
    ] {
        assert_eq!(judged(bad), Some(code), "{bad}");
    }
}

fn somebody() -> crate::users::User {
    crate::users::User {
        id: "1".to_owned(),
        tenant_id: "1".to_owned(),
        user_principal_name: "b@contoso.example".to_owned(),
        display_name: "B".to_owned(),
        given_name: None,
        surname: None,
        mail: None,
        job_title: None,
        department: None,
        is_enabled: true,
        must_change_password: false,
        password_changed_at: None,
        sessions_valid_from: now(),
        created_at: now(),
        deleted_at: None,
        version: 1,
    }
}

#[test]
fn generated_passwords_meet_the_rules_and_differ() {
    let (environment, _) = environment(5);
    let passwords: Vec<String> = (0..50).map(|_| generate(&environment).expose().clone()).collect();
    for password in &passwords {
        assert_eq!(password.len(), 19);
        assert!(check_rules(&Secret::new(password.clone()), &PersonalWords::default()).is_ok());
        assert!(!password.contains(['l', 'o', 'O', 'I', '0', '1']), "{password}");
    }
    let mut distinct = passwords.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), passwords.len());
}

#[test]
fn a_place_is_an_ipv4_address_or_an_ipv6_network() {
    for (address, expected) in [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
    ] {
        assert_eq!(place(address.parse().unwrap()), expected);
    }
}
