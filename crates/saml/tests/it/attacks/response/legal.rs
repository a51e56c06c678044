//! What legal partners do and must not be refused for.

use base64::engine::general_purpose::STANDARD;
use vestibule_saml::binding::post;
use vestibule_saml::message::NameIdFormat;
use vestibule_saml::service_provider::SignaturePolicy;
use vestibule_saml::signature::{Certificate, TrustedKeys};

use super::{ASSERTION, BOTH, RESPONSE, edited, fine, fine_as, judged, unsolicited_xml};
use crate::attacks::{Outcome, Row, legal_with};
use crate::forge;

pub(super) fn rows() -> Vec<Row> {
    let mut rows = writing();
    rows.extend(structure());
    rows.extend(keys());
    rows
}

/// The good message, changed by a function before it is signed.
fn rewritten(rule: &'static str, name: &'static str, change: fn(String) -> String) -> Row {
    legal_with(rule, name, move || {
        judged(
            &forge::sign(&change(forge::unsigned(&forge::content())), BOTH),
            &forge::expectations(),
        )
    })
}

fn writing() -> Vec<Row> {
    vec![
        fine(
            "SP-CAN-03",
            "line feed and tab in an attribute value",
            &[(
                "<Assertion ",
                "<Assertion xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"urn:a\n\t urn:b\" ",
            )],
        ),
        rewritten("SP-CAN-04", "CR LF between elements and in CDATA", |xml| {
            xml.replace("<Conditions", "\r\n<Conditions")
                .replace(">staff<", "><![CDATA[a\r\nb]]><")
        }),
        fine("SP-CAN-04", "&#13; in a value", &[(">staff<", ">a&#13;b<")]),
        rewritten("SP-XML-13", "indentation between elements", |xml| {
            xml.replace("><", ">\n  <")
                .replace(">\n  </NameID", "></NameID")
                .replace(">\n  <!--", "><!--")
        }),
        rewritten(
            "SP-XML-03",
            "comments between elements, before and behind the root",
            |xml| {
                format!(
                    "<!-- a -->{}<!-- b -->",
                    xml.replace("<Conditions", "<!-- c --><Conditions")
                )
            },
        ),
        rewritten("SP-XML-07", "other prefixes", |xml| {
            xml.replace("samlp:", "ns0:").replace(":samlp=", ":ns0=")
        }),
        rewritten("SP-XML-07", "unused declarations", |xml| {
            xml.replace(
                "<Assertion ",
                "<Assertion xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" ",
            )
        }),
        legal_with("SP-XML-05", "CDATA, references and quotes in values", || {
            let xml = edited(
                &[
                    (">staff<", "><![CDATA[a<b]]>&#x1F600;\"'><"),
                    (">desk<", ">Zoë 中文 &amp;amp;<"),
                ],
                BOTH,
            );
            let accepted = forge::receive(&xml)?;
            assert_eq!(
                accepted.attribute("groups").all().collect::<Vec<_>>(),
                ["a<b😀\"'>", "Zoë 中文 &amp;"]
            );
            Ok(())
        }),
        legal_with(
            "SP-TRA-03",
            "Base64 folded at 76 columns with a trailing line end",
            || {
                let message = post::encode(&edited(&[], BOTH));
                let folded: Vec<_> = message
                    .as_bytes()
                    .chunks(76)
                    .map(|line| std::str::from_utf8(line).unwrap())
                    .collect();
                let folded = folded.join("\r\n") + "\r\n";
                let body = form_urlencoded::Serializer::new(String::new())
                    .append_pair("SAMLResponse", &folded)
                    .finish();
                let (decoded, _) = post::decode_response(body.as_bytes())?;
                let keys = forge::keys_of(forge::trusted());
                let verified = decoded.read()?.verify(&keys, SignaturePolicy::Any)?;
                verified.accept(&forge::expectations()).map(drop)
            },
        ),
        fine(
            "SP-TIM-04",
            "seven digits of a second",
            &[(
                "IssueInstant=\"2025-04-01T08:00:05.799Z\"",
                "IssueInstant=\"2025-04-01T08:00:05.7991234Z\"",
            )],
        ),
        fine(
            "SP-TIM-04",
            "no fraction",
            &[(
                "IssueInstant=\"2025-04-01T08:00:05.799Z\"",
                "IssueInstant=\"2025-04-01T08:00:05Z\"",
            )],
        ),
    ]
}

