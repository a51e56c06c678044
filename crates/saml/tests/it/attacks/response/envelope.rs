//! SP-RSP, SP-ISS, SP-SIG-08, SP-LIM-06, SP-ACC.

use vestibule_saml::identity_provider::{ResponseContent, SigningOption};
use vestibule_saml::message::{Attribute, NameIdFormat};
use vestibule_saml::service_provider::{Expectations, SignaturePolicy};

use super::{ASSERTION, BOTH, RESPONSE, bad, bad_as, bad_for, edited, fine, fine_as};
use crate::attacks::{Outcome, Row, attack_with, kept, legal_with};
use crate::forge;

pub(super) fn rows() -> Vec<Row> {
    let mut rows = version_and_status();
    rows.extend(destination_and_freshness());
    rows.extend(issuers());
    rows.extend(signature_policy());
    rows.extend(values());
    rows.extend(accounts());
    rows
}

const RESPONSE_VERSION: &str = "Z\" Version=\"2.0\"><Issuer xmlns";
const ASSERTION_VERSION: &str = "Z\" Version=\"2.0\"><Issuer>";

fn version_and_status() -> Vec<Row> {
    vec![
        bad(
            "SP-RSP-01",
            "Response 2.1",
            &[(RESPONSE_VERSION, "Z\" Version=\"2.1\"><Issuer xmlns")],
            &[],
        ),
        bad(
            "SP-RSP-01",
            "Response without",
            &[(RESPONSE_VERSION, "Z\"><Issuer xmlns")],
            &[],
        ),
        bad(
            "SP-RSP-01",
            "Assertion 1.1",
            &[(ASSERTION_VERSION, "Z\" Version=\"1.1\"><Issuer>")],
            &[],
        ),
        bad(
            "SP-RSP-01",
            "Assertion without",
            &[(ASSERTION_VERSION, "Z\"><Issuer>")],
            &[],
        ),
        fine("SP-RSP-01", "2.0 on both", &[]),
        bad("SP-RSP-02", "Responder with nested Success", &[(OK, NESTED)], &[]),
        bad(
            "SP-RSP-02",
            "Responder around a genuine assertion",
            &[("status:Success", "status:Responder")],
            &[],
        ),
        bad("SP-RSP-02", "two StatusCodes", &[(OK, TWICE)], &["SP-XML-13"]),
        bad("SP-RSP-02", "no StatusCode", &[(OK, "")], &["SP-XML-13"]),
        attack_with(
            "SP-RSP-02",
            "unsigned error response (A0)",
            good,
            || receive(ERROR),
            &["SP-XSW-02"],
        ),
        fine("SP-RSP-02", "a second-level code below Success", &[(OK, BELOW)]),
        kept(
            "SP-RSP-03",
            "StatusMessage is cut and escaped, both codes are told",
            error_is_told,
        ),
    ]
}

const OK: &str = "<samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\"></samlp:StatusCode>";
const NESTED: &str = "<samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Responder\">\
    <samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\"></samlp:StatusCode></samlp:StatusCode>";
const BELOW: &str = "<samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\">\
    <samlp:StatusCode Value=\"urn:example:partly\"></samlp:StatusCode></samlp:StatusCode>";
const TWICE: &str = "<samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\"></samlp:StatusCode>\
    <samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Responder\"></samlp:StatusCode>";
const ERROR: &str = "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_e\" Version=\"2.0\" \
    IssueInstant=\"2025-04-01T08:00:05Z\" InResponseTo=\"id5f0c\"><samlp:Status>\
    <samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Responder\">\
    <samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:NoPassive\"/></samlp:StatusCode>\
    <samlp:StatusMessage>sorry&#10;&lt;b>MESSAGE</samlp:StatusMessage></samlp:Status></samlp:Response>";

fn good() -> Outcome {
    receive(&edited(&[], BOTH))
}

fn receive(xml: &str) -> Outcome {
    forge::receive(xml).map(drop)
}

