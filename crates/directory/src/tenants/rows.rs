//! SQL of tenants and domains.

use jiff::Timestamp;
use vestibule_store::{Error, Row, SealedColumn, Tx, params};

use super::{Domain, Tenant};
use crate::value::name_key;

pub(super) async fn insert(tx: &mut Tx, tenant: &Tenant, sealed_salt: &[u8]) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO tenants (id, display_name, display_name_key, pairwise_salt, created_at) \
         VALUES ($1, $2, $3, $4, $5)",
        params![
            tenant.id,
            tenant.display_name,
            name_key(&tenant.display_name),
            sealed_salt,
            tenant.created_at
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn insert_domain(
    tx: &mut Tx,
    tenant_id: &str,
    name: &str,
    is_initial: bool,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO domains (name, tenant_id, is_initial, created_at) VALUES ($1, $2, $3, $4)",
        params![name, tenant_id, is_initial, now],
    )
    .await?;
    Ok(())
}

/// The salts of pairwise identifiers.
pub(crate) const SEALED: SealedColumn = SealedColumn {
    purpose: super::PAIRWISE_SALT,
    beginnings: "SELECT DISTINCT substr(pairwise_salt, 1, 5) AS beginning FROM tenants",
    list: "SELECT id, pairwise_salt AS sealed FROM tenants WHERE id > $1 ORDER BY id LIMIT 100",
    replace: "UPDATE tenants SET pairwise_salt = $3 WHERE id = $1 AND pairwise_salt = $2",
};

/// Which tenant a domain belongs to.
pub(crate) async fn holder_of_domain(tx: &mut Tx, name: &str) -> Result<Option<String>, Error> {
    tx.optional("SELECT tenant_id FROM domains WHERE name = $1", params![name])
        .await?
        .map(|row| row.get("tenant_id"))
        .transpose()
}

pub(crate) async fn find(tx: &mut Tx, id: &str) -> Result<Option<Tenant>, Error> {
    let rows = tx
        .all(
            "SELECT t.id, t.display_name, t.created_at, d.name, d.is_initial \
             FROM tenants t JOIN domains d ON d.tenant_id = t.id WHERE t.id = $1 ORDER BY d.is_initial DESC, d.name",
            params![id],
        )
        .await?;
    Ok(collect(&rows)?.pop())
}

pub(super) async fn find_by_id_or_domain(tx: &mut Tx, key: &str) -> Result<Option<Tenant>, Error> {
    match holder_of_domain(tx, key).await? {
        Some(id) => find(tx, &id).await,
        None => find(tx, key).await,
    }
}

pub(super) async fn list(tx: &mut Tx) -> Result<Vec<Tenant>, Error> {
    let rows = tx
        .all(
            "SELECT t.id, t.display_name, t.created_at, d.name, d.is_initial \
             FROM tenants t JOIN domains d ON d.tenant_id = t.id \
             ORDER BY t.display_name_key, t.id, d.is_initial DESC, d.name",
            params![],
        )
        .await?;
    collect(&rows)
}

/// One tenant of each run of rows with the same id.
fn collect(rows: &[Row]) -> Result<Vec<Tenant>, Error> {
    let mut tenants: Vec<Tenant> = Vec::new();
    for row in rows {
        let id: String = row.get("id")?;
        let domain = Domain {
            name: row.get("name")?,
            is_initial: row.get("is_initial")?,
        };
        match tenants.last_mut().filter(|tenant| tenant.id == id) {
            Some(tenant) => tenant.domains.push(domain),
            None => tenants.push(Tenant {
                id,
                display_name: row.get("display_name")?,
                domains: vec![domain],
                created_at: row.get("created_at")?,
            }),
        }
    }
    Ok(tenants)
}
