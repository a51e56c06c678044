//! Create and find tenants.

use serde_json::json;

use super::{Domain, NewTenant, Tenant, rows};
use crate::audit::{Activity, Change, Target, record};
use crate::failure::{Conflict, Noun};
use crate::value::DomainName;
use crate::{Caller, Directory, Failure, Permission};

/// The purpose under which the salts of pairwise identifiers are sealed; the context is the tenant's id.
pub(crate) const PAIRWISE_SALT: &str = "pairwise salt";

/// Creates a tenant with its first domain.
///
/// # Errors
///
/// `Forbidden` for people; `Conflict::Taken` when the domain belongs to a tenant already.
pub async fn create(directory: &Directory, caller: &Caller, new: NewTenant) -> Result<Tenant, Failure> {
    let act = directory.act(caller);
    let id = act.environment.id();
    caller.require_system(Permission::ManageTenants)?;
    let salt = directory
        .sealer()
        .seal(PAIRWISE_SALT, &id, &act.environment.octets::<32>());
    let tenant = Tenant {
        id,
        display_name: new.display_name.to_string(),
        domains: vec![Domain {
            name: new.domain.to_string(),
            is_initial: true,
        }],
        created_at: act.now,
    };
    directory
        .change(async |mut tx| {
            refuse_taken(
                rows::holder_of_domain(&mut tx, new.domain.as_str()).await?,
                &new.domain,
            )?;
            rows::insert(&mut tx, &tenant, &salt).await?;
            rows::insert_domain(&mut tx, &tenant.id, new.domain.as_str(), true, act.now).await?;
            let change = Change {
                tenant_id: &tenant.id,
                activity: Activity::AddTenant,
                target: Target {
                    kind: "tenant",
                    id: &tenant.id,
                    name: &tenant.display_name,
                },
                before: None,
                after: Some(json!({ "displayName": tenant.display_name, "domain": new.domain.as_str() })),
            };
            Ok((tenant.clone(), record(&mut tx, act, change).await?))
        })
        .await
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
    caller.require_system(Permission::ManageTenants)?;
    let act = directory.act(caller);
    directory
        .change(async |mut tx| {
            let tenant = rows::find(&mut tx, tenant_id)
                .await?
                .ok_or_else(|| Failure::not_found(Noun::Tenant, tenant_id))?;
            refuse_taken(rows::holder_of_domain(&mut tx, domain.as_str()).await?, &domain)?;
            rows::insert_domain(&mut tx, tenant_id, domain.as_str(), false, act.now).await?;
            let change = Change {
                tenant_id,
                activity: Activity::AddDomain,
                target: Target {
                    kind: "tenant",
                    id: tenant_id,
                    name: &tenant.display_name,
                },
                before: None,
                after: Some(json!({ "domain": domain.as_str() })),
            };
            Ok(((), record(&mut tx, act, change).await?))
        })
        .await
}

/// The tenant with this GUID or verified domain, in any case. Anyone may ask: the sign-in page does.
///
/// # Errors
///
/// `Unavailable`.
pub async fn find(directory: &Directory, id_or_domain: &str) -> Result<Option<Tenant>, Failure> {
    let key = id_or_domain.to_ascii_lowercase();
    directory
        .db
        .read(async |mut tx| Ok(rows::find_by_id_or_domain(&mut tx, &key).await?))
        .await
}

/// All tenants, by display name.
///
/// # Errors
///
/// `Forbidden` for people.
pub async fn list(directory: &Directory, caller: &Caller) -> Result<Vec<Tenant>, Failure> {
    caller.require_system(Permission::ManageTenants)?;
    directory
        .db
        .read(async |mut tx| Ok(rows::list(&mut tx).await?))
        .await
}

fn refuse_taken(holder: Option<String>, domain: &DomainName) -> Result<(), Failure> {
    match holder {
        None => Ok(()),
        Some(holder) => Err(Conflict::Taken {
            field: "domain",
            value: domain.to_string(),
            holder: format!("tenant {holder}"),
        }
        .into()),
    }
}
