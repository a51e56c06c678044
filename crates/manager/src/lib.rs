//! The service manager: SAML sign-in, accounts made just in time, customers fully apart.
//!
//! It is the other end of the wire: it knows nothing of the identity provider but what arrives in messages and what
//! an administrator wrote into the provider record.
//!
//! # Where to start reading
//! [`router`] is the table of contents; `saml/acs.rs` the way of a message from the form post to the session;
//! `identities/operations.rs` the transaction at its end.

pub mod catalogue;
pub mod customers;
pub mod failure;
pub mod identities;
mod manager;
mod page;
pub mod people;
pub mod providers;
mod requests;
mod roles;
mod routes;
mod sessions;
mod settings;
pub mod sign_ins;
mod stored;

pub use failure::Failure;
pub use manager::{Manager, SCHEMA};
pub use page::Page;
pub use roles::Role;
pub use settings::{Settings, acs_url, metadata_url, sp_entity_id};
pub use vestibule_store::Environment;
pub use vestibule_store::{DatabaseUrl, OpenError};
pub use vestibule_store::{MasterKey, Secret};

/// The service provider metadata of a customer, as identity providers import it.
pub fn service_provider_metadata(settings: &Settings, customer: &customers::Customer) -> String {
    let _ = (settings, customer);
    todo!()
}

/// Every page and endpoint of the customers' hosts.
pub fn router(manager: Manager, settings: Settings) -> axum::Router {
    let _ = (manager, settings);
    todo!()
}
