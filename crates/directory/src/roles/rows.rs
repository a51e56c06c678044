//! SQL of directory roles.

use jiff::Timestamp;
use vestibule_store::{Error, Tx, params};

use super::DirectoryRole;

/// Whether the person did not have the role before.
pub(crate) async fn insert(
    tx: &mut Tx,
    tenant_id: &str,
    user_id: &str,
    role: DirectoryRole,
    now: Timestamp,
) -> Result<bool, Error> {
    let inserted = tx
        .execute(
            "INSERT INTO role_assignments (user_id, role_id, tenant_id, created_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (user_id, role_id) DO NOTHING",
            params![user_id, role.template_id(), tenant_id, now],
        )
        .await?;
    Ok(inserted == 1)
}

/// Whether the person had the role.
pub(super) async fn delete(tx: &mut Tx, user_id: &str, role: DirectoryRole) -> Result<bool, Error> {
    let deleted = tx
        .execute(
            "DELETE FROM role_assignments WHERE user_id = $1 AND role_id = $2",
            params![user_id, role.template_id()],
        )
        .await?;
    Ok(deleted == 1)
}

/// A person's roles, the strongest first. A role that this version does not know is left out.
pub(crate) async fn of(tx: &mut Tx, user_id: &str) -> Result<Vec<DirectoryRole>, Error> {
    let rows = tx
        .all(
            "SELECT role_id FROM role_assignments WHERE user_id = $1",
            params![user_id],
        )
        .await?;
    let mut roles = Vec::with_capacity(rows.len());
    for row in &rows {
        roles.extend(DirectoryRole::find(row.get::<&str>("role_id")?));
    }
    roles.sort_unstable();
    Ok(roles)
}

/// How many enabled people other than this one are Global Administrators of the tenant.
pub(crate) async fn other_global_administrators(
    tx: &mut Tx,
    tenant_id: &str,
    user_id: &str,
) -> Result<i64, Error> {
    let row = tx
        .one(
            "SELECT COUNT(*) AS others FROM role_assignments r JOIN users u ON u.id = r.user_id \
             WHERE r.tenant_id = $1 AND r.role_id = $2 AND r.user_id <> $3 \
             AND u.is_enabled AND u.deleted_at IS NULL",
            params![
                tenant_id,
                DirectoryRole::GlobalAdministrator.template_id(),
                user_id
            ],
        )
        .await?;
    row.get("others")
}
