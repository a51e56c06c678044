//! Makes messages: good ones as the identity provider issues them, and the same ones edited and signed again.
//!
//! An edit works on text. The place of a signature is a comment (`[ASSERTION_SIGNATURE]`, `[RESPONSE_SIGNATURE]`),
//! which the canonical form does not have, so an edit may move it; [`sign`] puts the signature there. Only the
//! public face of the library is used, so what is signed here is signed independently of its signer.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use vestibule_saml::Rejected;
use vestibule_saml::binding::{post, redirect};
use vestibule_saml::identity_provider::{
    AcceptedRequest, Registration, ReplyUrl, RequestRefusal, ResponseContent, SigningOption, accept, issue,
};
use vestibule_saml::message::{Attribute, NameId, NameIdFormat};
use vestibule_saml::service_provider::{
    Accepted, Expectations, RequestContent, SignaturePolicy, Solicited, authn_request,
};
use vestibule_saml::signature::{Certificate, SigningKey, TrustedKeys};
use vestibule_saml::xml::{Element, Limits, Source, canonical, ns};

pub(crate) const ISSUER: &str = "https://idp.example/tenant/";
pub(crate) const ENTITY_ID: &str = "https://sp.example/";
pub(crate) const ACS: &str = "https://sp.example/handlers/sso/SamlAssertionConsumerHandler.ashx";
pub(crate) const SSO: &str = "https://idp.example/tenant/saml2";
pub(crate) const REQUEST_ID: &str = "id5f0c";
pub(crate) const RESPONSE_ID: &str = "_1b0d8f0e-6f0d-4d0c-9a61-3f6b7c2a9e10";
pub(crate) const ASSERTION_ID: &str = "_7c1e2d3f-4455-4666-8777-0a1b2c3d0100";
pub(crate) const PERSON: &str = "b.simon@acme.example";
pub(crate) const MAIL: &str = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress";

/// The place of the assertion's signature.
pub(crate) const ASSERTION_SIGNATURE: &str = "<!--signature of the assertion-->";
/// The place of the response's signature.
pub(crate) const RESPONSE_SIGNATURE: &str = "<!--signature of the response-->";

/// The time of every test.
pub(crate) fn now() -> Timestamp {
    "2025-04-01T08:00:06Z".parse().unwrap()
}

pub(crate) fn seconds(seconds: i64) -> SignedDuration {
    SignedDuration::from_secs(seconds)
}

/// The provider's key.
pub(crate) fn trusted() -> &'static SigningKey {
    static KEY: LazyLock<SigningKey> = LazyLock::new(|| new_key("CN=trusted"));
    &KEY
}

/// Somebody else's key.
pub(crate) fn stranger() -> &'static SigningKey {
    static KEY: LazyLock<SigningKey> = LazyLock::new(|| new_key("CN=stranger"));
    &KEY
}

/// A P-256 key: quick to make. The algorithms have tests of their own.
pub(crate) fn new_key(name: &str) -> SigningKey {
    let pair = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::new(Vec::<String>::new()).unwrap();
    params.distinguished_name.push(rcgen::DnType::CommonName, name);
    let certificate = params.self_signed(&pair).unwrap();
    SigningKey::from_pkcs8(&pair.serialize_der(), certificate.der()).unwrap()
}

/// The key's public half, alone in a list.
pub(crate) fn keys_of(key: &SigningKey) -> TrustedKeys {
    let certificate = Certificate::from_der(key.certificate_der()).unwrap();
    TrustedKeys::new(vec![certificate.verification_key().unwrap()]).unwrap()
}

/// What the identity provider says of B.Simon.
pub(crate) fn content() -> ResponseContent {
    let issued = "2025-04-01T08:00:05.799Z".parse::<Timestamp>().unwrap();
    ResponseContent {
        response_id: RESPONSE_ID.to_owned(),
        assertion_id: ASSERTION_ID.to_owned(),
        issuer: ISSUER.to_owned(),
        destination: ACS.to_owned(),
        in_response_to: Some(REQUEST_ID.to_owned()),
        audience: ENTITY_ID.to_owned(),
        name_id: NameId::new(PERSON, NameIdFormat::EmailAddress),
        attributes: vec![
            Attribute::new(
                "http://schemas.microsoft.com/identity/claims/displayname",
                ["B.Simon"],
            ),
            Attribute::new(MAIL, [PERSON]),
            Attribute::new("groups", ["staff", "desk"]),
        ],
        issue_instant: issued,
        not_before: "2025-04-01T07:55:05.648Z".parse().unwrap(),
        not_on_or_after: "2025-04-01T09:00:05.648Z".parse().unwrap(),
        authn_instant: "2025-04-01T07:41:10.039Z".parse().unwrap(),
        session_index: ASSERTION_ID.to_owned(),
        authn_context_class: "urn:oasis:names:tc:SAML:2.0:ac:classes:Password".to_owned(),
    }
}

