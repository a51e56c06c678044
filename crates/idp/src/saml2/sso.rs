//! `/{tenant}/saml2`: an application asks for a sign-on, by HTTP-Redirect or HTTP-POST. Messages of logout come to the
//! same address and go on in `logout`.

use axum::body::Bytes;
use axum::extract::{Path, RawQuery};
use axum::response::Response;
use http::{HeaderMap, Method};
use vestibule_directory::Refusal;
use vestibule_directory::failure::code;
use vestibule_directory::sign_in::{self, Looking};
use vestibule_directory::sign_ins::Start;
use vestibule_saml::binding::ReceivedMessage;
use vestibule_saml::binding::logout::looks_like_logout;
use vestibule_web::FormFields;

use super::entry::{Entry, refusal_of};
use super::logout::{self, Destination};
use crate::refusal::{Refused, Stop, conclude};
use crate::routes;
use crate::sign_in::flow::{self, Arrival};
use crate::sign_in::state::{PostedRequest, Received, SignInState, TooLong, Wish};
use crate::sign_in::{account_name, unusable};
use crate::visit::Visit;

/// A request by HTTP-Redirect, `[saml-bindings] 3.4`.
pub(crate) async fn redirect(
    visit: Visit,
    Path(tenant): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let query = query.unwrap_or_default();
    if logout::is_query_of_logout(&query) {
        let result = logout::by_redirect(&visit, &tenant, query, Destination::read(&headers)).await;
        return conclude(&visit, result).await;
    }
    let account = login_hint(&query);
    let message = Received::Redirect { query };
    let state = SignInState::begin(Wish::Request { tenant, message }, visit.page.now);
    let result = flow::proceed(&visit, SignInState { account, ..state }, Arrival::Directly).await;
    conclude(&visit, result).await
}

/// A request by HTTP-POST, `[saml-bindings] 3.5`. The form comes from another site, so the browser sends no session
/// with it: what can be judged without one is, and a GET on our own host goes on.
pub(crate) async fn post(
    visit: Visit,
    Path(tenant): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if logout::is_answer(&body) {
        let result = logout::answer_by_post(&visit, &tenant, &body, Destination::read(&headers)).await;
        return conclude(&visit, result).await;
    }
    let result = posted(&visit, tenant, &query.unwrap_or_default(), &body).await;
    conclude(&visit, result).await
}

async fn posted(visit: &Visit, tenant: String, query: &str, body: &[u8]) -> Result<Response, Stop> {
    let message = match ReceivedMessage::from_form(body) {
        Ok(message) => Received::from(message),
        Err(rejected) => return Err(refused(visit, &tenant, refusal_of(&rejected)).await.into()),
    };
    let wish = Wish::Request {
        tenant: tenant.clone(),
        message: message.clone(),
    };
    let is_logout = looks_like_logout(&ReceivedMessage::from(&message));
    let entry = if is_logout {
        None
    } else {
        Entry::of(visit, &wish, visit.page.now).await?
    };
    let posted = PostedRequest {
        tenant: tenant.clone(),
        message,
        received_at: visit.page.now,
        account: login_hint(query),
    };
    match posted.seal(visit.services.sealer()) {
        Ok(state) => Ok(visit.page.see_other(&routes::posted(&tenant, &state))),
        Err(too_long) => {
            let mut refused = Refused::new(refusal_of_length(too_long), Start::Application);
            refused.facts = entry.map(|entry| entry.facts);
            Err(refused.into())
        }
    }
}

/// Where a request goes on that was posted.
pub(crate) async fn go_on(
    visit: Visit,
    Path(tenant): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let query = query.unwrap_or_default();
    let sealed = FormFields::parse(query.as_bytes()).unwrap_or_default();
    let opened = PostedRequest::open(
        sealed.get(routes::STATE),
        visit.services.sealer(),
        &tenant,
        visit.page.now,
    );
    let result = match opened {
        Err(reason) => Err(refused(&visit, &tenant, unusable(reason)).await.into()),
        Ok(posted) if looks_like_logout(&ReceivedMessage::from(&posted.message)) => {
            let (message, destination) = (
                ReceivedMessage::from(&posted.message),
                Destination::read(&headers),
            );
            logout::request(&visit, &posted.tenant, &message, destination).await
        }
        Ok(posted) => {
            let wish = Wish::Request {
                tenant: posted.tenant,
                message: posted.message,
            };
            let state = SignInState {
                account: posted.account,
                ..SignInState::begin(wish, posted.received_at)
            };
            flow::proceed(&visit, state, Arrival::FromForm).await
        }
    };
    conclude(&visit, result).await
}

/// Every other method. (`request_binding`)
pub(crate) async fn other_method(visit: Visit, Path(tenant): Path<String>, method: Method) -> Response {
    let refusal = Refusal::new(code::METHOD_NOT_ALLOWED, "GET, POST", method.as_str());
    let refused = refused(&visit, &tenant, refusal).await;
    conclude(&visit, Err(refused.into())).await
}

/// A refusal before the request could be read: of the tenant's log all the same, if there is such a tenant.
async fn refused(visit: &Visit, tenant: &str, refusal: Refusal) -> Refused {
    let refused = Refused::new(refusal, Start::Application);
    match sign_in::load(visit.directory(), tenant, Looking::Nothing, None).await {
        Ok(facts) => refused.knowing(&facts),
        Err(_) => refused,
    }
}

pub(crate) fn refusal_of_length(too_long: TooLong) -> Refusal {
    let expected = format!("at most {} characters once it is sealed", TooLong::LIMIT);
    Refusal::new(code::QUERY_TOO_LONG, expected, &too_long.characters.to_string())
}

/// `login_hint` fills the account in and does nothing else.
fn login_hint(query: &str) -> Option<String> {
    form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "login_hint")
        .and_then(|(_, value)| account_name(&value))
}
