//! The rules for requests: what an identity provider checks of a message and of what it answers.

use jiff::{SignedDuration, Timestamp};
use url::{Host, Url};

use super::Rule;
use super::document::schema_order;
use crate::error::Rejected;
use crate::identity_provider::{PlainHttp, ReplyUrl};
use crate::instant;
use crate::message::{
    AuthnContextClass, AuthnRequest, Claimed, NameIdFormat, NameIdPolicy, RequestedContext, shape,
};
use crate::rules::response::values::{Field, value_length};
use crate::xml::scan::is_ncname;
use crate::xml::{Element, ns};

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

/// Exactly one `SAMLRequest` and no other message beside it. Takes the decoded names.
pub(crate) fn request_binding<'a>(names: impl Iterator<Item = &'a str>) -> Result<(), Rejected> {
    let (mut requests, mut relay_states, mut others) = (0, 0, 0);
    for name in names {
        match name.split('[').next().unwrap_or_default() {
            "SAMLRequest" if name == "SAMLRequest" => requests += 1,
            "SAMLRequest" | "SAMLResponse" | "SAMLart" => others += 1,
            "RelayState" => relay_states += 1,
            _ => {}
        }
    }
    if REQUEST_BINDING.is_on() && (requests != 1 || relay_states > 1 || others > 0) {
        return REQUEST_BINDING.reject(
            "one SAMLRequest, at most one RelayState, no other message",
            format!("{requests} SAMLRequest, {relay_states} RelayState, {others} other messages"),
        );
    }
    Ok(())
}

/// A parameter of the binding comes at most once, and under its exact name. Takes names as received and decoded.
pub(crate) fn query_parameter_once<'a>(
    names: impl Iterator<Item = (&'a [u8], &'a str)>,
) -> Result<(), Rejected> {
    const NAMES: [&str; 5] = ["SAMLRequest", "SAMLResponse", "RelayState", "SigAlg", "Signature"];
    if !QUERY_PARAMETER_ONCE.is_on() {
        return Ok(());
    }
    let mut seen = [false; NAMES.len()];
    for (raw, decoded) in names {
        let Some((name, seen)) = NAMES
            .iter()
            .zip(&mut seen)
            .find(|(name, _)| decoded.eq_ignore_ascii_case(name))
        else {
            continue;
        };
        if raw != name.as_bytes() {
            return QUERY_PARAMETER_ONCE.reject(
                format!("{name}, written exactly so"),
                String::from_utf8_lossy(raw),
            );
        }
        if std::mem::replace(seen, true) {
            return QUERY_PARAMETER_ONCE.reject(format!("{name} at most once"), "several");
        }
    }
    Ok(())
}

/// The document element is an AuthnRequest with its parts in order, and no assertion is in it. Returns its claims.
pub(crate) fn root_is_authn_request(root: Element<'_, '_>) -> Result<Claimed, Rejected> {
    if ROOT_IS_AUTHN_REQUEST.is_on() {
        check_root(root)?;
    }
    let issuer = root
        .only_child(ns::SAML, "Issuer")?
        .map(|issuer| issuer.text())
        .transpose()?;
    value_length(Field::EntityId, "Issuer", issuer.as_deref())?;
    Ok(Claimed {
        id: root.attribute("ID").map(str::to_owned),
        issuer: issuer.map(std::borrow::Cow::into_owned),
        in_response_to: None,
    })
}

fn check_root(root: Element<'_, '_>) -> Result<(), Rejected> {
    if !root.is(ns::SAMLP, "AuthnRequest") {
        let name = format!("{{{}}}{}", root.namespace(), root.local_name());
        return ROOT_IS_AUTHN_REQUEST.reject("a samlp:AuthnRequest", name);
    }
    if let Some(missing) = ["ID", "Version", "IssueInstant"]
        .iter()
        .find(|name| root.attribute(name).is_none())
    {
        return ROOT_IS_AUTHN_REQUEST.reject("ID, Version and IssueInstant", format!("no {missing}"));
    }
    if let Err(refused) = schema_order(root, shape::AUTHN_REQUEST) {
        return ROOT_IS_AUTHN_REQUEST.reject(refused.expected, refused.received);
    }
    let foreign = ["Assertion", "EncryptedAssertion", "Response", "AuthnRequest"];
    match root
        .descendants()
        .skip(1)
        .find(|element| foreign.contains(&element.local_name()))
    {
        Some(inner) => ROOT_IS_AUTHN_REQUEST.reject("no message or assertion inside", inner.path()),
        None => Ok(()),
    }
}

