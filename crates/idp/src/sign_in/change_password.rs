//! A password that an administrator gave out is changed before a session begins.

use axum::extract::RawQuery;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use i18n_embed_fl::fl;
use maud::{Markup, html};
use vestibule_directory::failure::{Code, code};
use vestibule_directory::sign_in::change_password;
use vestibule_directory::{Failure, Refusal, Secret};
use vestibule_web::form::FieldErrors;
use vestibule_web::ui::layout::{self, SignInPage};
use vestibule_web::ui::{account, button, field};
use vestibule_web::{FormFields, Href};

use super::flow::{Subject, opened, query_fields, sealed_step};
use super::password::of_account;
use super::{inline, session};
use crate::refusal::{Refused, Stop, conclude, record, sentence};
use crate::routes;
use crate::visit::Visit;

const CURRENT: &str = "current";
const NEW: &str = "new";
const CONFIRM: &str = "confirm";

/// `GET /login/change-password`.
pub(crate) async fn show(visit: Visit, RawQuery(query): RawQuery) -> Response {
    let result = shown(&visit, &query_fields(query.as_deref())).await;
    conclude(&visit, result).await
}

/// `POST /login/change-password`.
pub(crate) async fn change(visit: Visit, fields: FormFields) -> Response {
    let result = changed(&visit, &fields).await;
    conclude(&visit, result).await
}

async fn shown(visit: &Visit, fields: &FormFields) -> Result<Response, Stop> {
    let state = opened(visit, fields)?;
    let subject = Subject::of(visit, &state).await?;
    let Some(account) = &state.account else {
        return sealed_step(visit, routes::ACCOUNT, &state)
            .map_err(|refusal| subject.refused(refusal, &state).into());
    };
    let errors = FieldErrors::default();
    let form = Form {
        state: fields.get(routes::STATE),
        account,
        errors: &errors,
        refusal: None,
    };
    Ok(page(visit, &subject, &form).into_response())
}

async fn changed(visit: &Visit, fields: &FormFields) -> Result<Response, Stop> {
    let state = opened(visit, fields)?;
    let subject = Subject::of(visit, &state).await?;
    let Some(account) = state.account.clone() else {
        return sealed_step(visit, routes::ACCOUNT, &state)
            .map_err(|refusal| subject.refused(refusal, &state).into());
    };
    let errors = typing_errors(visit, fields);
    let form = Form {
        state: fields.get(routes::STATE),
        account: &account,
        errors: &errors,
        refusal: None,
    };
    if !errors.is_empty() {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page(visit, &subject, &form)).into_response());
    }
    let tenant = subject.tenant(visit, &account).await?;
    let tenant_id = tenant.as_ref().map_or("", |facts| facts.tenant().id.as_str());
    let (present, new) = (
        Secret::new(fields.get(CURRENT).to_owned()),
        Secret::new(fields.get(NEW).to_owned()),
    );
    match change_password(
        visit.directory(),
        tenant_id,
        &account,
        &present,
        &new,
        visit.source(),
    )
    .await
    {
        Ok(authenticated) => session::begin(visit, &subject, state, &authenticated).await,
        Err(Failure::Refused(refusal)) => {
            let refused = of_account(&subject, &state, tenant.as_ref(), *refusal, &account);
            answer(visit, &subject, &form, refused).await
        }
        Err(failure) => Err(failure.into()),
    }
}

/// What can be seen without asking the directory.
fn typing_errors(visit: &Visit, fields: &FormFields) -> FieldErrors {
    let loader = visit.texts.loader();
    let mut errors = FieldErrors::default();
    if fields.get(CURRENT).is_empty() {
        errors.add(CURRENT, fl!(loader, "password-missing"));
    }
    if fields.get(NEW).is_empty() {
        errors.add(NEW, fl!(loader, "change-new-missing"));
    } else if fields.get(NEW) != fields.get(CONFIRM) {
        errors.add(CONFIRM, fl!(loader, "change-mismatch"));
    }
    errors
}

/// What the person can put right is said beside the field that it is about; anything else ends the sign-in.
async fn answer(
    visit: &Visit,
    subject: &Subject,
    form: &Form<'_>,
    refused: Refused,
) -> Result<Response, Stop> {
    let Some(about) = field_of(refused.refusal.code) else {
        return Err(refused.into());
    };
    record(visit, &refused).await?;
    let refusal = &refused.refusal;
    let mut errors = FieldErrors::default();
    let happened = sentence(
        visit,
        refusal.code,
        refusal.code.what_happened_id,
        refusal.code.what_happened,
    );
    let change = sentence(
        visit,
        refusal.code,
        refusal.code.what_to_change_id,
        refusal.code.what_to_change,
    );
    errors.add(about, format!("{happened} {change}"));
    let markup = page(
        visit,
        subject,
        &Form {
            errors: &errors,
            refusal: Some(refusal),
            ..*form
        },
    );
    let status = StatusCode::from_u16(refusal.code.http_status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    Ok((status, markup).into_response())
}

fn field_of(row: &Code) -> Option<&'static str> {
    let about_current = [code::CURRENT_PASSWORD_WRONG, code::WRONG_PASSWORD, code::LOCKED];
    let about_new = [
        code::PASSWORD_TOO_WEAK,
        code::PASSWORD_CONTAINS_NAME,
        code::PASSWORD_TOO_COMMON,
    ];
    if about_current.contains(&row) {
        Some(CURRENT)
    } else if about_new.contains(&row) {
        Some(NEW)
    } else {
        None
    }
}

/// What the page shows. Passwords are never filled in again.
#[derive(Clone, Copy)]
struct Form<'a> {
    state: &'a str,
    account: &'a str,
    errors: &'a FieldErrors,
    refusal: Option<&'a Refusal>,
}

fn page(visit: &Visit, subject: &Subject, form: &Form<'_>) -> Markup {
    let loader = visit.texts.loader();
    let title = fl!(loader, "change-title");
    let lead = fl!(loader, "change-lead");
    let frame = SignInPage {
        title: &title,
        lead: Some(&lead),
        organisation: subject.organisation(),
        application: subject.application(),
        ..SignInPage::default()
    };
    let (current, new) = (
        fl!(loader, "change-current-label"),
        fl!(loader, "change-new-label"),
    );
    let (confirm, hint) = (
        fl!(loader, "change-confirm-label"),
        fl!(loader, "change-new-hint"),
    );
    let password = |name, label| {
        field::password(visit.page.language, name, label)
            .longest(256)
            .required()
    };
    let body = html! {
        (account::chosen(form.account, None))
        form method="post" action=(Href::fixed(routes::CHANGE_PASSWORD)) {
            (visit.page.csrf.field())
            (field::hidden(routes::STATE, form.state))
            (password(CURRENT, current.as_str()).autofocus().error(form.errors.of(CURRENT)))
            (password(NEW, new.as_str()).autocomplete("new-password").hint(&hint).error(form.errors.of(NEW)))
            (password(CONFIRM, confirm.as_str()).autocomplete("new-password").error(form.errors.of(CONFIRM)))
            (button::primary(&fl!(loader, "change-submit")).wide())
        }
        (inline::details(visit, form.refusal))
    };
    layout::sign_in_page(
        &visit.page_at(routes::step(routes::CHANGE_PASSWORD, form.state)),
        &frame,
        &body,
    )
}
