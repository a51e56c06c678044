//! The assertion consumer service: what happens to a form that a provider's page has posted.

use axum::body::Bytes;
use axum::extract::RawQuery;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use vestibule_saml::binding::post::{self, Transport};
use vestibule_web::{Href, answer, cookie};

use super::codes;
use super::judge::{self, Arrived, Brought, CERTIFICATE_EXPIRED};
use crate::catalogue::{self, Level};
use crate::failure::{Failure, Refusal};
use crate::identities::Halt;
use crate::pages;
use crate::pages::relay::Carried;
use crate::rules;
use crate::services::Visit;
use crate::sign_ins::{self, Method, SignIn};

/// `POST` of a provider's answer.
pub(crate) async fn receive(
    visit: Visit,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut entry = entry(&visit);
    if let Some(response) = throttled(&visit) {
        return response;
    }
    if let Err(failure) = check_transport(&visit, &headers, query.as_deref()) {
        return refused(&visit, failure.into(), None, entry).await;
    }
    let carried = Carried::read(&body);
    let sees_no_cookies = visit.fetch.is_cross_site() && visit.cookies().get(&cookie::SIGN_IN).is_none();
    let brought = match &carried {
        Some(carried) if sees_no_cookies && !carried.is_marked => {
            return pages::relay::post_again(&visit, carried);
        }
        _ if sees_no_cookies => Brought::NothingToSee,
        _ => Brought::ItsCookies,
    };
    match judge::judge(&visit, &body, brought, &mut entry).await {
        Ok(arrived) => welcome(&visit, &arrived, &entry),
        Err(halt) => refused(&visit, halt, carried.as_ref(), entry).await,
    }
}

/// `POST` of the same answer by the person who was asked whether the account may be switched. The layer in front has
/// made sure that it was our page that sent it.
pub(crate) async fn receive_confirmed(
    visit: Visit,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut entry = entry(&visit);
    if let Some(response) = throttled(&visit) {
        return response;
    }
    if let Err(failure) = check_transport(&visit, &headers, query.as_deref()) {
        return refused(&visit, failure.into(), None, entry).await;
    }
    match judge::judge(&visit, &body, Brought::Confirmation, &mut entry).await {
        Ok(arrived) => welcome(&visit, &arrived, &entry),
        Err(halt) => refused(&visit, halt, None, entry).await,
    }
}

/// `GET`: people bookmark this address. It says where to go instead.
pub(crate) async fn explain(visit: Visit) -> Response {
    let mut response = pages::refusal::only_by_post(&visit).into_response();
    response
        .headers_mut()
        .insert(header::ALLOW, HeaderValue::from_static("POST"));
    response
}

/// SP-LIM-08, before anything is parsed.
pub(super) fn throttled(visit: &Visit) -> Option<Response> {
    if !rules::ACS_RATE.is_on() {
        return None;
    }
    let seconds = visit.services.throttle.check(visit.source, visit.now()).err()?;
    let failure = Failure::refused(&catalogue::TOO_MANY_REFUSED, "", "");
    let page = pages::refusal::failure(visit.page.language, Some(&visit.customer), failure);
    Some(answer::with_retry_after(page, seconds))
}

pub(super) fn check_transport(
    visit: &Visit,
    headers: &HeaderMap,
    query: Option<&str>,
) -> Result<(), Failure> {
    let text = |name| {
        headers
            .get(name)
            .map(|value: &HeaderValue| value.to_str().unwrap_or("?"))
    };
    let transport = Transport {
        method: "POST",
        content_type: text(header::CONTENT_TYPE),
        content_encoding: text(header::CONTENT_ENCODING),
        query,
    };
    post::check_transport(&transport).map_err(|rejected| codes::failure(&rejected, visit.now()))
}