/// The id can stand in InResponseTo and in an index.
pub(crate) fn request_id(id: &str) -> Result<(), Rejected> {
    if !REQUEST_ID.is_on() || (is_ncname(id) && id.len() <= Field::Id.limit()) {
        return Ok(());
    }
    REQUEST_ID.reject("an ID that begins with a letter or _, at most 256 octets", id)
}

/// SAML 2.0.
pub(crate) fn request_version(version: &str) -> Result<(), Rejected> {
    if !REQUEST_VERSION.is_on() || version == "2.0" {
        return Ok(());
    }
    REQUEST_VERSION.reject("Version 2.0", version)
}

/// A time; of a signed request one that is near, since a signature makes a captured request worth replaying.
pub(crate) fn request_issue_instant(written: &str, is_signed: bool, now: Timestamp) -> Result<(), Rejected> {
    if !REQUEST_ISSUE_INSTANT.is_on() {
        return Ok(());
    }
    match instant::parse(written) {
        Err(refused) => REQUEST_ISSUE_INSTANT.reject(refused.expected, written),
        Ok(issued) if is_signed && issued.duration_since(now).abs() > SIGNED_REQUEST_AGE => {
            REQUEST_ISSUE_INSTANT.reject(
                "IssueInstant at most 10 minutes off",
                format!("{written} at {}", instant::format(now)),
            )
        }
        Ok(_) => Ok(()),
    }
}

/// A signed request is for this address.
pub(crate) fn request_destination(
    destination: Option<&str>,
    is_signed: bool,
    sso_url: &str,
) -> Result<(), Rejected> {
    if !REQUEST_DESTINATION.is_on() || !is_signed || destination == Some(sso_url) {
        return Ok(());
    }
    REQUEST_DESTINATION.reject(sso_url, destination.unwrap_or("no Destination"))
}

