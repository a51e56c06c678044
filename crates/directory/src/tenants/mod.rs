//! Tenants and their verified domains.

mod operations;
pub(crate) mod rows;

use jiff::Timestamp;

use crate::value::{DisplayName, DomainName};

pub(crate) use operations::PAIRWISE_SALT;
pub use operations::{add_domain, create, find, list};

/// A tenant: one organization's directory, apart from all others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    /// The tenant's GUID.
    pub id: String,
    /// The organization's name.
    pub display_name: String,
    /// Its verified domains, the initial one first.
    pub domains: Vec<Domain>,
    /// When it was created.
    pub created_at: Timestamp,
}

impl Tenant {
    /// The domain with which the tenant was created; empty only if the database was tampered with.
    pub fn initial_domain(&self) -> &str {
        self.domains
            .iter()
            .find(|domain| domain.is_initial)
            .map_or("", |domain| domain.name.as_str())
    }
}

/// A domain that belongs to a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domain {
    /// The name in lower case.
    pub name: String,
    /// Whether the tenant was created with it.
    pub is_initial: bool,
}

/// What a new tenant needs.
#[derive(Debug, Clone)]
pub struct NewTenant {
    /// Its first domain, taken as verified.
    pub domain: DomainName,
    /// The organization's name.
    pub display_name: DisplayName,
}
