//! The way out: *Sign out*, a form's button and never a bare link, since it changes something (`logout_own_csrf`), and
//! the pages on which the applications of the session are told that it is over.
//!
//! The session ends first. Then each application is sent a signed request in a frame; a frame has no cookies of its
//! application in many browsers, so whoever did not answer within five seconds gets a button that goes there in the
//! window and comes back. No page needs a script.

pub(crate) mod page;
mod send;

use axum::extract::RawQuery;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderValue, header};
use vestibule_directory::sign_outs::{self, Answer, AskedBy, Beginning, SignOut};
use vestibule_directory::users::User;
use vestibule_web::answer::with_cookie;
use vestibule_web::ui::layout::Person;
use vestibule_web::{ContentSecurityPolicy, FormFields, Href};

use crate::refusal::{Refused, Stop, conclude};
use crate::routes;
use crate::sign_in::flow::query_fields;
use crate::sign_in::state::{AskedSignOut, Unusable};
use crate::sign_in::unusable;
use crate::visit::Visit;
use vestibule_directory::sign_ins::Start;

/// How long frames have, in seconds, before the result is shown.
const WAIT_SECONDS: u32 = 5;

/// `GET /logout`: asks, or says that nobody is signed in any more.
pub(crate) async fn show(visit: Visit) -> Response {
    let result = shown(&visit).await;
    conclude(&visit, result).await
}

/// `POST /logout`: ends every session of this browser, here first.
pub(crate) async fn sign_out(visit: Visit, fields: FormFields) -> Response {
    let result = signed_out(&visit, &fields).await;
    conclude(&visit, result).await
}

/// `GET /logout/apps`: tells the applications, in frames.
pub(crate) async fn tell(visit: Visit, RawQuery(query): RawQuery) -> Response {
    let result = told(&visit, &query_fields(query.as_deref())).await;
    conclude(&visit, result).await
}

/// `GET /logout/result`: who has answered, and a button for whoever has not.
pub(crate) async fn result(visit: Visit, RawQuery(query): RawQuery) -> Response {
    let result = result_of(&visit, &query_fields(query.as_deref())).await;
    conclude(&visit, result).await
}

/// `GET /logout/app`: goes to one application in the window; it leads back to the result.
pub(crate) async fn tell_one(visit: Visit, RawQuery(query): RawQuery) -> Response {
    let result = told_one(&visit, &query_fields(query.as_deref())).await;
    conclude(&visit, result).await
}

/// `GET /logout/finish`: answers the application that asked for the sign-out.
pub(crate) async fn finish(visit: Visit, RawQuery(query): RawQuery) -> Response {
    let result = finished(&visit, &query_fields(query.as_deref())).await;
    conclude(&visit, result).await
}

/// A person as the frames of pages show him, with the button to sign out.
pub(crate) fn person(user: &User) -> Person {
    Person {
        display_name: user.display_name.clone(),
        detail: Some(user.user_principal_name.clone()),
        sign_out: Href::fixed(routes::SIGN_OUT),
    }
}

async fn shown(visit: &Visit) -> Result<Response, Stop> {
    let present = visit.present().await?;
    let markup = if present.is_empty() {
        page::gone(visit)
    } else {
        page::ask(visit, &present)
    };
    Ok(markup.into_response())
}

async fn signed_out(visit: &Visit, fields: &FormFields) -> Result<Response, Stop> {
    let asked_by = asked_by(visit, fields)?;
    let tokens: Vec<&str> = visit
        .browser
        .held()
        .iter()
        .map(|held| held.token.as_str())
        .collect();
    let (mark, mark_cookie) = visit.browser.mark_or_new(visit.services.environment());
    let beginning = Beginning {
        tokens: &tokens,
        browser: &mark,
        asked_by: asked_by.as_ref(),
        used_until: None,
    };
    let id = sign_outs::begin(visit.directory(), &beginning).await?;
    let next = match &id {
        Some(id) if is_to_be_told(visit, id, &mark).await? => routes::sign_out_apps(id),
        _ => Href::fixed(routes::SIGN_OUT),
    };
    // A form must not lead to another site: the page it leads to goes on by itself.
    let response = visit.page.see_other(&next);
    let cookies = visit.browser.signed_out().into_iter().chain(mark_cookie);
    Ok(cookies.fold(response, with_cookie))
}

/// The application that the person was asked about, if that was the question.
fn asked_by(visit: &Visit, fields: &FormFields) -> Result<Option<AskedBy>, Stop> {
    let sealed = fields.get(routes::STATE);
    if sealed.is_empty() {
        return Ok(None);
    }
    let (sealer, mark) = (visit.services.sealer(), visit.browser.mark());
    AskedSignOut::open(sealed, sealer, mark, visit.page.now)
        .map(|asked| Some(asked.into()))
        .map_err(|reason| expired(reason).into())
}

/// Whether anybody can be told of the sign-out, or waits for its end.
async fn is_to_be_told(visit: &Visit, id: &str, mark: &str) -> Result<bool, Stop> {
    let sign_out = sign_outs::find(visit.directory(), id, mark).await?;
    Ok(sign_out.is_some_and(|it| it.asked_by.is_some() || it.open().next().is_some()))
}

