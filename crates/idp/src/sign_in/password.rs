//! The password of an account.

use axum::extract::RawQuery;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderValue, StatusCode, header};
use i18n_embed_fl::fl;
use maud::{Markup, html};
use vestibule_directory::failure::code;
use vestibule_directory::sign_in::{Authenticated, Facts, verify_password};
use vestibule_directory::{Failure, Refusal, Secret};
use vestibule_web::ui::layout::{self, SignInPage};
use vestibule_web::ui::{account, button, field};
use vestibule_web::{FormFields, Href};

use super::account::OTHER;
use super::flow::{Subject, opened, query_fields, sealed_step};
use super::state::SignInState;
use super::{inline, session};
use crate::refusal::{Refused, Stop, conclude, record, write};
use crate::routes;
use crate::visit::Visit;

/// `GET /login/password`.
pub(crate) async fn show(visit: Visit, RawQuery(query): RawQuery) -> Response {
    let result = shown(&visit, &query_fields(query.as_deref())).await;
    conclude(&visit, result).await
}

/// `POST /login/password`.
pub(crate) async fn verify(visit: Visit, fields: FormFields) -> Response {
    let result = verified(&visit, &fields).await;
    conclude(&visit, result).await
}

async fn shown(visit: &Visit, fields: &FormFields) -> Result<Response, Stop> {
    let state = opened(visit, fields)?;
    let subject = Subject::of(visit, &state).await?;
    let Some(account) = &state.account else {
        return sealed_step(visit, routes::ACCOUNT, &state)
            .map_err(|refusal| subject.refused(refusal, &state).into());
    };
    let form = Form {
        state: fields.get(routes::STATE),
        account,
        problem: None,
        refusal: None,
    };
    Ok(page(visit, &subject, &form).into_response())
}

async fn verified(visit: &Visit, fields: &FormFields) -> Result<Response, Stop> {
    let state = opened(visit, fields)?;
    let subject = Subject::of(visit, &state).await?;
    let Some(account) = state.account.clone() else {
        return sealed_step(visit, routes::ACCOUNT, &state)
            .map_err(|refusal| subject.refused(refusal, &state).into());
    };
    let form = Form {
        state: fields.get(routes::STATE),
        account: &account,
        problem: None,
        refusal: None,
    };
    let password = fields.get("password");
    if password.is_empty() {
        let problem = fl!(visit.texts.loader(), "password-missing");
        let markup = page(
            visit,
            &subject,
            &Form {
                problem: Some(&problem),
                ..form
            },
        );
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, markup).into_response());
    }
    let tenant = subject.tenant(visit, &account).await?;
    let tenant_id = tenant.as_ref().map_or("", |facts| facts.tenant().id.as_str());
    let password = Secret::new(password.to_owned());
    match verify_password(visit.directory(), tenant_id, &account, &password, visit.source()).await {
        Ok(authenticated) if authenticated.must_change_password() => {
            interrupted(visit, &subject, &state, tenant.as_ref(), &authenticated).await
        }
        Ok(authenticated) => session::begin(visit, &subject, state, &authenticated).await,
        Err(Failure::Refused(refusal)) => {
            let refused = of_account(&subject, &state, tenant.as_ref(), *refusal, &account);
            answer(visit, &subject, form, refused).await
        }
        Err(failure) => Err(failure.into()),
    }
}

/// A refusal of this account, for the log of the tenant that its name belongs to.
pub(super) fn of_account(
    subject: &Subject,
    state: &SignInState,
    tenant: Option<&Facts>,
    refusal: Refusal,
    account: &str,
) -> Refused {
    let refused = subject.refused(refusal, state).of_account(account);
    match tenant {
        Some(facts) => refused.knowing(facts),
        None => refused,
    }
}

/// What the person can put right on the spot is said beside the field; anything else ends the sign-in. Unknown names
/// and wrong passwords are told with the same words. (`no_enumeration`)
async fn answer(
    visit: &Visit,
    subject: &Subject,
    form: Form<'_>,
    refused: Refused,
) -> Result<Response, Stop> {
    let loader = visit.texts.loader();
    let problem = if refused.refusal.code == code::WRONG_PASSWORD {
        fl!(loader, "password-incorrect")
    } else if refused.refusal.code == code::LOCKED {
        fl!(loader, "password-locked")
    } else {
        return Err(refused.into());
    };
    record(visit, &refused).await?;
    let refusal = &refused.refusal;
    let markup = page(
        visit,
        subject,
        &Form {
            problem: Some(&problem),
            refusal: Some(refusal),
            ..form
        },
    );
    let status = StatusCode::from_u16(refusal.code.http_status).unwrap_or(StatusCode::BAD_REQUEST);
    let mut response = (status, markup).into_response();
    let wait = refusal
        .detail("retry_after_seconds")
        .and_then(|seconds| HeaderValue::try_from(seconds).ok());
    if let Some(wait) = wait {
        response.headers_mut().insert(header::RETRY_AFTER, wait);
    }
    Ok(response)
}

/// The password is right, but it was given out by an administrator.
async fn interrupted(
    visit: &Visit,
    subject: &Subject,
    state: &SignInState,
    tenant: Option<&Facts>,
    authenticated: &Authenticated,
) -> Result<Response, Stop> {
    let refusal = Refusal::new(
        code::PASSWORD_MUST_CHANGE,
        "a password of one's own",
        "one that was given out",
    );
    let account = authenticated.user_principal_name();
    // Part of a sign-in that succeeds, so it is never one too many.
    write(visit, &of_account(subject, state, tenant, refusal, account)).await?;
    sealed_step(visit, routes::CHANGE_PASSWORD, state)
        .map_err(|refusal| subject.refused(refusal, state).into())
}

/// What the page shows.
#[derive(Clone, Copy)]
struct Form<'a> {
    state: &'a str,
    account: &'a str,
    problem: Option<&'a str>,
    refusal: Option<&'a Refusal>,
}

fn page(visit: &Visit, subject: &Subject, form: &Form<'_>) -> Markup {
    let loader = visit.texts.loader();
    let title = fl!(loader, "password-title");
    let lead = match subject.application() {
        Some(application) if subject.is_forced() => fl!(loader, "password-again", application = application),
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
    let back = routes::step(routes::ACCOUNT, form.state).query(OTHER, "1");
    let label = fl!(loader, "password-label");
    let body = html! {
        (account::chosen(form.account, None))
        form method="post" action=(Href::fixed(routes::PASSWORD)) {
            (visit.page.csrf.field())
            (field::hidden(routes::STATE, form.state))
            (field::password(visit.page.language, "password", &label)
                .autocomplete("current-password")
                .longest(256)
                .required()
                .autofocus()
                .error(form.problem))
            (button::primary(&fl!(loader, "password-sign-in")).wide())
        }
        (button::quiet_link(&fl!(loader, "back"), &back).wide())
        (inline::details(visit, form.refusal))
    };
    layout::sign_in_page(
        &visit.page_at(routes::step(routes::PASSWORD, form.state)),
        &frame,
        &body,
    )
}