/// The same without a request.
pub(crate) fn unsolicited_content() -> ResponseContent {
    ResponseContent {
        in_response_to: None,
        ..content()
    }
}

/// A good response as it is issued.
pub(crate) fn good(option: SigningOption) -> String {
    issue(&content(), trusted(), option).unwrap().xml().to_owned()
}

/// A response without signatures, with their places marked.
pub(crate) fn unsigned(content: &ResponseContent) -> String {
    let xml = issue(content, trusted(), SigningOption::ResponseAndAssertion)
        .unwrap()
        .xml()
        .to_owned();
    let xml = cut_signature(&xml, RESPONSE_SIGNATURE);
    cut_signature(&xml, ASSERTION_SIGNATURE)
}

fn cut_signature(xml: &str, mark: &str) -> String {
    let name = if xml.contains("<ds:Signature") {
        "ds:Signature"
    } else {
        "Signature"
    };
    let (start, end) = (format!("<{name} xmlns"), format!("</{name}>"));
    let from = xml.find(&start).expect("a signature");
    let to = xml.find(&end).expect("its end") + end.len();
    format!("{}{mark}{}", &xml[..from], &xml[to..])
}

/// Replaces a part, which must be there.
pub(crate) fn replace(xml: &str, from: &str, to: &str) -> String {
    assert!(xml.contains(from), "{from} is not in {xml}");
    xml.replacen(from, to, 1)
}

/// Signs a message at its marks with the trusted key.
pub(crate) fn sign(xml: &str, option: SigningOption) -> String {
    sign_with(xml, option, trusted())
}

/// Signs a message at its marks.
pub(crate) fn sign_with(xml: &str, option: SigningOption, key: &SigningKey) -> String {
    let mut xml = xml.to_owned();
    if option != SigningOption::Response {
        xml = sign_element(
            &xml,
            ASSERTION_SIGNATURE,
            |element| element.is(ns::SAML, "Assertion"),
            key,
        );
    }
    xml = xml.replace(ASSERTION_SIGNATURE, "");
    if option != SigningOption::Assertion {
        xml = sign_element(
            &xml,
            RESPONSE_SIGNATURE,
            |element| element.is(ns::SAMLP, "Response"),
            key,
        );
    }
    xml.replace(RESPONSE_SIGNATURE, "")
}

/// Signs the first element of the document that `which` finds and puts the signature at `mark`.
pub(crate) fn sign_element(
    xml: &str,
    mark: &str,
    which: impl Fn(&Element<'_, '_>) -> bool,
    key: &SigningKey,
) -> String {
    assert!(xml.contains(mark), "{mark} is not in {xml}");
    let source = Source::check(xml.as_bytes(), &Limits::METADATA).unwrap();
    let document = source.parse().unwrap();
    let element = document
        .root()
        .descendants()
        .find(which)
        .expect("the element to be signed");
    let mut octets = Vec::new();
    canonical::exclusive(element, None, &[], &mut octets).unwrap();
    let id = element.attribute("ID").unwrap_or_default();
    xml.replacen(mark, &signature(&octets, id, key), 1)
}

/// A `Signature` over octets.
pub(crate) fn signature(canonical_octets: &[u8], id: &str, key: &SigningKey) -> String {
    let signed_info = signed_info(canonical_octets, id, key);
    // Canonical by construction: the namespace is declared where the element is looked at alone.
    let canonical = signed_info.replacen(
        "<ds:SignedInfo>",
        &format!("<ds:SignedInfo xmlns:ds=\"{}\">", ns::DSIG),
        1,
    );
    let value = STANDARD.encode(key.sign_octets(canonical.as_bytes()));
    let certificate = STANDARD.encode(key.certificate_der());
    format!(
        "<ds:Signature xmlns:ds=\"{}\">{signed_info}<ds:SignatureValue>{value}</ds:SignatureValue>\
         <ds:KeyInfo><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>\
         </ds:Signature>",
        ns::DSIG
    )
}

fn signed_info(canonical_octets: &[u8], id: &str, key: &SigningKey) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, canonical_octets);
    format!(
        "<ds:SignedInfo>\
         <ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"></ds:CanonicalizationMethod>\
         <ds:SignatureMethod Algorithm=\"{}\"></ds:SignatureMethod><ds:Reference URI=\"#{id}\"><ds:Transforms>\
         <ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"></ds:Transform>\
         <ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"></ds:Transform></ds:Transforms>\
         <ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"></ds:DigestMethod>\
         <ds:DigestValue>{}</ds:DigestValue></ds:Reference></ds:SignedInfo>",
        key.algorithm().uri(),
        STANDARD.encode(digest)
    )
}

