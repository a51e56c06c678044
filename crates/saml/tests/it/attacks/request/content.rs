//! IDP-REQ-04 to -10: what it is.

use vestibule_saml::identity_provider::SigningOption;

use super::signatures::signed;
use super::{END, ISSUER, ask, bad, fine, good};
use crate::attacks::{Outcome, Row, attack_with, legal_with};
use crate::forge;

pub(super) fn rows() -> Vec<Row> {
    let mut rows = roots();
    rows.extend(content());
    rows
}

fn roots() -> Vec<Row> {
    let root = |name, edits, also| bad("IDP-REQ-04", name, edits, also);
    vec![
        root(
            "a LogoutRequest",
            &[
                ("<samlp:AuthnRequest", "<samlp:LogoutRequest"),
                (END, "</samlp:LogoutRequest>"),
            ],
            &[],
        ),
        root(
            "another namespace",
            &[("SAML:2.0:protocol\"", "SAML:1.0:protocol\"")],
            &[],
        ),
        attack_with(
            "IDP-REQ-04",
            "a Response",
            good,
            || ask(&forge::good(SigningOption::Assertion)),
            &["IDP-APP-01"],
        ),
        root("no Issuer", &[(ISSUER, "")], &["IDP-APP-01"]),
        root(
            "an Assertion inside",
            &[(END, "<x:A xmlns:x=\"urn:x\"/></samlp:AuthnRequest>")],
            &[],
        ),
        root("an Assertion in Extensions", &[(ISSUER, EXTENDED)], &[]),
        root("no ID", &[(" ID=\"id5f0c\"", "")], &["IDP-REQ-05"]),
        root("no Version", &[(" Version=\"2.0\"", "")], &["IDP-REQ-06"]),
        root("Issuer last", &[(ISSUER, ""), (END, LATE_ISSUER)], &[]),
        attack_with(
            "IDP-REQ-04",
            "no attributes at all",
            good,
            || ask("<samlp:AuthnRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\"/>"),
            &["IDP-REQ-06"],
        ),
        legal_with("IDP-REQ-04", "minimal", || {
            ask(
                "<samlp:AuthnRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"id5f0c\" Version=\"2.0\" \
             IssueInstant=\"2025-04-01T08:00:00Z\"><Issuer xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\">https://sp.example/</Issuer>\
             </samlp:AuthnRequest>",
            )
        }),
        fine(
            "IDP-REQ-04",
            "ProviderName, Consent",
            &[(" Version=", " Consent=\"urn:x\" ProviderName=\"P\" Version=")],
        ),
    ]
}

const EXTENDED: &str = "<saml:Issuer xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">https://sp.example/</saml:Issuer>\
    <samlp:Extensions><Assertion xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\"/></samlp:Extensions>";

const LATE_ISSUER: &str = "<samlp:Scoping/><saml:Issuer xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">https://sp.example/</saml:Issuer></samlp:AuthnRequest>";

