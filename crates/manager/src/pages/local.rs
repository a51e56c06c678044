//! Sign-in with a password of this system: for the day the provider is down, and for setting it up.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use i18n_embed_fl::fl;
use maud::{Markup, html};
use vestibule_store::Secret;
use vestibule_web::ui::layout::{self, SignInPage};
use vestibule_web::ui::{button, field, notice};
use vestibule_web::{FormFields, Href, Notice, answer, cookie};

use super::refusal;
use crate::catalogue;
use crate::failure::{Failure, Refusal, shown};
use crate::people::local_sign_in;
use crate::routes;
use crate::saml::acs;
use crate::services::Visit;
use crate::sessions::{NewSession, Token};
use crate::sign_ins::{self, Method, SignIn};

/// `GET`: the form.
pub(crate) async fn show(visit: Visit) -> Response {
    form(&visit, "", None).into_response()
}

/// `POST`: the password is right and opens a session, or the form is shown again.
pub(crate) async fn submit(visit: Visit, fields: FormFields) -> Response {
    let login = fields.trimmed(LOGIN).to_owned();
    let now = visit.now();
    if let Err(seconds) = visit.services.throttle.check(visit.source, now) {
        let failure = Failure::refused(&catalogue::TOO_MANY_REFUSED, "", "");
        let page = refusal::failure(visit.page.language, Some(&visit.customer), failure);
        return answer::with_retry_after(page, seconds);
    }
    let manager = &visit.services.manager;
    let token = Token::generate(manager.environment());
    let session = NewSession {
        token_hash: token.hash.clone(),
        replaced: visit.token().map(|token| token.hash),
        now,
        expires_at: now + visit.services.settings.absolute_timeout,
    };
    let entry = SignIn {
        method: Method::Local,
        subject: Some(shown(&login)),
        ..acs::entry(&visit)
    };
    let password = Secret::new(fields.get(PASSWORD).to_owned());
    let hasher = &visit.services.hasher;
    let typed = (login.as_str(), password);
    match local_sign_in::sign_in(manager, hasher, &visit.customer, typed, &session, &entry).await {
        Ok(signed_in) => {
            tracing::warn!(
                customer = visit.customer.name,
                employee.id = signed_in.employee.id,
                "signed in with a local password"
            );
            let session = visit.cookies().set(&cookie::SESSION, &token.text);
            answer::with_cookie(answer::see_other(&Href::fixed(routes::HOME)), session)
        }
        Err(Failure::Refused(refusal)) => refused(&visit, &login, &refusal, entry).await,
        Err(failure) => refusal::failure(visit.page.language, Some(&visit.customer), failure).into_response(),
    }
}

async fn refused(visit: &Visit, login: &str, refusal: &Refusal, mut entry: SignIn) -> Response {
    visit.services.throttle.count(visit.source, visit.now());
    acs::complete(&mut entry, refusal);
    acs::note(visit, refusal);
    if let Err(failure) = sign_ins::record_refused(&visit.services.manager, &visit.customer, &entry).await {
        return refusal::failure(visit.page.language, Some(&visit.customer), failure).into_response();
    }
    let status = StatusCode::from_u16(refusal.code.http_status).unwrap_or(StatusCode::FORBIDDEN);
    (status, form(visit, login, Some(refusal))).into_response()
}

fn form(visit: &Visit, login: &str, refusal: Option<&Refusal>) -> Markup {
    let texts = visit.texts();
    let loader = texts.loader();
    let title = fl!(loader, "local-title");
    let lead = fl!(loader, "local-lead");
    let (login_label, password_label) = (fl!(loader, "login-id"), fl!(loader, "password"));
    let frame = SignInPage {
        title: &title,
        organisation: Some(&visit.customer.name),
        lead: Some(&lead),
        ..SignInPage::default()
    };
    let provider = fl!(loader, "sign-in-with-provider");
    let home = Href::fixed(routes::HOME);
    let body = html! {
        @if let Some(refusal) = refusal {
            (notice::notice(visit.page.language, &Notice::error(why(visit, refusal))))
        }
        form method="post" action=(Href::fixed(routes::LOCAL_SIGN_IN)) {
            (visit.page.csrf.field())
            (field::text(LOGIN, &login_label).value(login).autocomplete("username").required().autofocus())
            (field::password(visit.page.language, PASSWORD, &password_label).required())
            (button::row(&html! {
                (button::primary(&fl!(loader, "sign-in")))
                (button::quiet_link(&provider, &home))
            }))
        }
    };
    layout::sign_in_page(&visit.page, &frame, &body)
}

/// The catalogue's sentences, the code and the id of the log in one notice.
fn why(visit: &Visit, refusal: &Refusal) -> String {
    let texts = visit.texts();
    let sentence = |part: &str| {
        let id = format!("sso-{}-{part}", refusal.code.number);
        texts.find(&id, &[]).unwrap_or_default()
    };
    let id = fl!(
        texts.loader(),
        "code-and-id",
        code = refusal.code.to_string(),
        id = visit.page.correlation_id.to_string()
    );
    format!("{} {} {id}", sentence("happened"), sentence("change"))
}

const LOGIN: &str = "login";
const PASSWORD: &str = "password";
