//! SP-XSW: more in the document than one assertion where it belongs.
//!
//! The attacker of these rows has no key (A1: one genuine assertion about himself; A2: another document that the
//! provider signed). The genuine signature stays valid: nothing that it covers is touched.

use vestibule_saml::Rejected;
use vestibule_saml::rules::switch;
use vestibule_saml::service_provider::Accepted;

use super::{ASSERTION, BOTH, RESPONSE, bad, edited, fine};
use crate::attacks::{Outcome, Row, attack_with, kept, legal_with};
use crate::forge;

const VICTIM: &str = "victim@acme.example";

pub(super) fn rows() -> Vec<Row> {
    let mut rows = roots();
    rows.extend(assertions());
    rows.extend(elsewhere());
    rows.push(kept(
        "SP-XSW-03",
        "a forged digest in StatusDetail or Extensions is not found",
        digests_elsewhere,
    ));
    rows.push(kept(
        "SP-XSW-04",
        "matrix of places, signatures and ids: never the victim",
        matrix,
    ));
    rows.push(kept(
        "SP-XSW-04",
        "a signed response inside a forged one: never the victim",
        wrapped_response,
    ));
    rows.push(kept("SP-XSW-06", "nothing but the reader parses", one_parser));
    rows.push(kept(
        "SP-XSW-07",
        "the signature of another document is no evidence",
        borrowed,
    ));
    rows
}

fn good() -> Outcome {
    forge::receive(&edited(&[], BOTH)).map(drop)
}

/// The message with a signed assertion, cut into parts.
struct Parts {
    /// Up to the assertion.
    head: String,
    /// The assertion with its signature.
    genuine: String,
    /// The assertion without it.
    bare: String,
    signature: String,
}

fn parts() -> Parts {
    let xml = edited(&[], ASSERTION);
    let (start, end) = (
        xml.find("<Assertion").unwrap(),
        xml.find("</samlp:Response>").unwrap(),
    );
    let genuine = xml[start..end].to_owned();
    let (from, to) = (
        genuine.find("<ds:Signature").unwrap(),
        genuine.find("</ds:Signature>").unwrap() + 15,
    );
    Parts {
        head: xml[..start].to_owned(),
        bare: format!("{}{}", &genuine[..from], &genuine[to..]),
        signature: genuine[from..to].to_owned(),
        genuine,
    }
}

impl Parts {
    fn message(&self, assertions: &str) -> String {
        format!("{}{assertions}</samlp:Response>", self.head)
    }

    /// The assertion about the victim, unsigned, under this id.
    fn forged(&self, id: &str) -> String {
        self.bare
            .replace(forge::PERSON, VICTIM)
            .replacen(&format!("ID=\"{}\"", forge::ASSERTION_ID), id, 1)
    }
}

fn with(build: fn(&Parts) -> String) -> impl Fn() -> Outcome {
    move || forge::receive(&build(&parts())).map(drop)
}

