//! Who is it? A form for the account, or the accounts that are signed in on this browser.

use axum::extract::RawQuery;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use i18n_embed_fl::fl;
use maud::{Markup, html};
use vestibule_web::answer::with_cookie;
use vestibule_web::ui::button;
use vestibule_web::ui::field::{self, Input};
use vestibule_web::ui::layout::{self, SignInPage};
use vestibule_web::{FormFields, Href};

use super::flow::{Subject, opened, query_fields, sealed_step};
use super::state::{SignInState, Wish};
use super::step::KnownAccount;
use super::{account_name, picker};
use crate::refusal::{Stop, conclude};
use crate::routes;
use crate::visit::Visit;

/// The parameter that asks for the form although there are accounts to pick.
pub(super) const OTHER: &str = "other";

/// `GET /login`.
pub(crate) async fn show(visit: Visit, RawQuery(query): RawQuery) -> Response {
    let result = shown(&visit, &query_fields(query.as_deref())).await;
    conclude(&visit, result).await
}

/// `POST /login`: a name was typed, or an account was picked.
pub(crate) async fn choose(visit: Visit, fields: FormFields) -> Response {
    let result = chosen(&visit, &fields).await;
    conclude(&visit, result).await
}

async fn shown(visit: &Visit, fields: &FormFields) -> Result<Response, Stop> {
    if !fields.has(routes::STATE) {
        // Somebody came by himself: what else but the portal could he want?
        let state = SignInState::begin(Wish::MyApps, visit.page.now);
        let refused = |refusal| crate::refusal::Refused::new(refusal, super::flow::start_of(&state.wish));
        return sealed_step(visit, routes::ACCOUNT, &state).map_err(|refusal| refused(refusal).into());
    }
    let state = opened(visit, fields)?;
    let subject = Subject::of(visit, &state).await?;
    let usable = usable(visit, &subject).await?;
    if usable.is_empty() || fields.has(OTHER) {
        let typed = state.account.as_deref().unwrap_or_default();
        return Ok(page(visit, &subject, fields.get(routes::STATE), typed, None).into_response());
    }
    Ok(picker::page(visit, &subject, fields.get(routes::STATE), &usable).into_response())
}

async fn chosen(visit: &Visit, fields: &FormFields) -> Result<Response, Stop> {
    let state = opened(visit, fields)?;
    let subject = Subject::of(visit, &state).await?;
    if let Some(session_id) = fields.find(picker::SESSION) {
        return picked(visit, &subject, state, session_id).await;
    }
    if fields.has(OTHER) {
        let form = routes::step(routes::ACCOUNT, fields.get(routes::STATE)).query(OTHER, "1");
        return Ok(visit.page.see_other(&form));
    }
    let typed = fields.trimmed("username");
    let loader = visit.texts.loader();
    let problem = match account_name(typed) {
        None => fl!(loader, "account-missing"),
        Some(name) if !name.contains('@') => fl!(loader, "account-malformed"),
        Some(name) => {
            let state = SignInState {
                account: Some(name),
                picked: None,
                ..state
            };
            return sealed_step(visit, routes::CONTINUE, &state)
                .map_err(|refusal| subject.refused(refusal, &state).into());
        }
    };
    let markup = page(visit, &subject, fields.get(routes::STATE), typed, Some(&problem));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, markup).into_response())
}

/// Goes on as an account that is signed in. The id is not believed: it has to be one of this browser's sessions.
async fn picked(
    visit: &Visit,
    subject: &Subject,
    state: SignInState,
    session_id: &str,
) -> Result<Response, Stop> {
    let present = visit.present().await?;
    let found = present
        .iter()
        .find(|present| present.resumed.session().id == session_id);
    let state = SignInState {
        account: None,
        picked: found.map(|_| session_id.to_owned()),
        ..state
    };
    let response =
        sealed_step(visit, routes::CONTINUE, &state).map_err(|refusal| subject.refused(refusal, &state))?;
    let Some(found) = found else { return Ok(response) };
    let is_kept = found.resumed.session().is_kept;
    let cookies = visit.browser.chosen(&found.token, is_kept, &[], visit.page.now);
    Ok(cookies.into_iter().fold(response, with_cookie))
}

/// The accounts of this browser that the application could take.
async fn usable(visit: &Visit, subject: &Subject) -> Result<Vec<KnownAccount>, Stop> {
    let tenant = subject
        .entry
        .as_ref()
        .map(|entry| entry.facts.tenant().id.as_str());
    let present = visit.present().await?;
    let known = present.iter().map(KnownAccount::of);
    Ok(known
        .filter(|account| tenant.is_none_or(|tenant| account.tenant_id == tenant))
        .collect())
}

fn page(visit: &Visit, subject: &Subject, state: &str, typed: &str, problem: Option<&str>) -> Markup {
    let loader = visit.texts.loader();
    let title = fl!(loader, "account-title");
    let lead = match subject.application() {
        Some(application) => fl!(loader, "account-to-application", application = application),
        None => fl!(loader, "account-to-my-apps"),
    };
    let frame = SignInPage {
        title: &title,
        lead: Some(&lead),
        organisation: subject.organisation(),
        application: subject.application(),
        ..SignInPage::default()
    };
    let label = fl!(loader, "account-label");
    let hint = fl!(loader, "account-hint");
    let body = html! {
        form method="post" action=(Href::fixed(routes::ACCOUNT)) {
            (visit.page.csrf.field())
            (field::hidden(routes::STATE, state))
            (field::text("username", &label)
                .input(Input::Email)
                .hint(&hint)
                .value(typed)
                .autocomplete("username")
                .longest(320)
                .required()
                .autofocus()
                .error(problem))
            (button::primary(&fl!(loader, "account-next")).wide())
        }
    };
    layout::sign_in_page(
        &visit.page_at(routes::step(routes::ACCOUNT, state)),
        &frame,
        &body,
    )
}
