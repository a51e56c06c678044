//! Signatures, references, transforms, algorithms, keys and canonical form.

use std::{io::ErrorKind, net::TcpListener};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rcgen::KeyPair;
use vestibule_saml::{
    Rejected,
    rules::switch,
    signature::{DigestAlgorithm, KeyError, SignatureAlgorithm, TrustedKeys},
    xml::ns,
};

use super::{Judge, Outcome, Row, attack, attack_with, elsewhere, kept, legal, legal_with};
use crate::world::{
    self, P256, P384, RESPONSE, RSA, Recipe, STRANGER, TestKey, accept, accept_with, certificate, signed,
    signed_twice,
};

static LOGIN: Judge = Judge {
    good: || signed(RESPONSE),
    decide: |xml| accept(xml).map(drop),
};

static SIGNED_TWICE: Judge = Judge {
    good: || signed_twice(RESPONSE, &Recipe::default(), &Recipe::default()),
    decide: |xml| accept(xml).map(drop),
};

pub(super) fn rows() -> Vec<Row> {
    let mut rows = presence();
    rows.extend(position());
    rows.extend(profile());
    rows.extend(values());
    rows.extend(both());
    rows.extend(references());
    rows.extend(identifiers());
    rows.extend(content());
    rows.extend(transforms());
    rows.extend(algorithms());
    rows.extend(elliptic());
    rows.extend(strength());
    rows.extend(trust());
    rows.extend(key_info());
    rows.extend(canonical());
    rows
}

/// The good message with `from` replaced by `to`.
fn tampered(from: &'static str, to: &'static str) -> impl Fn() -> Vec<u8> {
    move || replaced(&signed(RESPONSE), from, to)
}

fn replaced(xml: &[u8], from: &str, to: &str) -> Vec<u8> {
    let xml = std::str::from_utf8(xml).unwrap();
    assert!(xml.contains(from), "{from} does not occur");
    xml.replacen(from, to, 1).into_bytes()
}

/// SignedInfo with `from` replaced by `to`, then signed by the provider.
fn resigned(from: &'static str, to: &'static str) -> impl Fn() -> Vec<u8> {
    move || {
        Recipe::edited(move |text| {
            assert!(text.contains(from), "{from} does not occur");
            text.replacen(from, to, 1)
        })
        .on_assertion(RESPONSE)
    }
}

/// The Signature with `from` replaced by `to`, after it was made.
fn afterwards(from: &'static str, to: &'static str) -> impl Fn() -> Vec<u8> {
    move || {
        Recipe::afterwards(move |text| {
            assert!(text.contains(from), "{from} does not occur");
            text.replacen(from, to, 1)
        })
        .on_assertion(RESPONSE)
    }
}

/// The assertion's signature alone.
fn signature() -> String {
    let xml = String::from_utf8(signed(RESPONSE)).unwrap();
    let start = xml.find("<ds:Signature ").unwrap();
    let end = xml.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
    xml[start..end].to_owned()
}

fn unsigned() -> Vec<u8> {
    RESPONSE
        .replace("{response}", "")
        .replace("{assertion}", "")
        .into_bytes()
}

fn presence() -> Vec<Row> {
    const RULE: &str = "SP-SIG-01";
    vec![
        attack(RULE, "no signature at all (A0)", &LOGIN, unsigned, &[]),
        attack(
            RULE,
            "an empty Signature (A0)",
            &LOGIN,
            || {
                let empty = format!("<Signature xmlns=\"{}\"/>", ns::DSIG);
                RESPONSE
                    .replace("{response}", "")
                    .replace("{assertion}", &empty)
                    .into()
            },
            &["SP-SIG-03"],
        )
        .refused_by("SP-SIG-03"),
        attack_with(
            RULE,
            "a provider without keys",
            || {
                TrustedKeys::new(world::TRUSTED.keys().to_vec())
                    .map(drop)
                    .map_err(count)
            },
            || TrustedKeys::new(Vec::new()).map(drop).map_err(count),
            &[],
        ),
        legal(RULE, "the assertion signed", &LOGIN, || signed(RESPONSE)),
        legal(RULE, "the response signed", &LOGIN, || {
            Recipe::default().on_response(RESPONSE)
        }),
        legal(RULE, "both signed", &LOGIN, SIGNED_TWICE.good),
    ]
}

fn count(error: KeyError) -> Rejected {
    let KeyError::Count(rejected) = error else {
        panic!("{error}")
    };
    rejected
}

fn position() -> Vec<Row> {
    const RULE: &str = "SP-SIG-02";
    let moved = |before: &'static str| move || replaced(&unsigned(), before, &(signature() + before));
    vec![
        attack(
            RULE,
            "inside the Subject",
            &LOGIN,
            moved("<NameID "),
            &["SP-XML-13", "SP-SIG-01", "SP-XSW-05"],
        ),
        attack(
            RULE,
            "behind the Subject",
            &LOGIN,
            moved("<Conditions "),
            &["SP-XML-13"],
        ),
        attack(
            RULE,
            "the assertion's on the response",
            &LOGIN,
            moved("<samlp:Status>"),
            &["SP-REF-02"],
        )
        .refused_by("SP-REF-02"),
        attack(
            RULE,
            "the same one twice",
            &LOGIN,
            || Recipe::default().on_assertion(&RESPONSE.replace("{assertion}", "{assertion}{assertion}")),
            &["SP-XML-13", "SP-REF-06"],
        ),
        attack(
            RULE,
            "in StatusDetail, beside a good one",
            &LOGIN,
            || {
                let detail = format!(
                    "<samlp:StatusDetail>{}</samlp:StatusDetail></samlp:Status>",
                    signature()
                );
                replaced(&signed(RESPONSE), "</samlp:Status>", &detail)
            },
            &["SP-XSW-05"],
        ),
        legal(RULE, "both places filled", &LOGIN, SIGNED_TWICE.good),
    ]
}

