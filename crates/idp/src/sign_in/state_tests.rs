use jiff::{SignedDuration, Timestamp};
use vestibule_directory::{MasterKey, Sealer};
use vestibule_store::testing::environment;

use super::{LIFETIME, PostedRequest, Received, SignInState, TooLong, Unusable, Wish};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn sealer(seed: u64) -> Sealer {
    let (environment, _) = environment(seed);
    Sealer::new(&MasterKey::generate(&environment).0, environment)
}

fn state(wish: Wish) -> SignInState {
    SignInState {
        account: Some("b.simon@contoso.example".to_owned()),
        ..SignInState::begin(wish, NOW)
    }
}

fn request(query: &str) -> Wish {
    Wish::Request {
        tenant: "t".to_owned(),
        message: Received::Redirect {
            query: query.to_owned(),
        },
    }
}

#[test]
fn a_state_comes_back_as_it_was_sealed() {
    let sealer = sealer(1);
    let post = Received::Post {
        saml: "PHg+".to_owned(),
        relay_state: Some("ä\0\n\"".to_owned()),
    };
    let wishes = [
        request("SAMLRequest=fZJ%2b&RelayState=%c3%a4"),
        Wish::Request {
            tenant: "t".to_owned(),
            message: post,
        },
        Wish::Launch {
            tenant: "t".to_owned(),
            app_id: "a".to_owned(),
        },
        Wish::MyApps,
    ];
    for wish in wishes {
        let state = state(wish);
        let sealed = state.seal(&sealer, "browser").unwrap();
        assert!(
            sealed
                .bytes()
                .all(|octet| octet.is_ascii_alphanumeric() || b"-_".contains(&octet))
        );
        assert_eq!(SignInState::open(&sealed, &sealer, "browser", NOW), Ok(state));
    }
}

#[test]
fn a_state_is_bound_to_its_browser_its_key_and_its_purpose() {
    let sealer = sealer(1);
    let sealed = state(Wish::MyApps).seal(&sealer, "browser").unwrap();
    let foreign = Err(Unusable::Foreign);
    assert_eq!(SignInState::open(&sealed, &sealer, "another", NOW), foreign);
    assert_eq!(SignInState::open(&sealed, &sealer, "", NOW), foreign);
    assert_eq!(
        SignInState::open(&sealed, &self::sealer(2), "browser", NOW),
        foreign
    );
    assert_eq!(
        SignInState::open("", &sealer, "browser", NOW),
        Err(Unusable::Missing)
    );
    assert_eq!(SignInState::open("%", &sealer, "browser", NOW), foreign);
    let posted = PostedRequest {
        tenant: "browser".to_owned(),
        message: Received::Redirect { query: String::new() },
        received_at: NOW,
        account: None,
    };
    let sealed = posted.seal(&sealer).unwrap();
    assert_eq!(SignInState::open(&sealed, &sealer, "browser", NOW), foreign);
    assert_eq!(PostedRequest::open(&sealed, &sealer, "browser", NOW), Ok(posted));
}

#[test]
fn a_state_expires_after_thirty_minutes_and_not_before() {
    let sealer = sealer(1);
    let sealed = state(request("q")).seal(&sealer, "browser").unwrap();
    let open = |now| SignInState::open(&sealed, &sealer, "browser", now).map(|_| ());
    assert_eq!(open(NOW + LIFETIME), Ok(()));
    assert_eq!(
        open(NOW + LIFETIME + SignedDuration::from_millis(1)),
        Err(Unusable::Expired(NOW))
    );
    let portal = state(Wish::MyApps).seal(&sealer, "browser").unwrap();
    assert!(SignInState::open(&portal, &sealer, "browser", NOW + LIFETIME * 100).is_ok());
}

#[test]
fn a_request_that_does_not_fit_into_an_address_is_told_so() {
    let sealer = sealer(1);
    let (environment, _) = environment(3);
    let noise: String = (0..600).map(|_| environment.token()).collect();
    let too_long = state(request(&noise)).seal(&sealer, "browser").unwrap_err();
    assert!(too_long.characters > TooLong::LIMIT);
    let repetitive = "a".repeat(100_000);
    let sealed = state(request(&repetitive)).seal(&sealer, "browser").unwrap();
    assert!(SignInState::open(&sealed, &sealer, "browser", NOW).is_ok());
}
