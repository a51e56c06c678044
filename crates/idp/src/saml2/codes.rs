//! Which of Entra's codes a broken rule is reported under. One table; a rule that is not in it is
//! `Saml2MessageInvalid`, since every rule before the reply URL is about the message.

use vestibule_directory::failure::{Code, code};
use vestibule_saml::rules::Rule;

/// The code for a rule.
pub(crate) fn code_of(rule: &Rule) -> &'static Code {
    let row = TABLE.iter().find(|(id, _)| *id == rule.id);
    row.map_or(code::SAML_MESSAGE_INVALID, |(_, code)| code)
}

const TABLE: &[(&str, &Code)] = &[
    // How it came.
    ("IDP-REQ-01", code::MESSAGE_MISSING),
    ("IDP-REQ-02", code::MESSAGE_NOT_BASE64),
    ("SP-TRA-03", code::MESSAGE_NOT_BASE64),
    ("IDP-SIG-03", code::MALFORMED_REQUEST),
    ("IDP-ANS-04", code::MALFORMED_REQUEST),
    // What it says.
    ("IDP-REQ-05", code::INVALID_ID),
    ("IDP-REQ-08", code::UNEXPECTED_DESTINATION),
    ("IDP-REQ-09", code::PROPERTY_UNSUPPORTED),
    ("IDP-REQ-10", code::UNSUPPORTED_BINDING),
    ("IDP-REQ-12", code::COMPARISON_UNSUPPORTED),
    ("IDP-REQ-13", code::INVALID_NAME_ID_POLICY),
    // Who signed it.
    ("IDP-SIG-01", code::SIGNED_REQUEST_REQUIRED),
    ("IDP-SIG-06", code::SIGNED_REQUEST_REQUIRED),
    ("IDP-SIG-02", code::INVALID_SIGNATURE),
    ("IDP-SIG-04", code::INVALID_SIGNATURE),
    ("IDP-SIG-05", code::INVALID_SIGNATURE),
    ("IDP-SIG-07", code::INVALID_SIGNATURE),
    ("IDP-SIG-08", code::INVALID_SIGNATURE),
    // Where the answer goes.
    ("IDP-APP-01", code::APPLICATION_NOT_FOUND),
    ("IDP-APP-03", code::APPLICATION_DISABLED),
    ("IDP-APP-04", code::INVALID_REPLY_URL),
];
