//! Ending the session.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use i18n_embed_fl::fl;
use maud::html;
use vestibule_web::ui::button;
use vestibule_web::ui::layout::{self, SignInPage};
use vestibule_web::{Href, answer, cookie};

use super::refusal;
use crate::failure::Failure;
use crate::routes;
use crate::saml::logout;
use crate::services::Visit;
use crate::sessions::{self, Origin};

/// `POST`: ends the session here, and then asks the provider to end its own, if it has an address for that. The answer is
/// a page and not a redirect, since browsers follow no redirect of a form to another site under our policy.
pub(crate) async fn sign_out(visit: Visit) -> Response {
    match ended(&visit).await {
        Ok(onward) => {
            let cleared = visit.cookies().clear(&cookie::SESSION);
            let response = answer::with_cookie(goodbye(&visit, onward.as_ref().map(|(to, _)| to)), cleared);
            onward.into_iter().fold(response, |response, (_, browser)| {
                answer::with_cookie(response, browser)
            })
        }
        Err(failure) => refusal::failure(visit.page.language, Some(&visit.customer), failure).into_response(),
    }
}

/// Ends the session; yields where the provider ends its own.
async fn ended(visit: &Visit) -> Result<Option<(Href, HeaderValue)>, Failure> {
    let Some(token) = visit.token() else {
        return Ok(None);
    };
    let session = visit.session().await?;
    sessions::end(&visit.services.manager, &visit.customer, &token).await?;
    match session.map(|session| session.origin) {
        Some(Origin::Provider(origin)) => logout::begin(visit, &origin).await,
        Some(Origin::Password) | None => Ok(None),
    }
}

fn goodbye(visit: &Visit, onward: Option<&Href>) -> Response {
    let texts = visit.texts();
    let lead = match onward {
        Some(_) => fl!(texts.loader(), "signed-out-onward"),
        None => fl!(texts.loader(), "signed-out-lead"),
    };
    let mut response = page(visit, &lead, onward);
    let refresh = onward.and_then(|onward| HeaderValue::try_from(format!("1; url={onward}")).ok());
    if let Some(refresh) = refresh {
        response.headers_mut().insert(header::REFRESH, refresh);
    }
    response
}

/// The provider has ended the session, and has no address for an answer.
pub(crate) fn goodbye_here(visit: &Visit) -> Response {
    page(visit, &fl!(visit.texts().loader(), "signed-out-lead"), None)
}

/// The provider has answered a sign-out that began here.
pub(crate) fn goodbye_there(visit: &Visit, is_success: bool) -> Response {
    let texts = visit.texts();
    let lead = if is_success {
        fl!(texts.loader(), "signed-out-both")
    } else {
        fl!(texts.loader(), "signed-out-here-alone")
    };
    page(visit, &lead, None)
}

fn page(visit: &Visit, lead: &str, onward: Option<&Href>) -> Response {
    let texts = visit.texts();
    let loader = texts.loader();
    let title = fl!(loader, "signed-out-title");
    let (again, go_on) = (fl!(loader, "sign-in-again"), fl!(loader, "sign-out-provider"));
    let frame = SignInPage {
        title: &title,
        organisation: Some(&visit.customer.name),
        lead: Some(lead),
        ..SignInPage::default()
    };
    let home = Href::fixed(routes::HOME);
    let body = html! {
        (button::row(&html! {
            @if let Some(onward) = onward { (button::primary_link(&go_on, onward)) }
            (button::link(&again, &home))
        }))
    };
    layout::sign_in_page(&visit.page, &frame, &body).into_response()
}