fn profile() -> Vec<Row> {
    const RULE: &str = "SP-SIG-03";
    const PLAIN: &str = "SP-SIG-04";
    vec![
        attack(
            RULE,
            "a second SignedInfo behind",
            &LOGIN,
            afterwards(
                "</ds:SignedInfo>",
                "</ds:SignedInfo><ds:SignedInfo></ds:SignedInfo>",
            ),
            &[],
        ),
        attack(
            RULE,
            "a second SignedInfo in front",
            &LOGIN,
            afterwards(
                "<ds:SignedInfo ",
                "<ds:SignedInfo></ds:SignedInfo><ds:SignedInfo ",
            ),
            &["SP-SIG-01", "SP-REF-01"],
        ),
        attack(
            RULE,
            "no SignedInfo",
            &LOGIN,
            || {
                Recipe::afterwards(|text| {
                    let end = text.find("</ds:SignedInfo>").unwrap() + "</ds:SignedInfo>".len();
                    let start = text.find("<ds:SignedInfo ").unwrap();
                    text[..start].to_owned() + &text[end..]
                })
                .on_assertion(RESPONSE)
            },
            &["SP-SIG-01"],
        ),
        attack(
            RULE,
            "an Object: the signature stays valid (A1)",
            &LOGIN,
            afterwards(
                "</ds:Signature>",
                "<ds:Object><x xmlns=\"\"/></ds:Object></ds:Signature>",
            ),
            &[],
        ),
        attack(
            RULE,
            "two DigestValues, signed",
            &LOGIN,
            resigned(
                "</ds:DigestValue>",
                "</ds:DigestValue><ds:DigestValue>AA==</ds:DigestValue>",
            ),
            &[],
        ),
        attack(
            RULE,
            "two SignatureValues",
            &LOGIN,
            afterwards(
                "</ds:SignatureValue>",
                "</ds:SignatureValue><ds:SignatureValue>AA==</ds:SignatureValue>",
            ),
            &[],
        ),
        attack(
            RULE,
            "no SignatureMethod, signed",
            &LOGIN,
            resigned(
                "<ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"></ds:SignatureMethod>",
                "",
            ),
            &["SP-SIG-01"],
        ),
        legal(RULE, "no KeyInfo", &LOGIN, without_key_info),
        legal(
            RULE,
            "an Id on the Signature",
            &LOGIN,
            afterwards("<ds:Signature ", "<ds:Signature Id=\"s\" "),
        ),
        attack(
            PLAIN,
            "a forged digest in a comment",
            &LOGIN,
            afterwards("<ds:DigestValue>", "<ds:DigestValue><!--AAAA-->"),
            &["SP-XML-05"],
        ),
        attack(
            PLAIN,
            "a comment that holds a DigestValue",
            &LOGIN,
            afterwards(
                "<ds:DigestValue>",
                "<!--<ds:DigestValue>AAAA</ds:DigestValue>--><ds:DigestValue>",
            ),
            &[],
        ),
        attack(
            PLAIN,
            "CDATA in SignatureValue",
            &LOGIN,
            afterwards("<ds:SignatureValue>", "<ds:SignatureValue><![CDATA[]]>"),
            &[],
        ),
        attack(
            PLAIN,
            "a foreign element, signed",
            &LOGIN,
            resigned("<ds:DigestValue>", "<ds:DigestValue><x xmlns=\"\"></x>"),
            &["SP-XML-05"],
        ),
        legal(PLAIN, "indented, signed so", &LOGIN, || {
            Recipe::edited(|text| {
                text.replace("><ds:", ">\n    <ds:")
                    .replace("></ds:R", ">\n  </ds:R")
            })
            .on_assertion(RESPONSE)
        }),
    ]
}

fn without_key_info() -> Vec<u8> {
    Recipe::afterwards(|text| {
        let start = text.find("<ds:KeyInfo>").unwrap();
        let end = text.find("</ds:KeyInfo>").unwrap() + "</ds:KeyInfo>".len();
        text[..start].to_owned() + &text[end..]
    })
    .on_assertion(RESPONSE)
}

/// A message whose signature value is `value` instead.
fn with_value(value: impl Fn(&[u8]) -> Vec<u8> + 'static) -> impl Fn() -> Vec<u8> {
    let recipe = Recipe {
        value: Some(Box::new(value)),
        ..Recipe::default()
    };
    move || recipe.on_assertion(RESPONSE)
}