fn error_is_told() {
    let refusal = forge::receive(ERROR).unwrap_err();
    assert_eq!(refusal.rule.name, "status_success");
    assert!(
        refusal
            .received
            .contains("status:Responder / urn:oasis:names:tc:SAML:2.0:status:NoPassive")
    );
    assert!(
        refusal.received.contains("sorry\\u{a}<b>"),
        "{}",
        refusal.received
    );
    let long = ERROR.replace("MESSAGE", &"x".repeat(100_000));
    assert!(forge::receive(&long).unwrap_err().received.chars().count() < 250);
    // Signed or not, and in answer to whatever: the codes are told.
    for code in ["AuthnFailed", "RequestDenied"] {
        let refusal = forge::receive(&ERROR.replace("NoPassive", code)).unwrap_err();
        assert!(refusal.received.contains(code), "{}", refusal.received);
    }
}

fn destination_and_freshness() -> Vec<Row> {
    const DESTINATION: &str = "Destination=\"https://sp.example/handlers";
    vec![
        bad(
            "SP-RSP-04",
            "other host",
            &[(DESTINATION, "Destination=\"https://sp.example.evil/handlers")],
            &[],
        ),
        bad(
            "SP-RSP-04",
            "other path",
            &[(DESTINATION, "Destination=\"https://sp.example/other")],
            &[],
        ),
        bad(
            "SP-RSP-04",
            "case",
            &[(DESTINATION, "Destination=\"https://SP.example/handlers")],
            &[],
        ),
        bad(
            "SP-RSP-04",
            "slash added",
            &[("Handler.ashx\" ID", "Handler.ashx/\" ID")],
            &[],
        ),
        bad(
            "SP-RSP-04",
            "query added",
            &[("Handler.ashx\" ID", "Handler.ashx?a=b\" ID")],
            &[],
        ),
        bad("SP-RSP-04", "absent on a signed Response", &[NO_DESTINATION], &[]),
        bad_as(
            "SP-RSP-04",
            "unsigned and wrong",
            ASSERTION,
            &[(DESTINATION, "Destination=\"x")],
            forge::expectations,
            &[],
        ),
        fine_as(
            "SP-RSP-04",
            "absent on an unsigned Response",
            ASSERTION,
            &[NO_DESTINATION],
            forge::expectations,
        ),
        bad(
            "SP-RSP-05",
            "Response from the future",
            &[(RESPONSE_AT, FUTURE)],
            &[],
        ),
        bad(
            "SP-RSP-05",
            "Assertion from the future",
            &[(
                ASSERTION_AT,
                "IssueInstant=\"2025-04-01T08:01:06.001Z\" Version=\"2.0\"><Issuer>",
            )],
            &[],
        ),
        bad("SP-RSP-05", "Response without", &[(RESPONSE_AT, " ")], &[]),
        bad(
            "SP-RSP-05",
            "Response older than the limit",
            &[(RESPONSE_AT, OLD)],
            &[],
        ),
        bad(
            "SP-RSP-05",
            "Assertion older than the limit",
            &[(
                ASSERTION_AT,
                "IssueInstant=\"2025-04-01T07:00:05.999Z\" Version=\"2.0\"><Issuer>",
            )],
            &[],
        ),
        fine(
            "SP-RSP-05",
            "20 s ahead",
            &[(RESPONSE_AT, " IssueInstant=\"2025-04-01T08:00:26Z\" ")],
        ),
        fine(
            "SP-RSP-05",
            "ahead by the skew exactly",
            &[(RESPONSE_AT, " IssueInstant=\"2025-04-01T08:01:06Z\" ")],
        ),
        fine(
            "SP-RSP-05",
            "as old as the limit exactly",
            &[(RESPONSE_AT, " IssueInstant=\"2025-04-01T07:00:06Z\" ")],
        ),
    ]
}

