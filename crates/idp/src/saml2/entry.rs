//! A sign-on as far as it can be judged without knowing the person: tenant, application, request, reply URL. All of it
//! is decided before anybody is asked for a credential. (`checks_before_credentials`)

use jiff::Timestamp;
use vestibule_directory::applications::Application;
use vestibule_directory::failure::code;
use vestibule_directory::sign_in::{self, Facts, Looking, admitted_application};
use vestibule_directory::sign_ins::Start;
use vestibule_directory::{Failure, Refusal};
use vestibule_saml::Rejected;
use vestibule_saml::binding::{ReceivedMessage, RelayState};
use vestibule_saml::identity_provider::{AcceptedRequest, Registration, ReplyUrl, accept};
use vestibule_saml::message::{AuthnContextClass, AuthnRequest, Decoded, Unverified};
use vestibule_saml::signature::KeyError;

use super::codes::code_of;
use super::context::{self, PERFORMED};
use crate::refusal::{Refused, Stop, stop};
use crate::routes;
use crate::sign_in::state::Wish;
use crate::visit::Visit;

/// A sign-on that was judged so far.
pub(crate) struct Entry {
    /// What was read in one transaction.
    pub(crate) facts: Facts,
    /// The request, or the one that a launch stands for.
    pub(crate) accepted: AcceptedRequest,
    /// Where it began.
    pub(crate) start: Start,
}

/// What is asked for, read but not judged: how the application is looked up, and the request if there is one.
pub(crate) struct Wanted<'a> {
    /// The tenant as the path or the address named it.
    pub(crate) tenant: &'a str,
    /// Where it began.
    pub(crate) start: Start,
    /// When it came in: what is signed for a moment is held against that one, not against the end of the sign-in.
    received_at: Timestamp,
    what: What<'a>,
}

enum What<'a> {
    /// An application's request, or why it could not be read.
    Request(Result<Unverified<'a, AuthnRequest>, Rejected>),
    /// The application of this id.
    Launch(&'a str),
}

impl<'a> Wanted<'a> {
    /// Reads a wish whose request was decoded by [`decoded`]; `None` if it is for the portal.
    pub(crate) fn of(
        wish: &'a Wish,
        decoded: Option<&'a Result<Decoded<AuthnRequest>, Rejected>>,
        received_at: Timestamp,
    ) -> Option<Self> {
        match (wish, decoded) {
            (Wish::Request { tenant, .. }, Some(decoded)) => Some(Self {
                tenant,
                start: Start::Application,
                received_at,
                what: What::Request(
                    decoded
                        .as_ref()
                        .map_err(Clone::clone)
                        .and_then(Decoded::<AuthnRequest>::read),
                ),
            }),
            (Wish::Launch { tenant, app_id }, _) => Some(Self {
                tenant,
                start: Start::IdentityProvider,
                received_at,
                what: What::Launch(app_id),
            }),
            (Wish::Request { .. } | Wish::MyApps | Wish::Admin { .. }, _) => None,
        }
    }

    /// How the application is named.
    pub(crate) fn looking(&self) -> Looking<'_> {
        match &self.what {
            What::Request(Ok(request)) => Looking::ByIdentifier(request.claimed_issuer().unwrap_or_default()),
            // The tenant is still wanted: its log has every attempt.
            What::Request(Err(_)) => Looking::Nothing,
            What::Launch(app_id) => Looking::ById(app_id),
        }
    }

    /// Without even a tenant: a request that cannot be read is refused as that first.
    pub(crate) fn failed(&self, failure: Failure) -> Stop {
        let refused = |refusal| Refused::new(refusal, self.start);
        match &self.what {
            What::Request(Err(rejected)) => refused(refusal_of(rejected)).into(),
            _ => stop(failure, refused),
        }
    }
}

/// The request of a wish, decoded.
pub(crate) fn decoded(wish: &Wish) -> Option<Result<Decoded<AuthnRequest>, Rejected>> {
    match wish {
        Wish::Request { message, .. } => Some(ReceivedMessage::from(message).decode_request()),
        Wish::Launch { .. } | Wish::MyApps | Wish::Admin { .. } => None,
    }
}

impl Entry {
    /// Reads the facts around a wish without any session, and judges it; `None` if it is for the portal.
    pub(crate) async fn of(visit: &Visit, wish: &Wish, received_at: Timestamp) -> Result<Option<Self>, Stop> {
        let decoded = decoded(wish);
        let Some(wanted) = Wanted::of(wish, decoded.as_ref(), received_at) else {
            return Ok(None);
        };
        let facts = sign_in::load(visit.directory(), wanted.tenant, wanted.looking(), None)
            .await
            .map_err(|failure| wanted.failed(failure))?;
        Self::judge(visit, &wanted, facts).map(Some)
    }

    /// Judges what is wanted, on these facts: pure.
    pub(crate) fn judge(visit: &Visit, wanted: &Wanted<'_>, facts: Facts) -> Result<Self, Stop> {
        match &wanted.what {
            What::Request(Ok(request)) => Self::of_request(visit, wanted, request, facts),
            What::Request(Err(rejected)) => Err(Refused::new(refusal_of(rejected), wanted.start)
                .knowing(&facts)
                .into()),
            What::Launch(_) => Self::of_launch(facts),
        }
    }

