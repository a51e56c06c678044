//! The identity provider as people and programs meet it: sign-in, SAML endpoints, My Apps.
//!
//! [`router`] is its table of contents. A handler does five things: it takes what it needs out of the request (mostly
//! one extractor, `Visit`), parses it, calls one operation of the directory or of the SAML library, chooses the answer
//! and renders it. No rule lives here: what is allowed is decided by `vestibule_saml::identity_provider::accept` for
//! messages and by `vestibule_directory::sign_in::decide` for people.
//!
//! # What it refuses
//!
//! Requests that do not hold are refused before anybody is asked for a credential. Until a reply URL was found
//! registered, a refusal is a page without any link to what was received; afterwards refusals of the protocol go to
//! the application as a SAML status, and refusals of the person stay pages.
//!
//! # No memory
//!
//! Between a request and its answer, what was asked for travels sealed through the browser (`sign_in::state`) and is
//! judged anew at each step. Any replica goes on where another one began.
//!
//! # Where to start reading
//!
//! `saml2::sso` receives, `saml2::entry` judges, `sign_in::flow` decides what comes next, `saml2::issue` signs and
//! `saml2::answer` sends; `saml2::logout` and `sign_out` are the way back; `refusal` is where everything else ends.

mod admin;
mod myapps;
mod refusal;
mod routes;
mod saml2;
mod services;
mod settings;
mod sign_in;
mod sign_out;
mod text;
mod visit;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use vestibule_directory::Directory;
use vestibule_web::{Accent, FailurePage, Href, Language, Product, WebContext};

pub use admin::{ADMIN_ROUTES, AdminRoute};
pub use routes::{issuer, launch_url, login_url, logout_url, metadata_url};
pub use saml2::metadata::federation_metadata;
pub use saml2::partner::{PartnerReading, UnreadableMetadata, partner_metadata};
pub use settings::{IssuerForm, IssuerTemplateError, Settings};

use saml2::{launch, metadata, sso};
use services::Services;
use sign_in::{account, change_password, flow, keep, password};

/// The failure pages of this crate that stand in no catalogue.
pub fn failure_pages(language: Language) -> Vec<FailurePage> {
    vec![refusal::too_many_page(language)]
}

/// The identity provider, complete with everything that pages share. Each request needs the extension
/// [`vestibule_web::ClientAddress`], which the listener knows.
pub fn router(directory: Directory, settings: Settings) -> Router {
    let context = web_context(&directory, &settings);
    let services = Services::new(directory, settings);
    let router = Router::new()
        // What applications call.
        .route(
            routes::SAML2,
            get(sso::redirect).post(sso::post).fallback(sso::other_method),
        )
        .route(routes::POSTED, get(sso::go_on))
        .route(routes::METADATA, get(metadata::show))
        // What people open.
        .route("/", get(myapps::root))
        .route(routes::MY_APPS, get(myapps::show))
        .route(routes::LAUNCH, get(launch::launch))
        // The way in, and out.
        .route(routes::ACCOUNT, get(account::show).post(account::choose))
        .route(routes::PASSWORD, get(password::show).post(password::verify))
        .route(
            routes::CHANGE_PASSWORD,
            get(change_password::show).post(change_password::change),
        )
        .route(routes::KEEP, get(keep::show).post(keep::answer))
        .route(routes::CONTINUE, get(flow::go_on))
        .route(routes::SIGN_OUT, get(sign_out::show).post(sign_out::sign_out))
        .route(routes::SIGN_OUT_APPS, get(sign_out::tell))
        .route(routes::SIGN_OUT_RESULT, get(sign_out::result))
        .route(routes::SIGN_OUT_APP, get(sign_out::tell_one))
        .route(routes::SIGN_OUT_FINISH, get(sign_out::finish))
        // What administrators open.
        .merge(admin::router())
        .with_state(services);
    vestibule_web::apply(router, context, POSTED_TO_BY_OTHERS, PRODUCT)
}

/// The one address that other sites post to: an application's request.
const POSTED_TO_BY_OTHERS: &[&str] = &[routes::SAML2];

const PRODUCT: Product = Product {
    name: "Vestibule",
    accent: Accent::Harbour,
    home: Href::fixed(routes::MY_APPS),
};

/// The purpose of the key of form tokens.
const FORMS: &str = "idp forms";

/// Time and randomness come from the directory's environment, the key of forms from the master key, so that every
/// replica takes the forms of every other.
fn web_context(directory: &Directory, settings: &Settings) -> WebContext {
    let (random, clock) = (directory.environment().clone(), directory.environment().clone());
    let others = directory.sealer().derive_others(FORMS);
    WebContext {
        random: Arc::new(move |octets| random.fill(octets)),
        now: Arc::new(move || clock.now()),
        is_secure: settings.is_secure(),
        csrf_key: *directory.sealer().derive(FORMS).expose(),
        other_csrf_keys: others.iter().map(|key| *key.expose()).collect(),
    }
}
