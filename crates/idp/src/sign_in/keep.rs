//! *Stay signed in?*

use axum::extract::RawQuery;
use axum::response::{IntoResponse as _, Response};
use i18n_embed_fl::fl;
use maud::{Markup, html};
use vestibule_directory::Failure;
use vestibule_directory::sessions::{self, Keep};
use vestibule_web::answer::with_cookie;
use vestibule_web::ui::layout::{self, SignInPage};
use vestibule_web::ui::{account, button, field};
use vestibule_web::{FormFields, Href};

use super::flow::{Subject, opened, query_fields, sealed_step};
use super::state::SignInState;
use crate::refusal::{Stop, conclude};
use crate::routes;
use crate::visit::{Present, Visit};

/// The field with the answer.
const ANSWER: &str = "keep";

/// `GET /login/keep`.
pub(crate) async fn show(visit: Visit, RawQuery(query): RawQuery) -> Response {
    let result = shown(&visit, &query_fields(query.as_deref())).await;
    conclude(&visit, result).await
}

/// `POST /login/keep`.
pub(crate) async fn answer(visit: Visit, fields: FormFields) -> Response {
    let result = answered(&visit, &fields).await;
    conclude(&visit, result).await
}

async fn shown(visit: &Visit, fields: &FormFields) -> Result<Response, Stop> {
    let state = opened(visit, fields)?;
    let subject = Subject::of(visit, &state).await?;
    match proved(visit, &state).await? {
        Some(present) => Ok(page(visit, &subject, fields.get(routes::STATE), &present).into_response()),
        None => go_on(visit, &subject, &state),
    }
}

async fn answered(visit: &Visit, fields: &FormFields) -> Result<Response, Stop> {
    let state = opened(visit, fields)?;
    let subject = Subject::of(visit, &state).await?;
    let response = go_on(visit, &subject, &state)?;
    match proved(visit, &state).await? {
        Some(present) if fields.get(ANSWER) == "yes" => {
            match sessions::keep(visit.directory(), &present.token, Keep::Yes).await {
                // It ended just now: the next step finds out.
                Err(Failure::NotFound { .. }) => return Ok(response),
                kept => kept?,
            }
            let cookies = visit.browser.chosen(&present.token, true, &[], visit.page.now);
            Ok(cookies.into_iter().fold(response, with_cookie))
        }
        _ => Ok(response),
    }
}

fn go_on(visit: &Visit, subject: &Subject, state: &SignInState) -> Result<Response, Stop> {
    sealed_step(visit, routes::CONTINUE, state).map_err(|refusal| subject.refused(refusal, state).into())
}

/// The session that was begun in this sign-in, if it is still there.
async fn proved(visit: &Visit, state: &SignInState) -> Result<Option<Present>, Stop> {
    let present = visit.present().await?;
    Ok(present
        .into_iter()
        .find(|present| state.proved.as_deref() == Some(&present.resumed.session().id)))
}

fn page(visit: &Visit, subject: &Subject, state: &str, present: &Present) -> Markup {
    let loader = visit.texts.loader();
    let title = fl!(loader, "keep-title");
    let lead = fl!(loader, "keep-lead");
    let frame = SignInPage {
        title: &title,
        lead: Some(&lead),
        organisation: subject.organisation(),
        application: subject.application(),
        ..SignInPage::default()
    };
    let person = present.resumed.person();
    let (yes, no) = (fl!(loader, "keep-yes"), fl!(loader, "keep-no"));
    let body = html! {
        (account::chosen(&person.display_name, Some(&person.user_principal_name)))
        form method="post" action=(Href::fixed(routes::KEEP)) {
            (visit.page.csrf.field())
            (field::hidden(routes::STATE, state))
            (button::row(&html! {
                (button::primary(&yes).name(ANSWER, "yes"))
                (button::secondary(&no).name(ANSWER, "no"))
            }))
        }
    };
    layout::sign_in_page(&visit.page, &frame, &body)
}
