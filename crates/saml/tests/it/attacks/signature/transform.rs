//! Transforms and canonical form.

use super::*;

pub(super) fn transforms() -> Vec<Row> {
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

pub(super) fn canonical() -> Vec<Row> {
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
