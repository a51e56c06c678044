//! *Sign out*: a form's button, never a bare link, since it changes something. (`logout_own_csrf`)

use axum::response::{IntoResponse as _, Response};
use i18n_embed_fl::fl;
use maud::{Markup, html};
use vestibule_directory::sessions;
use vestibule_directory::users::User;
use vestibule_web::Href;
use vestibule_web::answer::with_cookie;
use vestibule_web::ui::button;
use vestibule_web::ui::layout::{self, Person, SignInPage};

use crate::refusal::{Stop, conclude};
use crate::routes;
use crate::visit::{Present, Visit};

/// `GET /logout`: asks, or says that nobody is signed in any more.
pub(crate) async fn show(visit: Visit) -> Response {
    let result = shown(&visit).await;
    conclude(&visit, result).await
}

/// `POST /logout`: ends every session of this browser, here first.
pub(crate) async fn sign_out(visit: Visit) -> Response {
    let result = signed_out(&visit).await;
    conclude(&visit, result).await
}

/// A person as the frames of pages show him, with the button to sign out.
pub(crate) fn person(user: &User) -> Person {
    Person {
        display_name: user.display_name.clone(),
        detail: Some(user.user_principal_name.clone()),
        sign_out: Href::fixed(routes::SIGN_OUT),
    }
}

async fn shown(visit: &Visit) -> Result<Response, Stop> {
    let present = visit.present().await?;
    let markup = if present.is_empty() {
        gone(visit)
    } else {
        question(visit, &present)
    };
    Ok(markup.into_response())
}

async fn signed_out(visit: &Visit) -> Result<Response, Stop> {
    for held in visit.browser.held() {
        sessions::end(visit.directory(), &held.token).await?;
    }
    let response = visit.page.see_other(&Href::fixed(routes::SIGN_OUT));
    Ok(visit.browser.signed_out().into_iter().fold(response, with_cookie))
}

fn question(visit: &Visit, present: &[Present]) -> Markup {
    let loader = visit.texts.loader();
    let title = fl!(loader, "sign-out-title");
    let names: Vec<&str> = present
        .iter()
        .map(|present| present.resumed.person().user_principal_name.as_str())
        .collect();
    let lead = fl!(loader, "sign-out-lead", accounts = names.join(", "));
    let frame = SignInPage {
        title: &title,
        lead: Some(&lead),
        ..SignInPage::default()
    };
    let body = html! {
        form method="post" action=(Href::fixed(routes::SIGN_OUT)) {
            (visit.page.csrf.field())
            (button::primary(&fl!(loader, "sign-out")).wide())
        }
    };
    layout::sign_in_page(&visit.page, &frame, &body)
}

fn gone(visit: &Visit) -> Markup {
    let loader = visit.texts.loader();
    let title = fl!(loader, "signed-out-title");
    let lead = fl!(loader, "signed-out-lead");
    let frame = SignInPage {
        title: &title,
        lead: Some(&lead),
        ..SignInPage::default()
    };
    let again = Href::fixed(routes::MY_APPS);
    let body = html! { (button::link(&fl!(loader, "signed-out-again"), &again).wide()) };
    layout::sign_in_page(&visit.page, &frame, &body)
}