fn values() -> Vec<Row> {
    const RULE: &str = "SP-SIG-05";
    const KEY: &[&str] = &["SP-KEY-01"];
    vec![
        attack(RULE, "empty", &LOGIN, with_value(|_| Vec::new()), &["SP-TRA-03"]),
        attack(RULE, "all zero", &LOGIN, with_value(|_| vec![0; 256]), KEY),
        attack(
            RULE,
            "one octet short",
            &LOGIN,
            with_value(|octets| RSA.signing.sign_octets(octets)[..255].to_vec()),
            KEY,
        ),
        attack(
            RULE,
            "one octet long",
            &LOGIN,
            with_value(|octets| [&[0][..], &RSA.signing.sign_octets(octets)].concat()),
            KEY,
        ),
        attack(
            RULE,
            "an empty digest, signed",
            &LOGIN,
            || {
                Recipe::edited(|text| {
                    let start = text.find("<ds:DigestValue>").unwrap() + "<ds:DigestValue>".len();
                    let end = text.find("</ds:DigestValue>").unwrap();
                    text[..start].to_owned() + &text[end..]
                })
                .on_assertion(RESPONSE)
            },
            &["SP-TRA-03"],
        ),
        attack(
            RULE,
            "Base64 of another alphabet",
            &LOGIN,
            afterwards("<ds:SignatureValue>", "<ds:SignatureValue>____"),
            &["SP-TRA-03"],
        ),
        legal(RULE, "folded Base64", &LOGIN, || {
            Recipe::afterwards(|text| {
                let start = text.find("<ds:SignatureValue>").unwrap() + "<ds:SignatureValue>".len();
                let end = text.find("</ds:SignatureValue>").unwrap();
                let lines: Vec<&str> = text.as_bytes()[start..end]
                    .chunks(64)
                    .map(|line| std::str::from_utf8(line).unwrap())
                    .collect();
                format!("{}\r\n{}\r\n{}", &text[..start], lines.join("\r\n"), &text[end..])
            })
            .on_assertion(RESPONSE)
        }),
        kept(
            "SP-SIG-06",
            "a bad value and a bad digest: the value is named",
            the_value_comes_first,
        ),
        kept(
            "SP-LIM-07",
            "a stranger's message costs one canonicalization and a try a key",
            strangers_are_cheap,
        ),
    ]
}

fn the_value_comes_first() {
    let bad_digest = replaced(&signed(RESPONSE), "b.simon@", "victim@");
    assert_eq!(accept(&bad_digest).unwrap_err().rule.name, "digest_matches");
    let both = replaced(
        &Recipe {
            key: &STRANGER,
            ..Recipe::default()
        }
        .on_assertion(RESPONSE),
        "b.simon@",
        "victim@",
    );
    assert_eq!(accept(&both).unwrap_err().rule.name, "signed_by_trusted_key");
}

fn strangers_are_cheap() {
    let stranger = Recipe {
        key: &STRANGER,
        ..Recipe::default()
    };
    for xml in [
        stranger.on_assertion(RESPONSE),
        signed_twice(RESPONSE, &stranger, &stranger),
    ] {
        let (result, work) = switch::work_of(|| accept(&xml));
        assert!(result.is_err());
        assert_eq!(work.canonicalizations, 1, "SignedInfo alone");
        assert!(work.verifications <= world::TRUSTED.keys().len());
    }
    let good = (SIGNED_TWICE.good)();
    let (result, work) = switch::work_of(|| accept(&good));
    result.unwrap();
    assert_eq!(work.canonicalizations, 4);
}

fn both() -> Vec<Row> {
    const RULE: &str = "SP-SIG-07";
    let good = Recipe::default;
    vec![
        attack(
            RULE,
            "the response changed, its assertion good",
            &SIGNED_TWICE,
            || replaced(&(SIGNED_TWICE.good)(), "<samlp:Status>", "<samlp:Status >\n"),
            &[],
        ),
        attack(
            RULE,
            "the assertion's signature by a stranger, the response good",
            &SIGNED_TWICE,
            move || {
                signed_twice(
                    RESPONSE,
                    &Recipe {
                        key: &STRANGER,
                        ..good()
                    },
                    &good(),
                )
            },
            &[],
        ),
        attack(
            RULE,
            "the assertion changed before the response was signed",
            &SIGNED_TWICE,
            || {
                let inner = Recipe::default().sign(RESPONSE, "Assertion", "{assertion}");
                let changed = inner.replace("b.simon@", "victim@");
                Recipe::default()
                    .sign(&changed, "Response", "{response}")
                    .into_bytes()
            },
            &[],
        ),
        legal(RULE, "both good, by different keys", &SIGNED_TWICE, || {
            let p384 = Recipe {
                key: &P384,
                algorithm: SignatureAlgorithm::EcdsaP384Sha384,
                ..Recipe::default()
            };
            signed_twice(RESPONSE, &p384, &Recipe::default())
        }),
    ]
}

fn references() -> Vec<Row> {
    const RULE: &str = "SP-REF-02";
    let second = |text: String| {
        let start = text.find("<ds:Reference ").unwrap();
        let end = text.find("</ds:Reference>").unwrap() + "</ds:Reference>".len();
        let reference = text[start..end].to_owned();
        text.replacen("</ds:SignedInfo>", &(reference + "</ds:SignedInfo>"), 1)
    };
    let mut rows = vec![
        attack(
            "SP-REF-01",
            "a second one, signed",
            &LOGIN,
            move || Recipe::edited(second).on_assertion(RESPONSE),
            &[],
        ),
        attack(
            "SP-REF-01",
            "a forged one appended",
            &LOGIN,
            move || Recipe::afterwards(second).on_assertion(RESPONSE),
            &["SP-KEY-01"],
        ),
        attack(
            "SP-REF-01",
            "none, signed",
            &LOGIN,
            || {
                Recipe::edited(|text| {
                    let start = text.find("<ds:Reference ").unwrap();
                    text[..start].to_owned() + "</ds:SignedInfo>"
                })
                .on_assertion(RESPONSE)
            },
            &["SP-SIG-03"],
        ),
        legal("SP-REF-01", "one", &LOGIN, LOGIN.good),
        attack(RULE, "no URI, signed", &LOGIN, resigned(" URI=\"#_a\"", ""), &[]),
    ];
    for uri in [
        "",
        "#",
        "#xpointer(/)",
        "#xpointer(id('_a'))",
        "http://127.0.0.1:9/",
        "file:///etc/passwd",
        "_a",
        "#_r",
        "#_A",
        "#_a ",
        "#%5Fa",
        "?#_a",
    ] {
        rows.push(attack(
            RULE,
            uri,
            &LOGIN,
            move || Recipe::edited(move |text| text.replacen("#_a", uri, 1)).on_assertion(RESPONSE),
            &[],
        ));
    }
    rows.push(legal(RULE, "an ID with dots and dashes", &LOGIN, || {
        signed(&RESPONSE.replace("\"_a\"", "\"_a.b-c_d\""))
    }));
    rows.extend([
        attack(
            "SP-REF-05",
            "Type of a Manifest, signed",
            &LOGIN,
            resigned(
                "<ds:Reference ",
                "<ds:Reference Type=\"http://www.w3.org/2000/09/xmldsig#Manifest\" ",
            ),
            &[],
        ),
        attack(
            "SP-REF-05",
            "HMACOutputLength in SignatureMethod, signed",
            &LOGIN,
            resigned(
                "</ds:SignatureMethod>",
                "<ds:HMACOutputLength>8</ds:HMACOutputLength></ds:SignatureMethod>",
            ),
            &[],
        ),
        attack(
            "SP-REF-05",
            "a parameter in DigestMethod, signed",
            &LOGIN,
            resigned("</ds:DigestMethod>", "<ds:X></ds:X></ds:DigestMethod>"),
            &[],
        ),
        attack(
            "SP-REF-05",
            "text in DigestMethod, signed",
            &LOGIN,
            resigned("</ds:DigestMethod>", "x</ds:DigestMethod>"),
            &[],
        ),
        attack(
            "SP-REF-05",
            "a parameter of the enveloped transform, signed",
            &LOGIN,
            resigned(
                "enveloped-signature\"></ds:Transform>",
                "enveloped-signature\"><ds:XPath>1</ds:XPath></ds:Transform>",
            ),
            &[],
        ),
        legal(
            "SP-REF-05",
            "an Id on the Reference",
            &LOGIN,
            resigned("<ds:Reference ", "<ds:Reference Id=\"r1\" "),
        ),
    ]);
    rows
}

