//! The rules for responses: what a service provider checks.
//!
//! The rows stand here, the functions beside each other by subject. The order in which they are asked is
//! [`accept`](crate::service_provider::Verified::accept)'s.

pub(crate) mod conditions;
pub(crate) mod correlation;
pub(crate) mod shape;
pub(crate) mod status;
pub(crate) mod subject;
pub(crate) mod time;
pub(crate) mod transport;
pub(crate) mod values;

pub use time::{AGE_LIMIT, MAXIMUM_CLOCK_SKEW, VALIDITY_LIMIT, clock_skew};

use super::Rule;
use crate::error::Rejected;
use crate::message::{NameId, NameIdFormat};
use crate::service_provider::SignaturePolicy;

pub(super) static TABLE: &[&Rule] = &[
    &ACS_BINDING,
    &ONE_MESSAGE_PARAMETER,
    &POST_NOT_INFLATED,
    &VALUES,
    &SIGNATURE_POLICY,
    &ROOT_IS_RESPONSE,
    &ONE_ASSERTION,
    &CHILD_WALK_ONLY,
    &VERIFIED_NODE_IS_READ,
    &NO_PROTOCOL_ELEMENT_ELSEWHERE,
    &NO_REPARSE,
    &SIGNATURE_NOT_BORROWED,
    &VERSION,
    &STATUS_SUCCESS,
    &ERROR_RESPONSE_HARMLESS,
    &DESTINATION,
    &FRESHNESS,
    &ISSUER,
    &RESPONSE_ISSUER,
    &AUDIENCE,
    &CONDITIONS_PRESENT,
    &CONDITION_KNOWN,
    &PROXY_RESTRICTION_BINDS,
    &AUTHN_STATEMENT,
    &AUTHN_CONTEXT,
    &SUBJECT_NAME_ID,
    &BEARER_CONFIRMATION,
    &RECIPIENT,
    &CONFIRMATION_NOT_ON_OR_AFTER,
    &BEARER_WITHOUT_NOT_BEFORE,
    &CONFIRMATION_IN_RESPONSE_TO,
    &CONFIRMATION_ADDRESS,
    &NAME_QUALIFIERS,
    &NOT_BEFORE,
    &NOT_ON_OR_AFTER,
    &CLOCK_SKEW,
    &VALIDITY_CAPPED,
    &SESSION_NOT_ON_OR_AFTER,
    &IN_RESPONSE_TO,
    &UNSOLICITED_ALLOWED,
    &ATTRIBUTE_VALUES,
    &NAME_ID_FORMAT_PINNED,
];

