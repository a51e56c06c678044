//! *Single sign-on* of an application: the method, the cards of SAML, their forms and downloads.

mod basic;
mod basic_page;
mod cards;
mod download;

use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use i18n_embed_fl::fl;
use maud::{Markup, html};
use vestibule_directory::applications::Application;
use vestibule_directory::{Failure, certificates};
use vestibule_web::ui::{card, tile};

use super::frame::{self, Tab};
use crate::admin::routes;
use crate::admin::visit::AdminVisit;
use crate::services::Services;

pub(super) fn router() -> Router<Services> {
    Router::new()
        .route(routes::SINGLE_SIGN_ON.path, get(show))
        .route(routes::SAML.path, get(show_saml))
        .route(routes::BASIC.path, get(basic::show).post(basic::save))
        .route(routes::DOWNLOAD.path, get(download::send))
}

/// `GET …/single-sign-on`: the choice of a method, until SAML is set up.
pub(crate) async fn show(visit: AdminVisit, Path(id): Path<String>) -> Response {
    let result = frame::find(&visit, &id).await.map(|application| {
        if is_set_up(&application) {
            visit.page.see_other(&routes::saml(&id))
        } else {
            methods(&visit, &application).into_response()
        }
    });
    visit.conclude(result)
}

/// Whether anybody could sign in: before that, there is nothing to show but the choice.
fn is_set_up(application: &Application) -> bool {
    !application.identifiers.is_empty() || !application.reply_urls.is_empty()
}

/// `GET …/single-sign-on/saml`.
pub(crate) async fn show_saml(visit: AdminVisit, Path(id): Path<String>) -> Response {
    let result = shown(&visit, &id).await;
    visit.conclude(result)
}

async fn shown(visit: &AdminVisit, id: &str) -> Result<Response, Failure> {
    let application = frame::find(visit, id).await?;
    let certificates = certificates::list(visit.directory(), &visit.caller, visit.tenant_id(), id).await?;
    let body = cards::all(visit, &application, &certificates);
    Ok(frame::page(visit, &application, Tab::SingleSignOn, None, &body).into_response())
}

fn methods(visit: &AdminVisit, application: &Application) -> Markup {
    let loader = visit.loader();
    let heading = fl!(loader, "method-choose");
    let tiles = html! {
        (tile::tile("SAML", Some(&fl!(loader, "method-saml-line")), &routes::saml(&application.id)))
    };
    let body = html! {
        section {
            h2 class="section-heading" { (heading) }
            div class="stack" {
                (tile::tiles(&heading, &tiles))
                (card::card(&fl!(loader, "method-disabled"), html! { p { (fl!(loader, "method-disabled-text")) } }))
            }
        }
    };
    frame::page(visit, application, Tab::SingleSignOn, None, &body)
}
