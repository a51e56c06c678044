//! Sending a person to the provider: a request by HTTP-Redirect, remembered and bound to the browser.

use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use vestibule_saml::binding::redirect;
use vestibule_saml::service_provider::{RequestContent, authn_request};
use vestibule_store::Environment;
use vestibule_web::throttle::place;
use vestibule_web::{Href, answer, cookie};

use super::relay_state;
use crate::failure::Failure;
use crate::pages;
use crate::providers::{self, Provider};
use crate::requests::{self, OutstandingRequest};
use crate::routes;
use crate::services::Visit;
use crate::sessions::Token;

/// Starts a sign-in that comes back to `wanted`, a path of this host as the browser asked for it.
pub(crate) async fn begin(visit: &Visit, wanted: &str) -> Response {
    let language = visit.page.language;
    let customer = Some(&visit.customer);
    match started(visit, wanted).await {
        Ok(Started::Sent { url, cookie }) => match Href::external(&url) {
            Ok(url) => answer::with_cookie(answer::see_other(&url), cookie),
            Err(error) => {
                let failure = Failure::Unavailable(Box::new(error));
                pages::refusal::failure(language, customer, failure).into_response()
            }
        },
        Ok(Started::NoProvider { is_disabled }) => {
            pages::refusal::no_provider(visit, is_disabled).into_response()
        }
        Err(failure) => pages::refusal::failure(language, customer, failure).into_response(),
    }
}

enum Started {
    Sent { url: String, cookie: http::HeaderValue },
    NoProvider { is_disabled: bool },
}

async fn started(visit: &Visit, wanted: &str) -> Result<Started, Failure> {
    let manager = &visit.services.manager;
    let provider = match providers::get(manager, &visit.customer).await? {
        None => return Ok(Started::NoProvider { is_disabled: false }),
        Some(provider) if !provider.is_enabled || provider.certificates.is_empty() => {
            return Ok(Started::NoProvider { is_disabled: true });
        }
        Some(provider) => provider,
    };
    let environment = manager.environment();
    let browser = match visit.cookies().get(&cookie::SIGN_IN) {
        Some(value) if value.len() == TOKEN_LENGTH => Token::of(value),
        _ => Token::generate(environment),
    };
    let now = visit.now();
    let request = OutstandingRequest {
        id: request_id(environment),
        provider_id: provider.id.clone(),
        browser_hash: browser.hash.clone(),
        relay_handle: URL_SAFE_NO_PAD.encode(environment.octets::<16>()),
        target: relay_state::path_of_this_site(wanted, &visit.origin())
            .unwrap_or_else(|| routes::HOME.to_owned()),
        sent_at: now,
        expires_at: now + requests::LIFETIME,
    };
    let url = address(visit, &provider, &request)?;
    requests::start(
        manager,
        &visit.customer,
        &request,
        &place(visit.source).to_string(),
    )
    .await?;
    Ok(Started::Sent {
        url,
        cookie: visit.cookies().set(&cookie::SIGN_IN, &browser.text),
    })
}

/// The provider's address with the request in its query. Everything in the request is configuration or random.
fn address(visit: &Visit, provider: &Provider, request: &OutstandingRequest) -> Result<String, Failure> {
    let xml = authn_request(&RequestContent {
        id: request.id.clone(),
        issue_instant: request.sent_at,
        issuer: visit.entity_id(),
        destination: provider.login_url.clone(),
        acs_url: visit.acs_url(),
        force_authn: false,
        is_passive: false,
        name_id_format: None,
        requested_contexts: Vec::new(),
    })
    .map_err(|error| Failure::Unavailable(Box::new(error)))?;
    Ok(redirect::encode_request(
        &provider.login_url,
        &xml,
        Some(&request.relay_handle),
        None,
    ))
}

/// `_` and 128 bits from the environment's generator.
fn request_id(environment: &Environment) -> String {
    format!("_{:032x}", u128::from_be_bytes(environment.octets()))
}

/// Octets of a token of ours.
const TOKEN_LENGTH: usize = 43;
