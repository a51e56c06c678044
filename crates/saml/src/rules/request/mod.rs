//! The rules for requests: what an identity provider checks of a message and of what it answers.
//!
//! The rows stand here, the functions beside each other by subject. The order in which they are asked is
//! [`accept`](crate::identity_provider::accept())'s.

pub(crate) mod content;
pub(crate) mod parameters;
pub(crate) mod reply_url;
pub(crate) mod sender;
pub(crate) mod wishes;

use super::Rule;

pub(super) static TABLE: &[&Rule] = &[
    &REQUEST_BINDING,
    &REDIRECT_DECODING,
    &INFLATE_BOUNDED,
    &ROOT_IS_AUTHN_REQUEST,
    &REQUEST_ID,
    &REQUEST_VERSION,
    &REQUEST_ISSUE_INSTANT,
    &REQUEST_DESTINATION,
    &REQUEST_UNSUPPORTED,
    &PROTOCOL_BINDING,
    &FORCE_AUTHN,
    &REQUESTED_AUTHN_CONTEXT,
    &NAME_ID_POLICY,
    &REQUEST_SIGNATURE_REQUIRED,
    &SIGNED_OCTETS_AS_RECEIVED,
    &QUERY_PARAMETER_ONCE,
    &RELAY_STATE_COVERED,
    &SIGNATURE_PLACE,
    &PRESENT_SIGNATURE_CHECKED,
    &APPLICATION_BY_ISSUER,
    &REPLY_URL_REGISTERED,
    &REPLY_URL_FORM,
    &AUDIENCE_IS_APPLICATION,
    &RELAY_STATE_ECHO,
    &WRITER_ESCAPES,
    &VALUES_LEGAL_XML,
];

static REQUEST_BINDING: Rule = Rule::new("IDP-REQ-01", "request_binding", "saml-bindings 3.4.4, 3.5.4");
pub(crate) static REDIRECT_DECODING: Rule =
    Rule::new("IDP-REQ-02", "redirect_decoding", "saml-bindings 3.4.4.1");
pub(crate) static INFLATE_BOUNDED: Rule = Rule::new("IDP-REQ-03", "inflate_bounded", "limit of this library");
static ROOT_IS_AUTHN_REQUEST: Rule = Rule::new("IDP-REQ-04", "root_is_authn_request", "saml-core 3.4.1");
static REQUEST_ID: Rule = Rule::new("IDP-REQ-05", "request_id", "saml-core 1.3.4, 3.2.1");
static REQUEST_VERSION: Rule = Rule::new("IDP-REQ-06", "request_version", "saml-core 3.2.1");
static REQUEST_ISSUE_INSTANT: Rule = Rule::new("IDP-REQ-07", "request_issue_instant", "saml-core 3.2.1");
static REQUEST_DESTINATION: Rule = Rule::new(
    "IDP-REQ-08",
    "request_destination",
    "saml-bindings 3.4.5.2, 3.5.5.2",
);
static REQUEST_UNSUPPORTED: Rule = Rule::new("IDP-REQ-09", "request_unsupported", "saml-core 3.4.1");
static PROTOCOL_BINDING: Rule = Rule::new("IDP-REQ-10", "protocol_binding", "saml-core 3.4.1");
static FORCE_AUTHN: Rule = Rule::new("IDP-REQ-11", "force_authn", "saml-core 3.4.1");
static REQUESTED_AUTHN_CONTEXT: Rule =
    Rule::new("IDP-REQ-12", "requested_authn_context", "saml-core 3.3.2.2.1");
static NAME_ID_POLICY: Rule = Rule::new("IDP-REQ-13", "name_id_policy", "saml-core 3.4.1.1");
static REQUEST_SIGNATURE_REQUIRED: Rule = Rule::new(
    "IDP-SIG-01",
    "request_signature_required",
    "saml-profiles 4.1.3.5",
);
static SIGNED_OCTETS_AS_RECEIVED: Rule = Rule::kept_by(
    "IDP-SIG-02",
    "signed_octets_as_received",
    "saml-bindings 3.4.4.1",
    "the decoder of the redirect binding, which cuts the octets out of the query and never writes any",
);
static QUERY_PARAMETER_ONCE: Rule = Rule::new("IDP-SIG-03", "query_parameter_once", "saml-bindings 3.4.4.1");
static RELAY_STATE_COVERED: Rule = Rule::kept_by(
    "IDP-SIG-04",
    "relay_state_covered",
    "saml-bindings 3.4.4.1",
    "the decoder of the redirect binding, which joins the octets from what the query holds",
);
static SIGNATURE_PLACE: Rule = Rule::new("IDP-SIG-06", "signature_place", "saml-bindings 3.4.4.1, 3.5.4.1");
static PRESENT_SIGNATURE_CHECKED: Rule =
    Rule::new("IDP-SIG-08", "present_signature_checked", "saml-core 5.2");
static APPLICATION_BY_ISSUER: Rule =
    Rule::new("IDP-APP-01", "application_by_issuer", "saml-profiles 4.1.4.1");
static REPLY_URL_REGISTERED: Rule = Rule::new("IDP-APP-04", "reply_url_registered", "saml-core 3.4.1");
static REPLY_URL_FORM: Rule = Rule::new("IDP-APP-05", "reply_url_form", "saml-metadata 2.2.2");
static AUDIENCE_IS_APPLICATION: Rule = Rule::kept_by(
    "IDP-APP-09",
    "audience_is_application",
    "saml-core 2.5.1.4, saml-profiles 4.1.4.2",
    "ResponseContent, which has room for one audience and one address",
);
pub(crate) static RELAY_STATE_ECHO: Rule =
    Rule::new("IDP-ANS-04", "relay_state_echo", "saml-bindings 3.4.3, 3.5.3");
static WRITER_ESCAPES: Rule = Rule::kept_by(
    "IDP-CLM-01",
    "writer_escapes",
    "xml 2.4",
    "the writer, the only place that makes XML",
);
static VALUES_LEGAL_XML: Rule = Rule::kept_by(
    "IDP-CLM-02",
    "values_legal_xml",
    "xml 2.2",
    "the writer, which finishes no document with one",
);
