//! `/admin`: the admin center, for people with a directory role.
//!
//! `routes` has every path once, with the permission it takes; `visit` is the one extractor, which lets nobody in who
//! has not got it; `shell` is what every page has around its content. A folder a subject: handlers beside the pure
//! functions that write their pages. What is allowed is decided by the directory's operations; the pages only leave
//! out what would be refused.

mod applications;
mod groups;
mod home;
mod listing;
mod routes;
mod shell;
mod users;
mod visit;

use axum::Router;
use axum::routing::get;

use crate::services::Services;

pub use routes::{ALL as ADMIN_ROUTES, AdminRoute};

/// The pages.
pub(crate) fn router() -> Router<Services> {
    Router::new()
        .route(routes::HOME.path, get(home::show))
        .route(routes::GROUPS.path, get(groups::show))
        .merge(applications::router())
        .merge(users::router())
}