/// The answer to an application's request: the page that tells the others, or, if there are none, the application itself.
pub(crate) async fn go_on(visit: &Visit, id: Option<&str>, mark: &str) -> Result<Response, Stop> {
    let Some(id) = id else {
        return Ok(visit.page.see_other(&Href::fixed(routes::SIGN_OUT)));
    };
    match sign_outs::find(visit.directory(), id, mark).await? {
        Some(sign_out) if sign_out.open().next().is_none() => answered(visit, &sign_out).await,
        _ => Ok(visit.page.see_other(&routes::sign_out_apps(id))),
    }
}

/// The answer to an application's request when there is nothing to end. Any stranger can ask for it, and it is signed: an
/// address gets as many as refusals.
pub(crate) async fn nothing_to_end(visit: &Visit, asked_by: &AskedBy) -> Result<Response, Stop> {
    let (throttle, now) = (visit.services.throttle(), visit.page.now);
    throttle
        .check(visit.source(), now)
        .map_err(|retry_after| Stop::TooMany { retry_after })?;
    throttle.count(visit.source(), now);
    let sign_out = SignOut {
        id: String::new(),
        created_at: visit.page.now,
        asked_by: Some(asked_by.clone()),
        parties: Vec::new(),
    };
    answered(visit, &sign_out).await
}

async fn told(visit: &Visit, fields: &FormFields) -> Result<Response, Stop> {
    let sign_out = found(visit, fields).await?;
    let mut frames = Vec::new();
    for party in sign_out.open().filter(|party| party.answer == Answer::None) {
        if let Some(address) = send::request(visit, party).await?
            && let Ok(address) = Href::external(&address)
        {
            frames.push((party.display_name.as_str(), address));
        }
    }
    if frames.is_empty() {
        let next = if sign_out.asked_by.is_some() {
            routes::sign_out_finish(&sign_out.id)
        } else {
            routes::sign_out_result(&sign_out.id)
        };
        let response = page::leaving(visit, &next).into_response();
        return Ok(refreshing(response, 0, &next));
    }
    let next = routes::sign_out_result(&sign_out.id);
    let policy = ContentSecurityPolicy::framing(frames.iter().map(|(_, address)| address.as_str()));
    let mut response = page::frames(visit, &frames, &next).into_response();
    if let Ok(policy) = policy {
        response.extensions_mut().insert(policy);
    }
    Ok(refreshing(response, WAIT_SECONDS, &next))
}

async fn result_of(visit: &Visit, fields: &FormFields) -> Result<Response, Stop> {
    let sign_out = found(visit, fields).await?;
    let is_waited_for = sign_out.asked_by.is_some();
    let response = page::result(visit, &sign_out).into_response();
    if is_waited_for && sign_out.open().next().is_none() {
        return Ok(refreshing(response, 0, &routes::sign_out_finish(&sign_out.id)));
    }
    Ok(response)
}

async fn told_one(visit: &Visit, fields: &FormFields) -> Result<Response, Stop> {
    let sign_out = found(visit, fields).await?;
    let wanted = fields.get(routes::REQUEST);
    let party = sign_out.open().find(|party| party.request_id == wanted).cloned();
    let back = routes::sign_out_result(&sign_out.id);
    let Some(mut party) = party else {
        return Ok(visit.page.see_other(&back));
    };
    let Some(request_id) = sign_outs::ask_again(visit.directory(), &party.request_id).await? else {
        return Ok(visit.page.see_other(&back));
    };
    party.request_id = request_id;
    let address = send::request(visit, &party).await?;
    let address = address.and_then(|address| Href::external(&address).ok());
    Ok(visit.page.see_other(&address.unwrap_or(back)))
}

async fn finished(visit: &Visit, fields: &FormFields) -> Result<Response, Stop> {
    let sign_out = found(visit, fields).await?;
    answered(visit, &sign_out).await
}

/// Leads back to the application that asked, if one did and has an address for it.
async fn answered(visit: &Visit, sign_out: &SignOut) -> Result<Response, Stop> {
    let address = match &sign_out.asked_by {
        Some(asked_by) => send::answer(visit, sign_out, asked_by).await?,
        None => None,
    };
    let address = address.and_then(|address| Href::external(&address).ok());
    Ok(visit
        .page
        .see_other(&address.unwrap_or_else(|| Href::fixed(routes::SIGN_OUT))))
}

/// The sign-out that the address names, if this browser began it.
async fn found(visit: &Visit, fields: &FormFields) -> Result<SignOut, Stop> {
    let (id, mark) = (fields.get(routes::ID), visit.browser.mark());
    let found = sign_outs::find(visit.directory(), id, mark).await?;
    found.ok_or_else(|| {
        expired(if id.is_empty() {
            Unusable::Missing
        } else {
            Unusable::Foreign
        })
        .into()
    })
}

fn expired(reason: Unusable) -> Refused {
    Refused::new(unusable(reason), Start::OwnPages)
}

fn refreshing(mut response: Response, seconds: u32, to: &Href) -> Response {
    if let Ok(value) = HeaderValue::try_from(format!("{seconds}; url={to}")) {
        response.headers_mut().insert(header::REFRESH, value);
    }
    response
}
