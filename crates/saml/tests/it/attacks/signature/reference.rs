//! References, identifiers and digests.

use super::*;

pub(super) fn references() -> Vec<Row> {
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

pub(super) fn identifiers() -> Vec<Row> {
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
            "a response without an ID",
            &LOGIN,
            || signed(&RESPONSE.replacen(" ID=\"_r\"", "", 1)),
            &[],
        ),
        attack(
            NCNAME,
            "an assertion without an ID, the response signed",
            &LOGIN,
            || Recipe::default().on_response(&RESPONSE.replacen(" ID=\"_a\"", "", 1)),
            &[],
        ),
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

pub(super) fn content() -> Vec<Row> {
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
