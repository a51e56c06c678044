//! Both roles at their best.

use vestibule_saml::binding::post;
use vestibule_saml::identity_provider::{SigningOption, StatusContent, refuse};
use vestibule_saml::message::{AuthnContextClass, NameIdFormat, StatusCode};

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

#[test]
fn the_memory_of_a_use_lasts_to_the_later_end_and_the_session_to_the_earlier() {
    const CONDITIONS: &str =
        "NotBefore=\"2025-04-01T07:55:05.648Z\" NotOnOrAfter=\"2025-04-01T09:00:05.648Z\"";
    let xml = forge::unsigned(&forge::content());
    let longer = forge::replace(&xml, CONDITIONS, "NotOnOrAfter=\"2025-04-01T10:00:00Z\"");
    let statement = &longer[longer.find("<AuthnStatement").unwrap()..longer.find("</Assertion>").unwrap()];
    let ending = |time: &str| {
        statement.replace(
            "SessionIndex",
            &format!("SessionNotOnOrAfter=\"{time}\" SessionIndex"),
        )
    };
    let two = ending("2025-04-01T12:00:00Z") + &ending("2025-04-01T11:00:00Z");
    let xml = forge::sign(&longer.replace(statement, &two), SigningOption::Assertion);
    let accepted = forge::receive(&xml).unwrap();
    assert_eq!(accepted.replay_until().to_string(), "2025-04-01T10:01:00Z");
    assert_eq!(
        accepted.session_not_on_or_after().unwrap().to_string(),
        "2025-04-01T11:00:00Z"
    );
}

#[test]
fn names_of_attributes_and_formats_are_compared_octet_by_octet() {
    let accepted = forge::receive(&forge::good(SigningOption::Assertion)).unwrap();
    for other in ["Groups", "group", "groups ", " groups"] {
        assert!(accepted.attribute(other).is_empty(), "{other}");
    }
    let shouted = NameIdFormat::Persistent.uri().to_uppercase();
    assert_eq!(NameIdFormat::from_uri(&shouted), NameIdFormat::Other(shouted));
    let shouted = AuthnContextClass::Password.uri().to_uppercase();
    assert!(!AuthnContextClass::from_uri(&shouted).is_known());
}

#[test]
fn every_name_of_a_format_or_class_is_read_back() {
    use AuthnContextClass as Class;
    use NameIdFormat as Format;
    let formats = [
        Format::Unspecified,
        Format::EmailAddress,
        Format::X509SubjectName,
        Format::WindowsDomainQualifiedName,
        Format::Kerberos,
        Format::Entity,
        Format::Persistent,
        Format::Transient,
    ];
    for format in formats {
        assert_eq!(NameIdFormat::from_uri(format.uri()), format);
    }
    let classes = [
        Class::Password,
        Class::PasswordProtectedTransport,
        Class::Kerberos,
        Class::Pgp,
        Class::SecureRemotePassword,
        Class::XmlDsig,
        Class::Spki,
        Class::Smartcard,
        Class::SmartcardPki,
        Class::TlsClient,
        Class::X509,
        Class::Unspecified,
        Class::IntegratedWindows,
    ];
    for class in classes {
        assert_eq!(AuthnContextClass::from_uri(class.uri()), class);
    }
}

#[test]
fn an_error_response_is_read_as_the_refusal_it_is() {
    let xml = refuse(&StatusContent {
        response_id: "_e".to_owned(),
        issuer: forge::ISSUER.to_owned(),
        destination: forge::ACS.to_owned(),
        in_response_to: Some(forge::REQUEST_ID.to_owned()),
        issue_instant: forge::now(),
        top: StatusCode::Responder,
        second: Some(StatusCode::NoPassive),
        message: "AADSTS50058: <nobody> is signed in".to_owned(),
    })
    .unwrap();
    assert!(!xml.contains("Signature"), "{xml}");
    let (decoded, _) = post::decode_response(&forge::form(&xml)).unwrap();
    let unverified = decoded.read().unwrap();
    assert_eq!(unverified.claims_in_response_to(), Some(forge::REQUEST_ID));
    assert_eq!(unverified.claimed_issuer(), Some(forge::ISSUER));
    let refusal = forge::receive(&xml).unwrap_err();
    assert_eq!(refusal.rule.name, "status_success");
    assert!(refusal.received.contains("status:NoPassive"), "{refusal}");
}
