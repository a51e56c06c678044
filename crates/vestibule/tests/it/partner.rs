//! The service manager's voice with words of our choosing: requests that a correct partner would never send.

use vestibule_saml::binding::{post, redirect};
use vestibule_saml::message::{AuthnContextClass, NameIdFormat};
use vestibule_saml::service_provider::{RequestContent, authn_request};

use crate::world::World;

/// A request as contoso's service manager sends it, to be spoilt by the test.
pub(crate) fn request(world: &World) -> RequestContent {
    RequestContent {
        id: "_0123456789abcdef0123456789abcdef".to_owned(),
        issue_instant: world.now(),
        issuer: world.contoso(),
        destination: login_url(world),
        acs_url: acs_url(world),
        force_authn: false,
        is_passive: false,
        name_id_format: None::<NameIdFormat>,
        requested_contexts: Vec::<AuthnContextClass>::new(),
    }
}

pub(crate) fn login_url(world: &World) -> String {
    format!(
        "{}/{}/saml2",
        world.demo.identity_provider(),
        world.demo.tenant_id()
    )
}

pub(crate) fn acs_url(world: &World) -> String {
    format!(
        "{}handlers/sso/SamlAssertionConsumerHandler.ashx",
        world.contoso()
    )
}

/// The address that carries the request by HTTP-Redirect.
pub(crate) fn by_redirect(world: &World, content: &RequestContent, relay_state: Option<&str>) -> String {
    redirect::encode_request(
        &login_url(world),
        &authn_request(content).unwrap(),
        relay_state,
        None,
    )
}

/// The form field that carries the request by HTTP-POST.
pub(crate) fn by_post(content: &RequestContent) -> String {
    post::encode(&authn_request(content).unwrap())
}