const STRING: &str = "<AttributeValue xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"xs:string\">staff</AttributeValue>";
const DECLARED: &str = "<AttributeValue xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"xs:string\">staff</AttributeValue>";
const STAFF: &str = "<AttributeValue>staff</AttributeValue>";

fn structure() -> Vec<Row> {
    vec![
        fine(
            "SP-XML-13",
            "xsi:type without the declaration",
            &[(STAFF, STRING)],
        ),
        fine("SP-XML-13", "xsi:type with the declaration", &[(STAFF, DECLARED)]),
        fine(
            "SP-XML-13",
            "no attributes in the AttributeStatement's Attribute",
            &[(STAFF, ""), ("<AttributeValue>desk</AttributeValue>", "")],
        ),
        rewritten("SP-XML-13", "no AttributeStatement", |xml| {
            let (from, to) = (
                xml.find("<AttributeStatement>").unwrap(),
                xml.find("</AttributeStatement>").unwrap() + 21,
            );
            format!("{}{}", &xml[..from], &xml[to..])
        }),
        rewritten(
            "SP-XML-13",
            "AuthnStatement first, two AttributeStatements",
            |xml| {
                let (from, to) = (
                    xml.find("<AttributeStatement>").unwrap(),
                    xml.find("</AttributeStatement>").unwrap() + 21,
                );
                let statement = xml[from..to].to_owned();
                format!("{}{}", &xml[..from], &xml[to..])
                    .replace("</Assertion>", &format!("{statement}{statement}</Assertion>"))
            },
        ),
        legal_with(
            "SP-ACC-07",
            "NameFormat, FriendlyName, xsi:nil and no value",
            || {
                let xml = edited(
                    &[
                        (
                            "<Attribute Name=\"groups\">",
                            "<Attribute FriendlyName=\"g\" Name=\"groups\" NameFormat=\"urn:oasis:names:tc:SAML:2.0:attrname-format:basic\">",
                        ),
                        (
                            STAFF,
                            "<AttributeValue xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"></AttributeValue>",
                        ),
                        (
                            "</AttributeStatement>",
                            "<Attribute Name=\"none\"></Attribute></AttributeStatement>",
                        ),
                    ],
                    BOTH,
                );
                let accepted = forge::receive(&xml)?;
                assert_eq!(accepted.attribute("groups").all().collect::<Vec<_>>(), ["desk"]);
                assert_eq!(accepted.attribute("none").single()?, None);
                Ok(())
            },
        ),
        fine(
            "SP-CND-04",
            "SessionIndex absent",
            &[(" SessionIndex=\"_7c1e2d3f-4455-4666-8777-0a1b2c3d0100\"", "")],
        ),
        fine(
            "SP-RSP-02",
            "Consent, StatusMessage",
            &[
                (
                    "<samlp:Response ",
                    "<samlp:Response Consent=\"urn:oasis:names:tc:SAML:2.0:consent:unspecified\" ",
                ),
                (
                    "</samlp:Status>",
                    "<samlp:StatusMessage>fine</samlp:StatusMessage></samlp:Status>",
                ),
            ],
        ),
        fine(
            "SP-XML-06",
            "a foreign attribute on SubjectConfirmationData and Attribute",
            &[
                (
                    "<SubjectConfirmationData ",
                    "<SubjectConfirmationData xmlns:x=\"urn:x\" x:Recipient=\"y\" ",
                ),
                (
                    "<Attribute Name=\"groups\"",
                    "<Attribute xmlns:x=\"urn:x\" Name=\"groups\" x:Name=\"y\"",
                ),
            ],
        ),
        fine(
            "SP-TIM-01",
            "NotBefore equal to IssueInstant",
            &[(
                "NotBefore=\"2025-04-01T07:55:05.648Z\"",
                "NotBefore=\"2025-04-01T08:00:05.799Z\"",
            )],
        ),
        fine(
            "SP-SUB-01",
            "transient, told as it is",
            &[("1.1:nameid-format:emailAddress", "2.0:nameid-format:transient")],
        ),
        legal_with("SP-SUB-01", "the Format is told, known or not", || {
            let accepted = forge::receive(&edited(&[("1.1:nameid-format:emailAddress", "9.9:other")], BOTH))?;
            assert_eq!(
                accepted.name_id().format,
                Some(NameIdFormat::Other(
                    "urn:oasis:names:tc:SAML:9.9:other".to_owned()
                ))
            );
            Ok(())
        }),
        legal_with("SP-REF-04", "ids of other shapes", || {
            for id in ["idA.b-c", "a", "_9", &format!("x{}", "1".repeat(99))] {
                let mut content = forge::content();
                id.clone_into(&mut content.assertion_id);
                judged(
                    &forge::sign(&forge::unsigned(&content), BOTH),
                    &forge::expectations(),
                )?;
            }
            Ok(())
        }),
        legal_with("SP-RPL-05", "no InResponseTo", || {
            judged(&unsolicited_xml(), &forge::unsolicited())
        }),
    ]
}

