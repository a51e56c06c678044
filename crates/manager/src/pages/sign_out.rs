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
use crate::services::Visit;
use crate::sessions::{self, Origin, Session};

/// `POST`: ends the session here, and then goes on to the provider's own sign-out. The answer is a page and not a
/// redirect, since browsers follow no redirect of a form to another site under our policy.
pub(crate) async fn sign_out(visit: Visit) -> Response {
    match ended(&visit).await {
        Ok(session) => {
            let cleared = visit.cookies().clear(&cookie::SESSION);
            answer::with_cookie(goodbye(&visit, session.as_ref()), cleared)
        }
        Err(failure) => refusal::failure(visit.page.language, Some(&visit.customer), failure).into_response(),
    }
}

async fn ended(visit: &Visit) -> Result<Option<Session>, Failure> {
    let Some(token) = visit.token() else {
        return Ok(None);
    };
    let session = visit.session().await?;
    sessions::end(&visit.services.manager, &visit.customer, &token).await?;
    Ok(session)
}

fn goodbye(visit: &Visit, session: Option<&Session>) -> Response {
    let loader = visit.texts().loader();
    let title = fl!(loader, "signed-out-title");
    let onward = session.and_then(provider_sign_out);
    let lead = match onward {
        Some(_) => fl!(loader, "signed-out-onward"),
        None => fl!(loader, "signed-out-lead"),
    };
    let again = fl!(loader, "sign-in-again");
    let go_on = fl!(loader, "sign-out-provider");
    let frame = SignInPage {
        title: &title,
        organisation: Some(&visit.customer.name),
        lead: Some(&lead),
        ..SignInPage::default()
    };
    let home = Href::fixed(routes::HOME);
    let body = html! {
        (button::row(&html! {
            @if let Some(onward) = &onward { (button::primary_link(&go_on, onward)) }
            (button::link(&again, &home))
        }))
    };
    let mut response = layout::sign_in_page(&visit.page, &frame, &body).into_response();
    let refresh = onward.and_then(|onward| HeaderValue::try_from(format!("1; url={onward}")).ok());
    if let Some(refresh) = refresh {
        response.headers_mut().insert(header::REFRESH, refresh);
    }
    response
}

/// Where the provider ends its own session.
fn provider_sign_out(session: &Session) -> Option<Href> {
    match &session.origin {
        Origin::Provider(origin) => Href::external(origin.logout_url.as_deref()?).ok(),
        Origin::Password => None,
    }
}
