//! Both roles at their best.

use vestibule_saml::identity_provider::SigningOption;

use crate::forge;

const OPTIONS: [SigningOption; 3] = [
    SigningOption::Assertion,
    SigningOption::Response,
    SigningOption::ResponseAndAssertion,
];

#[test]
fn a_response_as_issued_is_accepted_in_all_three_signing_options() {
    for option in OPTIONS {
        let accepted = forge::receive(&forge::good(option)).unwrap();
        assert_eq!(accepted.name_id().value, forge::PERSON);
        assert_eq!(
            accepted.attribute(forge::MAIL).single().unwrap(),
            Some(forge::PERSON)
        );
        assert_eq!(
            accepted.attribute("groups").all().collect::<Vec<_>>(),
            ["staff", "desk"]
        );
        assert_eq!(accepted.assertion_id(), forge::ASSERTION_ID);
        assert_eq!(accepted.session_index(), Some(forge::ASSERTION_ID));
        assert_eq!(accepted.in_response_to(), Some(forge::REQUEST_ID));
        assert_eq!(accepted.verified_by(), forge::trusted().thumbprint());
        assert_eq!(accepted.authn_instant(), forge::content().authn_instant);
        assert_eq!(accepted.replay_until().to_string(), "2025-04-01T09:01:05.648Z");
    }
}

#[test]
fn a_response_that_the_forge_signs_is_accepted_in_all_three_signing_options() {
    for option in OPTIONS {
        let xml = forge::sign(&forge::unsigned(&forge::content()), option);
        assert_eq!(forge::receive(&xml).unwrap().name_id().value, forge::PERSON);
    }
}

#[test]
fn a_request_as_written_is_accepted() {
    let accepted = forge::ask(&forge::request()).unwrap();
    assert_eq!(accepted.id(), Some(forge::REQUEST_ID));
    assert_eq!(accepted.identifier(), forge::ENTITY_ID);
    assert_eq!(accepted.reply_url(), forge::ACS);
    assert!(!accepted.is_signed());
}

#[test]
fn what_is_issued_is_in_canonical_form_already() {
    use vestibule_saml::xml::{Limits, Source, canonical};
    for option in OPTIONS {
        let xml = forge::good(option);
        let source = Source::check(xml.as_bytes(), &Limits::MESSAGE).unwrap();
        let document = source.parse().unwrap();
        let mut octets = Vec::new();
        canonical::exclusive(document.root(), None, &[], &mut octets).unwrap();
        assert_eq!(String::from_utf8(octets).unwrap(), xml);
    }
}
