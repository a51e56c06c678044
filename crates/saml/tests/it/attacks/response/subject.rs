//! SP-SUB.

use vestibule_saml::service_provider::Expectations;

use super::{BOTH, bad, bad_as, edited, fine, fine_as, judged};
use crate::attacks::{Outcome, Row, attack_with, legal_with};
use crate::forge;

pub(super) fn rows() -> Vec<Row> {
    let mut rows = names();
    rows.extend(bearers());
    rows.extend(parts());
    rows.extend(qualifiers());
    rows
}

const FORMAT: &str = " Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress\"";
const NAME: &str =
    "<NameID Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress\">b.simon@acme.example</NameID>";
const METHOD: &str = "Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\"";
const CONFIRMATION: &str = "<SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\">\
    <SubjectConfirmationData InResponseTo=\"id5f0c\" NotOnOrAfter=\"2025-04-01T09:00:05.648Z\" \
    Recipient=\"https://sp.example/handlers/sso/SamlAssertionConsumerHandler.ashx\"></SubjectConfirmationData>\
    </SubjectConfirmation>";
/// Right but for its Recipient; in front of what is there.
const FOR_ANOTHER: &str = "<SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\">\
    <SubjectConfirmationData InResponseTo=\"id5f0c\" NotOnOrAfter=\"2025-04-01T09:00:05.648Z\" \
    Recipient=\"https://other.example/acs\"></SubjectConfirmationData></SubjectConfirmation><SubjectConfirmation ";

fn names() -> Vec<Row> {
    let without_subject = || -> Outcome {
        let xml = forge::unsigned(&forge::content());
        let (from, to) = (
            xml.find("<Subject>").unwrap(),
            xml.find("</Subject>").unwrap() + "</Subject>".len(),
        );
        judged(
            &forge::sign(&format!("{}{}", &xml[..from], &xml[to..]), BOTH),
            &forge::expectations(),
        )
    };
    let good = || judged(&edited(&[], BOTH), &forge::expectations());
    vec![
        attack_with("SP-SUB-01", "no Subject", good, without_subject, &["SP-SUB-02"]),
        bad("SP-SUB-01", "no NameID", &[(NAME, "")], &[]),
        bad(
            "SP-SUB-01",
            "empty NameID",
            &[("b.simon@acme.example</NameID>", "</NameID>")],
            &[],
        ),
        bad(
            "SP-SUB-01",
            "white space only",
            &[("b.simon@acme.example</NameID>", " \u{a0}\t</NameID>")],
            &[],
        ),
        bad("SP-SUB-01", "BaseID", &[(NAME, "<BaseID></BaseID>")], &[]),
        bad(
            "SP-SUB-01",
            "EncryptedID",
            &[(NAME, "<EncryptedID></EncryptedID>")],
            &[],
        ),
        fine("SP-SUB-01", "Format absent", &[(FORMAT, "")]),
        fine(
            "SP-SUB-01",
            "Format unspecified",
            &[("1.1:nameid-format:emailAddress", "1.1:nameid-format:unspecified")],
        ),
        fine(
            "SP-SUB-01",
            "Format persistent",
            &[("1.1:nameid-format:emailAddress", "2.0:nameid-format:persistent")],
        ),
    ]
}

