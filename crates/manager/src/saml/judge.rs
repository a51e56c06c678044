//! From a form body to somebody who is let in: every check, in order, the same for every way in.

use jiff::Timestamp;
use vestibule_saml::binding::{RelayState, post};
use vestibule_saml::message::{Response, Unverified};
use vestibule_saml::service_provider::{Accepted, Expectations, Solicited};

use super::received::Received;
use super::subject::{self, Unusable};
use super::{codes, relay_state};
use crate::catalogue;
use crate::failure::{Failure, Refusal, shown};
use crate::identities::{self, Admitted, Arrival, Halt, Present};
use crate::providers::{self, ExpiredCertificate, Provider, ProviderCertificate};
use crate::requests::{self, OutstandingRequest};
use crate::routes;
use crate::rules;
use crate::services::Visit;
use crate::sessions::{NewSession, ProviderOrigin, Session, Token};
use crate::sign_ins::{Method, SignIn};
use vestibule_web::cookie;

/// What the browser that brought a message was able to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Brought {
    /// Its cookies, if it has any.
    ItsCookies,
    /// None, because another site sent it here: whoever is signed in cannot be seen.
    NothingToSee,
    /// A confirmation that the person at the browser wants this sign-in.
    Confirmation,
}

/// Somebody was let in.
pub(super) struct Arrived {
    /// The person, new or known.
    pub(super) admitted: Admitted,
    /// The token for the cookie.
    pub(super) token: Token,
    /// Where to go on.
    pub(super) target: String,
}

/// Judges a message and opens the session. `entry` is filled on the way, for the log of a refusal.
///
/// # Errors
/// [`Halt`] if nobody is let in.
pub(super) async fn judge(
    visit: &Visit,
    body: &[u8],
    brought: Brought,
    entry: &mut SignIn,
) -> Result<Arrived, Halt> {
    let now = visit.now();
    let refused = |rejected| codes::failure(&rejected, now);
    let (decoded, relay) = post::decode_response(body).map_err(refused)?;
    let message = decoded.read().map_err(refused)?;
    entry.issuer = message.claimed_issuer().map(shown);
    let known = Known::load(visit, &message).await?;
    let provider = usable(known.provider, message.claimed_issuer())?;
    entry.provider_id = Some(provider.id.clone());
    let answers = message.claims_in_response_to().map(str::to_owned);
    let message = Received::prepare(visit, message).await?;
    let accepted = verify(visit, message, &provider, answers.as_deref(), now)?;
    entry.method = if answers.is_some() {
        Method::Requested
    } else {
        Method::Unsolicited
    };
    entry.subject = Some(shown(&accepted.name_id().value));
    entry.certificate_thumbprint = Some(accepted.verified_by().to_owned());
    let certificate = certificate_of(&provider, &accepted, now, entry)?;
    let request = match answers.as_deref() {
        Some(id) => correlate(visit, known.request, id, &provider, now)?,
        None => None,
    };
    let subject = subject::read(&accepted, &provider).map_err(|unusable| match unusable {
        Unusable::Rejected(rejected) => codes::failure(&rejected, now),
        Unusable::Refused(refusal) => refusal.into(),
    })?;
    let token = Token::generate(visit.services.manager.environment());
    let arrival = Arrival {
        customer: &visit.customer,
        provider: &provider,
        certificate,
        subject: &subject,
        origin: &origin(&provider, certificate, &accepted, now),
        authenticated_at: accepted.authn_instant(),
        replay_until: accepted.replay_until(),
        request_id: request.as_ref().map(|request| request.id.as_str()),
        session: &new_session(visit, &token, accepted.session_not_on_or_after(), now),
        present: present(brought, request.is_some(), known.session.as_ref()),
        entry,
    };
    let admitted = identities::sign_in(&visit.services.manager, &arrival).await?;
    Ok(Arrived {
        admitted,
        token,
        target: target(visit, request.as_ref(), relay.as_ref()),
    })
}

/// What the database knows about a message that claims to be from somewhere: read at once, before any judgement.
struct Known {
    provider: Option<Provider>,
    request: Option<OutstandingRequest>,
    session: Option<Session>,
}

