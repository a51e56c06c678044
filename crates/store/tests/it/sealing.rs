//! Secrets in memory and in the database.

use vestibule_store::testing::environment;
use vestibule_store::{MasterKey, MasterKeyError, SealError, Sealer, Secret};

fn sealer(octet: u8) -> Sealer {
    let mut key = [octet; 32];
    key[0] = 0;
    Sealer::new(&MasterKey::from_octets(key), environment(u64::from(octet)).0)
}

#[test]
fn what_was_sealed_opens_again() {
    for plain in [&b""[..], b"one", &[0; 4096]] {
        let sealed = sealer(1).seal("signing key", "row 1", plain);
        assert_eq!(
            sealer(1).open("signing key", "row 1", &sealed).unwrap().expose(),
            plain
        );
    }
}

#[test]
fn the_same_secret_is_sealed_differently_each_time() {
    let sealer = sealer(1);
    assert_ne!(sealer.seal("p", "c", b"secret"), sealer.seal("p", "c", b"secret"));
}

#[test]
fn another_row_another_purpose_and_another_key_are_refused() {
    let sealed = sealer(1).seal("signing key", "row 1", b"secret");
    let open = |octet, purpose, context| {
        sealer(octet)
            .open(purpose, context, &sealed)
            .map(drop)
            .unwrap_err()
    };
    assert_eq!(open(1, "signing key", "row 2"), SealError::Refused);
    assert_eq!(open(1, "salt", "row 1"), SealError::Refused);
    assert_eq!(open(2, "signing key", "row 1"), SealError::OtherKey);
}

#[test]
fn no_octet_can_be_changed_or_left_out() {
    let sealed = sealer(1).seal("p", "c", b"secret");
    for at in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert!(sealer(1).open("p", "c", &changed).is_err(), "octet {at}");
        assert!(sealer(1).open("p", "c", &sealed[..at]).is_err(), "cut at {at}");
    }
}

#[test]
fn the_secret_is_not_in_the_sealed_octets() {
    let sealed = sealer(1).seal("p", "c", b"a secret of some length");
    assert!(!sealed.windows(6).any(|part| part == b"secret"));
}

#[test]
fn derived_keys_depend_on_purpose_and_master_key_alone() {
    let key = |octet, purpose| *sealer(octet).derive(purpose).expose();
    assert_eq!(key(1, "csrf"), key(1, "csrf"));
    assert_ne!(key(1, "csrf"), key(1, "notice"));
    assert_ne!(key(1, "csrf"), key(2, "csrf"));
}

#[test]
fn while_the_key_changes_both_open_and_the_new_one_seals() {
    let key = |octet| {
        let mut key = [octet; 32];
        key[0] = 0;
        MasterKey::from_octets(key)
    };
    let both = Sealer::new(&key(2).beside(vec![key(1)]), environment(3).0);
    let old = sealer(1).seal("p", "c", b"secret");
    assert_eq!(both.open("p", "c", &old).unwrap().expose(), b"secret");
    let new = both.reseal("p", "c", &old).unwrap().unwrap();
    assert_eq!(sealer(2).open("p", "c", &new).unwrap().expose(), b"secret");
    assert_eq!(both.reseal("p", "c", &new).unwrap(), None, "it is already");
    assert_eq!(both.reseal("p", "other", &old).map(drop), Err(SealError::Refused));
    let (first, second) = (sealer(1).key_id(), sealer(2).key_id());
    assert_eq!(
        (both.key_id(), both.other_key_ids()),
        (second.clone(), vec![first.clone()])
    );
    assert_eq!(
        (Sealer::key_id_of(&old[..5]), Sealer::key_id_of(&new)),
        (Some(first.clone()), Some(second))
    );
    assert!(both.has_key(&first) && !sealer(2).has_key(&first));
    let derived = |sealer: &Sealer| *sealer.derive("csrf").expose();
    assert_eq!(derived(&both), derived(&sealer(2)));
    assert_eq!(*both.derive_others("csrf")[0].expose(), derived(&sealer(1)));
}

#[test]
fn nothing_secret_is_printed() {
    let secret = Secret::new(String::from("hunter2"));
    let key = MasterKey::parse(&"0123456789abcdef".repeat(4)).unwrap();
    let printed = format!("{secret:?} {key:?} {:?} {:?}", sealer(1), sealer(1).derive("x"));
    assert_eq!(printed, "Secret MasterKey Sealer Secret");
}

#[test]
fn a_generated_key_is_read_back_from_its_text() {
    let environment = environment(1).0;
    let (key, text) = MasterKey::generate(&environment);
    let sealed = Sealer::new(&key, environment.clone()).seal("p", "c", b"secret");
    let key = MasterKey::parse(&format!("{text}\n")).unwrap();
    assert_eq!(
        Sealer::new(&key, environment)
            .open("p", "c", &sealed)
            .unwrap()
            .expose(),
        b"secret"
    );
}

#[test]
fn a_key_may_be_written_in_base64_or_hexadecimal() {
    let octets: [u8; 32] = std::array::from_fn(|at| u8::try_from(at * 8 + 3).unwrap());
    let sealed = Sealer::new(&MasterKey::from_octets(octets), environment(1).0).seal("p", "c", b"secret");
    for text in [
        "030b131b232b333b434b535b636b737b838b939ba3abb3bbc3cbd3dbe3ebf3fb",
        "  030B131B232B333B434B535B636B737B838B939BA3ABB3BBC3CBD3DBE3EBF3FB\n",
        "AwsTGyMrMztDS1NbY2tze4OLk5ujq7O7w8vT2+Pr8/s=",
        "AwsTGyMrMztDS1NbY2tze4OLk5ujq7O7w8vT2-Pr8_s",
    ] {
        let sealer = Sealer::new(&MasterKey::parse(text).unwrap(), environment(2).0);
        assert_eq!(
            sealer.open("p", "c", &sealed).unwrap().expose(),
            b"secret",
            "{text}"
        );
    }
}

#[test]
fn what_is_no_master_key_is_refused_with_a_sentence() {
    for (text, expected) in [
        ("", MasterKeyError::Empty),
        ("  \n", MasterKeyError::Empty),
        ("not a key!", MasterKeyError::Encoding),
        ("c2hvcnQ=", MasterKeyError::Length(5)),
        ("0123456789abcdef0123456789abcdef", MasterKeyError::Length(24)),
        (
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            MasterKeyError::Constant,
        ),
    ] {
        let error = MasterKey::parse(text).map(drop).unwrap_err();
        assert_eq!(error, expected, "{text}");
        assert!(error.to_string().contains("expected 32"), "{error}");
    }
}
