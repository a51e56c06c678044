//! Presence, place and parts of a signature.

use super::*;

pub(super) fn presence() -> Vec<Row> {
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

pub(super) fn position() -> Vec<Row> {
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

pub(super) fn profile() -> Vec<Row> {
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
