//! Which of Entra's codes a broken rule is reported under. One table; a rule that is not in it is
//! `Saml2MessageInvalid`, since every rule before the reply URL is about the message.

use vestibule_directory::failure::{Code, code};
use vestibule_saml::Rejected;

/// The code for a broken rule.
pub(crate) fn code_of(rejected: &Rejected) -> &'static Code {
    let is_comparison =
        rejected.rule.id == REQUESTED_AUTHN_CONTEXT && rejected.expected.starts_with("Comparison");
    if is_comparison {
        return code::COMPARISON_UNSUPPORTED;
    }
    let row = TABLE.iter().find(|(id, _)| *id == rejected.rule.id);
    let is_of_signatures = || {
        OF_SIGNATURES
            .iter()
            .any(|family| rejected.rule.id.starts_with(family))
    };
    match row {
        Some((_, code)) => code,
        None if is_of_signatures() => code::INVALID_SIGNATURE,
        None => code::SAML_MESSAGE_INVALID,
    }
}

/// Whatever is wrong with a signature has one code.
const OF_SIGNATURES: [&str; 5] = ["SP-SIG-", "SP-ALG-", "SP-KEY-", "SP-REF-", "SP-TRF-"];

/// One rule with two of Entra's codes: how classes are compared, and which there are.
const REQUESTED_AUTHN_CONTEXT: &str = "IDP-REQ-12";

const TABLE: &[(&str, &Code)] = &[
    // How it came.
    ("IDP-REQ-01", code::MESSAGE_MISSING),
    ("IDP-REQ-02", code::MESSAGE_NOT_BASE64),
    ("SP-TRA-03", code::MESSAGE_NOT_BASE64),
    ("IDP-SIG-03", code::MALFORMED_REQUEST),
    ("IDP-ANS-04", code::MALFORMED_REQUEST),
    // Whether it is XML.
    ("SP-TRA-04", code::XML_ERROR),
    ("SP-XML-02", code::XML_ERROR),
    ("SP-XML-03", code::XML_ERROR),
    ("SP-XML-08", code::XML_ERROR),
    ("SP-XML-11", code::XML_ERROR),
    ("SP-XML-12", code::XML_ERROR),
    // What it says.
    ("IDP-REQ-05", code::INVALID_ID),
    ("SP-REF-03", code::SAML_MESSAGE_INVALID),
    ("SP-REF-04", code::INVALID_ID),
    ("IDP-REQ-07", code::REQUEST_EXPIRED),
    ("IDP-REQ-08", code::UNEXPECTED_DESTINATION),
    ("IDP-REQ-09", code::PROPERTY_UNSUPPORTED),
    ("IDP-REQ-10", code::UNSUPPORTED_BINDING),
    ("IDP-REQ-11", code::NOT_SIGNED_IN),
    (REQUESTED_AUTHN_CONTEXT, code::NO_AUTHN_CONTEXT),
    ("IDP-REQ-13", code::INVALID_NAME_ID_POLICY),
    // Whose session is to end.
    ("SP-RSP-04", code::UNEXPECTED_DESTINATION),
    ("SP-RSP-05", code::SIGN_OUT_EXPIRED),
    ("SP-TIM-02", code::SIGN_OUT_EXPIRED),
    ("IDP-LGO-01", code::SIGN_OUT_INVALID),
    ("IDP-LGO-05", code::SIGN_OUT_INVALID),
    // Who signed it.
    ("IDP-SIG-01", code::SIGNED_REQUEST_REQUIRED),
    ("IDP-LGO-02", code::SIGNED_REQUEST_REQUIRED),
    ("IDP-SIG-06", code::SIGNED_REQUEST_REQUIRED),
    ("IDP-SIG-02", code::INVALID_SIGNATURE),
    ("IDP-SIG-04", code::INVALID_SIGNATURE),
    ("IDP-SIG-08", code::INVALID_SIGNATURE),
    // Where the answer goes.
    ("IDP-APP-01", code::APPLICATION_NOT_FOUND),
    ("IDP-APP-04", code::INVALID_REPLY_URL),
];

#[cfg(test)]
mod tests {
    use vestibule_saml::rules;

    use super::TABLE;

    #[test]
    fn every_rule_of_the_table_exists() {
        for (id, _) in TABLE {
            assert!(rules::all().any(|rule| rule.id == *id), "{id} is no rule");
        }
    }
}
