//! Single logout: the provider ends a session, or answers that it has ended its own.

use axum::body::Bytes;
use axum::extract::RawQuery;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use vestibule_saml::Rejected;
use vestibule_saml::binding::RelayState;
use vestibule_saml::binding::logout::{LogoutMessage, decode_form, decode_query};
use vestibule_saml::logout::{
    AcceptedLogout, LogoutExpectations, LogoutRequestContent, LogoutResponseContent, Role,
};
use vestibule_saml::message::{Decoded, LogoutRequest, LogoutResponse, StatusCode};
use vestibule_saml::signature::TrustedKeys;
use vestibule_web::{Href, answer, cookie};

use super::{acs, codes};
use crate::catalogue;
use crate::failure::{Failure, Refusal};
use crate::logouts::{self, Ending, OutstandingLogout};
use crate::pages::{refusal, sign_out};
use crate::providers::{self, ExpiredCertificate, Provider};
use crate::services::Visit;
use crate::sessions::{ProviderOrigin, Token};
use crate::settings;

/// A message by HTTP-Redirect.
pub(crate) async fn by_redirect(visit: Visit, RawQuery(query): RawQuery) -> Response {
    if let Some(response) = acs::throttled(&visit) {
        return response;
    }
    let decoded = decode_query(&query.unwrap_or_default());
    let result = received(&visit, decoded, true).await;
    concluded(&visit, result)
}

/// A message by HTTP-POST. The form comes from another site: the browser does not show who it is.
pub(crate) async fn by_post(
    visit: Visit,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if let Some(response) = acs::throttled(&visit) {
        return response;
    }
    let result = match acs::check_transport(&visit, &headers, query.as_deref()) {
        Ok(()) => received(&visit, decode_form(&body), false).await,
        Err(failure) => Err(failure),
    };
    concluded(&visit, result)
}

fn concluded(visit: &Visit, result: Result<Response, Failure>) -> Response {
    result.unwrap_or_else(|failure| {
        visit.services.throttle.count(visit.source, visit.now());
        if let Failure::Refused(refusal) = &failure {
            tracing::warn!(
                customer = visit.customer.name,
                code = refusal.code.to_string(),
                rule = refusal.rule,
                expected = refusal.expected,
                received = refusal.received,
                "a logout message was refused"
            );
        }
        refusal::of_message(visit, failure).into_response()
    })
}

async fn received(
    visit: &Visit,
    message: Result<LogoutMessage, Rejected>,
    sees_cookies: bool,
) -> Result<Response, Failure> {
    let message = message.map_err(|rejected| codes::failure(&rejected, visit.now()))?;
    let provider = provider(visit).await?;
    match message {
        LogoutMessage::Request(request) => requested(visit, &provider, &request).await,
        LogoutMessage::Response(response) => answered(visit, &provider, &response, sees_cookies).await,
    }
}

/// The provider of this host, if it may be used.
async fn provider(visit: &Visit) -> Result<Provider, Failure> {
    let provider = providers::get(&visit.services.manager, &visit.customer).await?;
    provider.filter(|provider| provider.is_enabled).ok_or_else(|| {
        Failure::refused(
            &catalogue::PROVIDER_UNUSABLE,
            "a provider that is set up and enabled",
            "none",
        )
    })
}

/// The provider ends a session: signed alone, used once, of its own sessions alone. (SP-LGO-01 to SP-LGO-03)
async fn requested(
    visit: &Visit,
    provider: &Provider,
    decoded: &Decoded<LogoutRequest>,
) -> Result<Response, Failure> {
    let accepted = {
        let message = decoded
            .read()
            .map_err(|rejected| codes::failure(&rejected, visit.now()))?;
        expecting(visit, provider, |expected| message.accept(expected))?
    };
    refuse_expired(visit, provider, &accepted)?;
    let manager = &visit.services.manager;
    let ending = Ending {
        customer: &visit.customer,
        provider,
        request: &accepted,
        now: visit.now(),
    };
    let ended = logouts::end(manager, &ending).await?;
    tracing::info!(
        customer = visit.customer.name,
        sessions = ended.tokens.len(),
        "the provider ended sessions"
    );
    let response = match answer_to(visit, provider, &accepted).await? {
        Some(address) => answer::see_other(&address),
        None => sign_out::goodbye_here(visit),
    };
    let is_own = visit
        .token()
        .is_some_and(|token| ended.tokens.contains(&token.hash));
    if is_own {
        return Ok(answer::with_cookie(
            response,
            visit.cookies().clear(&cookie::SESSION),
        ));
    }
    Ok(response)
}

/// The answer, signed, on its way to the provider's address; none without one.
async fn answer_to(
    visit: &Visit,
    provider: &Provider,
    request: &AcceptedLogout,
) -> Result<Option<Href>, Failure> {
    let Some(destination) = &provider.logout_url else {
        return Ok(None);
    };
    let content = LogoutResponseContent {
        id: request_id(visit),
        issuer: visit.entity_id(),
        destination: destination.clone(),
        in_response_to: request.id().to_owned(),
        issue_instant: visit.now(),
        top: StatusCode::Success,
        second: None,
        message: None,
    };
    let message = content.write().map_err(broken)?;
    let key = visit.signing_key().await?;
    let relay_state = request.relay_state().map(RelayState::as_str);
    let address = message.redirect(relay_state, Some(&key));
    Href::external(&address).map(Some).map_err(broken)
}

