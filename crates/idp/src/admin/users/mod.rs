//! *Users*: the list, *Create new user*, and the page of one person.

mod acts;
mod create;
pub(super) mod list;
mod secret;
mod show;

use axum::Router;
use axum::routing::get;

use super::routes;
use crate::services::Services;

pub(super) fn router() -> Router<Services> {
    Router::new()
        .route(routes::USERS.path, get(list::show))
        .route(routes::NEW_USER.path, get(create::show).post(create::send))
        .route(routes::USER.path, get(show::show))
        .route(routes::ENABLE_USER.path, get(acts::ask_enable).post(acts::enable))
        .route(
            routes::RESET_PASSWORD.path,
            get(acts::ask_reset).post(acts::reset),
        )
        .route(routes::DELETE_USER.path, get(acts::ask_delete).post(acts::delete))
}
