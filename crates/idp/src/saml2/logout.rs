//! Single logout as applications see it: a request of theirs ends the session that it means, and their answers to ours
//! are noted.

use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderValue};
use vestibule_directory::Refusal;
use vestibule_directory::applications::Application;
use vestibule_directory::failure::code;
use vestibule_directory::sign_in::{self, Facts, Looking};
use vestibule_directory::sign_ins::Start;
use vestibule_directory::sign_outs::{self, Answer, AskedBy, Beginning, UsedSession};
use vestibule_saml::Rejected;
use vestibule_saml::binding::logout::{self, LogoutMessage};
use vestibule_saml::binding::{ReceivedMessage, RelayState};
use vestibule_saml::logout::{AcceptedLogout, LogoutExpectations, Role, SessionName};
use vestibule_saml::message::{Decoded, LogoutResponse, NameId, NameIdFormat};
use vestibule_web::answer::with_cookie;

use super::entry::{refusal_of, unusable};
use crate::refusal::{Refused, Stop, stop};
use crate::routes;
use crate::sign_out::{self, page};
use crate::visit::Visit;

/// What a browser says the answer to a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Destination {
    /// The window, or a browser that says nothing.
    Window,
    /// A frame.
    Frame,
    /// Anything that no person sees: an image, a script.
    Other,
}

impl Destination {
    pub(crate) fn read(headers: &HeaderMap) -> Self {
        match headers.get("sec-fetch-dest").map(HeaderValue::as_bytes) {
            None | Some(b"document") => Self::Window,
            Some(b"iframe" | b"frame") => Self::Frame,
            Some(_) => Self::Other,
        }
    }
}

/// Whether a query carries a message of logout.
pub(crate) fn is_query_of_logout(query: &str) -> bool {
    is_answer(query.as_bytes())
        || logout::looks_like_logout(&ReceivedMessage::Redirect {
            query: query.to_owned(),
        })
}

/// Whether a form or query carries an answer: nothing but logout is answered to an identity provider.
pub(crate) fn is_answer(fields: &[u8]) -> bool {
    form_urlencoded::parse(fields).any(|(name, _)| name == "SAMLResponse")
}

/// A message that came by HTTP-Redirect.
pub(crate) async fn by_redirect(
    visit: &Visit,
    tenant: &str,
    query: String,
    destination: Destination,
) -> Result<Response, Stop> {
    if !is_answer(query.as_bytes()) {
        return request(visit, tenant, &ReceivedMessage::Redirect { query }, destination).await;
    }
    response(visit, tenant, logout::decode_query(&query), destination).await
}

/// An answer that came by HTTP-POST. The form comes from another site, so the browser does not show who it is; what is
/// noted needs nobody.
pub(crate) async fn answer_by_post(
    visit: &Visit,
    tenant: &str,
    body: &[u8],
    destination: Destination,
) -> Result<Response, Stop> {
    response(visit, tenant, logout::decode_form(body), destination).await
}

