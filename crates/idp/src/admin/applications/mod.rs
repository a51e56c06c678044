//! *Enterprise applications*: the list, the gallery, and the pages of one application.

mod assignments;
mod frame;
mod gallery;
pub(super) mod list;
mod overview;
mod properties;
mod single_sign_on;

use axum::Router;
use axum::routing::get;

use super::routes;
use crate::services::Services;

pub(super) fn router() -> Router<Services> {
    Router::new()
        .route(routes::APPLICATIONS.path, get(list::show))
        .route(routes::GALLERY.path, get(gallery::show))
        .route(
            routes::NEW_APPLICATION.path,
            get(gallery::show_form).post(gallery::create),
        )
        .route(routes::APPLICATION.path, get(overview::show))
        .route(
            routes::PROPERTIES.path,
            get(properties::show).post(properties::save),
        )
        .route(
            routes::DELETE_APPLICATION.path,
            get(properties::ask).post(properties::delete),
        )
        .route(routes::ASSIGNMENTS.path, get(assignments::show))
        .route(
            routes::ASSIGN.path,
            get(assignments::add::show).post(assignments::add::assign),
        )
        .route(
            routes::UNASSIGN.path,
            get(assignments::ask).post(assignments::remove),
        )
        .merge(single_sign_on::router())
}