/// The body of a form that posts the message.
pub(crate) fn form(xml: &str) -> Vec<u8> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("SAMLResponse", &post::encode(xml))
        .append_pair("RelayState", "handle");
    form.finish().into_bytes()
}

/// An answer to the request of every test.
pub(crate) const SOLICITED: Solicited<'static> = Solicited::Request {
    id: REQUEST_ID,
    force_authn: false,
    requested_contexts: &[],
    sent_at: Timestamp::constant(1_743_494_100, 0),
};

/// What the service provider expects.
pub(crate) fn expectations() -> Expectations<'static> {
    Expectations::new(ENTITY_ID, ACS, ISSUER, now(), SOLICITED)
}

/// What it expects of a response that nobody asked for.
pub(crate) fn unsolicited() -> Expectations<'static> {
    Expectations {
        solicited: Solicited::Unsolicited { allowed: true },
        ..expectations()
    }
}

/// The whole way of a response, from the form to the login.
pub(crate) fn receive(xml: &str) -> Result<Accepted, Rejected> {
    receive_as(xml, &expectations())
}

/// The same under other expectations.
pub(crate) fn receive_as(xml: &str, expected: &Expectations<'_>) -> Result<Accepted, Rejected> {
    receive_with(xml, &keys_of(trusted()), SignaturePolicy::Any, expected)
}

/// The same with other keys.
pub(crate) fn receive_with(
    xml: &str,
    keys: &TrustedKeys,
    policy: SignaturePolicy,
    expected: &Expectations<'_>,
) -> Result<Accepted, Rejected> {
    let (decoded, _) = post::decode_response(&form(xml))?;
    decoded.read()?.verify(keys, policy)?.accept(expected)
}

/// What the service provider asks.
pub(crate) fn request_content() -> RequestContent {
    RequestContent {
        id: REQUEST_ID.to_owned(),
        issue_instant: now(),
        issuer: ENTITY_ID.to_owned(),
        destination: SSO.to_owned(),
        acs_url: ACS.to_owned(),
        force_authn: false,
        is_passive: false,
        name_id_format: None,
        requested_contexts: Vec::new(),
    }
}

/// A good request.
pub(crate) fn request() -> String {
    authn_request(&request_content()).unwrap()
}

/// What the identity provider has registered.
pub(crate) struct Registered {
    pub(crate) identifiers: Vec<String>,
    pub(crate) reply_urls: Vec<ReplyUrl>,
    pub(crate) requests_must_be_signed: bool,
    pub(crate) verification_keys: Option<TrustedKeys>,
}

impl Default for Registered {
    fn default() -> Self {
        let reply_url = |url: &str, index, is_default| ReplyUrl {
            url: url.to_owned(),
            index,
            is_default,
        };
        Self {
            identifiers: vec![ENTITY_ID.to_owned(), "https://sp.example/second".to_owned()],
            reply_urls: vec![
                reply_url("https://sp.example/other", Some(2), false),
                reply_url(ACS, Some(1), true),
            ],
            requests_must_be_signed: false,
            verification_keys: None,
        }
    }
}

impl Registered {
    pub(crate) fn registration(&self) -> Registration<'_> {
        Registration {
            identifiers: &self.identifiers,
            reply_urls: &self.reply_urls,
            sso_url: SSO,
            requests_must_be_signed: self.requests_must_be_signed,
            verification_keys: self.verification_keys.as_ref(),
        }
    }
}

/// The query of a redirect that carries the request.
pub(crate) fn query(xml: &str, relay_state: Option<&str>, signer: Option<&SigningKey>) -> String {
    let address = redirect::encode_request(SSO, xml, relay_state, signer);
    address.split_once('?').unwrap().1.to_owned()
}

/// The whole way of a request that came by redirect.
pub(crate) fn ask(xml: &str) -> Result<AcceptedRequest, RequestRefusal> {
    ask_as(&query(xml, None, None), &Registered::default())
}

/// The same for a query as it is, under another registration.
pub(crate) fn ask_as(query: &str, registered: &Registered) -> Result<AcceptedRequest, RequestRefusal> {
    let to_page = |rejected| RequestRefusal {
        rejected,
        answerable: None,
    };
    let decoded = redirect::decode_request(query).map_err(to_page)?;
    accept(
        &decoded.read().map_err(to_page)?,
        &registered.registration(),
        now(),
    )
}

/// The whole way of a request that was posted.
pub(crate) fn post_as(xml: &str, registered: &Registered) -> Result<AcceptedRequest, RequestRefusal> {
    let to_page = |rejected| RequestRefusal {
        rejected,
        answerable: None,
    };
    let decoded = post::decode_request(&post::encode(xml), None).map_err(to_page)?;
    accept(
        &decoded.read().map_err(to_page)?,
        &registered.registration(),
        now(),
    )
}
