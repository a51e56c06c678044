//! IDP-ANS, IDP-CLM, IDP-APP-09: what is answered.

use vestibule_saml::binding::RelayState;
use vestibule_saml::identity_provider::{SigningOption, issue};
use vestibule_saml::message::Attribute;

use super::{good, pattern};
use crate::attacks::{Row, attack_with, kept, legal_with};
use crate::forge::{self, Registered};

pub(super) fn rows() -> Vec<Row> {
    let sent = |value: String| {
        move || {
            let query = forge::query(&forge::request(), Some(&value), None);
            let accepted = forge::ask_as(&query, &Registered::default()).map_err(|it| it.rejected)?;
            assert_eq!(
                accepted.relay_state().map(RelayState::as_str),
                Some(value.as_str()),
                "octet by octet"
            );
            Ok(())
        }
    };
    vec![
        attack_with(
            "IDP-ANS-04",
            "limit + 1",
            sent("x".repeat(1024)),
            sent("x".repeat(1025)),
            &[],
        ),
        attack_with("IDP-ANS-04", "NUL", good, sent("a\0b".to_owned()), &[]),
        attack_with(
            "IDP-ANS-04",
            "octets that are no text",
            good,
            pattern("SAMLRequest={}&RelayState=%ff"),
            &[],
        ),
        legal_with("IDP-ANS-04", "1,024 octets", sent("x".repeat(1024))),
        legal_with("IDP-ANS-04", "JSON", sent("{\"a\":\"b c+d&e=f\"}".to_owned())),
        legal_with(
            "IDP-ANS-04",
            "URL, not ASCII, line ends",
            sent("https://sp.example/?a=b&c=Zoë%20\r\n\u{2028}".to_owned()),
        ),
        legal_with("IDP-ANS-04", "empty is not absent", sent(String::new())),
        legal_with("IDP-ANS-04", "absent stays absent", || {
            assert_eq!(
                forge::ask(&forge::request())
                    .map_err(|it| it.rejected)?
                    .relay_state(),
                None
            );
            Ok(())
        }),
        legal_with("IDP-ANS-04", "a space as + and as %20", || {
            for query in [
                "SAMLRequest={}&RelayState=a+b%2Bc",
                "SAMLRequest={}&RelayState=a%20b%2bc",
            ] {
                let message = forge::query(&forge::request(), None, None);
                let query = query.replace("{}", message.strip_prefix("SAMLRequest=").unwrap());
                let accepted = forge::ask_as(&query, &Registered::default()).map_err(|it| it.rejected)?;
                assert_eq!(accepted.relay_state().map(RelayState::as_str), Some("a b+c"));
            }
            Ok(())
        }),
        kept(
            "IDP-APP-09",
            "one audience, one address, this request",
            one_audience,
        ),
        kept(
            "IDP-CLM-01",
            "markup in every source comes back as the same text",
            markup_is_text,
        ),
        kept(
            "IDP-CLM-02",
            "characters that XML cannot carry are never written",
            illegal_characters,
        ),
    ]
}

fn one_audience() {
    let xml = forge::good(SigningOption::Assertion);
    assert_eq!(xml.matches("<Audience>").count(), 1);
    assert_eq!(xml.matches(forge::ACS).count(), 2, "Destination and Recipient");
    assert_eq!(xml.matches("InResponseTo=\"id5f0c\"").count(), 2);
    let unsolicited = issue(
        &forge::unsolicited_content(),
        forge::trusted(),
        SigningOption::Assertion,
    )
    .unwrap();
    assert!(!unsolicited.xml().contains("InResponseTo"));
}

fn markup_is_text() {
    const VALUES: [&str; 6] = [
        "</AttributeValue></Attribute><Attribute Name=\"role\"><AttributeValue>admin",
        "]]>",
        "\"'&amp;<!---->",
        "a\r\nb\tc",
        "Zoë <&> \"x\" 中文",
        "  both ends  ",
    ];
    for value in VALUES {
        let mut content = forge::content();
        content.attributes = vec![Attribute::new(value, [value]), Attribute::new("second", VALUES)];
        value.clone_into(&mut content.name_id.value);
        value.clone_into(&mut content.session_index);
        let xml = issue(&content, forge::trusted(), SigningOption::ResponseAndAssertion)
            .unwrap()
            .xml()
            .to_owned();
        let accepted = forge::receive(&xml).unwrap();
        assert_eq!(accepted.name_id().value, value);
        assert_eq!(accepted.session_index(), Some(value));
        assert_eq!(accepted.attribute(value).single().unwrap(), Some(value));
        assert_eq!(accepted.attribute("second").all().collect::<Vec<_>>(), VALUES);
        assert_eq!(accepted.attributes().len(), 2);
    }
}

fn illegal_characters() {
    for value in ["a\0", "\u{b}", "\u{fffe}", "\u{1f}x"] {
        let mut content = forge::content();
        content.attributes = vec![Attribute::new("a", [value])];
        assert!(
            issue(&content, forge::trusted(), SigningOption::Assertion).is_err(),
            "{value:?}"
        );
        let mut content = forge::content();
        value.clone_into(&mut content.name_id.value);
        assert!(
            issue(&content, forge::trusted(), SigningOption::Assertion).is_err(),
            "{value:?}"
        );
    }
}