const NO_DESTINATION: (&str, &str) = (
    "Destination=\"https://sp.example/handlers/sso/SamlAssertionConsumerHandler.ashx\" ",
    "",
);
const RESPONSE_AT: &str = " IssueInstant=\"2025-04-01T08:00:05.799Z\" ";
const ASSERTION_AT: &str = "IssueInstant=\"2025-04-01T08:00:05.799Z\" Version=\"2.0\"><Issuer>";
const FUTURE: &str = " IssueInstant=\"2025-04-01T08:01:06.001Z\" ";
const OLD: &str = " IssueInstant=\"2025-04-01T07:00:05.999Z\" ";

fn issuers() -> Vec<Row> {
    // Behind the assertion's mark there is no Issuer any more: the second one is the assertion's.
    const INNER: &str = "Version=\"2.0\"><Issuer>https://idp.example/tenant/</Issuer>";
    const OUTER: &str =
        "<Issuer xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\">https://idp.example/tenant/</Issuer>";
    let assertion_only =
        |name, edits, also| bad_as("SP-ISS-01", name, ASSERTION, edits, forge::expectations, also);
    vec![
        assertion_only("absent", &[(INNER, "Version=\"2.0\">"), (OUTER, "")], &[]),
        assertion_only(
            "empty",
            &[(INNER, "Version=\"2.0\"><Issuer></Issuer>"), (OUTER, "")],
            &[],
        ),
        assertion_only(
            "prefix",
            &[
                (
                    INNER,
                    "Version=\"2.0\"><Issuer>https://idp.example/tenant</Issuer>",
                ),
                (OUTER, ""),
            ],
            &[],
        ),
        assertion_only(
            "suffix",
            &[
                (
                    INNER,
                    "Version=\"2.0\"><Issuer>https://idp.example/tenant/x</Issuer>",
                ),
                (OUTER, ""),
            ],
            &[],
        ),
        assertion_only(
            "upper case",
            &[
                (
                    INNER,
                    "Version=\"2.0\"><Issuer>https://IDP.example/tenant/</Issuer>",
                ),
                (OUTER, ""),
            ],
            &[],
        ),
        assertion_only(
            "white space",
            &[
                (
                    INNER,
                    "Version=\"2.0\"><Issuer> https://idp.example/tenant/ </Issuer>",
                ),
                (OUTER, ""),
            ],
            &[],
        ),
        bad(
            "SP-ISS-01",
            "other Format",
            &[(
                INNER,
                "Version=\"2.0\"><Issuer Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:persistent\">https://idp.example/tenant/</Issuer>",
            )],
            &[],
        ),
        fine(
            "SP-ISS-01",
            "Format entity",
            &[(
                INNER,
                "Version=\"2.0\"><Issuer Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:entity\">https://idp.example/tenant/</Issuer>",
            )],
        ),
        fine("SP-ISS-01", "no Format", &[]),
        bad(
            "SP-ISS-02",
            "another provider's Response around it",
            &[(
                OUTER,
                "<Issuer xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\">https://idp2.example/</Issuer>",
            )],
            &[],
        ),
        bad("SP-ISS-02", "absent on a signed Response", &[(OUTER, "")], &[]),
        fine_as(
            "SP-ISS-02",
            "absent on an unsigned Response",
            ASSERTION,
            &[(OUTER, "")],
            forge::expectations,
        ),
    ]
}

fn signature_policy() -> Vec<Row> {
    let under = |policy, option: SigningOption| {
        move || {
            let keys = forge::keys_of(forge::trusted());
            forge::receive_with(&edited(&[], option), &keys, policy, &forge::expectations()).map(drop)
        }
    };
    let bad = |name, policy, option| {
        attack_with("SP-SIG-08", name, under(policy, BOTH), under(policy, option), &[])
    };
    let fine = |name, policy, option| legal_with("SP-SIG-08", name, under(policy, option));
    vec![
        bad(
            "both demanded, Response removed",
            SignaturePolicy::Both,
            ASSERTION,
        ),
        bad(
            "both demanded, Assertion removed",
            SignaturePolicy::Both,
            RESPONSE,
        ),
        bad("Response demanded", SignaturePolicy::Response, ASSERTION),
        bad("Assertion demanded", SignaturePolicy::Assertion, RESPONSE),
        fine("any: Assertion", SignaturePolicy::Any, ASSERTION),
        fine("any: Response", SignaturePolicy::Any, RESPONSE),
        fine("any: both", SignaturePolicy::Any, BOTH),
    ]
}