fn identifiers() -> Vec<Row> {
    const RULE: &str = "SP-REF-03";
    const NCNAME: &str = "SP-REF-04";
    let mut rows: Vec<Row> = [
        "Id",
        "id",
        "iD",
        "xml:id",
        "saml:ID",
        "wsu:Id",
        "AssertionID",
        "ResponseID",
        "RequestID",
    ]
    .into_iter()
    .map(|name| {
        attack(
            RULE,
            name,
            &LOGIN,
            move || {
                let status = format!(
                    "<samlp:Status xmlns:saml=\"{}\" xmlns:wsu=\"urn:wsu\" {name}=\"_a\">",
                    ns::SAML
                );
                replaced(&signed(RESPONSE), "<samlp:Status>", &status)
            },
            &[],
        )
    })
    .collect();
    rows.extend([
        attack(
            RULE,
            "response and assertion share one",
            &LOGIN,
            || signed(&RESPONSE.replacen("\"_r\"", "\"_a\"", 1)),
            &[],
        ),
        legal(
            RULE,
            "different IDs on parts of KeyInfo",
            &LOGIN,
            afterwards("<ds:KeyInfo>", "<ds:KeyInfo Id=\"k\">"),
        ),
    ]);
    for id in ["", "1a", "a b", "a'b", "a:b", "-a", "a/b", "é b"] {
        rows.push(attack(
            NCNAME,
            id,
            &LOGIN,
            move || signed(&RESPONSE.replace(" ID=\"_a\"", &format!(" ID=\"{id}\""))),
            &[],
        ));
    }
    rows.extend([
        attack(
            NCNAME,
            "257 octets",
            &LOGIN,
            || signed(&RESPONSE.replace("\"_a\"", &format!("\"{}\"", "a".repeat(257)))),
            &["SP-LIM-06"],
        ),
        legal(NCNAME, "256 octets", &LOGIN, || {
            signed(&RESPONSE.replace("\"_a\"", &format!("\"{}\"", "a".repeat(256))))
        }),
        legal(NCNAME, "id and a GUID", &LOGIN, || {
            signed(&RESPONSE.replace("\"_a\"", "\"id9d1f7f0a-0d5b-4a53-a1e5-53fbb0d6fd2c\""))
        }),
    ]);
    rows
}

fn content() -> Vec<Row> {
    const RULE: &str = "SP-REF-06";
    let mut rows: Vec<Row> = [
        ("NameID changed (A1)", "b.simon@", "victim@"),
        ("an attribute changed", "<AttributeValue>B<", "<AttributeValue>A<"),
        ("an attribute added", "</AttributeStatement>", "<Attribute Name=\"role\"><AttributeValue>admin</AttributeValue></Attribute></AttributeStatement>"),
        ("white space added", "<Subject>", "<Subject> "),
        ("a declaration that is used", "<NameID ", "<NameID xmlns:x=\"urn:x\" x:y=\"\" "),
    ]
    .into_iter()
    .map(|(name, from, to)| attack(RULE, name, &LOGIN, tampered(from, to), &[]))
    .collect();
    for (name, from, to, then) in [
        (
            "Recipient changed",
            " Recipient=\"https://contoso",
            " Recipient=\"https://evil",
            "SP-SUB-03",
        ),
        (
            "Audience changed",
            "<Audience>https://contoso",
            "<Audience>https://evil",
            "SP-AUD-01",
        ),
    ] {
        rows.push(attack(
            RULE,
            name,
            &LOGIN,
            tampered(from, to),
            [then].to_vec().leak(),
        ));
    }
    rows.extend([
        attack(
            RULE,
            "content and digest changed together",
            &LOGIN,
            || {
                let victim = signed(&RESPONSE.replace("b.simon@", "victim@"));
                let value = |xml: &[u8], name: &str| {
                    let xml = String::from_utf8_lossy(xml).into_owned();
                    xml.split(&format!("<ds:{name}>"))
                        .nth(1)
                        .unwrap()
                        .split('<')
                        .next()
                        .unwrap()
                        .to_owned()
                };
                let genuine = value(&signed(RESPONSE), "SignatureValue");
                replaced(&victim, &value(&victim, "SignatureValue"), &genuine)
            },
            &["SP-KEY-01"],
        )
        .refused_by("SP-KEY-01"),
        legal(
            RULE,
            "a change outside of the signed element",
            &LOGIN,
            tampered("<samlp:Status>", "<!-- x --><samlp:Status >"),
        ),
    ]);
    rows
}