/// An application asks that the session end. (`logout_request_checked`)
pub(crate) async fn request(
    visit: &Visit,
    tenant: &str,
    received: &ReceivedMessage,
    destination: Destination,
) -> Result<Response, Stop> {
    let refused = |refusal| Refused::new(refusal, Start::Application);
    let decoded = logout::decode_request(received).map_err(|it| refused(refusal_of(&it)))?;
    let (accepted, facts) = {
        let message = decoded.read().map_err(|it| refused(refusal_of(&it)))?;
        let looking = Looking::ByIdentifier(message.claimed_issuer().unwrap_or_default());
        let facts = sign_in::load(visit.directory(), tenant, looking, None)
            .await
            .map_err(|failure| stop(failure, refused))?;
        let application =
            known(&facts, message.claimed_issuer()).map_err(|refusal| refused(refusal).knowing(&facts))?;
        let from = Sender {
            tenant,
            facts: &facts,
            application,
            shown: message.shown_certificate(),
        };
        let accepted = expecting(visit, &from, |expected| message.accept(expected))?;
        (accepted, facts)
    };
    // Nothing that no person sees signs anybody out. (`logout_signature`)
    if destination == Destination::Other {
        let refusal = Refusal::new(code::SIGN_OUT_INVALID, "a window or a frame", "something else");
        return Err(refused(refusal).knowing(&facts).into());
    }
    let application = facts.application().ok_or_else(|| {
        let refusal = Refusal::new(code::APPLICATION_NOT_FOUND, "an application", "none");
        Stop::from(refused(refusal))
    })?;
    let asked_by = AskedBy {
        tenant_id: facts.tenant().id.clone(),
        application_id: application.id.clone(),
        app_id: application.app_id.clone(),
        request_id: accepted.id().to_owned(),
        relay_state: accepted.relay_state().map(RelayState::as_str).map(str::to_owned),
    };
    end(visit, &accepted, &facts, &asked_by).await
}

/// Ends the sessions of this browser that are meant; asks where they are others.
async fn end(
    visit: &Visit,
    accepted: &AcceptedLogout,
    facts: &Facts,
    asked_by: &AskedBy,
) -> Result<Response, Stop> {
    let display_name = facts
        .application()
        .map_or("", |known| known.display_name.as_str());
    let mut meant = Vec::new();
    let mut others = Vec::new();
    for held in visit.browser.held() {
        let Some(session) = sign_outs::uses(visit.directory(), &held.token).await? else {
            continue;
        };
        if is_meant(accepted, &asked_by.application_id, &session) {
            meant.push(held.token.as_str());
        } else {
            others.push(session.user_principal_name);
        }
    }
    if meant.is_empty() && !others.is_empty() {
        // It may be a stranger's request: the person decides. (`logout_signature`)
        return page::question(visit, display_name, &others, asked_by);
    }
    if meant.is_empty() {
        // Nobody is signed in: that is what was asked for. Nothing is written down for strangers.
        return sign_out::nothing_to_end(visit, asked_by).await;
    }
    let (mark, mark_cookie) = visit.browser.mark_or_new(visit.services.environment());
    let beginning = Beginning {
        tokens: &meant,
        browser: &mark,
        asked_by: Some(asked_by),
        used_until: Some(accepted.replay_until()),
    };
    let refused = |refusal| Refused::new(refusal, Start::Application).knowing(facts);
    let id = sign_outs::begin(visit.directory(), &beginning)
        .await
        .map_err(|failure| stop(failure, refused))?;
    let response = sign_out::go_on(visit, id.as_deref(), &mark).await?;
    let cookies = visit.browser.without(&meant).into_iter().chain(mark_cookie);
    Ok(cookies.fold(response, with_cookie))
}

/// Whether a session is one that the request means: it was used for this application, under this name and index. A request
/// that nobody signed has to name an index: names of people are known to strangers, indexes to the application alone.
fn is_meant(accepted: &AcceptedLogout, application_id: &str, session: &UsedSession) -> bool {
    if accepted.verified_by().is_none() && accepted.session_indexes().is_empty() {
        return false;
    }
    let of_application = session
        .uses
        .iter()
        .filter(|one| one.application_id == application_id);
    of_application
        .flat_map(|one| one.session_indexes.iter().map(move |index| (one, index)))
        .any(|(one, index)| {
            let name_id = NameId::new(&one.name_id, NameIdFormat::from_uri(&one.name_id_format));
            let name = SessionName {
                name_id: &name_id,
                session_index: Some(index),
            };
            accepted.check_session(&name).is_ok()
        })
}

