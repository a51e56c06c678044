//! Create and find tenants.

use super::{NewTenant, Tenant};
use crate::value::DomainName;
use crate::{Caller, Directory, Failure};

/// Creates a tenant with its first domain.
///
/// # Errors
///
/// `Forbidden` for people; `Conflict::Taken` when the domain belongs to a tenant already.
pub async fn create(directory: &Directory, caller: &Caller, new: NewTenant) -> Result<Tenant, Failure> {
    todo!()
}

/// Adds a verified domain.
///
/// # Errors
///
/// `Forbidden` for people; `NotFound`; `Conflict::Taken` when the domain belongs to a tenant already.
pub async fn add_domain(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    domain: DomainName,
) -> Result<(), Failure> {
    todo!()
}

/// The tenant with this GUID or verified domain, in any case. Anyone may ask: the sign-in page does.
///
/// # Errors
///
/// `Unavailable`.
pub async fn find(directory: &Directory, id_or_domain: &str) -> Result<Option<Tenant>, Failure> {
    todo!()
}

/// All tenants, by display name.
///
/// # Errors
///
/// `Forbidden` for people.
pub async fn list(directory: &Directory, caller: &Caller) -> Result<Vec<Tenant>, Failure> {
    todo!()
}