    /// Judges an application's request in the order of Entra's codes: message, tenant, application, reply URL.
    fn of_request(
        visit: &Visit,
        wanted: &Wanted<'_>,
        request: &Unverified<'_, AuthnRequest>,
        facts: Facts,
    ) -> Result<Self, Stop> {
        let refused = |refusal| Refused::new(refusal, Start::Application);
        let application = admitted_application(&facts).map_err(|refusal| refused(refusal).knowing(&facts))?;
        let reply_urls = reply_urls(application);
        // As the sender addressed it: by the tenant's id, or by one of its domains.
        let sso_url = routes::login_url(visit.services.settings(), wanted.tenant);
        let signatures = &application.request_signatures;
        let shown = request.shown_certificate();
        let keys = visit.services.request_keys(signatures, shown.as_deref());
        let keys = keys.map_err(unusable)?;
        let registration = Registration {
            identifiers: &application.identifiers,
            reply_urls: &reply_urls,
            sso_url: &sso_url,
            requests_must_be_signed: signatures.is_required,
            verification_keys: keys.as_ref(),
        };
        let accepted = accept(request, &registration, wanted.received_at).map_err(|refusal| {
            refused(about(application, refusal_of(&refusal.rejected)))
                .knowing(&facts)
                .answerable(refusal.answerable)
        })?;
        require_context(&accepted)
            .map_err(|refusal| refused(refusal).knowing(&facts).answerable(accepted.answer_to()))?;
        Ok(Self {
            facts,
            accepted,
            start: Start::Application,
        })
    }

    /// Makes the request that a launch stands for. Everything in it is the application's configuration, nothing is the
    /// caller's. (`launch_fixed`)
    fn of_launch(facts: Facts) -> Result<Self, Stop> {
        let refused = |refusal| Refused::new(refusal, Start::IdentityProvider);
        let application = admitted_application(&facts).map_err(|refusal| refused(refusal).knowing(&facts))?;
        require_request(application).map_err(|refusal| refused(refusal).knowing(&facts))?;
        let accepted = unsolicited(application).map_err(|refusal| refused(refusal).knowing(&facts))?;
        Ok(Self {
            facts,
            accepted,
            start: Start::IdentityProvider,
        })
    }

    /// The application's name for pages: the registered one, never one that a request brings along.
    pub(crate) fn application_name(&self) -> &str {
        self.facts
            .application()
            .map_or("", |application| &application.display_name)
    }
}

/// A certificate that was checked when it was stored has no key any more.
pub(crate) fn unusable(error: KeyError) -> Stop {
    Failure::Unavailable(Box::new(error)).into()
}

/// A broken rule under its code.
pub(crate) fn refusal_of(rejected: &Rejected) -> Refusal {
    Refusal::new(code_of(rejected), rejected.expected.as_str(), &rejected.received)
        .with("rule", rejected.rule.name)
}

/// No reply URL at all is another setting to change than one that is not among them.
fn about(application: &Application, refusal: Refusal) -> Refusal {
    if refusal.code == code::INVALID_REPLY_URL && application.reply_urls.is_empty() {
        Refusal {
            code: code::NO_REPLY_URL,
            ..refusal
        }
    } else {
        refusal
    }
}

/// Where requests have to be signed, there has to be one. (`request_signature_required`)
fn require_request(application: &Application) -> Result<(), Refusal> {
    if !application.request_signatures.is_required || application.sign_on_url.is_some() {
        return Ok(());
    }
    Err(Refusal::new(
        code::SIGNED_REQUEST_REQUIRED,
        "a signed request of the application",
        "a start at the identity provider",
    ))
}

fn unsolicited(application: &Application) -> Result<AcceptedRequest, Refusal> {
    let Some(identifier) = application.default_identifier() else {
        return Err(Refusal::new(
            code::APPLICATION_NOT_FOUND,
            "an identifier of the application",
            "none",
        ));
    };
    let Some(reply_url) = application.default_reply_url() else {
        return Err(Refusal::new(
            code::NO_REPLY_URL,
            "a reply URL of the application",
            "none",
        ));
    };
    let relay_state = application
        .relay_state
        .as_deref()
        .map(RelayState::new)
        .transpose()
        .map_err(|it| refusal_of(&it))?;
    Ok(AcceptedRequest::unsolicited(
        identifier,
        reply_url.url.as_str(),
        relay_state,
    ))
}

/// What can never be met is refused before anybody types a password.
fn require_context(accepted: &AcceptedRequest) -> Result<(), Refusal> {
    let requested = accepted.requested_contexts();
    if context::answered(requested, &PERFORMED).is_some() {
        return Ok(());
    }
    let received: Vec<&str> = requested.iter().map(AuthnContextClass::uri).collect();
    Err(Refusal::new(
        code::NO_AUTHN_CONTEXT,
        PERFORMED.uri(),
        &received.join(", "),
    ))
}

fn reply_urls(application: &Application) -> Vec<ReplyUrl> {
    let reply_url = |known: &vestibule_directory::value::ReplyUrl| ReplyUrl {
        url: known.url.as_str().to_owned(),
        index: known.index,
        is_default: known.is_default,
    };
    application.reply_urls.iter().map(reply_url).collect()
}