fn welcome(visit: &Visit, arrived: &Arrived, entry: &SignIn) -> Response {
    let employee = &arrived.admitted.employee;
    tracing::info!(
        customer = visit.customer.name,
        employee.id = employee.id,
        is_new = arrived.admitted.is_new,
        method = entry.method.name(),
        "signed in"
    );
    if entry.warning.as_deref() == Some(CERTIFICATE_EXPIRED) {
        tracing::warn!(
            customer = visit.customer.name,
            thumbprint = entry.certificate_thumbprint,
            "accepted a message under an expired certificate"
        );
    }
    let target = Href::local(&arrived.target).unwrap_or(Href::fixed(crate::routes::HOME));
    let session = visit.cookies().set(&cookie::SESSION, &arrived.token.text);
    answer::with_cookie(answer::see_other(&target), session)
}

/// Nobody is let in: the reason goes to the log and to the person, and nothing else changes.
async fn refused(visit: &Visit, halt: Halt, carried: Option<&Carried>, mut entry: SignIn) -> Response {
    let (failure, employee_id) = match halt {
        Halt::Failure { failure, employee_id } => (failure, employee_id),
        Halt::AnotherPerson { present, incoming } => {
            return pages::switch::ask(visit, present.as_deref(), &incoming, carried);
        }
    };
    count(visit, &failure);
    if let Failure::Refused(refusal) = &failure {
        entry.employee_id = employee_id;
        complete(&mut entry, refusal);
        note(visit, refusal);
        if let Err(failure) = sign_ins::record_refused(&visit.services.manager, &visit.customer, &entry).await
        {
            return pages::refusal::failure(visit.page.language, Some(&visit.customer), failure)
                .into_response();
        }
    }
    pages::refusal::of_message(visit, failure).into_response()
}

/// SP-LIM-08. What could not be opened counts six times: who asks what opens needs many questions.
fn count(visit: &Visit, failure: &Failure) {
    let is_unopened =
        matches!(failure, Failure::Refused(refusal) if refusal.rule == Some(DECRYPTION_ONE_ERROR));
    let times = if is_unopened { UNOPENED_COUNTS } else { 1 };
    for _ in 0..times {
        visit.services.throttle.count(visit.source, visit.now());
    }
}

/// A line in the process's log. It holds no value of the message but what the refusal shows.
pub(crate) fn note(visit: &Visit, refusal: &Refusal) {
    let code = refusal.code.to_string();
    let customer = visit.customer.name.as_str();
    match refusal.code.level {
        Level::Info => tracing::info!(
            customer,
            code,
            rule = refusal.rule,
            expected = refusal.expected,
            received = refusal.received,
            "sign-in refused"
        ),
        Level::Warn => tracing::warn!(
            customer,
            code,
            rule = refusal.rule,
            expected = refusal.expected,
            received = refusal.received,
            "sign-in refused"
        ),
    }
}

/// Writes a refusal into an entry of the log.
pub(crate) fn complete(entry: &mut SignIn, refusal: &Refusal) {
    entry.code = Some(refusal.code.to_string());
    entry.rule = refusal.rule.map(str::to_owned);
    entry.expected.clone_from(&refusal.expected);
    entry.received.clone_from(&refusal.received);
    entry.warning = None;
}

/// An entry of which only the circumstances are known.
pub(crate) fn entry(visit: &Visit) -> SignIn {
    SignIn {
        id: visit.services.manager.environment().id(),
        occurred_at: visit.now(),
        method: Method::Saml,
        code: None,
        rule: None,
        expected: String::new(),
        received: String::new(),
        warning: None,
        provider_id: None,
        issuer: None,
        subject: None,
        employee_id: None,
        is_new_person: false,
        certificate_thumbprint: None,
        correlation_id: visit.page.correlation_id.to_string(),
        source: visit.source.to_string(),
    }
}

/// The status of a refusal's page.
pub(crate) fn status(refusal: &Refusal) -> StatusCode {
    StatusCode::from_u16(refusal.code.http_status).unwrap_or(StatusCode::FORBIDDEN)
}

/// The rule under which everything is refused that depends on a decryption key.
const DECRYPTION_ONE_ERROR: &str = "SP-ENC-03";

/// A hundred failed decryptions are as many as six hundred other refusals.
const UNOPENED_COUNTS: usize = 6;