fn content() -> Vec<Row> {
    const ID: &str = "ID=\"id5f0c\"";
    const AT: &str = "IssueInstant=\"2025-04-01T08:00:06.000Z\"";
    const BINDING: &str = "ProtocolBinding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\"";
    fn long(length: usize) -> impl Fn() -> Outcome {
        move || ask(&forge::request().replace(ID, &format!("ID=\"{}\"", "i".repeat(length))))
    }
    let binding = |name, edits| bad("IDP-REQ-10", name, edits, &[]);
    vec![
        bad("IDP-REQ-05", "begins with a digit", &[(ID, "ID=\"1x\"")], &[]),
        bad("IDP-REQ-05", "markup", &[(ID, "ID='x\"/>&lt;'")], &[]),
        bad("IDP-REQ-05", "empty", &[(ID, "ID=\"\"")], &[]),
        attack_with("IDP-REQ-05", "257 octets", long(256), long(257), &[]),
        fine("IDP-REQ-05", "_", &[(ID, "ID=\"_0\"")]),
        fine("IDP-REQ-05", "ONELOGIN_", &[(ID, "ID=\"ONELOGIN_4fee3b-0\"")]),
        bad(
            "IDP-REQ-06",
            "1.1",
            &[("Version=\"2.0\"", "Version=\"1.1\"")],
            &[],
        ),
        fine("IDP-REQ-06", "2.0", &[]),
        bad("IDP-REQ-07", "nonsense", &[(AT, "IssueInstant=\"now\"")], &[]),
        attack_with(
            "IDP-REQ-07",
            "signed and older than ten minutes",
            signed(&[]),
            signed(&[(AT, "IssueInstant=\"2025-04-01T07:50:05Z\"")]),
            &[],
        ),
        attack_with(
            "IDP-REQ-07",
            "signed and from the future",
            signed(&[]),
            signed(&[(AT, "IssueInstant=\"2025-04-01T08:10:07Z\"")]),
            &[],
        ),
        fine(
            "IDP-REQ-07",
            "unsigned and old",
            &[(AT, "IssueInstant=\"2020-04-01T08:00:06Z\"")],
        ),
        legal_with(
            "IDP-REQ-07",
            "signed, ten minutes old",
            signed(&[(AT, "IssueInstant=\"2025-04-01T07:50:06Z\"")]),
        ),
        attack_with(
            "IDP-REQ-08",
            "signed for another provider",
            signed(&[]),
            signed(&[("Destination=\"https://idp.", "Destination=\"https://idp2.")]),
            &[],
        ),
        attack_with(
            "IDP-REQ-08",
            "signed, slash added",
            signed(&[]),
            signed(&[("tenant/saml2\"", "tenant/saml2/\"")]),
            &[],
        ),
        attack_with(
            "IDP-REQ-08",
            "signed, none",
            signed(&[]),
            signed(&[(" Destination=\"https://idp.example/tenant/saml2\"", "")]),
            &[],
        ),
        fine(
            "IDP-REQ-08",
            "absent when unsigned",
            &[(" Destination=\"https://idp.example/tenant/saml2\"", "")],
        ),
        fine(
            "IDP-REQ-08",
            "other when unsigned: ignored",
            &[("Destination=\"https://idp.", "Destination=\"https://idp2.")],
        ),
        bad(
            "IDP-REQ-09",
            "Subject",
            &[(
                END,
                "<s:Subject xmlns:s=\"urn:oasis:names:tc:SAML:2.0:assertion\"/></samlp:AuthnRequest>",
            )],
            &[],
        ),
        bad(
            "IDP-REQ-09",
            "Conditions with effect",
            &[(
                END,
                "<s:Conditions xmlns:s=\"urn:oasis:names:tc:SAML:2.0:assertion\"><s:OneTimeUse/></s:Conditions></samlp:AuthnRequest>",
            )],
            &[],
        ),
        bad(
            "IDP-REQ-09",
            "ProxyCount",
            &[(END, "<samlp:Scoping ProxyCount=\"1\"/></samlp:AuthnRequest>")],
            &[],
        ),
        bad(
            "IDP-REQ-09",
            "RequesterID",
            &[(
                END,
                "<samlp:Scoping><samlp:RequesterID>x</samlp:RequesterID></samlp:Scoping></samlp:AuthnRequest>",
            )],
            &[],
        ),
        fine(
            "IDP-REQ-09",
            "Scoping with IDPList",
            &[(
                END,
                "<samlp:Scoping><samlp:IDPList><samlp:IDPEntry ProviderID=\"x\"/></samlp:IDPList></samlp:Scoping></samlp:AuthnRequest>",
            )],
        ),
        fine(
            "IDP-REQ-09",
            "Conditions without effect",
            &[(
                END,
                "<s:Conditions xmlns:s=\"urn:oasis:names:tc:SAML:2.0:assertion\"/></samlp:AuthnRequest>",
            )],
        ),
        fine("IDP-REQ-09", "Extensions", &[(ISSUER, HARMLESS)]),
        binding(
            "Redirect",
            &[(
                BINDING,
                "ProtocolBinding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\"",
            )],
        ),
        binding(
            "PAOS",
            &[(
                BINDING,
                "ProtocolBinding=\"urn:oasis:names:tc:SAML:2.0:bindings:PAOS\"",
            )],
        ),
        binding(
            "Artifact",
            &[(
                BINDING,
                "ProtocolBinding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact\"",
            )],
        ),
        fine("IDP-REQ-10", "absent", &[(BINDING, "")]),
    ]
}

const HARMLESS: &str = "<saml:Issuer xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">https://sp.example/</saml:Issuer>\
    <samlp:Extensions><x:A xmlns:x=\"urn:x\">t</x:A></samlp:Extensions>";