fn transforms() -> Vec<Row> {
    const RULE: &str = "SP-TRF-01";
    const METHOD: &str = "SP-TRF-02";
    const LIST: &str = "SP-TRF-03";
    const ENVELOPED: &str =
        "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"></ds:Transform>";
    const EXCLUSIVE: &str =
        "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"></ds:Transform>";
    let with = |list: String| {
        move || {
            let list = list.clone();
            Recipe::edited(move |text| text.replacen(&format!("{ENVELOPED}{EXCLUSIVE}"), &list, 1))
                .on_assertion(RESPONSE)
        }
    };
    let mut rows = vec![
        attack(
            RULE,
            "swapped",
            &LOGIN,
            with(format!("{EXCLUSIVE}{ENVELOPED}")),
            &[],
        ),
        attack(RULE, "enveloped alone", &LOGIN, with(ENVELOPED.to_owned()), &[]),
        attack(
            RULE,
            "canonicalization alone",
            &LOGIN,
            with(EXCLUSIVE.to_owned()),
            &[],
        ),
        attack(
            RULE,
            "one twice",
            &LOGIN,
            with(format!("{ENVELOPED}{EXCLUSIVE}{EXCLUSIVE}")),
            &[],
        ),
        attack(RULE, "none", &LOGIN, with(String::new()), &[]),
        attack(
            RULE,
            "a hundred",
            &LOGIN,
            with(ENVELOPED.repeat(50) + &EXCLUSIVE.repeat(50)),
            &[],
        ),
    ];
    for uri in [
        "http://www.w3.org/TR/1999/REC-xslt-19991116",
        "http://www.w3.org/TR/1999/REC-xpath-19991116",
        "http://www.w3.org/2002/06/xmldsig-filter2",
        "http://www.w3.org/2000/09/xmldsig#base64",
        "http://www.w3.org/2002/07/decrypt#XML",
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
        "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
        "urn:unknown",
        "",
    ] {
        let transform = format!("<ds:Transform Algorithm=\"{uri}\"></ds:Transform>");
        rows.push(attack(
            RULE,
            uri,
            &LOGIN,
            with(format!("{ENVELOPED}{transform}")),
            &[],
        ));
        rows.push(attack(
            RULE,
            uri,
            &LOGIN,
            with(format!("{ENVELOPED}{transform}{EXCLUSIVE}")),
            &[],
        ));
        rows.push(attack(
            METHOD,
            uri,
            &LOGIN,
            move || {
                Recipe::edited(move |text| {
                    let good = format!("CanonicalizationMethod Algorithm=\"{}\"", ns::EXC_C14N);
                    text.replacen(&good, &format!("CanonicalizationMethod Algorithm=\"{uri}\""), 1)
                })
                .on_assertion(RESPONSE)
            },
            &[],
        ));
    }
    for (name, list) in [
        (
            "seventeen prefixes",
            "<e:InclusiveNamespaces xmlns:e=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"a b c d e f g h i j k l m n o p q\"></e:InclusiveNamespaces>",
        ),
        (
            "a prefix that is none",
            "<e:InclusiveNamespaces xmlns:e=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"a:b\"></e:InclusiveNamespaces>",
        ),
        (
            "two lists",
            "<e:InclusiveNamespaces xmlns:e=\"http://www.w3.org/2001/10/xml-exc-c14n#\"></e:InclusiveNamespaces><e:InclusiveNamespaces xmlns:e=\"http://www.w3.org/2001/10/xml-exc-c14n#\"></e:InclusiveNamespaces>",
        ),
        ("another child", "<ds:XPath>1</ds:XPath>"),
        ("text", "xs"),
        (
            "text in the list",
            "<e:InclusiveNamespaces xmlns:e=\"http://www.w3.org/2001/10/xml-exc-c14n#\">xs</e:InclusiveNamespaces>",
        ),
    ] {
        let transform = EXCLUSIVE.replace("</ds:Transform>", &format!("{list}</ds:Transform>"));
        rows.push(attack(
            LIST,
            name,
            &LOGIN,
            with(format!("{ENVELOPED}{transform}")),
            &[],
        ));
        rows.push(attack(LIST, name, &LOGIN, resigned_method(list), &[]));
    }
    rows.extend([
        legal(RULE, "an InclusiveNamespaces list", &LOGIN, || Recipe { prefixes: &["xs", "#default"], ..Recipe::default() }.on_assertion(RESPONSE)),
        legal(METHOD, "an InclusiveNamespaces list", &LOGIN, resigned_method("<e:InclusiveNamespaces xmlns:e=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"xs\"></e:InclusiveNamespaces>")),
        legal(LIST, "declared, undeclared and default prefixes", &LOGIN, || {
            let declared = RESPONSE.replacen("<samlp:Response ", "<samlp:Response xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:unused=\"urn:u\" ", 1);
            Recipe { prefixes: &["xs", "#default", "nobody", "samlp"], ..Recipe::default() }.on_assertion(&declared)
        }),
        legal(LIST, "an empty list", &LOGIN, resigned_method("<e:InclusiveNamespaces xmlns:e=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"\"></e:InclusiveNamespaces>")),
        kept("SP-TRF-04", "a second Signature is not taken away, and the other one's is digested", one_signature_is_removed),
    ]);
    rows
}

