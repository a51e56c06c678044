//! The question before somebody else's session is replaced.

use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;
use maud::html;
use vestibule_web::Href;
use vestibule_web::ui::layout::{self, SignInPage};
use vestibule_web::ui::{button, field};

use super::relay::Carried;
use crate::people::Employee;
use crate::routes;
use crate::services::Visit;

/// 200: who is signed in, who would be, and a choice. The answer has not been used yet.
pub(crate) fn ask(
    visit: &Visit,
    present: Option<&Employee>,
    incoming: &str,
    carried: Option<&Carried>,
) -> Response {
    let loader = visit.texts().loader();
    let (title, lead, stay) = match present {
        Some(present) => (
            fl!(loader, "switch-title"),
            fl!(
                loader,
                "switch-lead",
                present = present.display_name.as_str(),
                incoming = incoming
            ),
            fl!(loader, "switch-stay", present = present.display_name.as_str()),
        ),
        None => (
            fl!(loader, "confirm-title"),
            fl!(loader, "confirm-lead", incoming = incoming),
            fl!(loader, "confirm-stay"),
        ),
    };
    let go = fl!(loader, "switch-go", incoming = incoming);
    let home = Href::fixed(routes::HOME);
    let frame = SignInPage {
        title: &title,
        organisation: Some(&visit.customer.name),
        lead: Some(&lead),
        ..SignInPage::default()
    };
    let fields = carried.map(Carried::fields).unwrap_or_default();
    let body = html! {
        form method="post" action=(Href::fixed(routes::SWITCH)) {
            (visit.page.csrf.field())
            @for (name, value) in &fields { (field::hidden(name, value)) }
            (button::row(&html! {
                (button::primary(&go))
                (button::link(&stay, &home))
            }))
        }
    };
    layout::sign_in_page(&visit.page, &frame, &body).into_response()
}