static ACS_BINDING: Rule = Rule::new("SP-TRA-01", "acs_binding", "saml-profiles 4.1.3.5");
static ONE_MESSAGE_PARAMETER: Rule = Rule::new("SP-TRA-02", "one_message_parameter", "saml-bindings 3.5.4");
static POST_NOT_INFLATED: Rule = Rule::new("SP-TRA-05", "post_not_inflated", "saml-bindings 3.5.4");
static VALUES: Rule = Rule::new("SP-LIM-06", "values", "saml-core 8.3.6, 8.3.7");
static SIGNATURE_POLICY: Rule = Rule::new("SP-SIG-08", "signature_policy", "saml-profiles 4.1.4.5");
static ROOT_IS_RESPONSE: Rule = Rule::new("SP-XSW-01", "root_is_response", "saml-core 3.3.3");
static ONE_ASSERTION: Rule = Rule::new("SP-XSW-02", "one_assertion", "saml-core 3.3.3");
static CHILD_WALK_ONLY: Rule = Rule::kept_by(
    "SP-XSW-03",
    "child_walk_only",
    "xmldsig 8.1",
    "readers that go from a parent to its only child and have no other way",
);
static VERIFIED_NODE_IS_READ: Rule = Rule::kept_by(
    "SP-XSW-04",
    "verified_node_is_read",
    "xmldsig 8.1.2",
    "the private constructor of Verified, which reads the element that was hashed",
);
static NO_PROTOCOL_ELEMENT_ELSEWHERE: Rule = Rule::new(
    "SP-XSW-05",
    "no_protocol_element_elsewhere",
    "saml-core 3.2.1, 2.3.3",
);
static NO_REPARSE: Rule = Rule::kept_by(
    "SP-XSW-06",
    "no_reparse",
    "xmldsig 8.1.3",
    "the reader module, the only one that parses",
);
static SIGNATURE_NOT_BORROWED: Rule = Rule::kept_by(
    "SP-XSW-07",
    "signature_not_borrowed",
    "saml-core 5.4.2",
    "signature_position and reference_is_parent together",
);
static VERSION: Rule = Rule::new("SP-RSP-01", "version", "saml-core 2.3.3, 3.2.2");
static STATUS_SUCCESS: Rule = Rule::new("SP-RSP-02", "status_success", "saml-core 3.2.2.2");
static ERROR_RESPONSE_HARMLESS: Rule = Rule::kept_by(
    "SP-RSP-03",
    "error_response_harmless",
    "saml-core 3.2.2.3",
    "Verified, which no error response becomes, and the cut and escape of every refusal",
);
static DESTINATION: Rule = Rule::new(
    "SP-RSP-04",
    "destination",
    "saml-core 3.2.2, saml-bindings 3.5.5.2",
);
static FRESHNESS: Rule = Rule::new("SP-RSP-05", "freshness", "saml-core 2.3.3, 3.2.2");
static ISSUER: Rule = Rule::new("SP-ISS-01", "issuer", "saml-core 2.2.5, saml-profiles 4.1.4.2");
static RESPONSE_ISSUER: Rule = Rule::new("SP-ISS-02", "response_issuer", "saml-profiles 4.1.4.2");
static AUDIENCE: Rule = Rule::new("SP-AUD-01", "audience", "saml-core 2.5.1.4");
static CONDITIONS_PRESENT: Rule = Rule::new("SP-CND-01", "conditions_present", "saml-core 2.5.1");
static CONDITION_KNOWN: Rule = Rule::new("SP-CND-02", "condition_known", "saml-core 2.5.1.1");
static PROXY_RESTRICTION_BINDS: Rule = Rule::kept_by(
    "SP-CND-03",
    "proxy_restriction_binds",
    "saml-core 2.5.1.6",
    "the absence of any way to issue on the strength of a received assertion",
);
static AUTHN_STATEMENT: Rule = Rule::new("SP-CND-04", "authn_statement", "saml-profiles 4.1.4.2");
static AUTHN_CONTEXT: Rule = Rule::new("SP-CND-05", "authn_context", "saml-core 3.3.2.2.1, 3.4.1");
static SUBJECT_NAME_ID: Rule = Rule::new("SP-SUB-01", "subject_name_id", "saml-core 2.4.1");
static BEARER_CONFIRMATION: Rule =
    Rule::new("SP-SUB-02", "bearer_confirmation", "saml-profiles 3.3, 4.1.4.2");
static RECIPIENT: Rule = Rule::new("SP-SUB-03", "recipient", "saml-profiles 4.1.4.2");
static CONFIRMATION_NOT_ON_OR_AFTER: Rule = Rule::new(
    "SP-SUB-04",
    "confirmation_not_on_or_after",
    "saml-profiles 4.1.4.2",
);
static BEARER_WITHOUT_NOT_BEFORE: Rule =
    Rule::new("SP-SUB-05", "bearer_without_not_before", "saml-profiles 4.1.4.2");