impl Known {
    async fn load(visit: &Visit, message: &Unverified<'_, Response>) -> Result<Self, Failure> {
        let manager = &visit.services.manager;
        let customer_id = visit.customer.id.as_str();
        let request_id = message
            .claims_in_response_to()
            .filter(|id| id.len() <= LONGEST_ID);
        let token_hash = visit.token().map(|token| token.hash);
        let now = visit.now();
        let idle_since = now - visit.services.settings.idle_timeout;
        manager
            .db()
            .read(async |mut tx| {
                let provider = providers::find_current(&mut tx, customer_id).await?;
                let request = match request_id {
                    Some(id) => requests::rows::find(&mut tx, customer_id, id).await?,
                    None => None,
                };
                let session = match &token_hash {
                    Some(hash) => {
                        crate::sessions::rows::find(&mut tx, customer_id, hash, now, idle_since).await?
                    }
                    None => None,
                };
                Ok(Self {
                    provider,
                    request,
                    session,
                })
            })
            .await
    }
}

/// SP-KEY-05 and SP-RSP-06: the provider of this host, if it may be used and the message claims to be from it.
fn usable(provider: Option<Provider>, claimed_issuer: Option<&str>) -> Result<Provider, Failure> {
    let Some(provider) = provider else {
        return Err(
            Failure::refused(&catalogue::PROVIDER_UNUSABLE, "a provider that is set up", "none")
                .by_rule(&rules::PROVIDER_USABLE),
        );
    };
    if rules::PROVIDER_USABLE.is_on() && !provider.is_enabled {
        return Err(Failure::refused(
            &catalogue::PROVIDER_UNUSABLE,
            "an enabled provider",
            "a disabled one",
        )
        .by_rule(&rules::PROVIDER_USABLE));
    }
    match claimed_issuer {
        Some(issuer) if rules::PROVIDER_FOR_HOST.is_on() && issuer != provider.issuer => {
            Err(Failure::refused(&catalogue::ISSUER, &provider.issuer, issuer)
                .by_rule(&rules::PROVIDER_FOR_HOST))
        }
        _ => Ok(provider),
    }
}

/// Signature, and everything that the message says about itself.
fn verify(
    visit: &Visit,
    message: Received<'_>,
    provider: &Provider,
    answers: Option<&str>,
    now: Timestamp,
) -> Result<Accepted, Failure> {
    let keys = visit.services.keys.trusted_keys(provider).map_err(|error| {
        Failure::refused(
            &catalogue::PROVIDER_UNUSABLE,
            "a provider with a certificate that can be used",
            error.to_string(),
        )
        .by_rule(&rules::PROVIDER_USABLE)
    })?;
    let (entity_id, acs_url) = (visit.entity_id(), visit.acs_url());
    let solicited = match answers {
        // Whether it is one of ours is asked after this: a message that is not even in order says so first.
        Some(id) => Solicited::Request {
            id,
            force_authn: false,
            requested_contexts: &[],
            sent_at: now,
        },
        None => Solicited::Unsolicited {
            allowed: provider.allows_unsolicited,
        },
    };
    let mut expected = Expectations::new(&entity_id, &acs_url, &provider.issuer, now, solicited);
    expected.clock_skew = provider.clock_skew;
    expected.accepted_name_id_formats =
        Some(provider.name_id_formats.as_slice()).filter(|formats| !formats.is_empty());
    message
        .verify(&keys)
        .and_then(|verified| verified.accept(&expected))
        .map_err(|rejected| codes::failure(&rejected, now))
}

/// The certificate that verified the message, and what its date means.
fn certificate_of<'a>(
    provider: &'a Provider,
    accepted: &Accepted,
    now: Timestamp,
    entry: &mut SignIn,
) -> Result<&'a ProviderCertificate, Failure> {
    let certificate = provider
        .certificates
        .iter()
        .find(|certificate| certificate.thumbprint == accepted.verified_by())
        .ok_or_else(|| {
            Failure::refused(
                &catalogue::SIGNATURE,
                "a key of this provider",
                accepted.verified_by(),
            )
        })?;
    if now < certificate.not_after {
        return Ok(certificate);
    }
    if provider.expired_certificate == ExpiredCertificate::Refuse {
        return Err(Failure::refused(
            &catalogue::CERTIFICATE_EXPIRED,
            "a certificate that has not expired",
            format!("{}, expired {}", certificate.thumbprint, certificate.not_after),
        ));
    }
    entry.warning = Some(CERTIFICATE_EXPIRED.to_owned());
    Ok(certificate)
}

