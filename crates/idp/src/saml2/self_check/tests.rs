use jiff::Timestamp;
use vestibule_saml::identity_provider::issue;
use vestibule_saml::message::{Attribute, AuthnContextClass, NameId, NameIdFormat};
use vestibule_saml::signature::SigningKey;
use vestibule_store::testing::environment;

use super::*;

fn key() -> SigningKey {
    let pair = rcgen::KeyPair::generate().unwrap();
    let parameters = rcgen::CertificateParams::new(Vec::new()).unwrap();
    let certificate = parameters.self_signed(&pair).unwrap();
    SigningKey::from_pkcs8(&pair.serialize_der(), certificate.der()).unwrap()
}

fn content() -> ResponseContent {
    let now: Timestamp = "2025-04-01T08:00:00Z".parse().unwrap();
    ResponseContent {
        response_id: "_2b3f".to_owned(),
        assertion_id: "_9c1d".to_owned(),
        issuer: "https://localhost/tenant/".to_owned(),
        destination: "https://contoso.saasit.example/acs".to_owned(),
        in_response_to: Some("_5f0c".to_owned()),
        audience: "https://contoso.saasit.example/".to_owned(),
        name_id: NameId::new("b.simon@contoso.example", NameIdFormat::EmailAddress),
        attributes: vec![
            Attribute::new("groups", ["Sales & <Marketing>", "Desk\r\n", ""]),
            Attribute::new("nothing", Vec::<String>::new()),
        ],
        issue_instant: now,
        not_before: now - SignedDuration::from_mins(5),
        not_on_or_after: now + SignedDuration::from_mins(60),
        authn_instant: now,
        session_index: "_9c1d".to_owned(),
        authn_context_class: AuthnContextClass::Password.uri().to_owned(),
    }
}

const OPTIONS: [SigningOption; 3] = [
    SigningOption::Assertion,
    SigningOption::Response,
    SigningOption::ResponseAndAssertion,
];

#[test]
fn what_was_written_as_meant_passes() {
    let key = key();
    let unasked = ResponseContent {
        in_response_to: None,
        attributes: Vec::new(),
        ..content()
    };
    for option in OPTIONS {
        for meant in [content(), unasked.clone()] {
            let response = issue(&meant, &key, option).unwrap();
            self_check(&response, &meant, option, key.certificate_der()).unwrap();
        }
    }
}

#[test]
fn what_another_key_signed_is_caught() {
    let (key, other) = (key(), key());
    for option in OPTIONS {
        let response = issue(&content(), &key, option).unwrap();
        let outcome = self_check(&response, &content(), option, other.certificate_der());
        assert!(matches!(outcome, Err(Unsound::Refused(_))), "{outcome:?}");
        let outcome = self_check(&response, &content(), option, b"no certificate");
        assert!(matches!(outcome, Err(Unsound::Certificate(_))), "{outcome:?}");
    }
}

#[test]
fn what_is_signed_in_another_place_is_caught() {
    let key = key();
    let response = issue(&content(), &key, SigningOption::Assertion).unwrap();
    let outcome = self_check(
        &response,
        &content(),
        SigningOption::Response,
        key.certificate_der(),
    );
    assert!(
        matches!(outcome, Err(Unsound::Refused("signature_policy"))),
        "{outcome:?}"
    );
}

/// What would be wrong with a message, and how it gets so.
type Fault = (&'static str, fn(&mut ResponseContent));

#[test]
fn what_a_broken_writer_writes_is_caught() {
    let key = key();
    let faults: [Fault; 14] = [
        ("the rule destination", |written| written.destination.push('x')),
        ("the rule issuer", |written| written.issuer.push('x')),
        ("the rule audience", |written| written.audience.push('x')),
        ("the rule in_response_to", |written| written.in_response_to = None),
        ("the rule in_response_to", |written| {
            written.in_response_to = Some("_other".to_owned());
        }),
        ("the rule freshness", |written| {
            written.issue_instant += SignedDuration::from_mins(6);
        }),
        ("the rule not_before", |written| {
            written.not_before += SignedDuration::from_mins(20);
        }),
        ("the rule validity_capped", |written| {
            written.not_on_or_after += SignedDuration::from_hours(48);
        }),
        ("the rule authn_statement", |written| {
            written.authn_instant += SignedDuration::from_mins(6);
        }),
        ("the rule subject_name_id", |written| {
            written.name_id.value.clear();
        }),
        ("another name", |written| {
            written.name_id.value = "a.other@contoso.example".to_owned();
        }),
        ("another assertion id", |written| {
            written.assertion_id = "_other".to_owned();
        }),
        ("another session", |written| written.session_index.push('x')),
        ("another set of claims", |written| {
            written
                .attributes
                .push(Attribute::new("groups", ["Administrators"]));
        }),
    ];
    for (what, breaks) in faults {
        let mut written = content();
        breaks(&mut written);
        for option in OPTIONS {
            let response = issue(&written, &key, option).unwrap();
            let outcome = self_check(&response, &content(), option, key.certificate_der());
            let caught = outcome.expect_err(what).to_string();
            assert!(caught.contains(what), "{what}: {caught}");
            assert!(!caught.contains("contoso"), "nothing about a person: {caught}");
        }
    }
}

#[test]
fn a_running_server_reads_the_first_answer_of_a_key_and_few_after_it() {
    let (environment, _) = environment(7);
    let draw = || environment.octets::<1>()[0];
    assert!(is_sampled(draw(), true));
    let draws = 256 * 64;
    let sampled = (0..draws).filter(|_| is_sampled(draw(), false)).count();
    assert!((32..=96).contains(&sampled), "{sampled} of {draws}");
}