/// SignedInfo with `child` inside CanonicalizationMethod, signed.
fn resigned_method(child: &'static str) -> impl Fn() -> Vec<u8> {
    resigned(
        "</ds:CanonicalizationMethod>",
        format!("{child}</ds:CanonicalizationMethod>").leak(),
    )
}

fn one_signature_is_removed() {
    let good = (SIGNED_TWICE.good)();
    accept(&good).unwrap();
    // The response's digest covers the assertion's signature: taking an attribute into it is noticed.
    let text = String::from_utf8(good).unwrap();
    let inner = text.rfind("<ds:Signature ").unwrap();
    let changed = format!(
        "{}<ds:Signature Id=\"x\" {}",
        &text[..inner],
        &text[inner + "<ds:Signature ".len()..]
    );
    assert_eq!(
        accept(changed.as_bytes()).unwrap_err().rule.name,
        "every_signature_verifies"
    );
    // A decoy with the very same value is not taken away, and so it is digested.
    let decoy = Recipe::default().on_assertion(&RESPONSE.replace("{assertion}", "{assertion}{assertion}"));
    let rejected = switch::without("SP-SIG-02", || switch_off_order(&decoy)).unwrap_err();
    assert!(
        ["schema_order", "digest_matches"].contains(&rejected.rule.name),
        "{rejected}"
    );
}

fn switch_off_order(xml: &[u8]) -> Outcome {
    accept(xml).map(drop)
}

