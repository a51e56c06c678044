//! Namespaces, and nothing that is fetched.

use super::*;

pub(super) fn namespaces() -> Vec<Row> {
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
