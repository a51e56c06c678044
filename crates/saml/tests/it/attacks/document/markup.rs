//! What the scan refuses.

use super::*;

pub(super) fn doctypes() -> Vec<Row> {
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

pub(super) fn references() -> Vec<Row> {
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

pub(super) fn roots_and_instructions() -> Vec<Row> {
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

pub(super) fn well_formedness() -> Vec<Row> {
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
