//! Octets and documents, before anything of SAML is read.

use std::{io::ErrorKind, net::TcpListener};

use vestibule_saml::{
    instant,
    rules::document::base64_strict,
    xml::{Limits, Source},
};

use super::{Judge, Outcome, Row, attack, attack_with, elsewhere, kept, legal, legal_with};
use crate::world::{self, RESPONSE, Recipe, accept, form, signed};

/// The front door alone.
static DOCUMENT: Judge = Judge {
    good: || b"<a/>".to_vec(),
    decide: read,
};

/// The whole way of a response.
static LOGIN: Judge = Judge {
    good: || signed(RESPONSE),
    decide: |xml| accept(xml).map(drop),
};

fn read(octets: &[u8]) -> Outcome {
    Source::check(octets, &Limits::MESSAGE)?.parse().map(drop)
}

/// The response with `from` replaced by `to`, signed after that.
fn resigned(from: &'static str, to: &'static str) -> impl Fn() -> Vec<u8> {
    move || signed(&edited(RESPONSE, from, to))
}

/// The response with `from` replaced by `to` after it was signed.
fn tampered(from: &'static str, to: &'static str) -> impl Fn() -> Vec<u8> {
    move || edited(&String::from_utf8(signed(RESPONSE)).unwrap(), from, to).into_bytes()
}

fn edited(document: &str, from: &str, to: &str) -> String {
    assert!(document.contains(from), "{from} does not occur");
    document.replacen(from, to, 1)
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = base64();
    rows.extend(encodings());
    rows.extend(doctypes());
    rows.extend(references());
    rows.extend(roots_and_instructions());
    rows.extend(values());
    rows.extend(names());
    rows.extend(namespaces());
    rows.extend(well_formedness());
    rows.extend(order());
    rows.extend(limits());
    rows.extend(times());
    rows
}

fn base64() -> Vec<Row> {
    const RULE: &str = "SP-TRA-03";
    let good = || base64_strict("aGVsbG8=").map(drop);
    let mut rows: Vec<Row> = [
        ("the URL-safe alphabet", "_-__"),
        ("no padding", "aGVsbG8"),
        ("a NUL", "aGVs\0bG8="),
        ("text after the padding", "aGVsbG8=aGVs"),
        ("unused bits set", "aGVsbG9="),
        ("nothing", ""),
        ("white space alone", " \r\n"),
        ("a letter beyond ASCII", "aGVé"),
        ("padding alone", "===="),
    ]
    .into_iter()
    .map(|(name, text)| attack_with(RULE, name, good, move || base64_strict(text).map(drop), &[]))
    .collect();
    rows.push(legal_with(RULE, "folded at 76 columns with CR LF", || {
        assert_eq!(base64_strict("aGVs\r\nbG8=\r\n")?, b"hello");
        Ok(())
    }));
    rows.push(legal_with(RULE, "tabs and spaces", || {
        base64_strict("\taGVs bG8= ").map(drop)
    }));
    rows
}