static CONFIRMATION_IN_RESPONSE_TO: Rule = Rule::new(
    "SP-SUB-06",
    "confirmation_in_response_to",
    "saml-profiles 4.1.4.2",
);
static CONFIRMATION_ADDRESS: Rule = Rule::new("SP-SUB-07", "confirmation_address", "saml-core 2.4.1.2");
static NAME_QUALIFIERS: Rule = Rule::new("SP-SUB-08", "name_qualifiers", "saml-core 2.2.2, 8.3.7");
static NOT_BEFORE: Rule = Rule::new("SP-TIM-01", "not_before", "saml-core 2.5.1.2");
static NOT_ON_OR_AFTER: Rule = Rule::new("SP-TIM-02", "not_on_or_after", "saml-core 2.5.1.2");
static CLOCK_SKEW: Rule = Rule::new("SP-TIM-03", "clock_skew", "saml-core 2.5.1.2");
static VALIDITY_CAPPED: Rule = Rule::new("SP-TIM-05", "validity_capped", "saml-core 2.5.1.2");
static SESSION_NOT_ON_OR_AFTER: Rule = Rule::new("SP-TIM-06", "session_not_on_or_after", "saml-core 2.7.2");
static IN_RESPONSE_TO: Rule = Rule::new(
    "SP-RPL-03",
    "in_response_to",
    "saml-core 3.2.2, saml-profiles 4.1.4.2",
);
static UNSOLICITED_ALLOWED: Rule = Rule::new("SP-RPL-05", "unsolicited_allowed", "saml-profiles 4.1.5");
static ATTRIBUTE_VALUES: Rule = Rule::new("SP-ACC-07", "attribute_values", "saml-core 2.7.3.1");
static NAME_ID_FORMAT_PINNED: Rule = Rule::new("SP-ACC-11", "name_id_format_pinned", "saml-core 8.3");

/// A connection may demand where the signature is; whatever is there has been verified already.
pub(crate) fn signature_policy(
    policy: SignaturePolicy,
    on_response: bool,
    on_assertion: bool,
) -> Result<(), Rejected> {
    let is_met = match policy {
        SignaturePolicy::Any => true,
        SignaturePolicy::Response => on_response,
        SignaturePolicy::Assertion => on_assertion,
        SignaturePolicy::Both => on_response && on_assertion,
    };
    if !SIGNATURE_POLICY.is_on() || is_met {
        return Ok(());
    }
    let found = match (on_response, on_assertion) {
        (true, true) => "on Response and Assertion",
        (true, false) => "on the Response only",
        (false, true) => "on the Assertion only",
        (false, false) => "none",
    };
    let demanded = match policy {
        SignaturePolicy::Any => "a signature",
        SignaturePolicy::Response => "a signature on the Response",
        SignaturePolicy::Assertion => "a signature on the Assertion",
        SignaturePolicy::Both => "signatures on Response and Assertion",
    };
    SIGNATURE_POLICY.reject(demanded, found)
}

/// A field that has one value has exactly one, or none; with several the sender would choose which one a reader
/// takes.
pub(crate) fn attribute_values<'a>(
    name: &str,
    values: &[Option<&'a str>],
) -> Result<Option<&'a str>, Rejected> {
    if ATTRIBUTE_VALUES.is_on() && values.len() > 1 {
        return ATTRIBUTE_VALUES.reject(format!("one value of {name}"), values.len().to_string());
    }
    Ok(values.first().copied().flatten())
}

/// A connection may pin the formats it takes names in, whatever the request (which the user may have edited) asked.
pub(crate) fn name_id_format_pinned(
    name_id: &NameId,
    accepted: Option<&[NameIdFormat]>,
) -> Result<(), Rejected> {
    let Some(accepted) = accepted else { return Ok(()) };
    let received = name_id.format.as_ref().unwrap_or(&NameIdFormat::Unspecified);
    if !NAME_ID_FORMAT_PINNED.is_on() || accepted.contains(received) {
        return Ok(());
    }
    let list: Vec<_> = accepted.iter().map(NameIdFormat::uri).collect();
    NAME_ID_FORMAT_PINNED.reject(list.join(", "), received.uri())
}
