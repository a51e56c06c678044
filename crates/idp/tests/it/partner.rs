//! The application at the other end of the wire, by the rules of the SAML library.

use jiff::{SignedDuration, Timestamp};
use vestibule_saml::binding::{post, redirect};
use vestibule_saml::encryption::DecryptionKeys;
use vestibule_saml::identity_provider::PlainHttp;
use vestibule_saml::message::{AuthnContextClass, NameIdFormat, Response, Unverified};
use vestibule_saml::metadata::{IdentityProviderMetadata, Reading};
use vestibule_saml::service_provider::{
    Accepted, Expectations, RequestContent, SignaturePolicy, Solicited, Verified, authn_request,
};
use vestibule_saml::signature::TrustedKeys;

use crate::browser::{Form, Page};
use crate::world::{ACS, IDENTIFIER, World};

/// A request that holds; tests change what they are about.
pub(crate) fn request(world: &World) -> RequestContent {
    RequestContent {
        id: "_5f0c2a9e10".to_owned(),
        issue_instant: now(world),
        issuer: IDENTIFIER.to_owned(),
        destination: format!("http://localhost:8400{}", world.sso_path()),
        acs_url: ACS.to_owned(),
        force_authn: false,
        is_passive: false,
        name_id_format: None,
        requested_contexts: Vec::new(),
    }
}

pub(crate) fn now(world: &World) -> Timestamp {
    world.directory.environment().now()
}

/// The path and query of a request by HTTP-Redirect.
pub(crate) fn by_redirect(world: &World, content: &RequestContent, relay_state: Option<&str>) -> String {
    by_redirect_of(world, &authn_request(content).unwrap(), relay_state)
}

pub(crate) fn by_redirect_of(world: &World, xml: &str, relay_state: Option<&str>) -> String {
    redirect::encode_request(&world.sso_path(), xml, relay_state, None)
}

/// The form of a request by HTTP-POST.
pub(crate) fn by_post(world: &World, content: &RequestContent, relay_state: Option<&str>) -> Form {
    let mut fields = vec![(
        "SAMLRequest".to_owned(),
        post::encode(&authn_request(content).unwrap()),
    )];
    fields.extend(relay_state.map(|value| ("RelayState".to_owned(), value.to_owned())));
    Form {
        action: world.sso_path(),
        fields,
    }
}

/// The keys that the application's federation metadata publishes.
pub(crate) async fn trusted_keys(world: &World) -> TrustedKeys {
    let path = format!(
        "/{}/federationmetadata/2007-06/federationmetadata.xml?appid={}",
        world.tenant.id, world.application.app_id
    );
    let document = world.browser().gets(&path).await;
    assert_eq!(document.status, 200, "{}", document.body);
    let reading = Reading {
        entity_id: None,
        now: now(world),
        plain_http: PlainHttp::OnLoopback,
        signed_by: None,
    };
    let metadata = IdentityProviderMetadata::parse(document.body.as_bytes(), &reading).unwrap();
    assert_eq!(metadata.entity_id, world.issuer());
    let keys = metadata
        .keys
        .iter()
        .map(|key| key.certificate.verification_key().unwrap());
    TrustedKeys::new(keys.collect()).unwrap()
}

/// What the application finds in the answer that a page carries.
pub(crate) struct Received {
    pub(crate) accepted: Accepted,
    pub(crate) relay_state: Option<String>,
}

/// Takes the answer as the application would; `request` is the one it answers, if it answers one.
pub(crate) async fn accepts(world: &World, page: &Page, request: Option<&RequestContent>) -> Received {
    accepts_at(world, page, request, ACS, SignaturePolicy::Assertion).await
}

pub(crate) async fn accepts_at(
    world: &World,
    page: &Page,
    request: Option<&RequestContent>,
    acs: &str,
    policy: SignaturePolicy,
) -> Received {
    accepts_with(world, page, request, acs, |response, keys| {
        response.verify(keys, policy).unwrap()
    })
    .await
}

/// Takes an answer whose assertion is encrypted.
pub(crate) async fn accepts_encrypted(
    world: &World,
    page: &Page,
    policy: SignaturePolicy,
    decryption: &DecryptionKeys,
) -> Received {
    accepts_with(world, page, None, ACS, |response, keys| {
        response.verify_decrypting(keys, policy, decryption).unwrap()
    })
    .await
}

async fn accepts_with(
    world: &World,
    page: &Page,
    request: Option<&RequestContent>,
    acs: &str,
    verify: impl FnOnce(Unverified<'_, Response>, &TrustedKeys) -> Verified<Response>,
) -> Received {
    assert_eq!(page.status, 200, "{}", page.body);
    let form = page.form();
    assert_eq!(form.action, acs);
    let keys = trusted_keys(world).await;
    let (response, relay_state) = post::decode_response(body(&form).as_bytes()).unwrap();
    let issuer = world.issuer();
    let solicited = match request {
        None => Solicited::Unsolicited { allowed: true },
        Some(request) => Solicited::Request {
            id: &request.id,
            force_authn: request.force_authn,
            requested_contexts: &request.requested_contexts,
            sent_at: request.issue_instant,
        },
    };
    let mut expectations = Expectations::new(IDENTIFIER, acs, &issuer, now(world), solicited);
    expectations.clock_skew = SignedDuration::ZERO;
    let accepted = verify(response.read().unwrap(), &keys)
        .accept(&expectations)
        .unwrap();
    Received {
        accepted,
        relay_state: relay_state.map(|value| value.as_str().to_owned()),
    }
}

/// The XML of the answer that a page carries.
pub(crate) fn xml(page: &Page) -> String {
    use base64::Engine as _;
    let form = page.form();
    let (_, message) = form
        .fields
        .iter()
        .find(|(name, _)| name == "SAMLResponse")
        .unwrap();
    String::from_utf8(base64::engine::general_purpose::STANDARD.decode(message).unwrap()).unwrap()
}

fn body(form: &Form) -> String {
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(&form.fields);
    body.finish()
}

pub(crate) const PASSWORD_CONTEXTS: [AuthnContextClass; 1] = [AuthnContextClass::PasswordProtectedTransport];
pub(crate) const PERSISTENT: NameIdFormat = NameIdFormat::Persistent;
