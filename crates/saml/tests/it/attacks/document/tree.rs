//! Names, values and order.

use super::*;

pub(super) fn values() -> Vec<Row> {
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

pub(super) fn names() -> Vec<Row> {
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

pub(super) fn order() -> Vec<Row> {
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