/// An application answers a request of ours. (`logout_response_matched`)
async fn response(
    visit: &Visit,
    tenant: &str,
    message: Result<LogoutMessage, Rejected>,
    destination: Destination,
) -> Result<Response, Stop> {
    let refused = |refusal| Refused::new(refusal, Start::Application);
    let message = message.map_err(|it| refused(refusal_of(&it)))?;
    let LogoutMessage::Response(decoded) = message else {
        return Err(refused(Refusal::new(
            code::SIGN_OUT_INVALID,
            "a LogoutResponse",
            "a request",
        ))
        .into());
    };
    let sign_out_id = note(visit, tenant, &decoded).await?;
    Ok(match destination {
        Destination::Frame => page::in_frame(visit).into_response(),
        Destination::Window | Destination::Other => {
            visit.page.see_other(&routes::sign_out_result(&sign_out_id))
        }
    })
}

/// Notes what an application says. Yields the sign-out that it belongs to.
async fn note(visit: &Visit, tenant: &str, decoded: &Decoded<LogoutResponse>) -> Result<String, Stop> {
    let refused = |refusal| Refused::new(refusal, Start::Application);
    let (request_id, waiting, answer) = {
        let message = decoded.read().map_err(|it| refused(refusal_of(&it)))?;
        let request_id = message.claims_in_response_to().unwrap_or_default().to_owned();
        let waiting = sign_outs::find_waiting(visit.directory(), &request_id).await?;
        let Some(waiting) = waiting else {
            let expected = "an answer to a sign-out that is under way";
            return Err(refused(Refusal::new(code::SIGN_OUT_INVALID, expected, &request_id)).into());
        };
        let looking = Looking::ById(&waiting.app_id);
        let facts = sign_in::load(visit.directory(), tenant, looking, None)
            .await
            .map_err(|failure| stop(failure, refused))?;
        let application =
            known(&facts, message.claimed_issuer()).map_err(|refusal| refused(refusal).knowing(&facts))?;
        let from = Sender {
            tenant,
            facts: &facts,
            application,
            shown: message.shown_certificate(),
        };
        let accepted = expecting(visit, &from, |expected| message.accept(&request_id, expected))?;
        let is_signed_out = accepted.status().is_success();
        let answer = if is_signed_out {
            Answer::SignedOut
        } else {
            Answer::Failed
        };
        (request_id, waiting, answer)
    };
    sign_outs::answered(visit.directory(), &request_id, answer).await?;
    Ok(waiting.sign_out_id)
}

fn known<'a>(facts: &'a Facts, issuer: Option<&str>) -> Result<&'a Application, Refusal> {
    facts
        .application()
        .filter(|application| application.deleted_at.is_none())
        .ok_or_else(|| {
            Refusal::new(
                code::APPLICATION_NOT_FOUND,
                "an application of the tenant",
                issuer.unwrap_or("no Issuer"),
            )
        })
}

/// Who says that he sent a message.
struct Sender<'a> {
    /// The tenant as the path named it: the message is for that address.
    tenant: &'a str,
    facts: &'a Facts,
    application: &'a Application,
    /// The certificate that the message shows.
    shown: Option<String>,
}

/// Judges a message under what is registered of the application. Where it has verification certificates, requests have to
/// be signed, and any signature that is there has to be good. (`logout_signature`)
fn expecting<T>(
    visit: &Visit,
    from: &Sender<'_>,
    judge: impl FnOnce(&LogoutExpectations<'_>) -> Result<T, Rejected>,
) -> Result<T, Stop> {
    let settings = visit.services.settings();
    let signatures = &from.application.request_signatures;
    let keys = visit.services.request_keys(signatures, from.shown.as_deref());
    let keys = keys.map_err(unusable)?;
    let (issuer, address) = (
        routes::issuer(settings, &from.facts.tenant().id),
        routes::logout_url(settings, from.tenant),
    );
    judge(&LogoutExpectations::new(
        Role::IdentityProvider,
        &issuer,
        &from.application.identifiers,
        &address,
        keys.as_ref(),
        visit.page.now,
    ))
    .map_err(|it| {
        Refused::new(refusal_of(&it), Start::Application)
            .knowing(from.facts)
            .into()
    })
}
