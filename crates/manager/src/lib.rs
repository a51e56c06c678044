//! The service manager: SAML sign-in, accounts made just in time, customers fully apart.
//!
//! It is the other end of the wire: it knows nothing of the identity provider but what arrives in messages and what
//! an administrator wrote into the provider record.
//!
//! # Where to start reading
//! [`router`] is the table of contents; `saml/acs.rs` the way of a message from the form post to the session;
//! `identities/operations.rs` the transaction at its end.

pub mod catalogue;
pub mod copies;
pub mod customers;
pub mod failure;
pub mod housekeeping;
pub mod identities;
pub mod keys;
mod logouts;
mod manager;
mod page;
mod pages;
pub mod people;
pub mod providers;
mod requests;
mod roles;
mod routes;
pub mod rules;
mod saml;
pub mod sealing;
mod self_signed;
mod services;
mod sessions;
mod settings;
pub mod sign_ins;
mod stored;

pub use failure::Failure;
pub use manager::{Manager, SCHEMA};
pub use page::Page;
pub use pages::refusal::failure_pages;
pub use roles::Role;
pub use settings::{Settings, acs_url, metadata_url, single_logout_url, sp_entity_id};
pub use vestibule_store::Environment;
pub use vestibule_store::{DatabaseUrl, OpenError};
pub use vestibule_store::{MasterKey, Secret};

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use vestibule_web::WebContext;

use crate::pages::{home, local, sign_out};
use crate::saml::{acs, logout, metadata};
use crate::services::Services;

/// The service provider metadata of a customer, as identity providers import it. The first call for a customer makes
/// its keys.
///
/// # Errors
/// [`Failure::Unavailable`] if the database does not answer.
pub async fn service_provider_metadata(
    manager: &Manager,
    settings: &Settings,
    customer: &customers::Customer,
) -> Result<String, Failure> {
    metadata::written(manager, settings, customer, &keys::SigningKeys::default()).await
}

/// Every page and endpoint of the customers' hosts. Which customer is meant is told by the request's host.
pub fn router(manager: Manager, settings: Settings) -> Router {
    let context = web_context(&manager, &settings);
    let services = Services::new(manager, settings);
    let router = Router::new()
        .route(routes::HOME, get(home::show))
        .route(routes::LOGIN, get(home::login))
        .route(routes::ACS, post(acs::receive).get(acs::explain))
        .route(routes::SWITCH, post(acs::receive_confirmed))
        .route(routes::METADATA, get(metadata::show))
        .route(
            routes::SINGLE_LOGOUT,
            get(logout::by_redirect).post(logout::by_post),
        )
        .route(routes::LOCAL_SIGN_IN, get(local::show).post(local::submit))
        .route(routes::SIGN_OUT, post(sign_out::sign_out))
        .route(routes::ANY, get(home::deep_link))
        .with_state(services);
    vestibule_web::apply(router, context, routes::EXEMPT_FROM_CSRF, pages::PRODUCT)
}

fn web_context(manager: &Manager, settings: &Settings) -> WebContext {
    let (random, now) = (manager.environment().clone(), manager.environment().clone());
    WebContext {
        random: Arc::new(move |octets| random.fill(octets)),
        now: Arc::new(move || now.now()),
        is_secure: settings.is_secure(),
        csrf_key: manager.csrf_key(),
        other_csrf_keys: manager.other_csrf_keys().into(),
    }
}
