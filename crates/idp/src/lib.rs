//! The identity provider as people and programs meet it: sign-in, SAML endpoints, My Apps.

mod routes;
mod settings;

pub use routes::{issuer, launch_url, login_url, logout_url, metadata_url};
pub use settings::{IssuerForm, IssuerTemplateError, Settings};