fn keys() -> Vec<Row> {
    fn rolled_over() -> Outcome {
        let certificate = |key: &vestibule_saml::signature::SigningKey| {
            Certificate::from_der(key.certificate_der())
                .unwrap()
                .verification_key()
                .unwrap()
        };
        let keys = TrustedKeys::new(vec![
            certificate(forge::stranger()),
            certificate(forge::trusted()),
        ])
        .unwrap();
        let accepted = forge::receive_with(
            &edited(&[], BOTH),
            &keys,
            SignaturePolicy::Any,
            &forge::expectations(),
        )?;
        assert_eq!(accepted.verified_by(), forge::trusted().thumbprint());
        Ok(())
    }
    /// KeyInfo is not covered by the signature of an assertion that stands alone: it may be anything harmless.
    fn with_key_info(replacement: &str) -> Outcome {
        let xml = edited(&[], ASSERTION);
        let (from, to) = (
            xml.find("<ds:KeyInfo>").unwrap(),
            xml.find("</ds:KeyInfo>").unwrap() + 13,
        );
        judged(
            &format!("{}{replacement}{}", &xml[..from], &xml[to..]),
            &forge::expectations(),
        )
    }
    /// The text behind this tag, in lines of 64 characters as many encoders write them.
    fn folded(xml: &str, tag: &str) -> String {
        let start = xml.find(tag).unwrap() + tag.len();
        let end = start + xml[start..].find('<').unwrap();
        let lines: Vec<&str> = xml.as_bytes()[start..end]
            .chunks(64)
            .map(|line| std::str::from_utf8(line).unwrap())
            .collect();
        format!("{}\r\n{}\r\n{}", &xml[..start], lines.join("\r\n"), &xml[end..])
    }
    vec![
        legal_with("SP-KEY-04", "signed by the second configured key", rolled_over),
        legal_with("SP-KEY-01", "no KeyInfo", || with_key_info("")),
        legal_with("SP-KEY-03", "KeyName only", || {
            with_key_info("<ds:KeyInfo><ds:KeyName>k</ds:KeyName></ds:KeyInfo>")
        }),
        legal_with(
            "SP-KEY-01",
            "another certificate than the pinned one is shown",
            || {
                let shown = base64::Engine::encode(&STANDARD, forge::stranger().certificate_der());
                with_key_info(&format!(
                    "<ds:KeyInfo><ds:X509Data><ds:X509Certificate>{shown}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
                ))
            },
        ),
        legal_with(
            "SP-SIG-05",
            "SignatureValue and X509Certificate folded at 64 columns",
            || {
                let xml = edited(&[], ASSERTION);
                let xml = folded(&xml, "<ds:SignatureValue>");
                judged(&folded(&xml, "<ds:X509Certificate>"), &forge::expectations())
            },
        ),
        fine_as(
            "SP-SIG-01",
            "Response signed only",
            RESPONSE,
            &[],
            forge::expectations,
        ),
        fine_as(
            "SP-SIG-01",
            "Assertion signed only",
            ASSERTION,
            &[],
            forge::expectations,
        ),
        fine_as("SP-SIG-01", "both signed", BOTH, &[], forge::expectations),
    ]
}