/// The provider answers a sign-out that was asked for in this browser. It changes nothing here: the session is over
/// already. (SP-LGO-04)
async fn answered(
    visit: &Visit,
    provider: &Provider,
    decoded: &Decoded<LogoutResponse>,
    sees_cookies: bool,
) -> Result<Response, Failure> {
    let unknown = |received: &str| {
        Failure::refused(
            &catalogue::UNKNOWN_REQUEST,
            "a sign-out that was asked for in this browser within 30 minutes",
            received,
        )
    };
    let is_success = {
        let message = decoded
            .read()
            .map_err(|rejected| codes::failure(&rejected, visit.now()))?;
        let id = message.claims_in_response_to().unwrap_or_default();
        let outstanding = logouts::take(&visit.services.manager, &visit.customer, id, visit.now()).await?;
        let outstanding = outstanding
            .filter(|outstanding| outstanding.provider_id == provider.id)
            .filter(|outstanding| is_of_this_browser(visit, outstanding, sees_cookies))
            .ok_or_else(|| unknown(id))?;
        let accepted = expecting(visit, provider, |expected| {
            message.accept(&outstanding.id, expected)
        })?;
        accepted.status().is_success()
    };
    Ok(sign_out::goodbye_there(visit, is_success))
}

/// A form of another site shows no cookie; the id, which nobody can guess, has to do.
fn is_of_this_browser(visit: &Visit, outstanding: &OutstandingLogout, sees_cookies: bool) -> bool {
    match visit.cookies().get(&cookie::SIGN_IN) {
        Some(value) => Token::of(value).hash == outstanding.browser_hash,
        None => !sees_cookies,
    }
}

/// The address that signs the person out at the provider, and the cookie that the answer is bound to.
pub(crate) async fn begin(
    visit: &Visit,
    origin: &ProviderOrigin,
) -> Result<Option<(Href, http::HeaderValue)>, Failure> {
    let manager = &visit.services.manager;
    let provider = providers::get(manager, &visit.customer).await?;
    let (Some(destination), Some(provider)) = (&origin.logout_url, provider) else {
        return Ok(None);
    };
    let browser = match visit.cookies().get(&cookie::SIGN_IN) {
        Some(value) => Token::of(value),
        None => Token::generate(manager.environment()),
    };
    let outstanding = OutstandingLogout {
        id: request_id(visit),
        provider_id: provider.id,
        browser_hash: browser.hash.clone(),
        expires_at: visit.now() + logouts::LIFETIME,
    };
    let content = LogoutRequestContent {
        id: outstanding.id.clone(),
        issuer: visit.entity_id(),
        destination: destination.clone(),
        name_id: origin.name_id.clone(),
        session_indexes: origin.session_index.iter().cloned().collect(),
        issue_instant: visit.now(),
        not_on_or_after: None,
    };
    let message = content.write().map_err(broken)?;
    let key = visit.signing_key().await?;
    logouts::start(manager, &visit.customer, &outstanding).await?;
    let address = Href::external(&message.redirect(None, Some(&key))).map_err(broken)?;
    Ok(Some((
        address,
        visit.cookies().set(&cookie::SIGN_IN, &browser.text),
    )))
}

fn expecting<T>(
    visit: &Visit,
    provider: &Provider,
    judge: impl FnOnce(&LogoutExpectations<'_>) -> Result<T, Rejected>,
) -> Result<T, Failure> {
    let keys: TrustedKeys = visit.services.keys.trusted_keys(provider).map_err(|error| {
        let expected = "a provider with a certificate that can be used";
        Failure::refused(&catalogue::PROVIDER_UNUSABLE, expected, error.to_string())
    })?;
    let (entity_id, partner) = (visit.entity_id(), [provider.issuer.clone()]);
    let location = settings::single_logout_url(&visit.services.settings, &visit.customer);
    let mut expected = LogoutExpectations::new(
        Role::ServiceProvider,
        &entity_id,
        &partner,
        &location,
        Some(&keys),
        visit.now(),
    );
    expected.clock_skew = provider.clock_skew;
    judge(&expected).map_err(|rejected| codes::failure(&rejected, visit.now()))
}

/// What the record says of expired certificates holds for logout too.
fn refuse_expired(visit: &Visit, provider: &Provider, accepted: &AcceptedLogout) -> Result<(), Failure> {
    let certificate = provider
        .certificates
        .iter()
        .find(|certificate| Some(certificate.thumbprint.as_str()) == accepted.verified_by());
    match certificate {
        Some(certificate)
            if visit.now() >= certificate.not_after
                && provider.expired_certificate == ExpiredCertificate::Refuse =>
        {
            let received = format!("{}, expired {}", certificate.thumbprint, certificate.not_after);
            let refusal = Refusal::new(
                &catalogue::CERTIFICATE_EXPIRED,
                "a certificate that has not expired",
                received,
            );
            Err(refusal.into())
        }
        _ => Ok(()),
    }
}

fn request_id(visit: &Visit) -> String {
    let octets = visit.services.manager.environment().octets();
    format!("_{:032x}", u128::from_be_bytes(octets))
}

fn broken(error: impl std::error::Error + Send + Sync + 'static) -> Failure {
    Failure::Unavailable(Box::new(error))
}
