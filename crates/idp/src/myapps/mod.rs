//! `/myapps`: the applications that a person may use, as tiles that start them.

mod page;

use axum::extract::RawQuery;
use axum::response::{IntoResponse as _, Response};
use vestibule_directory::sign_ins::Start;
use vestibule_directory::{Caller, assignments};
use vestibule_web::Href;

use crate::refusal::{Refused, Stop, conclude};
use crate::routes;
use crate::sign_in::flow::{query_fields, sealed_step};
use crate::sign_in::state::{SignInState, Wish};
use crate::visit::Visit;

/// `GET /`: the portal is where people begin.
pub(crate) async fn root(visit: Visit) -> Response {
    visit.page.see_other(&Href::fixed(routes::MY_APPS))
}

/// `GET /myapps`.
pub(crate) async fn show(visit: Visit, RawQuery(query): RawQuery) -> Response {
    let result = shown(&visit, query.as_deref()).await;
    conclude(&visit, result).await
}

async fn shown(visit: &Visit, query: Option<&str>) -> Result<Response, Stop> {
    let Some(present) = visit.present().await?.into_iter().next() else {
        let state = SignInState::begin(Wish::MyApps, visit.page.now);
        return sealed_step(visit, routes::ACCOUNT, &state)
            .map_err(|refusal| Refused::new(refusal, Start::OwnPages).into());
    };
    let (caller, person) = (Caller::person(&present.resumed), present.resumed.person());
    let tiles =
        assignments::applications_of(visit.directory(), &caller, &person.tenant_id, &person.id).await?;
    let fields = query_fields(query);
    Ok(page::page(visit, person, &tiles, fields.trimmed("q")).into_response())
}