fn encodings() -> Vec<Row> {
    const RULE: &str = "SP-TRA-04";
    let utf16 = |swap: bool, mark: bool| {
        move || {
            let text = if mark { "\u{feff}<a/>" } else { "<a/>" };
            text.encode_utf16()
                .flat_map(|unit| {
                    if swap {
                        unit.to_be_bytes()
                    } else {
                        unit.to_le_bytes()
                    }
                })
                .collect()
        }
    };
    let mut rows = vec![
        attack(
            RULE,
            "UTF-16, little end first, with mark",
            &DOCUMENT,
            utf16(false, true),
            &["SP-XML-12", "SP-XML-03"],
        ),
        attack(
            RULE,
            "UTF-16, big end first, with mark",
            &DOCUMENT,
            utf16(true, true),
            &["SP-XML-12", "SP-XML-03"],
        ),
        attack(
            RULE,
            "UTF-16 without mark",
            &DOCUMENT,
            utf16(false, false),
            &["SP-XML-12", "SP-XML-03"],
        ),
        attack(
            RULE,
            "UTF-32 without mark",
            &DOCUMENT,
            || b"<\0\0\0a\0\0\0/\0\0\0>\0\0\0".to_vec(),
            &["SP-XML-12"],
        ),
        attack(
            RULE,
            "two marks",
            &DOCUMENT,
            || "\u{feff}\u{feff}<a/>".into(),
            &["SP-XML-03"],
        ),
    ];
    for (name, declaration) in [
        (
            "ISO-8859-1 declared",
            r#"<?xml version="1.0" encoding="ISO-8859-1"?>"#,
        ),
        ("UTF-7 declared", r#"<?xml version="1.0" encoding="UTF-7"?>"#),
        (
            "an unknown encoding declared",
            r#"<?xml version="1.0" encoding="x"?>"#,
        ),
        ("XML 1.1 declared", r#"<?xml version="1.1"?>"#),
    ] {
        rows.push(attack(
            RULE,
            name,
            &DOCUMENT,
            move || format!("{declaration}<a/>").into_bytes(),
            &[],
        ));
    }
    for (name, octets) in [
        ("an overlong form", &b"<a>\xc0\xbc</a>"[..]),
        ("a surrogate", b"<a>\xed\xa0\x80</a>"),
        ("a cut sequence", b"<a>\xe2\x82</a>"),
        ("an overlong form in a comment", b"<a><!--\xc0\xbc--></a>"),
    ] {
        rows.push(attack(RULE, name, &DOCUMENT, move || octets.to_vec(), &[]));
    }
    for (name, text) in [
        (
            "encoding in lower case",
            "<?xml version='1.0' encoding='utf-8'?><a/>",
        ),
        ("version alone", "<?xml version=\"1.0\" ?><a/>"),
        (
            "standalone",
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><a/>",
        ),
        ("one mark", "\u{feff}<a/>"),
        ("letters of two to four octets", "<a>é€😀\u{fffd}</a>"),
    ] {
        rows.push(legal(RULE, name, &DOCUMENT, || text.into()));
    }
    rows
}

fn doctypes() -> Vec<Row> {
    const RULE: &str = "SP-XML-01";
    // Two locks: the parser has its own.
    const PARSER: &[&str] = &["SP-XML-11"];
    let mut rows: Vec<Row> = [
        ("empty", "<!DOCTYPE a><a/>"),
        ("an internal entity", r#"<!DOCTYPE a [<!ENTITY x "victim">]><a/>"#),
        (
            "an external subset",
            r#"<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x"><a/>"#,
        ),
        (
            "a parameter entity",
            r#"<!DOCTYPE a [<!ENTITY % x SYSTEM "file:///etc/passwd">]><a/>"#,
        ),
        (
            "behind the declaration",
            r#"<?xml version="1.0"?><!DOCTYPE a><a/>"#,
        ),
    ]
    .into_iter()
    .map(|(name, text)| attack(RULE, name, &DOCUMENT, || text.into(), PARSER))
    .collect();
    rows.push(legal(RULE, "the characters in a comment", &DOCUMENT, || {
        "<a><!--<!DOCTYPE a>--><b/></a>".into()
    }));
    rows
}

fn references() -> Vec<Row> {
    const RULE: &str = "SP-XML-02";
    const PARSER: &[&str] = &["SP-XML-11"];
    let mut rows = Vec::new();
    for (reference, stops) in [
        ("&x;", PARSER),
        ("&#0;", PARSER),
        ("&#x1F;", PARSER),
        ("&#xD800;", &[]),
        ("&#xFFFE;", PARSER),
        ("&#x110000;", &[]),
        ("&#4294967361;", PARSER),
        ("&#X41;", PARSER),
        ("&#65", PARSER),
        ("&", PARSER),
        ("&;", PARSER),
        ("&#;", PARSER),
        ("&#x;", PARSER),
        ("&lt ;", PARSER),
        ("&LT;", PARSER),
        ("&#-1;", PARSER),
        ("&#+65;", PARSER),
    ] {
        rows.push(attack(
            RULE,
            reference,
            &DOCUMENT,
            move || format!("<a>{reference}</a>").into(),
            stops,
        ));
        rows.push(attack(
            RULE,
            reference,
            &DOCUMENT,
            move || format!("<a b=\"{reference}\"/>").into(),
            stops,
        ));
    }
    rows.push(legal(RULE, "all that may be", &DOCUMENT, || {
        "<a b=\"&#10;&quot;&apos;\">&#x1F600;&#x0041;&amp;&lt;&gt;</a>".into()
    }));
    rows
}

fn roots_and_instructions() -> Vec<Row> {
    const PARSER: &[&str] = &["SP-XML-11"];
    let mut rows: Vec<Row> = [
        ("two roots", "<a/><b/>"),
        ("text behind the root", "<a/>text"),
        ("text before the root", "text<a/>"),
        ("a NUL and more behind the root", "<a/>\0<b/>"),
        ("a reference behind the root", "<a/>&#32;"),
        ("a CDATA section behind the root", "<a/><![CDATA[]]>"),
        ("none", "<!--nothing-->"),
        ("nothing at all", ""),
    ]
    .into_iter()
    .map(|(name, text)| attack("SP-XML-03", name, &DOCUMENT, || text.into(), PARSER))
    .collect();
    rows.push(legal(
        "SP-XML-03",
        "comments and white space around it",
        &DOCUMENT,
        || "<!--a-->\n<a/>\r\n<!--b-->\n".into(),
    ));
    rows.extend([
        attack(
            "SP-XML-04",
            "inside a NameID (A1)",
            &LOGIN,
            tampered("b.simon@", "b.simon@<?p x?>"),
            &["SP-REF-06"],
        ),
        attack(
            "SP-XML-04",
            "between elements, signed",
            &DOCUMENT,
            || "<a><?p x?><b/></a>".into(),
            &[],
        ),
        legal("SP-XML-04", "before and behind the root", &DOCUMENT, || {
            "<?xml version=\"1.0\"?><?a b?>\n<a/><?xml-stylesheet href='http://127.0.0.1:9/'?>".into()
        }),
    ]);
    rows
}

fn values() -> Vec<Row> {
    const RULE: &str = "SP-XML-05";
    const OTHER: &[&str] = &["SP-ISS-01", "SP-ISS-02", "SP-AUD-01"];
    vec![
        // The signature stays valid: the canonical form has no comments.
        attack(
            RULE,
            "a comment in NameID, victim first (A1)",
            &LOGIN,
            tampered("b.simon@", "b.<!---->simon@"),
            &[],
        ),
        attack(
            RULE,
            "a comment in NameID, victim last (A1)",
            &LOGIN,
            tampered("contoso.example</NameID>", "<!---->contoso.example</NameID>"),
            &[],
        ),
        attack(
            RULE,
            "a comment at the end of NameID (A1)",
            &LOGIN,
            tampered("</NameID>", "<!----></NameID>"),
            &[],
        ),
        attack(
            RULE,
            "a comment in Issuer",
            &LOGIN,
            tampered(
                "/tenant/</Issuer>{assertion}".trim_end_matches("{assertion}"),
                "/<!---->tenant/</Issuer>",
            ),
            OTHER,
        ),
        attack(
            RULE,
            "a comment in Audience",
            &LOGIN,
            tampered("<Audience>https://", "<Audience>https<!---->://"),
            OTHER,
        ),
        attack(
            RULE,
            "an element in NameID, signed",
            &LOGIN,
            resigned("b.simon@", "<x xmlns=''/>b.simon@"),
            &[],
        ),
        legal(
            RULE,
            "CDATA in a value",
            &LOGIN,
            tampered("b.simon@", "<![CDATA[b.simon]]>@"),
        ),
        legal(
            RULE,
            "text, CDATA, text",
            &LOGIN,
            tampered("b.simon@", "b<![CDATA[.sim]]>on@"),
        ),
        legal(
            RULE,
            "letters as references",
            &LOGIN,
            tampered("b.simon@", "&#98;&#x2e;simon@"),
        ),
        legal(
            RULE,
            "comments between elements",
            &LOGIN,
            tampered("<Subject>", "<!-- for you --><Subject>"),
        ),
    ]
}

fn names() -> Vec<Row> {
    vec![
        // Both rules sit in the accessors: who looks in vain refuses.
        attack("SP-XML-06", "only a prefixed ID on the assertion, signed", &LOGIN, || {
            let prefixed = RESPONSE.replacen(" ID=\"_a\"", " xmlns:x=\"urn:x\" x:ID=\"_a\"", 1);
            Recipe::edited(|text| text.replace("URI=\"#\"", "URI=\"#_a\"")).on_assertion(&prefixed)
        }, &[]).refused_by("SP-REF-02"),
        attack(
            "SP-XML-06",
            "the right Recipient prefixed, the wrong one plain, signed",
            &LOGIN,
            resigned("Recipient=\"", "xmlns:x=\"urn:x\" x:Recipient=\"https://contoso.example/handlers/sso/SamlAssertionConsumerHandler.ashx\" Recipient=\"https://evil.example/"),
            &[],
        )
        .refused_by("SP-SUB-03"),
        legal("SP-XML-06", "a foreign attribute where the schema has room", &LOGIN, resigned("<SubjectConfirmationData ", "<SubjectConfirmationData xmlns:x=\"urn:x\" x:Hint=\"1\" ")),
        attack("SP-XML-07", "a Signature in the namespace without #", &LOGIN, tampered("xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"", "xmlns:ds=\"http://www.w3.org/2000/09/xmldsig\""), &["SP-KEY-03"]).refused_by("SP-XML-13"),
        attack("SP-XML-07", "an Assertion of SAML 1.1", &LOGIN, resigned("<Assertion xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\"", "<Assertion xmlns=\"urn:oasis:names:tc:SAML:1.0:assertion\""), &["SP-XSW-02"]).refused_by("SP-XSW-02"),
        legal("SP-XML-07", "another prefix and unused declarations", &LOGIN, || {
            signed(&RESPONSE.replace("samlp:", "p:").replace("xmlns:samlp", "xmlns:unused=\"urn:u\" xmlns:p"))
        }),
        attack("SP-XML-08", "ID twice", &DOCUMENT, || "<a ID=\"1\" ID=\"2\"/>".into(), &["SP-XML-11"]),
        attack("SP-XML-08", "two prefixes for one namespace", &DOCUMENT, || "<a xmlns:b='urn:x' xmlns:c='urn:x' b:d='1' c:d='2'/>".into(), &["SP-XML-11"]),
        attack("SP-XML-08", "the same, spelt otherwise", &DOCUMENT, || "<a xmlns:b='urn:x' xmlns:c='urn:&#x78;' b:d='1' c:d='2'/>".into(), &["SP-XML-11"]),
        attack("SP-XML-08", "the default namespace twice", &DOCUMENT, || "<a xmlns='urn:x' xmlns='urn:y'/>".into(), &[]),
        attack("SP-XML-08", "a prefix twice", &DOCUMENT, || "<a xmlns:b='urn:x' xmlns:b='urn:y'/>".into(), &["SP-XML-11"]),
        legal("SP-XML-08", "one local name in two namespaces and in none", &DOCUMENT, || "<a xmlns='urn:x' xmlns:b='urn:x' xmlns:c='urn:y' d='0' b:d='1' c:d='2'/>".into()),
    ]
}

fn namespaces() -> Vec<Row> {
    let relative = [
        "1", "x/y", "#a", "//host/x", "http", "http:", "1:x", "urn:a b", "urn:<", "urn:é", ":x",
    ];
    let mut rows: Vec<Row> = relative
        .into_iter()
        .map(|name| {
            attack(
                "SP-XML-09",
                name,
                &DOCUMENT,
                move || format!("<a xmlns:r=\"{}\"/>", name.replace('<', "&lt;")).into(),
                &[],
            )
        })
        .collect();
    rows.extend([
        attack(
            "SP-XML-09",
            "relative on the response",
            &LOGIN,
            tampered("ID=\"_r\"", "ID=\"_r\" xmlns:r=\"1\""),
            &[],
        ),
        attack(
            "SP-XML-09",
            "relative on SignedInfo",
            &LOGIN,
            tampered("<ds:SignedInfo", "<ds:SignedInfo xmlns:r=\"1\""),
            &[],
        ),
        attack(
            "SP-XML-09",
            "relative as the default",
            &DOCUMENT,
            || "<a xmlns='x'/>".into(),
            &[],
        ),
        legal("SP-XML-09", "URN, URL and none", &DOCUMENT, || {
            "<a xmlns='urn:x' xmlns:b='http://x/?y#z'><c xmlns=''/></a>".into()
        }),
        kept("SP-XML-10", "no inclusion is fetched", nothing_is_fetched),
        elsewhere(
            "SP-XML-11",
            "xml::tests::scan_and_parser_agree_or_the_document_is_refused",
        ),
        legal("SP-XML-11", "what could confuse a scan", &DOCUMENT, || {
            "<a b='>' c=\"/>\"><!-- <x> ' \" --><![CDATA[<y>]]]]><![CDATA[>]]> ' \" > </a>".into()
        }),
    ]);
    rows
}

/// An inclusion, a schema location, a base: the listener they name hears nothing.
fn nothing_is_fetched() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}/x", listener.local_addr().unwrap());
    let inclusion =
        format!("<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"{url}\"/><Subject>");
    let included = signed(&RESPONSE.replacen("<Subject>", &inclusion, 1));
    assert_eq!(accept(&included).unwrap_err().rule.name, "schema_order");
    let location = format!(
        "<Assertion xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"urn:x\n{url}\" xml:base=\"{url}\" "
    );
    accept(&signed(&RESPONSE.replacen("<Assertion ", &location, 1))).unwrap();
    assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
}

fn well_formedness() -> Vec<Row> {
    const RULE: &str = "SP-XML-12";
    const PARSER: &[&str] = &["SP-XML-11"];
    let stopped = [
        ("white space before the declaration", " <?xml version='1.0'?><a/>"),
        ("a declaration inside", "<a/><?xml version='1.0'?>"),
        ("a declaration without version", "<?xml encoding='UTF-8'?><a/>"),
        (
            "a declaration in the wrong order",
            "<?xml encoding='UTF-8' version='1.0'?><a/>",
        ),
        ("an undeclared prefix", "<b:a/>"),
        ("an undeclared prefix of an attribute", "<a b:c=''/>"),
        ("a name with an empty local part", "<a: xmlns:a='urn:x'/>"),
        ("a name with two colons", "<a:b:c xmlns:a='urn:x'/>"),
        ("a name that begins with a digit", "<1/>"),
        ("xml bound to something else", "<a xmlns:xml='urn:x'/>"),
        (
            "the name of xml bound to another prefix",
            "<a xmlns:x='http://www.w3.org/XML/1998/namespace'/>",
        ),
        (
            "the name of xmlns as the default",
            "<a xmlns='http://www.w3.org/2000/xmlns/'/>",
        ),
        ("xmlns as the prefix of an element", "<xmlns:a/>"),
        ("-- in a comment", "<a><!-- -- --></a>"),
        ("a comment that ends in --->", "<a><!-- ---></a>"),
        ("]]> in text", "<a>]]></a>"),
        ("< in an attribute value", "<a b='<'/>"),
        ("no white space between attributes", "<a b=''c=''/>"),
        ("an attribute without value", "<a b/>"),
        ("an attribute without quotes", "<a b=c/>"),
        ("crossed tags", "<a><b></a></b>"),
        ("a missing end tag", "<a><b></a>"),
        ("an open document", "<a><b/>"),
        ("an end tag alone", "</a>"),
        (
            "an end tag of another prefix",
            "<x:a xmlns:x='urn:x' xmlns:y='urn:x'></y:a>",
        ),
        ("U+0001", "<a>\u{1}</a>"),
        ("U+FFFE", "<a>\u{fffe}</a>"),
        ("U+FFFF in an attribute value", "<a b='\u{ffff}'/>"),
        ("U+0000 in a comment", "<a><!--\0--></a>"),
        ("an open comment", "<a/><!--"),
        ("an open CDATA section", "<a><![CDATA[</a>"),
        ("an open tag", "<a b='"),
        ("an open instruction", "<a/><?b"),
        ("an instruction without target", "<a/><? b?>"),
        ("a declaration of an element", "<a><!ELEMENT a ANY></a>"),
        ("a document type in lower case", "<!doctype a><a/>"),
        ("white space after <", "< a/>"),
        ("white space in an end tag", "<a></ a>"),
        ("a slash inside a tag", "<a / >"),
        ("xmlns as a local name", "<a xmlns:b='urn:x' b:xmlns='urn:y'/>"),
    ];
    // Here the parser is lax, and this rule stands alone.
    let alone = [
        ("a prefix bound to nothing", "<a xmlns:b=''/>"),
        ("a name with an empty prefix", "<:a/>"),
        ("an instruction called XML", "<a/><?XML b?>"),
        ("an instruction with a colon", "<a/><?b:c d?>"),
        ("xmlns declared as a prefix", "<a xmlns:xmlns='urn:x'/>"),
    ];
    let mut rows: Vec<Row> = stopped
        .into_iter()
        .map(|(name, text)| attack(RULE, name, &DOCUMENT, || text.into(), PARSER))
        .collect();
    rows.extend(
        alone
            .into_iter()
            .map(|(name, text)| attack(RULE, name, &DOCUMENT, || text.into(), &[])),
    );
    rows.push(legal(
        RULE,
        "single quotes, white space inside tags, foreign names",
        &DOCUMENT,
        || "<a  b = 'c'\n\td=\"e\"\r\n><größe xmlns:é='urn:x' é:ñ=''></größe  ></a >".into(),
    ));
    rows.push(legal(
        RULE,
        "xml: attributes and its own declaration",
        &DOCUMENT,
        || "<a xml:lang='de' xmlns:xml='http://www.w3.org/XML/1998/namespace'/>".into(),
    ));
    rows
}

fn order() -> Vec<Row> {
    const RULE: &str = "SP-XML-13";
    let subject = "<Subject><NameID>victim</NameID></Subject>";
    vec![
        attack(
            RULE,
            "a second Subject, signed",
            &LOGIN,
            move || signed(&RESPONSE.replacen("<Conditions ", &format!("{subject}<Conditions "), 1)),
            &[],
        ),
        attack(
            RULE,
            "a second NameID, signed",
            &LOGIN,
            resigned(
                "<SubjectConfirmation ",
                "<NameID>victim</NameID><SubjectConfirmation ",
            ),
            &[],
        ),
        attack(
            RULE,
            "a foreign element between the children of an assertion",
            &LOGIN,
            resigned("<Conditions ", "<x xmlns=\"urn:x\"/><Conditions "),
            &[],
        ),
        attack(
            RULE,
            "text between the children of a subject",
            &LOGIN,
            resigned("<SubjectConfirmation ", "victim<SubjectConfirmation "),
            &[],
        ),
        legal(RULE, "statements the other way round", &LOGIN, || {
            let statement = RESPONSE
                .split("<AttributeStatement>")
                .nth(1)
                .unwrap()
                .split("</AttributeStatement>")
                .next()
                .unwrap();
            let statement = format!("<AttributeStatement>{statement}</AttributeStatement>");
            signed(
                &RESPONSE
                    .replace(&statement, "")
                    .replace("</AuthnStatement>", &format!("</AuthnStatement>{statement}")),
            )
        }),
        legal(RULE, "white space everywhere", &LOGIN, || {
            signed(&RESPONSE.replace("><", ">\r\n\t<"))
        }),
    ]
}

fn limits() -> Vec<Row> {
    let limits = Limits::MESSAGE;
    let sized = |octets: usize| move || format!("<a>{}</a>", "x".repeat(octets - 7)).into_bytes();
    let nested = |depth: usize| move || ("<a>".repeat(depth) + &"</a>".repeat(depth)).into_bytes();
    let nodes = |count: usize| move || format!("<a>{}</a>", "<b/>".repeat(count - 1)).into_bytes();
    let attributes = |count: usize| {
        move || {
            let list: String = (0..count).map(|index| format!(" a{index}=''")).collect();
            format!("<a{list}/>").into_bytes()
        }
    };
    let namespaces = |count: usize| {
        move || {
            let open: String = (0..count / 8 + 1)
                .map(|level| {
                    let list: String = (level * 8..((level + 1) * 8).min(count))
                        .map(|index| format!(" xmlns:n{index}='urn:x'"))
                        .collect();
                    format!("<a{list}>")
                })
                .collect();
            (open + &"</a>".repeat(count / 8 + 1)).into_bytes()
        }
    };
    vec![
        attack(
            "SP-LIM-01",
            "one octet too many",
            &DOCUMENT,
            sized(limits.octets + 1),
            &[],
        ),
        legal("SP-LIM-01", "as many as may be", &DOCUMENT, sized(limits.octets)),
        attack(
            "SP-LIM-02",
            "one level too many",
            &DOCUMENT,
            nested(limits.depth + 1),
            &[],
        ),
        attack(
            "SP-LIM-02",
            "one level too many, never closed",
            &DOCUMENT,
            move || "<a>".repeat(limits.depth + 1).into(),
            &["SP-XML-12"],
        ),
        attack(
            "SP-LIM-02",
            "one level too many, the last one empty",
            &DOCUMENT,
            move || ("<a>".repeat(limits.depth) + "<b/>" + &"</a>".repeat(limits.depth)).into(),
            &[],
        ),
        legal("SP-LIM-02", "as deep as may be", &DOCUMENT, nested(limits.depth)),
        attack(
            "SP-LIM-03",
            "one node too many",
            &DOCUMENT,
            nodes(limits.nodes + 1),
            &[],
        ),
        attack(
            "SP-LIM-03",
            "texts and comments count",
            &DOCUMENT,
            move || format!("<a>{}</a>", "x<!---->".repeat(limits.nodes / 2)).into(),
            &[],
        ),
        legal("SP-LIM-03", "as many as may be", &DOCUMENT, nodes(limits.nodes)),
        attack(
            "SP-LIM-04",
            "one attribute too many",
            &DOCUMENT,
            attributes(limits.attributes_per_element + 1),
            &[],
        ),
        legal(
            "SP-LIM-04",
            "as many as may be",
            &DOCUMENT,
            attributes(limits.attributes_per_element),
        ),
        attack(
            "SP-LIM-05",
            "one declaration too many, over several ancestors",
            &DOCUMENT,
            namespaces(limits.namespaces_in_scope + 1),
            &[],
        ),
        legal(
            "SP-LIM-05",
            "as many as may be",
            &DOCUMENT,
            namespaces(limits.namespaces_in_scope),
        ),
        legal("SP-LIM-05", "the same prefix again and again", &DOCUMENT, || {
            ("<a xmlns:x='urn:x'>".repeat(60) + &"</a>".repeat(60)).into()
        }),
        legal(
            "SP-LIM-01",
            "two hundred attributes and five hundred groups",
            &LOGIN,
            || {
                let attributes: String = (0..200)
                    .map(|index| {
                        format!("<Attribute Name=\"a{index}\"><AttributeValue>x</AttributeValue></Attribute>")
                    })
                    .collect();
                let groups: String = (0..500)
                    .map(|index| format!("<AttributeValue>group {index}</AttributeValue>"))
                    .collect();
                let all = format!(
                    "{attributes}<Attribute Name=\"groups\">{groups}</Attribute></AttributeStatement>"
                );
                signed(&RESPONSE.replace("</AttributeStatement>", &all))
            },
        ),
    ]
}

fn times() -> Vec<Row> {
    const RULE: &str = "SP-TIM-04";
    let good = || instant::parse("2025-04-01T08:00:05.805Z").map(drop);
    let mut rows: Vec<Row> = [
        "yesterday",
        "",
        "2025-04-01",
        "1743494405",
        "-2099-04-01T08:00:05Z",
        "2025-04-01T08:00:60Z",
        "2025-04-01T08:00:05",
        "2025-04-01T24:00:00Z",
        "2025-04-01T25:00:00Z",
        "2025-13-01T08:00:05Z",
        "2025-02-30T08:00:05Z",
        "12025-04-01T08:00:05Z",
        "2222222222222222222222222222222222222222",
    ]
    .into_iter()
    .map(|text| attack_with(RULE, text, good, move || instant::parse(text).map(drop), &[]))
    .collect();
    rows.extend([
        attack(
            RULE,
            "no zone in a signed NotOnOrAfter",
            &LOGIN,
            || signed(&RESPONSE.replace("11:00:00.000Z", "11:00:00.000")),
            &[],
        ),
        legal_with(RULE, "an offset is converted exactly", || {
            assert_eq!(
                instant::parse("2025-04-01T08:00:05+14:00")?,
                "2025-03-31T18:00:05Z".parse().unwrap()
            );
            Ok(())
        }),
        legal(RULE, "seven digits", &LOGIN, || {
            signed(&RESPONSE.replace("11:00:00.000Z", "11:00:00.0000000Z"))
        }),
        legal(RULE, "no fraction", &LOGIN, || {
            signed(&RESPONSE.replace("11:00:00.000Z", "11:00:00Z"))
        }),
    ]);
    rows.push(legal_with("SP-TRA-03", "a form folded by its sender", || {
        let folded = world::fold(&form(&signed(RESPONSE)));
        vestibule_saml::binding::post::decode_response(&folded).map(drop)
    }));
    rows
}
