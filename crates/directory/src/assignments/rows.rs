//! SQL of assignments.

use jiff::Timestamp;
use vestibule_store::{Error, Row, Tx, params};

use super::{Assignment, DEFAULT_ACCESS, DEFAULT_ACCESS_NAME, Principal, Tile};

macro_rules! assignment_columns {
    () => {
        "x.id, x.application_id, x.user_id, x.group_id, x.app_role_id, x.created_at, \
         COALESCE(u.display_name, g.display_name) AS principal_name, r.display_name AS role_name \
         FROM assignments x LEFT JOIN users u ON u.id = x.user_id LEFT JOIN directory_groups g ON g.id = x.group_id \
         LEFT JOIN app_roles r ON r.application_id = x.application_id AND r.id = x.app_role_id"
    };
}

fn assignment(row: &Row) -> Result<Assignment, Error> {
    let principal = match row.get::<Option<String>>("user_id")? {
        Some(user_id) => Principal::User(user_id),
        None => Principal::Group(row.get("group_id")?),
    };
    let app_role_id = Some(row.get::<String>("app_role_id")?).filter(|id| id != DEFAULT_ACCESS);
    let role_name = row.get::<Option<String>>("role_name")?;
    Ok(Assignment {
        id: row.get("id")?,
        application_id: row.get("application_id")?,
        principal,
        principal_name: row.get::<Option<String>>("principal_name")?.unwrap_or_default(),
        role_name: role_name.unwrap_or_else(|| DEFAULT_ACCESS_NAME.to_owned()),
        app_role_id,
        created_at: row.get("created_at")?,
    })
}

/// Whether there was no such assignment before.
pub(super) async fn insert(tx: &mut Tx, tenant_id: &str, assignment: &Assignment) -> Result<bool, Error> {
    let (user_id, group_id) = match &assignment.principal {
        Principal::User(id) => (Some(id), None),
        Principal::Group(id) => (None, Some(id)),
    };
    let inserted = tx
        .execute(
            "INSERT INTO assignments (id, tenant_id, application_id, principal_id, user_id, group_id, app_role_id, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (application_id, principal_id, app_role_id) DO NOTHING",
            params![
                assignment.id,
                tenant_id,
                assignment.application_id,
                assignment.principal.id(),
                user_id,
                group_id,
                assignment.app_role_id.as_deref().unwrap_or(DEFAULT_ACCESS),
                assignment.created_at,
            ],
        )
        .await?;
    Ok(inserted == 1)
}

/// Id and age of the assignment that stood in the way of another.
pub(super) async fn existing(
    tx: &mut Tx,
    application_id: &str,
    principal_id: &str,
    app_role_id: &str,
) -> Result<(String, Timestamp), Error> {
    let row = tx
        .one(
            "SELECT id, created_at FROM assignments \
             WHERE application_id = $1 AND principal_id = $2 AND app_role_id = $3",
            params![application_id, principal_id, app_role_id],
        )
        .await?;
    Ok((row.get("id")?, row.get("created_at")?))
}

pub(super) async fn find(
    tx: &mut Tx,
    application_id: &str,
    assignment_id: &str,
) -> Result<Option<Assignment>, Error> {
    tx.optional(
        concat!(
            "SELECT ",
            assignment_columns!(),
            " WHERE x.application_id = $1 AND x.id = $2"
        ),
        params![application_id, assignment_id],
    )
    .await?
    .map(|row| assignment(&row))
    .transpose()
}

pub(super) async fn delete(tx: &mut Tx, assignment_id: &str) -> Result<(), Error> {
    tx.execute("DELETE FROM assignments WHERE id = $1", params![assignment_id])
        .await?;
    Ok(())
}

/// Assignments behind a position, by the principal's name. Those of deleted people wait for their return.
pub(super) async fn list(
    tx: &mut Tx,
    application_id: &str,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<Assignment>, Error> {
    let rows = tx
        .all(
            concat!(
                "SELECT ",
                assignment_columns!(),
                " WHERE x.application_id = $1 AND u.deleted_at IS NULL \
                 AND (COALESCE(u.display_name_key, g.display_name_key), x.id) > ($2, $3) \
                 ORDER BY COALESCE(u.display_name_key, g.display_name_key), x.id LIMIT $4"
            ),
            params![application_id, after.0, after.1, limit],
        )
        .await?;
    rows.iter().map(assignment).collect()
}

/// What My Apps shows to a person, by name.
pub(super) async fn tiles(tx: &mut Tx, user_id: &str) -> Result<Vec<Tile>, Error> {
    let rows = tx
        .all(
            "SELECT a.id, a.app_id, a.display_name, a.sign_on_url, a.template_id FROM applications a \
             WHERE a.id IN ( \
               SELECT x.application_id FROM assignments x WHERE x.user_id = $1 \
               UNION SELECT x.application_id FROM group_users m JOIN assignments x ON x.group_id = m.group_id \
                 WHERE m.user_id = $1 \
             ) AND a.is_enabled AND a.visible_to_users AND a.deleted_at IS NULL \
             ORDER BY a.display_name_key, a.id",
            params![user_id],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Tile {
                application_id: row.get("id")?,
                app_id: row.get("app_id")?,
                display_name: row.get("display_name")?,
                sign_on_url: row.get("sign_on_url")?,
                template_id: row.get("template_id")?,
            })
        })
        .collect()
}
