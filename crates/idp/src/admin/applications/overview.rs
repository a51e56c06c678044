//! The overview of an application: who it is, and what comes next.

use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use i18n_embed_fl::fl;
use maud::{Markup, html};
use vestibule_directory::applications::Application;
use vestibule_web::ui::{card, copy, tile};

use super::frame::{self, Tab};
use crate::admin::routes;
use crate::admin::visit::AdminVisit;

/// `GET /admin/applications/{id}`.
pub(crate) async fn show(visit: AdminVisit, Path(id): Path<String>) -> Response {
    let found = frame::find(&visit, &id).await;
    let result = found.map(|application| page(&visit, &application).into_response());
    visit.conclude(result)
}

fn page(visit: &AdminVisit, application: &Application) -> Markup {
    let loader = visit.loader();
    let language = visit.page.language;
    let properties = html! {
        (copy::copy_field(language, "name", &fl!(loader, "application-name"), &application.display_name))
        (copy::copy_field(language, "app-id", &fl!(loader, "column-application-id"), &application.app_id))
        (copy::copy_field(language, "object-id", &fl!(loader, "object-id"), &application.id))
    };
    let steps = html! {
        (tile::tile(&fl!(loader, "start-assign"), Some(&fl!(loader, "start-assign-line")), &routes::assignments(&application.id)))
        (tile::tile(&fl!(loader, "start-sso"), Some(&fl!(loader, "start-sso-line")), &routes::single_sign_on(&application.id)))
    };
    let started = fl!(loader, "getting-started");
    let body = html! {
        div class="stack" {
            (card::card(&fl!(loader, "tab-properties"), properties))
            section { h2 class="section-heading" { (started) } (tile::tiles(&started, &steps)) }
        }
    };
    frame::page(visit, application, Tab::Overview, None, &body)
}