/// What would have to be acted upon is refused, not half honoured.
pub(crate) fn request_unsupported(unsupported: &[&'static str]) -> Result<(), Rejected> {
    match unsupported {
        [] => Ok(()),
        _ if !REQUEST_UNSUPPORTED.is_on() => Ok(()),
        names => REQUEST_UNSUPPORTED.reject(
            "no Subject, no Conditions with effect, no ProxyCount, no RequesterID",
            names.join(", "),
        ),
    }
}

/// Answers are posted.
pub(crate) fn protocol_binding(binding: Option<&str>) -> Result<(), Rejected> {
    const POST: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";
    match binding {
        Some(binding) if PROTOCOL_BINDING.is_on() && binding != POST => {
            PROTOCOL_BINDING.reject(POST, binding)
        }
        _ => Ok(()),
    }
}

/// Reads `ForceAuthn` and `IsPassive`; a new sign-in without a page cannot be had.
pub(crate) fn force_authn(request: &AuthnRequest) -> Result<(bool, bool), Rejected> {
    let read = |name: &str, value: &Option<String>| match value.as_deref() {
        None | Some("false" | "0") => Ok(false),
        Some("true" | "1") => Ok(true),
        Some(_) if !FORCE_AUTHN.is_on() => Ok(false),
        Some(other) => FORCE_AUTHN.reject(format!("{name} true, false, 1 or 0"), other),
    };
    let wishes = (
        read("ForceAuthn", &request.force_authn)?,
        read("IsPassive", &request.is_passive)?,
    );
    if FORCE_AUTHN.is_on() && wishes == (true, true) {
        return FORCE_AUTHN.reject("ForceAuthn or IsPassive", "both");
    }
    Ok(wishes)
}

/// The wish can be understood: `exact`, and at least one class that has a name here.
pub(crate) fn requested_authn_context(
    wish: Option<&RequestedContext>,
) -> Result<Vec<AuthnContextClass>, Rejected> {
    let Some(wish) = wish else { return Ok(Vec::new()) };
    let classes: Vec<_> = wish
        .classes
        .iter()
        .map(|uri| AuthnContextClass::from_uri(uri))
        .collect();
    if !REQUESTED_AUTHN_CONTEXT.is_on() {
        return Ok(classes);
    }
    match wish.comparison.as_deref() {
        None | Some("exact") => {}
        Some(other) => return REQUESTED_AUTHN_CONTEXT.reject("Comparison exact", other),
    }
    if classes.iter().any(AuthnContextClass::is_known) {
        return Ok(classes);
    }
    let named = if wish.classes.is_empty() {
        String::from("no class")
    } else {
        wish.classes.join(", ")
    };
    REQUESTED_AUTHN_CONTEXT.reject("an AuthnContextClassRef of [saml-authn-context] 3.4", named)
}

/// The wish is met by how the person signed in; a weaker assertion is no answer.
pub(crate) fn context_met(
    wished: &[AuthnContextClass],
    performed: &AuthnContextClass,
) -> Result<(), Rejected> {
    let is_met = wished.is_empty() || wished.iter().any(|class| class.is_met_by(performed));
    if !REQUESTED_AUTHN_CONTEXT.is_on() || is_met {
        return Ok(());
    }
    let wished: Vec<_> = wished.iter().map(AuthnContextClass::uri).collect();
    REQUESTED_AUTHN_CONTEXT.reject(wished.join(", "), performed.uri())
}

/// A kind of name we give, for this application and no other.
pub(crate) fn name_id_policy(
    policy: Option<&NameIdPolicy>,
    identifiers: &[String],
) -> Result<Option<NameIdFormat>, Rejected> {
    use NameIdFormat::{EmailAddress, Persistent, Transient, Unspecified};
    let Some(policy) = policy else { return Ok(None) };
    let format = policy.format.as_deref().map(NameIdFormat::from_uri);
    if !NAME_ID_POLICY.is_on() {
        return Ok(format);
    }
    if let Some(qualifier) = &policy.sp_name_qualifier
        && !identifiers.contains(qualifier)
    {
        return NAME_ID_POLICY.reject(
            format!("SPNameQualifier {}", identifiers.join(" or ")),
            qualifier.as_str(),
        );
    }
    match &format {
        None | Some(Unspecified | EmailAddress | Persistent | Transient) => Ok(format),
        Some(other) => {
            let list = [Unspecified, EmailAddress, Persistent, Transient];
            let list: Vec<_> = list.iter().map(NameIdFormat::uri).collect();
            NAME_ID_POLICY.reject(list.join(", "), other.uri())
        }
    }
}

/// An application that signs its requests signs all of them. `expected` says what is missing.
pub(crate) fn request_signature_required(expected: &str, received: &str) -> Result<(), Rejected> {
    if !REQUEST_SIGNATURE_REQUIRED.is_on() {
        return Ok(());
    }
    REQUEST_SIGNATURE_REQUIRED.reject(expected, received)
}

/// A signature in the place of the other binding is none.
pub(crate) fn signature_place(is_redirect: bool, is_enveloped: bool) -> Result<(), Rejected> {
    if !SIGNATURE_PLACE.is_on() || !is_redirect || !is_enveloped {
        return Ok(());
    }
    SIGNATURE_PLACE.reject(
        "SigAlg and Signature in the query",
        "a Signature in the XML of a redirect",
    )
}

/// Where a certificate is stored, a signature that is there must be good, demanded or not.
pub(crate) fn present_signature_checked<T>(
    is_required: bool,
    verified: Result<T, Rejected>,
) -> Result<Option<T>, Rejected> {
    match verified {
        Ok(verified) => Ok(Some(verified)),
        Err(_) if !is_required && !PRESENT_SIGNATURE_CHECKED.is_on() => Ok(None),
        Err(refused) if is_required => Err(refused),
        Err(refused) => PRESENT_SIGNATURE_CHECKED.reject(
            "a good signature, or none",
            format!("{}: {}", refused.rule.name, refused.received),
        ),
    }
}

/// The Issuer is an identifier of this application. Returns the one that matched.
pub(crate) fn application_by_issuer<'a>(
    issuer: Option<&str>,
    identifiers: &'a [String],
) -> Result<&'a str, Rejected> {
    let matching = identifiers
        .iter()
        .find(|identifier| Some(identifier.as_str()) == issuer);
    let lenient = if APPLICATION_BY_ISSUER.is_on() {
        None
    } else {
        identifiers.first()
    };
    match matching.or(lenient) {
        Some(identifier) => Ok(identifier),
        None => APPLICATION_BY_ISSUER.reject(identifiers.join(" or "), issuer.unwrap_or("no Issuer")),
    }
}