fn refused(name: &'static str, build: fn(&Parts) -> String, also: &'static [&'static str]) -> Row {
    attack_with("SP-XSW-02", name, good, with(build), also)
}

fn roots() -> Vec<Row> {
    fn root(name: &'static str, build: fn(&Parts) -> String, also: &'static [&'static str]) -> Row {
        attack_with("SP-XSW-01", name, good, with(build), also)
    }
    fn of_kind(kind: &str, part: &str) -> String {
        format!(
            "<p:{kind} xmlns:p=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_r\" Version=\"2.0\">{part}</p:{kind}>"
        )
    }
    vec![
        root("an assertion", |parts| parts.genuine.clone(), &["SP-XML-13"]),
        root(
            "a SOAP envelope",
            |parts| {
                let response = parts.message(&parts.genuine);
                format!(
                    "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>{response}</s:Body></s:Envelope>"
                )
            },
            &["SP-SIG-02"],
        ),
        root(
            "an ArtifactResponse",
            |parts| of_kind("ArtifactResponse", &parts.message(&parts.genuine)),
            &["SP-SIG-02"],
        ),
        root(
            "a LogoutResponse",
            |parts| {
                parts
                    .message(&parts.genuine)
                    .replace("samlp:Response", "samlp:LogoutResponse")
            },
            &[],
        ),
        root(
            "an AuthnRequest",
            |parts| of_kind("AuthnRequest", &parts.genuine),
            &["SP-XML-13"],
        ),
        root(
            "metadata",
            |parts| {
                format!(
                    "<EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\">{}</EntityDescriptor>",
                    parts.genuine
                )
            },
            &["SP-XML-13"],
        ),
        root(
            "Response of another namespace",
            |parts| {
                parts.message(&parts.genuine).replace(
                    "xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\"",
                    "xmlns:samlp=\"urn:oasis:names:tc:SAML:1.0:protocol\"",
                )
            },
            &["SP-XML-13"],
        ),
        root(
            "a Response in a Response",
            |parts| {
                format!(
                    "{}{}</samlp:Response>",
                    parts.head,
                    parts.message(&parts.genuine).replace(forge::RESPONSE_ID, "_r2")
                )
            },
            &["SP-XSW-02"],
        ),
        fine("SP-XSW-01", "another prefix", &[]),
        legal_with("SP-XSW-01", "any prefix", || {
            let xml = forge::unsigned(&forge::content())
                .replace("samlp:", "p:")
                .replace(":samlp=", ":p=");
            forge::receive(&forge::sign(&xml, BOTH)).map(drop)
        }),
    ]
}

const NEW_ID: &str = "ID=\"_forged\"";

fn assertions() -> Vec<Row> {
    vec![
        refused(
            "forged before the genuine",
            |parts| parts.message(&(parts.forged(NEW_ID) + &parts.genuine)),
            &["SP-XML-13"],
        ),
        refused(
            "forged behind the genuine",
            |parts| parts.message(&(parts.genuine.clone() + &parts.forged(NEW_ID))),
            &["SP-XML-13"],
        ),
        refused(
            "forged around the genuine",
            |parts| {
                parts.message(&parts.forged(NEW_ID).replace(
                    "<Subject>",
                    &format!("<Advice>{}</Advice><Subject>", parts.genuine),
                ))
            },
            &["SP-SIG-02"],
        ),
        refused(
            "two genuine ones",
            |parts| {
                let xml = forge::unsigned(&forge::content())
                    .replace(forge::PERSON, VICTIM)
                    .replace(forge::ASSERTION_ID, "_other");
                let xml = forge::sign(&xml, ASSERTION);
                let other = &xml[xml.find("<Assertion").unwrap()..xml.find("</samlp:Response>").unwrap()];
                parts.message(&(parts.genuine.clone() + other))
            },
            &["SP-XML-13"],
        ),
        refused(
            "a hundred",
            |parts| {
                let forged: String = (0..100)
                    .map(|number| parts.forged(&format!("ID=\"_f{number}\"")))
                    .collect();
                parts.message(&(forged + &parts.genuine))
            },
            &["SP-XML-13"],
        ),
        refused(
            "an Assertion of another namespace beside it",
            |parts| {
                parts.message(
                    &(parts.genuine.clone()
                        + "<x:Assertion xmlns:x=\"urn:oasis:names:tc:SAML:1.0:assertion\"></x:Assertion>"),
                )
            },
            &["SP-XML-13"],
        ),
        refused(
            "the only one in Extensions",
            |parts| {
                format!(
                    "{}</samlp:Response>",
                    parts.head.replace(
                        "<samlp:Status>",
                        &format!(
                            "<samlp:Extensions>{}</samlp:Extensions><samlp:Status>",
                            parts.genuine
                        )
                    )
                )
            },
            &["SP-SIG-02"],
        ),
        refused(
            "the only one in StatusDetail",
            |parts| {
                format!(
                    "{}</samlp:Response>",
                    parts.head.replace(
                        "</samlp:Status>",
                        &format!(
                            "<samlp:StatusDetail>{}</samlp:StatusDetail></samlp:Status>",
                            parts.genuine
                        )
                    )
                )
            },
            &["SP-SIG-02"],
        ),
        refused("none", |parts| parts.message(""), &["SP-XSW-02"]),
        refused(
            "an EncryptedAssertion beside a genuine plain one",
            |parts| {
                parts.message(&(parts.genuine.clone() + "<EncryptedAssertion xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\"></EncryptedAssertion>"))
            },
            &[],
        ),
        bad(
            "SP-XSW-02",
            "an unsigned Assertion in Advice",
            &[(
                "<Conditions ",
                "<Advice><Assertion ID=\"_a\"></Assertion></Advice><Conditions ",
            )],
            &["SP-XML-13"],
        ),
        fine("SP-XSW-02", "one", &[]),
        legal_with("SP-XSW-02", "one, with many attributes", || {
            let mut content = forge::content();
            content.attributes = (0..200)
                .map(|n| vestibule_saml::message::Attribute::new(format!("a{n}"), ["v"]))
                .collect();
            forge::receive(&forge::sign(&forge::unsigned(&content), BOTH)).map(drop)
        }),
    ]
}

/// An encrypted assertion alone is counted, and refused with a sentence of its own.
#[test]
fn an_encrypted_assertion_is_refused_with_a_clear_sentence() {
    let xml = parts()
        .message("<EncryptedAssertion xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\"></EncryptedAssertion>");
    let refusal = forge::receive(&xml).unwrap_err();
    assert_eq!(refusal.rule.name, "one_assertion");
    assert!(refusal.expected.contains("no key here"), "{refusal}");
}

fn elsewhere() -> Vec<Row> {
    let in_place = |name, edits| bad("SP-XSW-05", name, edits, &[]);
    vec![
        in_place(
            "Subject in Extensions",
            &[(
                "<samlp:Status>",
                "<samlp:Extensions><Subject xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\"></Subject></samlp:Extensions><samlp:Status>",
            )],
        ),
        in_place(
            "Response of another namespace in Extensions",
            &[(
                "<samlp:Status>",
                "<samlp:Extensions><x:Response xmlns:x=\"urn:x\"></x:Response></samlp:Extensions><samlp:Status>",
            )],
        ),
        in_place(
            "Subject in StatusDetail",
            &[(
                "</samlp:Status>",
                "<samlp:StatusDetail><x:Subject xmlns:x=\"urn:x\"></x:Subject></samlp:StatusDetail></samlp:Status>",
            )],
        ),
        in_place(
            "Subject in Advice",
            &[(
                "<AttributeStatement>",
                "<Advice><Subject></Subject></Advice><AttributeStatement>",
            )],
        ),
        in_place(
            "Subject in SubjectConfirmationData",
            &[(
                "</SubjectConfirmationData>",
                "<Subject></Subject></SubjectConfirmationData>",
            )],
        ),
        in_place(
            "Subject in AttributeValue",
            &[(
                "<AttributeValue>staff</AttributeValue>",
                "<AttributeValue><Subject></Subject></AttributeValue>",
            )],
        ),
        in_place(
            "Signature without namespace in AttributeValue",
            &[(
                "<AttributeValue>staff</AttributeValue>",
                "<AttributeValue><Signature xmlns=\"\"></Signature></AttributeValue>",
            )],
        ),
        in_place(
            "Subject in a foreign element",
            &[(
                "<samlp:Status>",
                "<samlp:Extensions><x:A xmlns:x=\"urn:x\"><x:Subject></x:Subject></x:A></samlp:Extensions><samlp:Status>",
            )],
        ),
        fine(
            "SP-XSW-05",
            "foreign content in Extensions",
            &[(
                "<samlp:Status>",
                "<samlp:Extensions><x:A xmlns:x=\"urn:x\">t</x:A></samlp:Extensions><samlp:Status>",
            )],
        ),
        legal_with(
            "SP-XSW-05",
            "NameID inside an AttributeValue: a value without text",
            || {
                let xml = edited(
                    &[(
                        "<AttributeValue>staff</AttributeValue>",
                        "<AttributeValue><NameID>victim</NameID></AttributeValue>",
                    )],
                    BOTH,
                );
                let accepted = forge::receive(&xml)?;
                assert_eq!(accepted.name_id().value, forge::PERSON);
                assert_eq!(accepted.attribute("groups").all().collect::<Vec<_>>(), ["desk"]);
                Ok(())
            },
        ),
    ]
}

/// Whoever gets in is the person whom the provider named.
#[track_caller]
fn never_the_victim(what: &str, outcome: &Result<Accepted, Rejected>) {
    if let Ok(accepted) = outcome {
        assert_eq!(accepted.name_id().value, forge::PERSON, "{what}");
    }
}

fn digests_elsewhere() {
    const OPEN: [(&str, &str, &str); 2] = [
        (
            "<samlp:Status>",
            "<samlp:Extensions>",
            "</samlp:Extensions><samlp:Status>",
        ),
        (
            "</samlp:Status>",
            "<samlp:StatusDetail>",
            "</samlp:StatusDetail></samlp:Status>",
        ),
    ];
    let parts = parts();
    let tampered = parts.message(&parts.genuine.replace(forge::PERSON, VICTIM));
    let canonical = parts.bare.replace(forge::PERSON, VICTIM);
    let signature = forge::signature(canonical.as_bytes(), forge::ASSERTION_ID, forge::stranger());
    let cut = |open: &str, close: &str| {
        let (from, to) = (
            signature.find(open).unwrap(),
            signature.find(close).unwrap() + close.len(),
        );
        signature[from..to].replacen('>', " xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">", 1)
    };
    let forged = [
        cut("<ds:DigestValue>", "</ds:DigestValue>"),
        cut("<ds:SignedInfo>", "</ds:SignedInfo>"),
    ];
    for (at, open, close) in OPEN {
        for forged in &forged {
            let xml = tampered.replacen(at, &format!("{open}{forged}{close}"), 1);
            let refusal = forge::receive(&xml).unwrap_err();
            assert_eq!(refusal.rule.name, "digest_matches", "{refusal}");
        }
    }
}

/// Where the genuine assertion goes; `{}` in the second part is the forged one's own place.
fn place(position: &str, parts: &Parts, original: &str, forged: &str) -> String {
    let inside = |anchor: &str, open: &str, close: &str| {
        forged.replacen(anchor, &format!("{open}{original}{close}{anchor}"), 1)
    };
    match position {
        "before" => parts.message(&format!("{original}{forged}")),
        "after" => parts.message(&format!("{forged}{original}")),
        "first child" => parts.message(&inside("<Issuer>", "", "")),
        "last child" => parts.message(&inside("</Assertion>", "", "")),
        "Object" => parts.message(&inside("</ds:Signature>", "<ds:Object>", "</ds:Object>")),
        "KeyInfo" => parts.message(&inside("</ds:KeyInfo>", "", "")),
        "Advice" => parts.message(&inside("<AttributeStatement>", "<Advice>", "</Advice>")),
        "SubjectConfirmationData" => parts.message(&inside("</SubjectConfirmationData>", "", "")),
        "AttributeValue" => parts.message(&inside("</AttributeValue>", "", "")),
        "wrapper" => parts.message(&format!("<x:W xmlns:x=\"urn:x\">{original}</x:W>{forged}")),
        "Extensions" => parts.message(forged).replacen(
            "<samlp:Status>",
            &format!("<samlp:Extensions>{original}</samlp:Extensions><samlp:Status>"),
            1,
        ),
        _ => parts.message(forged).replacen(
            "</samlp:Status>",
            &format!("<samlp:StatusDetail>{original}</samlp:StatusDetail></samlp:Status>"),
            1,
        ),
    }
}

const POSITIONS: [&str; 12] = [
    "before",
    "after",
    "first child",
    "last child",
    "Object",
    "KeyInfo",
    "Advice",
    "SubjectConfirmationData",
    "AttributeValue",
    "wrapper",
    "Extensions",
    "StatusDetail",
];

/// Rules that keep such documents from being looked at any further. With each of them left out, and with all of
/// them, what is read must still be what was hashed.
const SHAPES: [&str; 6] = [
    "SP-XSW-02",
    "SP-XSW-05",
    "SP-XML-13",
    "SP-SIG-02",
    "SP-SIG-03",
    "SP-REF-03",
];

/// Runs `f` without any of the rules.
fn without_all(rules: &[&str], f: &mut dyn FnMut()) {
    match rules {
        [] => f(),
        [first, rest @ ..] => switch::without(first, || without_all(rest, f)),
    }
}

fn matrix() {
    let mut accepted = 0;
    let parts = parts();
    let behind_issuer =
        |assertion: &str| assertion.replacen("</Issuer>", &format!("</Issuer>{}", parts.signature), 1);
    for id in [NEW_ID, &format!("ID=\"{}\"", forge::ASSERTION_ID), ""] {
        let forged = parts.forged(id);
        for position in POSITIONS {
            let documents = [
                ("original", place(position, &parts, &parts.genuine, &forged)),
                (
                    "forged",
                    place(position, &parts, &parts.bare, &behind_issuer(&forged)),
                ),
                (
                    "response",
                    behind_issuer(&place(position, &parts, &parts.bare, &forged)),
                ),
                // The other way round: the genuine one where it belongs, the forged one where a search finds it first.
                (
                    "original, in its place",
                    place(position, &parts, &forged, &parts.genuine),
                ),
            ];
            for (signed, xml) in documents {
                let what = format!("original {position}, signature in {signed}, forged {id}");
                let outcome = forge::receive(&xml);
                assert!(outcome.is_err(), "{what}: accepted");
                for rule in SHAPES {
                    switch::without(rule, || {
                        never_the_victim(&format!("{what}, without {rule}"), &forge::receive(&xml));
                    });
                }
                without_all(&SHAPES, &mut || {
                    let outcome = forge::receive(&xml);
                    never_the_victim(&format!("{what}, without any"), &outcome);
                    accepted += usize::from(outcome.is_ok());
                });
            }
        }
    }
    assert!(
        accepted > 0,
        "nothing got as far as being read: the matrix proves nothing"
    );
}

fn wrapped_response() {
    let genuine = edited(&[], RESPONSE);
    let (from, to) = (
        genuine.find("<ds:Signature").unwrap(),
        genuine.find("</ds:Signature>").unwrap() + 15,
    );
    let signature = &genuine[from..to];
    let bare = format!("{}{}", &genuine[..from], &genuine[to..]);
    for id in ["_forged", forge::RESPONSE_ID] {
        let forged = bare
            .replace(forge::PERSON, VICTIM)
            .replacen(forge::RESPONSE_ID, id, 1);
        let forged = forged.replace(forge::ASSERTION_ID, "_forgedassertion");
        let original_in_object = signature.replace(
            "</ds:Signature>",
            &format!("<ds:Object>{bare}</ds:Object></ds:Signature>"),
        );
        let documents = [
            forged.replacen("</Issuer>", &format!("</Issuer>{original_in_object}"), 1),
            forged.replacen(
                "</Issuer>",
                &format!("</Issuer>{signature}<samlp:Extensions>{bare}</samlp:Extensions>"),
                1,
            ),
            forged.replacen(
                "</Issuer>",
                &format!("</Issuer><samlp:Extensions>{genuine}</samlp:Extensions>"),
                1,
            ),
            forged.replacen("<samlp:Status>", &format!("{genuine}<samlp:Status>"), 1),
        ];
        for xml in &documents {
            assert!(forge::receive(xml).is_err());
            for rule in SHAPES.into_iter().chain(["SP-XSW-01"]) {
                switch::without(rule, || never_the_victim(rule, &forge::receive(xml)));
            }
        }
    }
}

fn one_parser() {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    let mut folders = vec![std::path::PathBuf::from(source)];
    let mut parsers = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|name| name != "tests.rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                if text.contains("Document::parse") || text.contains("parse_with_options") {
                    parsers.push(path.strip_prefix(source).unwrap().display().to_string());
                }
            }
        }
    }
    assert_eq!(parsers, ["xml/reader.rs"]);
}