fn algorithms() -> Vec<Row> {
    const RULE: &str = "SP-ALG-01";
    const DIGEST: &str = "SP-ALG-02";
    let mut rows = Vec::new();
    for uri in [
        "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#rsa-md5",
        "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
        "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
        "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1",
        "http://www.w3.org/2001/04/xmldsig-more#RSA-SHA256",
        "none",
        "",
    ] {
        // Without the rule the code would take it for RSA with SHA-256, which it was made with.
        rows.push(attack(
            RULE,
            uri,
            &LOGIN,
            move || {
                Recipe {
                    algorithm_uri: Some(uri),
                    ..Recipe::default()
                }
                .on_assertion(RESPONSE)
            },
            &[],
        ));
    }
    for uri in [
        "http://www.w3.org/2000/09/xmldsig#sha1",
        "http://www.w3.org/2001/04/xmldsig-more#md5",
        "http://www.w3.org/2001/04/xmlenc#SHA256",
        "",
    ] {
        rows.push(attack(
            DIGEST,
            uri,
            &LOGIN,
            move || {
                Recipe::edited(move |text| text.replacen(DigestAlgorithm::Sha256.uri(), uri, 1))
                    .on_assertion(RESPONSE)
            },
            &[],
        ));
    }
    let keys: [(&'static TestKey, SignatureAlgorithm); 5] = [
        (&RSA, SignatureAlgorithm::RsaSha256),
        (&RSA, SignatureAlgorithm::RsaSha384),
        (&RSA, SignatureAlgorithm::RsaSha512),
        (&P256, SignatureAlgorithm::EcdsaP256Sha256),
        (&P384, SignatureAlgorithm::EcdsaP384Sha384),
    ];
    for (key, algorithm) in keys {
        for digest in DigestAlgorithm::ALL {
            rows.push(legal(RULE, algorithm.uri(), &LOGIN, move || {
                Recipe {
                    key,
                    algorithm,
                    digest,
                    ..Recipe::default()
                }
                .on_assertion(RESPONSE)
            }));
            rows.push(legal(DIGEST, digest.uri(), &LOGIN, move || {
                Recipe {
                    key,
                    algorithm,
                    digest,
                    ..Recipe::default()
                }
                .on_assertion(RESPONSE)
            }));
        }
    }
    rows.extend([
        kept(
            "SP-ALG-03",
            "HMAC keyed with every public form is refused",
            no_hmac,
        ),
        attack_with(
            "SP-ALG-04",
            "an RSA signature labelled ECDSA",
            || accept_with(&signed(RESPONSE), &RSA.trusted()).map(drop),
            || {
                let uri = Some(SignatureAlgorithm::EcdsaP256Sha256.uri());
                let xml = Recipe {
                    algorithm_uri: uri,
                    ..Recipe::default()
                }
                .on_assertion(RESPONSE);
                accept_with(&xml, &RSA.trusted()).map(drop)
            },
            &["SP-ALG-05"],
        ),
        attack_with(
            "SP-ALG-04",
            "a P-384 signature for a provider with P-256",
            || accept_with(&p256().on_assertion(RESPONSE), &P256.trusted()).map(drop),
            || {
                let recipe = Recipe {
                    key: &P384,
                    algorithm: SignatureAlgorithm::EcdsaP384Sha384,
                    ..Recipe::default()
                };
                accept_with(&recipe.on_assertion(RESPONSE), &P256.trusted()).map(drop)
            },
            &["SP-KEY-01"],
        ),
        legal("SP-ALG-04", "RSA and elliptic keys in one list", &LOGIN, || {
            p256().on_assertion(RESPONSE)
        }),
    ]);
    rows
}

fn no_hmac() {
    let spki =
        KeyPair::from_pkcs8_der_and_sign_algo(&RSA.pkcs8.as_slice().into(), &rcgen::PKCS_RSA_SHA256).unwrap();
    let forms: [Vec<u8>; 5] = [
        RSA.certificate.clone(),
        STANDARD.encode(&RSA.certificate).into_bytes(),
        spki.public_key_pem().into_bytes(),
        spki.public_key_raw().to_vec(),
        Vec::new(),
    ];
    for secret in forms {
        for (uri, algorithm) in [
            (
                "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
                aws_lc_rs::hmac::HMAC_SHA256,
            ),
            (
                "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
                aws_lc_rs::hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            ),
        ] {
            let secret = aws_lc_rs::hmac::Key::new(algorithm, &secret);
            let recipe = Recipe {
                algorithm_uri: Some(uri),
                value: Some(Box::new(move |octets| {
                    aws_lc_rs::hmac::sign(&secret, octets).as_ref().to_vec()
                })),
                ..Recipe::default()
            };
            let xml = recipe.on_assertion(RESPONSE);
            assert_eq!(accept(&xml).unwrap_err().rule.name, "signature_algorithm");
        }
    }
}

fn p256() -> Recipe {
    Recipe {
        key: &P256,
        algorithm: SignatureAlgorithm::EcdsaP256Sha256,
        ..Recipe::default()
    }
}

fn elliptic() -> Vec<Row> {
    const RULE: &str = "SP-ALG-05";
    const KEY: &[&str] = &["SP-KEY-01"];
    let with = |value: fn(&[u8]) -> Vec<u8>| {
        move || {
            Recipe {
                value: Some(Box::new(value)),
                ..p256()
            }
            .on_assertion(RESPONSE)
        }
    };
    vec![
        attack(RULE, "all zero", &LOGIN, with(|_| vec![0; 64]), KEY),
        attack(RULE, "s zero", &LOGIN, with(|_| [[1; 32], [0; 32]].concat()), KEY),
        attack(
            RULE,
            "DER",
            &LOGIN,
            with(|octets| world::p256_sign(&P256.pkcs8, octets)),
            KEY,
        ),
        attack(
            RULE,
            "63 octets",
            &LOGIN,
            with(|octets| P256.signing.sign_octets(octets)[..63].to_vec()),
            KEY,
        ),
        attack(
            RULE,
            "65 octets",
            &LOGIN,
            with(|octets| [&[0][..], &P256.signing.sign_octets(octets)].concat()),
            KEY,
        ),
        legal(RULE, "a leading zero octet in r", &LOGIN, || {
            let zero_first = |octets: &[u8]| loop {
                let value = P256.signing.sign_octets(octets);
                if value[0] == 0 {
                    return value;
                }
            };
            Recipe {
                value: Some(Box::new(zero_first)),
                ..p256()
            }
            .on_assertion(RESPONSE)
        }),
    ]
}

fn strength() -> Vec<Row> {
    const RULE: &str = "SP-ALG-06";
    let usable = |der: &[u8]| match certificate(der).verification_key() {
        Ok(_) => Ok(()),
        Err(KeyError::Strength(rejected)) => Err(rejected),
        Err(other) => panic!("{other}"),
    };
    let good = move || usable(&RSA.certificate);
    let fixture = |name: &'static str| {
        std::fs::read(format!("{}/tests/it/vectors/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    };
    let mut rows: Vec<Row> = [
        ("RSA-1024", "rsa-1024.der", &[][..]),
        ("exponent 3", "rsa-2048-exponent-3.der", &[]),
        ("RSA-16384", "rsa-16384.der", &[]),
        // For these there is no code that could verify.
        ("secp256k1", "secp256k1.der", &[RULE]),
        ("P-521", "p-521.der", &[RULE]),
        ("Ed25519", "ed25519.der", &[RULE]),
    ]
    .into_iter()
    .map(|(name, file, stops)| attack_with(RULE, name, good, move || usable(&fixture(file)), stops))
    .collect();
    rows.push(legal_with(
        RULE,
        "RSA-2048, P-256, P-384, self-signed",
        move || {
            usable(&RSA.certificate)?;
            usable(&P256.certificate)?;
            usable(&P384.certificate)
        },
    ));
    rows.push(legal_with(RULE, "RSA-4096", move || {
        usable(&fixture("rsa-4096.der"))
    }));
    rows
}

fn trust() -> Vec<Row> {
    const RULE: &str = "SP-KEY-01";
    let stranger = || Recipe {
        key: &STRANGER,
        ..Recipe::default()
    };
    let shown = move |key_info: String| {
        move || {
            let key_info = key_info.clone();
            let after = move |text: String| {
                let start = text.find("<ds:KeyInfo>").unwrap();
                text[..start].to_owned() + &key_info + "</ds:Signature>"
            };
            Recipe {
                after: Box::new(after),
                ..stranger()
            }
            .on_assertion(RESPONSE)
        }
    };
    vec![
        attack(RULE, "a stranger who shows his certificate (A0)", &LOGIN, move || stranger().on_assertion(RESPONSE), &[]),
        attack(RULE, "a stranger without KeyInfo", &LOGIN, shown(String::new()), &[]),
        attack(
            RULE,
            "a stranger who shows the provider's certificate",
            &LOGIN,
            move || Recipe { shown: Some(RSA.certificate.clone()), ..stranger() }.on_assertion(RESPONSE),
            &[],
        ),
        attack(RULE, "a stranger who shows a key value", &LOGIN, shown("<ds:KeyInfo><ds:KeyValue><ds:RSAKeyValue><ds:Modulus>AQAB</ds:Modulus><ds:Exponent>AQAB</ds:Exponent></ds:RSAKeyValue></ds:KeyValue></ds:KeyInfo>".to_owned()), &[]),
        attack(RULE, "a random value of the right length", &LOGIN, with_value(|_| vec![0x5a; 256]), &[]),
        legal(RULE, "no KeyInfo", &LOGIN, without_key_info),
        legal(RULE, "another certificate around a genuine signature", &LOGIN, || {
            Recipe { shown: Some(STRANGER.certificate.clone()), ..Recipe::default() }.on_assertion(RESPONSE)
        }),
        attack_with(
            "SP-KEY-04",
            "a fifth key",
            || keys(4),
            || keys(5),
            &[],
        ),
        legal_with("SP-KEY-04", "the old and the new key, both good", || {
            let keys = [&STRANGER, &RSA].map(|key| certificate(&key.certificate).verification_key().unwrap());
            let trusted = TrustedKeys::new(keys.to_vec()).unwrap();
            for key in [&*STRANGER, &*RSA] {
                let recipe = Recipe { key, ..Recipe::default() };
                let accepted = accept_with(&recipe.on_assertion(RESPONSE), &trusted)?;
                assert_eq!(accepted.verified_by(), certificate(&key.certificate).thumbprint());
            }
            Ok(())
        }),
        kept("SP-KEY-07", "same names, another key: refused; expired: accepted", certificates_are_pins),
    ]
}

fn keys(count: usize) -> Outcome {
    let key = certificate(&RSA.certificate).verification_key().unwrap();
    TrustedKeys::new(vec![key; count]).map(drop).map_err(self::count)
}

fn certificates_are_pins() {
    assert_eq!(
        certificate(&RSA.certificate).subject(),
        certificate(&STRANGER.certificate).subject()
    );
    let xml = Recipe {
        key: &STRANGER,
        ..Recipe::default()
    }
    .on_assertion(RESPONSE);
    assert_eq!(accept(&xml).unwrap_err().rule.name, "signed_by_trusted_key");
    let expired = world::expired(&RSA);
    assert!(certificate(&expired).not_after() < world::NOW.parse().unwrap());
    let key = certificate(&expired).verification_key().unwrap();
    accept_with(&signed(RESPONSE), &TrustedKeys::new(vec![key]).unwrap()).unwrap();
}

fn key_info() -> Vec<Row> {
    const RULE: &str = "SP-KEY-03";
    vec![
        attack(
            RULE,
            "an assertion inside",
            &LOGIN,
            afterwards(
                "<ds:KeyInfo>",
                "<ds:KeyInfo><saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"/>",
            ),
            &["SP-XSW-02"],
        )
        .refused_by("SP-XSW-02"),
        attack(
            RULE,
            "a RetrievalMethod",
            &LOGIN,
            afterwards(
                "<ds:KeyInfo>",
                "<ds:KeyInfo><ds:RetrievalMethod URI=\"http://127.0.0.1:9/\"/>",
            ),
            &[],
        ),
        attack(
            RULE,
            "a foreign element",
            &LOGIN,
            afterwards("<ds:KeyInfo>", "<ds:KeyInfo><x xmlns=\"urn:x\"/>"),
            &[],
        ),
        attack(
            RULE,
            "a foreign element deep inside",
            &LOGIN,
            afterwards("<ds:X509Data>", "<ds:X509Data><x xmlns=\"urn:x\"/>"),
            &[],
        ),
        legal(
            RULE,
            "a key name and several certificates",
            &LOGIN,
            afterwards(
                "<ds:KeyInfo><ds:X509Data>",
                "<ds:KeyInfo><ds:KeyName>k</ds:KeyName><ds:X509Data><ds:X509Certificate>AA==</ds:X509Certificate>",
            ),
        ),
        kept(
            RULE,
            "a listener that a RetrievalMethod names hears nothing",
            nothing_is_retrieved,
        ),
    ]
}

fn nothing_is_retrieved() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let method = format!(
        "<ds:KeyInfo><ds:RetrievalMethod URI=\"http://{}/\"/>",
        listener.local_addr().unwrap()
    );
    let xml =
        Recipe::afterwards(move |text| text.replacen("<ds:KeyInfo>", &method, 1)).on_assertion(RESPONSE);
    assert_eq!(accept(&xml).unwrap_err().rule.name, "keyinfo_inert");
    assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
}

fn canonical() -> Vec<Row> {
    vec![
        elsewhere("SP-CAN-01", "xml::tests::an_empty_canonical_form_is_an_error"),
        legal("SP-CAN-01", "every good message", &LOGIN, LOGIN.good),
        kept(
            "SP-CAN-02",
            "each attribute of a self-closing element counts",
            attributes_of_empty_elements_count,
        ),
        kept("SP-CAN-03", "line feeds in attribute values are spaces", || {
            let wrapped = RESPONSE.replacen(
                "<Assertion ",
                "<Assertion xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"urn:a\n\t urn:b&#9;&#10;\" ",
                1,
            );
            accept(&signed(&wrapped)).unwrap();
        }),
        kept("SP-CAN-04", "CR LF and CR are LF, references stay", || {
            let windows = RESPONSE.replacen(
                "<AttributeValue>B<",
                "<AttributeValue>B<![CDATA[\r\n\r]]>\r\n&#13;<",
                1,
            );
            let accepted = accept(&signed(&windows.replace("><", ">\r\n<"))).unwrap();
            let value = accepted.attribute("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname");
            assert_eq!(value.single().unwrap(), Some("B\n\n\n\r"));
        }),
        elsewhere("SP-CAN-05", "xml::tests::what_is_read_is_what_is_digested"),
    ]
}

fn attributes_of_empty_elements_count() {
    for (from, to) in [
        (
            "InResponseTo=\"_q\" NotOnOrAfter",
            "InResponseTo=\"_p\" NotOnOrAfter",
        ),
        (
            "NotOnOrAfter=\"2026-11-24T11:00:00.000Z\" Recipient",
            "NotOnOrAfter=\"2027-11-24T11:00:00.000Z\" Recipient",
        ),
        (" Recipient=\"https://contoso", " Recipient=\"https://evil"),
    ] {
        assert_eq!(
            accept(&tampered(from, to)()).unwrap_err().rule.name,
            "digest_matches",
            "{to}"
        );
    }
}
