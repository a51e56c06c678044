//! The pages of the way out.

use axum::response::{IntoResponse as _, Response};
use i18n_embed_fl::fl;
use maud::{DOCTYPE, Markup, html};
use vestibule_directory::sign_outs::{Answer, AskedBy, Party, SignOut};
use vestibule_web::ui::layout::{self, SignInPage};
use vestibule_web::ui::{button, field, list};
use vestibule_web::{ContentSecurityPolicy, Href, assets};

use crate::refusal::{Refused, Stop};
use crate::routes;
use crate::saml2::sso::refusal_of_length;
use crate::sign_in::state::AskedSignOut;
use crate::visit::{Present, Visit};
use vestibule_directory::sign_ins::Start;

/// *Sign out?*
pub(super) fn ask(visit: &Visit, present: &[Present]) -> Markup {
    let loader = visit.texts.loader();
    let names: Vec<&str> = present
        .iter()
        .map(|present| present.resumed.person().user_principal_name.as_str())
        .collect();
    let lead = fl!(loader, "sign-out-lead", accounts = names.join(", "));
    sheet(visit, &fl!(loader, "sign-out-title"), &lead, &form(visit, None))
}

/// An application asks that people be signed out whom it does not name: they are asked. (`logout_signature`)
pub(crate) fn question(
    visit: &Visit,
    application: &str,
    accounts: &[String],
    asked_by: &AskedBy,
) -> Result<Response, Stop> {
    let loader = visit.texts.loader();
    let environment = visit.services.environment();
    let (mark, cookie) = visit.browser.mark_or_new(environment);
    let sealed = AskedSignOut::of(asked_by, visit.page.now)
        .seal(visit.services.sealer(), &mark)
        .map_err(|too_long| Refused::new(refusal_of_length(too_long), Start::Application))?;
    let title = fl!(loader, "sign-out-asked-title", application = application);
    let lead = fl!(
        loader,
        "sign-out-asked-lead",
        application = application,
        accounts = accounts.join(", ")
    );
    let response = sheet(visit, &title, &lead, &form(visit, Some(&sealed))).into_response();
    Ok(cookie
        .into_iter()
        .fold(response, vestibule_web::answer::with_cookie))
}

fn form(visit: &Visit, state: Option<&str>) -> Markup {
    html! {
        form method="post" action=(Href::fixed(routes::SIGN_OUT)) {
            (visit.page.csrf.field())
            @if let Some(state) = state { (field::hidden(routes::STATE, state)) }
            (button::primary(&fl!(visit.texts.loader(), "sign-out")).wide())
        }
    }
}

/// Nobody is signed in any more.
pub(super) fn gone(visit: &Visit) -> Markup {
    let loader = visit.texts.loader();
    sheet(
        visit,
        &fl!(loader, "signed-out-title"),
        &fl!(loader, "signed-out-lead"),
        &again(visit),
    )
}

fn again(visit: &Visit) -> Markup {
    let home = Href::fixed(routes::MY_APPS);
    html! { (button::link(&fl!(visit.texts.loader(), "signed-out-again"), &home).wide()) }
}

/// Nobody has to be told; the browser goes on at once.
pub(super) fn leaving(visit: &Visit, next: &Href) -> Markup {
    let loader = visit.texts.loader();
    let body = html! { (button::primary_link(&fl!(loader, "sign-out-continue"), next)) };
    sheet(
        visit,
        &fl!(loader, "signed-out-title"),
        &fl!(loader, "sign-out-telling"),
        &body,
    )
}

/// One frame an application. A frame may run what its application needs and lead nowhere but itself.
pub(super) fn frames(visit: &Visit, frames: &[(&str, Href)], next: &Href) -> Markup {
    let loader = visit.texts.loader();
    let rows: Vec<(&str, Markup)> = frames
        .iter()
        .map(|(name, address)| {
            let name: &str = name;
            let title = fl!(loader, "sign-out-frame", application = name);
            let frame = html! {
                iframe class="sign-out-frame" title=(title) src=(address) loading="eager"
                    sandbox="allow-scripts allow-forms allow-same-origin" {}
            };
            (name, frame)
        })
        .collect();
    let body = html! {
        (list::definitions(&rows))
        (button::primary_link(&fl!(loader, "sign-out-continue"), next))
    };
    sheet(
        visit,
        &fl!(loader, "sign-out-apps-title"),
        &fl!(loader, "sign-out-apps-lead"),
        &body,
    )
}

/// Who has answered, and a button for whoever has not.
pub(super) fn result(visit: &Visit, sign_out: &SignOut) -> Markup {
    let loader = visit.texts.loader();
    let rows: Vec<(&str, Markup)> = sign_out
        .parties
        .iter()
        .map(|party| (party.display_name.as_str(), outcome(visit, sign_out, party)))
        .collect();
    let (told, all) = (
        sign_out
            .parties
            .iter()
            .filter(|party| party.answer == Answer::SignedOut)
            .count(),
        sign_out.parties.len(),
    );
    let lead = match sign_out.open().next() {
        None => fl!(loader, "sign-out-result-all", told = told, all = all),
        Some(_) => fl!(loader, "sign-out-result-some", told = told, all = all),
    };
    let finish = routes::sign_out_finish(&sign_out.id);
    let body = html! {
        @if !rows.is_empty() { (list::definitions(&rows)) }
        @if sign_out.asked_by.is_some() {
            (button::primary_link(&fl!(loader, "sign-out-back"), &finish))
        } @else {
            (again(visit))
        }
    };
    sheet(visit, &fl!(loader, "signed-out-title"), &lead, &body)
}

fn outcome(visit: &Visit, sign_out: &SignOut, party: &Party) -> Markup {
    let loader = visit.texts.loader();
    let said = match party.answer {
        Answer::SignedOut => return html! { (fl!(loader, "sign-out-answered")) },
        _ if party.logout_url.is_none() => return html! { (fl!(loader, "sign-out-without-address")) },
        Answer::None => fl!(loader, "sign-out-silent"),
        Answer::Failed => fl!(loader, "sign-out-failed"),
    };
    let label = fl!(loader, "sign-out-go", application = party.display_name.as_str());
    html! {
        p { (said) }
        (button::link(&label, &routes::sign_out_app(&sign_out.id, &party.request_id)))
    }
}

/// What a frame shows once its application has answered.
pub(crate) fn in_frame(visit: &Visit) -> Response {
    let text = fl!(visit.texts.loader(), "sign-out-answered");
    let markup = html! {
        (DOCTYPE)
        html lang=(visit.page.language.tag()) class=(visit.page.product.accent.class()) {
            head {
                meta charset="utf-8";
                meta name="color-scheme" content="light dark";
                title { (text) }
                link rel="stylesheet" href=(assets::stylesheet());
            }
            body class="page-frame" { main { h1 class="frame-answer" { (text) } } }
        }
    };
    let mut response = markup.into_response();
    response
        .extensions_mut()
        .insert(ContentSecurityPolicy::framed_here());
    response
}

fn sheet(visit: &Visit, title: &str, lead: &str, body: &Markup) -> Markup {
    let frame = SignInPage {
        title,
        lead: Some(lead),
        ..SignInPage::default()
    };
    layout::sign_in_page(&visit.page, &frame, body)
}