fn borrowed() {
    const ERROR: &str = "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_e\" Version=\"2.0\">\
        <!--here--><samlp:Status><samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Responder\">\
        </samlp:StatusCode></samlp:Status></samlp:Response>";
    let parts = parts();
    let others = [
        ERROR.to_owned(),
        ERROR.replace("samlp:Response", "samlp:LogoutResponse"),
        "<EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\" ID=\"_e\" entityID=\"x\"><!--here--></EntityDescriptor>".to_owned(),
    ];
    for other in others {
        let signed = forge::sign_element(
            &other,
            "<!--here-->",
            |element| element.attribute("ID") == Some("_e"),
            forge::trusted(),
        );
        let (from, to) = (
            signed.find("<ds:Signature").unwrap(),
            signed.find("</ds:Signature>").unwrap() + 15,
        );
        let signature = &signed[from..to];
        let unsigned = format!("{}{}", &signed[..from], &signed[to..]);
        let with_object = signature.replace(
            "</ds:Signature>",
            &format!("<ds:Object>{unsigned}</ds:Object></ds:Signature>"),
        );
        let forged = parts.message(&parts.forged(NEW_ID));
        let documents = [
            forged.replacen(
                "<samlp:Status>",
                &format!("<samlp:Extensions>{signed}</samlp:Extensions><samlp:Status>"),
                1,
            ),
            forged.replacen("</Issuer>", &format!("</Issuer>{signature}"), 1),
            forged.replacen("</Issuer>", &format!("</Issuer>{with_object}"), 1),
            forged.replacen("<Subject>", &format!("{signature}<Subject>"), 1),
            forged.replacen("<Subject>", &format!("{with_object}<Subject>"), 1),
        ];
        for xml in &documents {
            assert!(forge::receive(xml).is_err());
            for rule in SHAPES {
                switch::without(rule, || {
                    assert!(forge::receive(xml).is_err(), "without {rule}: {xml}");
                });
            }
        }
    }
}