fn bearers() -> Vec<Row> {
    const HOLDER: &str = "Method=\"urn:oasis:names:tc:SAML:2.0:cm:holder-of-key\"";
    const VOUCHES: &str = "Method=\"urn:oasis:names:tc:SAML:2.0:cm:sender-vouches\"";
    const TWO_FAULTS: &str = "<SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\">\
        <SubjectConfirmationData InResponseTo=\"id5f0c\" NotOnOrAfter=\"2025-04-01T09:00:05.648Z\" \
        Recipient=\"https://other.example/acs\"></SubjectConfirmationData></SubjectConfirmation>\
        <SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\">\
        <SubjectConfirmationData InResponseTo=\"id5f0c\" NotOnOrAfter=\"2025-04-01T07:00:05.648Z\" \
        Recipient=\"https://sp.example/handlers/sso/SamlAssertionConsumerHandler.ashx\"></SubjectConfirmationData>\
        </SubjectConfirmation>";
    vec![
        bad("SP-SUB-02", "holder-of-key only", &[(METHOD, HOLDER)], &[]),
        bad("SP-SUB-02", "sender-vouches only", &[(METHOD, VOUCHES)], &[]),
        bad("SP-SUB-02", "none", &[(CONFIRMATION, "")], &[]),
        bad(
            "SP-SUB-02",
            "two bearers with one fault each",
            &[(CONFIRMATION, TWO_FAULTS)],
            &[],
        ),
        fine(
            "SP-SUB-02",
            "the first for another SP, the second for us",
            &[("<SubjectConfirmation ", FOR_ANOTHER)],
        ),
        fine(
            "SP-SUB-02",
            "holder-of-key beside a bearer",
            &[(CONFIRMATION, HOLDER_AND_BEARER)],
        ),
    ]
}

const HOLDER_AND_BEARER: &str = "<SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:holder-of-key\">\
    </SubjectConfirmation><SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\">\
    <SubjectConfirmationData InResponseTo=\"id5f0c\" NotOnOrAfter=\"2025-04-01T09:00:05.648Z\" \
    Recipient=\"https://sp.example/handlers/sso/SamlAssertionConsumerHandler.ashx\"></SubjectConfirmationData>\
    </SubjectConfirmation>";