/// SP-RPL-03, SP-RPL-04 and SP-ISS-03: the request is one that this browser was sent away with, to this provider,
/// and not too long ago.
fn correlate(
    visit: &Visit,
    request: Option<OutstandingRequest>,
    id: &str,
    provider: &Provider,
    now: Timestamp,
) -> Result<Option<OutstandingRequest>, Failure> {
    let unknown = |received: String| {
        Failure::refused(
            &catalogue::UNKNOWN_REQUEST,
            "a request that was sent from here within 30 minutes and is not answered",
            received,
        )
        .by_rule(&rules::IN_RESPONSE_TO)
    };
    let Some(request) = request else {
        return if rules::IN_RESPONSE_TO.is_on() {
            Err(unknown(id.to_owned()))
        } else {
            Ok(None)
        };
    };
    if rules::IN_RESPONSE_TO.is_on() && now >= request.expires_at {
        let minutes = now.duration_since(request.sent_at).as_mins();
        return Err(unknown(format!("{id}, sent {minutes} minutes ago")));
    }
    if rules::ISSUER_WAS_ASKED.is_on() && request.provider_id != provider.id {
        return Err(Failure::refused(
            &catalogue::ISSUER,
            "an answer of the provider that was asked",
            &provider.issuer,
        )
        .by_rule(&rules::ISSUER_WAS_ASKED));
    }
    let browser = visit
        .cookies()
        .get(&cookie::SIGN_IN)
        .map(|value| Token::of(value).hash);
    if rules::REQUEST_BOUND_TO_BROWSER.is_on() && browser.as_ref() != Some(&request.browser_hash) {
        let received = if browser.is_some() {
            "another browser"
        } else {
            "a browser without its cookie"
        };
        return Err(Failure::refused(
            &catalogue::OTHER_BROWSER,
            "the browser in which the sign-in was started",
            received,
        )
        .by_rule(&rules::REQUEST_BOUND_TO_BROWSER));
    }
    Ok(Some(request))
}

fn origin(
    provider: &Provider,
    certificate: &ProviderCertificate,
    accepted: &Accepted,
    now: Timestamp,
) -> ProviderOrigin {
    ProviderOrigin {
        issuer: provider.issuer.clone(),
        logout_url: provider.logout_url.clone(),
        name_id: accepted.name_id_as_sent().clone(),
        session_index: accepted.session_index().map(str::to_owned),
        assertion_id: accepted.assertion_id().to_owned(),
        certificate_thumbprint: certificate.thumbprint.clone(),
        is_certificate_expired: now >= certificate.not_after,
    }
}

/// A session under a fresh token, which ends when we or the provider say so.
pub(super) fn new_session(
    visit: &Visit,
    token: &Token,
    provider_ends_it: Option<Timestamp>,
    now: Timestamp,
) -> NewSession {
    let ours = now + visit.services.settings.absolute_timeout;
    NewSession {
        token_hash: token.hash.clone(),
        replaced: visit
            .token()
            .map(|token| token.hash)
            .filter(|_| rules::SESSION_ID_RENEWED.is_on()),
        now,
        expires_at: provider_ends_it.map_or(ours, |theirs| theirs.min(ours)),
    }
}

/// SP-SES-04: who may be replaced without a question.
fn present(brought: Brought, is_requested: bool, session: Option<&Session>) -> Present<'_> {
    if is_requested || !rules::ACCOUNT_SWITCH_VISIBLE.is_on() {
        return Present::DoesNotMatter;
    }
    match (brought, session) {
        (Brought::Confirmation, _) | (Brought::ItsCookies, None) => Present::DoesNotMatter,
        (Brought::ItsCookies, Some(session)) => Present::Session(session),
        (Brought::NothingToSee, _) => Present::Unknown,
    }
}

/// SP-RLY-01 and SP-RLY-02: where the person wanted to go.
fn target(visit: &Visit, request: Option<&OutstandingRequest>, relay: Option<&RelayState>) -> String {
    let named = match (request, relay) {
        (Some(request), Some(relay)) => {
            let is_own = relay.as_str() == request.relay_handle;
            (is_own || !rules::RELAY_STATE_OWN.is_on()).then(|| request.target.clone())
        }
        (Some(_) | None, None) => None,
        (None, Some(relay)) if rules::RELAY_STATE_SAME_SITE.is_on() => {
            relay_state::path_of_this_site(relay.as_str(), &visit.origin())
        }
        (None, Some(relay)) => Some(relay.as_str().to_owned()),
    };
    named.unwrap_or_else(|| routes::HOME.to_owned())
}

/// What the log says of a certificate that was accepted though it has expired.
pub(super) const CERTIFICATE_EXPIRED: &str = "certificate expired";
const LONGEST_ID: usize = 256;

impl Failure {
    fn by_rule(self, rule: &'static rules::Rule) -> Self {
        match self {
            Self::Refused(refusal) => Refusal::by_rule(*refusal, rule.id).into(),
            other => other,
        }
    }
}