/// The answer goes to a registered URL: the one that is named, octet by octet, or by its index, or the default.
pub(crate) fn reply_url_registered(
    request: &AuthnRequest,
    registered: &[ReplyUrl],
) -> Result<String, Rejected> {
    let list = || {
        registered
            .iter()
            .map(|reply_url| reply_url.url.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let (url, index) = (request.acs_url.as_deref(), request.acs_index.as_deref());
    if !REPLY_URL_REGISTERED.is_on() {
        let default = registered.first().map(|reply_url| reply_url.url.as_str());
        return Ok(url.or(default).unwrap_or_default().to_owned());
    }
    let found = match (url, index) {
        (Some(url), Some(index)) => {
            return REPLY_URL_REGISTERED.reject(
                "AssertionConsumerServiceURL or AssertionConsumerServiceIndex",
                format!("{url} and {index}"),
            );
        }
        (Some(url), None) => registered.iter().find(|reply_url| reply_url.url == url),
        (None, Some(index)) => {
            let index = index.parse::<u16>().ok();
            registered
                .iter()
                .find(|reply_url| index.is_some() && reply_url.index == index)
        }
        (None, None) => registered
            .iter()
            .find(|reply_url| reply_url.is_default)
            .or(registered.first()),
    };
    match found {
        Some(reply_url) => Ok(reply_url.url.clone()),
        None => REPLY_URL_REGISTERED.reject(
            list(),
            url.or(index)
                .unwrap_or("no reply URL is registered and none was named"),
        ),
    }
}

/// An absolute address that a browser takes for what a person sees.
pub(crate) fn reply_url_form(url: &str, plain_http: PlainHttp) -> Result<(), Rejected> {
    const EXPECTED: &str =
        "an absolute https: URL without user name, fragment or control character, host in ASCII";
    if !REPLY_URL_FORM.is_on() {
        return Ok(());
    }
    let is_plain_text = url
        .bytes()
        .all(|octet| octet.is_ascii_graphic() && !matches!(octet, b'\\' | b'#'));
    let has_form = is_plain_text && url.len() <= Field::Url.limit() && has_allowed_origin(url, plain_http);
    if has_form {
        Ok(())
    } else {
        REPLY_URL_FORM.reject(EXPECTED, url)
    }
}

pub(crate) fn has_allowed_origin(url: &str, plain_http: PlainHttp) -> bool {
    let Ok(parsed) = Url::parse(url) else { return false };
    let Some((scheme, rest)) = url.split_once("://") else {
        return false;
    };
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let has_host = !authority.is_empty() && !authority.contains('@') && parsed.host().is_some();
    let is_allowed = match scheme {
        "https" => true,
        "http" => plain_http == PlainHttp::OnLoopback && parsed.host().is_some_and(|host| is_loopback(&host)),
        _ => false,
    };
    has_host && is_allowed
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
        Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
    }
}

/// What is echoed is bounded, and can be echoed.
pub(crate) fn relay_state_echo(relay_state: &str) -> Result<(), Rejected> {
    if !RELAY_STATE_ECHO.is_on() {
        return Ok(());
    }
    if relay_state.len() > RELAY_STATE_LIMIT {
        return RELAY_STATE_ECHO.reject(
            format!("at most {RELAY_STATE_LIMIT} octets"),
            relay_state.len().to_string(),
        );
    }
    match relay_state.contains('\0') {
        true => RELAY_STATE_ECHO.reject("text without NUL", relay_state),
        false => Ok(()),
    }
}

/// How far the IssueInstant of a signed request may be off.
const SIGNED_REQUEST_AGE: SignedDuration = SignedDuration::from_mins(10);

/// Octets of a RelayState; the specification says 80, products send more.
const RELAY_STATE_LIMIT: usize = 1024;