fn issued(change: impl Fn(&mut ResponseContent)) -> Outcome {
    let mut content = forge::content();
    change(&mut content);
    receive(&forge::sign(&forge::unsigned(&content), BOTH))
}

fn values() -> Vec<Row> {
    fn bad(name: &'static str, change: fn(&mut ResponseContent), also: &'static [&'static str]) -> Row {
        attack_with("SP-LIM-06", name, good, move || issued(change), also)
    }
    fn fine(name: &'static str, change: fn(&mut ResponseContent)) -> Row {
        legal_with("SP-LIM-06", name, move || issued(change))
    }
    fn numbered(count: usize) -> Vec<String> {
        (0..count).map(|number| number.to_string()).collect()
    }
    vec![
        bad(
            "NameID of 513 octets",
            |it| it.name_id.value = "ü".repeat(256) + "x",
            &[],
        ),
        fine("NameID of 512 octets", |it| it.name_id.value = "ü".repeat(256)),
        bad(
            "SessionIndex of 257 octets",
            |it| it.session_index = "x".repeat(257),
            &[],
        ),
        fine("SessionIndex of 256 octets", |it| {
            it.session_index = "x".repeat(256);
        }),
        bad(
            "class of 1,025 characters",
            |it| it.authn_context_class = "ü".repeat(1025),
            &[],
        ),
        fine("class of 1,024 characters", |it| {
            it.authn_context_class = "ü".repeat(1024);
        }),
        bad(
            "value of 128 KiB and one",
            |it| it.attributes = vec![Attribute::new("a", ["x".repeat(131_073)])],
            &[],
        ),
        fine("value of 128 KiB", |it| {
            it.attributes = vec![Attribute::new("a", ["x".repeat(131_072)])];
        }),
        bad(
            "2,001 values",
            |it| it.attributes = vec![Attribute::new("a", numbered(2001))],
            &[],
        ),
        fine("2,000 values", |it| {
            it.attributes = vec![Attribute::new("a", numbered(2000))];
        }),
        bad(
            "513 attributes",
            |it| {
                it.attributes = numbered(513)
                    .into_iter()
                    .map(|n| Attribute::new(n, ["v"]))
                    .collect();
            },
            &[],
        ),
        fine("512 attributes", |it| {
            it.attributes = numbered(512)
                .into_iter()
                .map(|n| Attribute::new(n, ["v"]))
                .collect();
        }),
        repeated(
            "65 audiences",
            "<Audience>https://sp.example/</Audience>",
            65,
            true,
        ),
        repeated(
            "64 audiences",
            "<Audience>https://sp.example/</Audience>",
            64,
            false,
        ),
        repeated(
            "9 restrictions",
            "<AudienceRestriction><Audience>https://sp.example/</Audience></AudienceRestriction>",
            9,
            true,
        ),
        repeated(
            "8 restrictions",
            "<AudienceRestriction><Audience>https://sp.example/</Audience></AudienceRestriction>",
            8,
            false,
        ),
        repeated("17 confirmations", CONFIRMATION, 17, true),
        repeated("16 confirmations", CONFIRMATION, 16, false),
        repeated("9 AuthnStatements", STATEMENT, 9, true),
        repeated("8 AuthnStatements", STATEMENT, 8, false),
    ]
}

const CONFIRMATION: &str = "<SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\">\
    <SubjectConfirmationData InResponseTo=\"id5f0c\" NotOnOrAfter=\"2025-04-01T09:00:05.648Z\" \
    Recipient=\"https://sp.example/handlers/sso/SamlAssertionConsumerHandler.ashx\"></SubjectConfirmationData>\
    </SubjectConfirmation>";
const STATEMENT: &str = "<AuthnStatement AuthnInstant=\"2025-04-01T07:41:10.039Z\" \
    SessionIndex=\"_7c1e2d3f-4455-4666-8777-0a1b2c3d0100\"><AuthnContext><AuthnContextClassRef>\
    urn:oasis:names:tc:SAML:2.0:ac:classes:Password</AuthnContextClassRef></AuthnContext></AuthnStatement>";

fn repeated(name: &'static str, part: &'static str, times: usize, is_bad: bool) -> Row {
    let run = move || {
        let xml = forge::replace(&forge::unsigned(&forge::content()), part, &part.repeat(times));
        receive(&forge::sign(&xml, BOTH))
    };
    if is_bad {
        attack_with("SP-LIM-06", name, good, run, &[])
    } else {
        legal_with("SP-LIM-06", name, run)
    }
}

fn accounts() -> Vec<Row> {
    fn pinned(formats: &'static [NameIdFormat]) -> Expectations<'static> {
        Expectations {
            accepted_name_id_formats: Some(formats),
            ..forge::expectations()
        }
    }

    let mails = |attributes: fn() -> Vec<Attribute>| {
        move || -> Outcome {
            let mut content = forge::content();
            content.attributes = attributes();
            let accepted = forge::receive(&forge::sign(&forge::unsigned(&content), BOTH))?;
            accepted.attribute(forge::MAIL).single().map(drop)
        }
    };
    vec![
        attack_with(
            "SP-ACC-07",
            "two mails in one Attribute",
            good,
            mails(|| vec![Attribute::new(forge::MAIL, ["a@x", "b@x"])]),
            &[],
        ),
        attack_with(
            "SP-ACC-07",
            "two Attributes of one Name",
            good,
            mails(|| {
                vec![
                    Attribute::new(forge::MAIL, ["a@x"]),
                    Attribute::new(forge::MAIL, ["b@x"]),
                ]
            }),
            &[],
        ),
        legal_with(
            "SP-ACC-07",
            "one mail",
            mails(|| vec![Attribute::new(forge::MAIL, ["a@x"])]),
        ),
        legal_with(
            "SP-ACC-07",
            "groups as many values and as many Attributes",
            || {
                let mut content = forge::content();
                content.attributes = vec![
                    Attribute::new("groups", ["a", "b"]),
                    Attribute::new("x", ["y"]),
                    Attribute::new("groups", ["c"]),
                ];
                let accepted = forge::receive(&forge::sign(&forge::unsigned(&content), BOTH))?;
                assert_eq!(
                    accepted.attribute("groups").all().collect::<Vec<_>>(),
                    ["a", "b", "c"]
                );
                Ok(())
            },
        ),
        bad_as(
            "SP-ACC-11",
            "pinned to e-mail, unspecified received",
            BOTH,
            &[("1.1:nameid-format:emailAddress", "1.1:nameid-format:unspecified")],
            || pinned(&[NameIdFormat::EmailAddress]),
            &[],
        ),
        bad_as(
            "SP-ACC-11",
            "pinned to e-mail, no Format received",
            BOTH,
            &[(
                " Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress\"",
                "",
            )],
            || pinned(&[NameIdFormat::EmailAddress]),
            &[],
        ),
        bad_for("SP-ACC-11", "pinned to nothing", || pinned(&[]), &[]),
        fine_as("SP-ACC-11", "pinned and equal", BOTH, &[], || {
            pinned(&[NameIdFormat::Persistent, NameIdFormat::EmailAddress])
        }),
        fine(
            "SP-ACC-11",
            "not pinned: any Format",
            &[("1.1:nameid-format:emailAddress", "2.0:nameid-format:transient")],
        ),
    ]
}