fn parts() -> Vec<Row> {
    const RECIPIENT: &str = "Recipient=\"https://sp.example/handlers/sso/SamlAssertionConsumerHandler.ashx\"";
    const ENDS: &str = "NotOnOrAfter=\"2025-04-01T09:00:05.648Z\" Recipient";
    const INNER: &str = "<SubjectConfirmationData InResponseTo=\"id5f0c\" ";
    let recipient = |name, to| bad("SP-SUB-03", name, to, &[]);
    let tolerant = || Expectations {
        tolerate_not_before_in_confirmation: true,
        ..forge::expectations()
    };
    let demanding = || Expectations {
        demanded_address: Some([192, 0, 2, 7].into()),
        ..forge::expectations()
    };
    vec![
        recipient("absent", &[(RECIPIENT, "")]),
        recipient("other", &[(RECIPIENT, "Recipient=\"https://other.example/acs\"")]),
        recipient(
            "slash added",
            &[(
                RECIPIENT,
                "Recipient=\"https://sp.example/handlers/sso/SamlAssertionConsumerHandler.ashx/\"",
            )],
        ),
        recipient(
            "case",
            &[(
                RECIPIENT,
                "Recipient=\"https://sp.example/handlers/sso/samlassertionconsumerhandler.ashx\"",
            )],
        ),
        recipient(
            "port :443 added",
            &[(
                RECIPIENT,
                "Recipient=\"https://sp.example:443/handlers/sso/SamlAssertionConsumerHandler.ashx\"",
            )],
        ),
        fine("SP-SUB-03", "equal", &[]),
        bad("SP-SUB-04", "absent", &[(ENDS, "Recipient")], &[]),
        bad(
            "SP-SUB-04",
            "past",
            &[(ENDS, "NotOnOrAfter=\"2025-04-01T07:00:05.648Z\" Recipient")],
            &[],
        ),
        bad(
            "SP-SUB-04",
            "equal to now - skew",
            &[(ENDS, "NotOnOrAfter=\"2025-04-01T07:59:06Z\" Recipient")],
            &[],
        ),
        fine(
            "SP-SUB-04",
            "now - skew + 1 s",
            &[(ENDS, "NotOnOrAfter=\"2025-04-01T07:59:07Z\" Recipient")],
        ),
        bad(
            "SP-SUB-05",
            "future",
            &[(
                ENDS,
                "NotBefore=\"2025-04-01T08:10:00Z\" NotOnOrAfter=\"2025-04-01T09:00:05.648Z\" Recipient",
            )],
            &[],
        ),
        bad(
            "SP-SUB-05",
            "past, by default",
            &[(
                ENDS,
                "NotBefore=\"2025-04-01T07:55:05.648Z\" NotOnOrAfter=\"2025-04-01T09:00:05.648Z\" Recipient",
            )],
            &[],
        ),
        bad_as(
            "SP-SUB-05",
            "future, where past ones are tolerated",
            BOTH,
            &[(
                ENDS,
                "NotBefore=\"2025-04-01T08:10:00Z\" NotOnOrAfter=\"2025-04-01T09:00:05.648Z\" Recipient",
            )],
            tolerant,
            &[],
        ),
        fine_as(
            "SP-SUB-05",
            "past, where tolerated",
            BOTH,
            &[(
                ENDS,
                "NotBefore=\"2025-04-01T07:55:05.648Z\" NotOnOrAfter=\"2025-04-01T09:00:05.648Z\" Recipient",
            )],
            tolerant,
        ),
        bad(
            "SP-SUB-06",
            "outer right, inner absent",
            &[(INNER, "<SubjectConfirmationData ")],
            &[],
        ),
        bad_as(
            "SP-SUB-06",
            "outer right but unsigned, inner absent",
            super::ASSERTION,
            &[(INNER, "<SubjectConfirmationData ")],
            forge::expectations,
            &[],
        ),
        bad(
            "SP-SUB-06",
            "inner of another request",
            &[(INNER, "<SubjectConfirmationData InResponseTo=\"id0000\" ")],
            &[],
        ),
        fine("SP-SUB-06", "both right", &[]),
        bad_as(
            "SP-SUB-07",
            "demanded and different",
            BOTH,
            &[(
                INNER,
                "<SubjectConfirmationData Address=\"192.0.2.8\" InResponseTo=\"id5f0c\" ",
            )],
            demanding,
            &[],
        ),
        fine_as(
            "SP-SUB-07",
            "demanded and equal",
            BOTH,
            &[(
                INNER,
                "<SubjectConfirmationData Address=\"192.0.2.7\" InResponseTo=\"id5f0c\" ",
            )],
            demanding,
        ),
        fine(
            "SP-SUB-07",
            "different by default",
            &[(
                INNER,
                "<SubjectConfirmationData Address=\"192.0.2.8\" InResponseTo=\"id5f0c\" ",
            )],
        ),
    ]
}

fn qualifiers() -> Vec<Row> {
    let qualified = |name: Option<&'static str>, kept: Option<&'static str>, sp: Option<&'static str>| {
        move || -> Outcome {
            let mut content = forge::content();
            content.name_id.name_qualifier = name.map(str::to_owned);
            content.name_id.sp_name_qualifier = sp.map(str::to_owned);
            let accepted = forge::receive(&forge::sign(&forge::unsigned(&content), BOTH))?;
            assert_eq!(accepted.name_id().name_qualifier.as_deref(), kept);
            assert_eq!(accepted.name_id().sp_name_qualifier, None);
            Ok(())
        }
    };
    let good = || judged(&edited(&[], BOTH), &forge::expectations());
    vec![
        attack_with(
            "SP-SUB-08",
            "another SP's qualifier",
            good,
            qualified(None, None, Some("https://other.example/")),
            &[],
        ),
        legal_with("SP-SUB-08", "both absent", qualified(None, None, None)),
        legal_with(
            "SP-SUB-08",
            "both at their defaults: none are told",
            qualified(Some(forge::ISSUER), None, Some(forge::ENTITY_ID)),
        ),
        legal_with(
            "SP-SUB-08",
            "a foreign NameQualifier stays part of the name",
            qualified(
                Some("https://elsewhere.example/"),
                Some("https://elsewhere.example/"),
                None,
            ),
        ),
    ]
}
