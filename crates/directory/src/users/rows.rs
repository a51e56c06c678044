//! SQL of people.

use jiff::Timestamp;
use vestibule_store::{Error, Row, SqlText, Tx, params};

use super::User;
use crate::Failure;
use crate::failure::Noun;
use crate::value::name_key;

/// The columns of a person, named so that they can stand in a join.
macro_rules! user_columns {
    () => {
        "u.id AS u_id, u.tenant_id AS u_tenant_id, u.user_principal_name AS u_upn, u.display_name AS u_display_name, \
         u.given_name AS u_given_name, u.surname AS u_surname, u.mail AS u_mail, u.job_title AS u_job_title, \
         u.department AS u_department, u.is_enabled AS u_is_enabled, u.must_change_password AS u_must_change, \
         u.password_changed_at AS u_password_changed_at, u.sessions_valid_from AS u_sessions_valid_from, \
         u.created_at AS u_created_at, u.deleted_at AS u_deleted_at, u.version AS u_version"
    };
}
pub(crate) use user_columns;

/// Reads the columns of [`user_columns`].
pub(crate) fn user(row: &Row) -> Result<User, Error> {
    Ok(User {
        id: row.get("u_id")?,
        tenant_id: row.get("u_tenant_id")?,
        user_principal_name: row.get("u_upn")?,
        display_name: row.get("u_display_name")?,
        given_name: row.get("u_given_name")?,
        surname: row.get("u_surname")?,
        mail: row.get("u_mail")?,
        job_title: row.get("u_job_title")?,
        department: row.get("u_department")?,
        is_enabled: row.get("u_is_enabled")?,
        must_change_password: row.get("u_must_change")?,
        password_changed_at: row.get("u_password_changed_at")?,
        sessions_valid_from: row.get("u_sessions_valid_from")?,
        created_at: row.get("u_created_at")?,
        deleted_at: row.get("u_deleted_at")?,
        version: row.get("u_version")?,
    })
}

pub(super) async fn insert(tx: &mut Tx, user: &User) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO users (id, tenant_id, user_principal_name, upn_key, display_name, display_name_key, given_name, \
         surname, mail, job_title, department, is_enabled, must_change_password, password_changed_at, \
         sessions_valid_from, session_epoch, created_at, version) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1, $16, $17)",
        params![
            user.id,
            user.tenant_id,
            user.user_principal_name,
            name_key(&user.user_principal_name),
            user.display_name,
            name_key(&user.display_name),
            user.given_name,
            user.surname,
            user.mail,
            user.job_title,
            user.department,
            user.is_enabled,
            user.must_change_password,
            user.password_changed_at,
            user.sessions_valid_from,
            user.created_at,
            user.version,
        ],
    )
    .await?;
    Ok(())
}

/// Saves what [`super::UserChange`] can change; the version was counted up by the caller.
pub(super) async fn update(tx: &mut Tx, user: &User) -> Result<(), Error> {
    tx.execute(
        "UPDATE users SET user_principal_name = $2, upn_key = $3, display_name = $4, display_name_key = $5, \
         given_name = $6, surname = $7, mail = $8, job_title = $9, department = $10, is_enabled = $11, version = $12 \
         WHERE id = $1",
        params![
            user.id,
            user.user_principal_name,
            name_key(&user.user_principal_name),
            user.display_name,
            name_key(&user.display_name),
            user.given_name,
            user.surname,
            user.mail,
            user.job_title,
            user.department,
            user.is_enabled,
            user.version,
        ],
    )
    .await?;
    Ok(())
}

/// Marks as deleted or not, counting the version up.
pub(super) async fn set_deleted_at(
    tx: &mut Tx,
    user_id: &str,
    deleted_at: Option<Timestamp>,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE users SET deleted_at = $2, version = version + 1 WHERE id = $1",
        params![user_id, deleted_at],
    )
    .await?;
    Ok(())
}

pub(crate) async fn delete(tx: &mut Tx, user_id: &str) -> Result<(), Error> {
    tx.execute("DELETE FROM users WHERE id = $1", params![user_id])
        .await?;
    Ok(())
}

/// Ends all sessions at once, by counting up the number under which they live.
pub(crate) async fn revoke_sessions(tx: &mut Tx, user_id: &str, now: Timestamp) -> Result<(), Error> {
    tx.execute(
        "UPDATE users SET session_epoch = session_epoch + 1, sessions_valid_from = $2, version = version + 1 \
         WHERE id = $1",
        params![user_id, now],
    )
    .await?;
    Ok(())
}

/// The person with that id in that tenant, deleted or not.
pub(crate) async fn find(tx: &mut Tx, tenant_id: &str, user_id: &str) -> Result<Option<User>, Error> {
    tx.optional(
        concat!(
            "SELECT ",
            user_columns!(),
            " FROM users u WHERE u.id = $1 AND u.tenant_id = $2"
        ),
        params![user_id, tenant_id],
    )
    .await?
    .map(|row| user(&row))
    .transpose()
}

/// As [`find`], and not found otherwise.
pub(crate) async fn get(tx: &mut Tx, tenant_id: &str, user_id: &str) -> Result<User, Failure> {
    find(tx, tenant_id, user_id)
        .await?
        .ok_or_else(|| Failure::not_found(Noun::User, user_id))
}

/// As [`get`]; deleted people are not found.
pub(crate) async fn get_present(tx: &mut Tx, tenant_id: &str, user_id: &str) -> Result<User, Failure> {
    let user = get(tx, tenant_id, user_id).await?;
    if user.deleted_at.is_some() {
        Err(Failure::not_found(Noun::User, user_id))
    } else {
        Ok(user)
    }
}

/// The person of that name, deleted or not.
pub(crate) async fn find_by_upn(tx: &mut Tx, tenant_id: &str, upn: &str) -> Result<Option<User>, Error> {
    tx.optional(
        concat!(
            "SELECT ",
            user_columns!(),
            " FROM users u WHERE u.tenant_id = $1 AND u.upn_key = $2"
        ),
        params![tenant_id, name_key(upn)],
    )
    .await?
    .map(|row| user(&row))
    .transpose()
}

/// People behind a position, by display name: present ones, or those deleted since an instant.
pub(super) async fn list(
    tx: &mut Tx,
    tenant_id: &str,
    prefix: Option<&str>,
    deleted_since: Option<Timestamp>,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<User>, Error> {
    let prefix_end = prefix.map(end_of);
    let mut sql = SqlText::new(
        concat!(
            "SELECT ",
            user_columns!(),
            " FROM users u WHERE u.tenant_id = $1 AND (u.display_name_key, u.id) > ($2, $3)"
        ),
        7,
    );
    sql.push(match deleted_since {
        Some(_) => " AND u.deleted_at > $4",
        None => " AND u.deleted_at IS NULL AND CAST($4 AS BIGINT) IS NULL",
    });
    sql.push(match prefix {
        Some(_) => " AND u.display_name_key >= $5 AND u.display_name_key < $6",
        None => " AND CAST($5 AS TEXT) IS NULL AND CAST($6 AS TEXT) IS NULL",
    });
    sql.push(" ORDER BY u.display_name_key, u.id LIMIT $7");
    let parameters = params![
        tenant_id,
        after.0,
        after.1,
        deleted_since,
        prefix,
        prefix_end,
        limit
    ];
    tx.all(&sql, parameters).await?.iter().map(user).collect()
}

/// People whose user principal name begins with the prefix, and whose display name does not, behind a position.
pub(super) async fn list_by_upn(
    tx: &mut Tx,
    tenant_id: &str,
    prefix: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<User>, Error> {
    let rows = tx
        .all(
            concat!(
                "SELECT ",
                user_columns!(),
                " FROM users u WHERE u.tenant_id = $1 AND u.upn_key >= $2 AND u.upn_key < $3 AND u.upn_key > $4 \
                 AND u.deleted_at IS NULL AND NOT (u.display_name_key >= $2 AND u.display_name_key < $3) \
                 ORDER BY u.upn_key LIMIT $5"
            ),
            params![tenant_id, prefix, end_of(prefix), after, limit],
        )
        .await?;
    rows.iter().map(user).collect()
}

/// Behind every text that begins with the prefix.
fn end_of(prefix: &str) -> String {
    format!("{prefix}\u{10ffff}")
}

/// Holds a name for somebody until an instant.
pub(super) async fn retire_name(tx: &mut Tx, user: &User, held_until: Timestamp) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO retired_names (tenant_id, name_key, user_id, held_until) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (tenant_id, name_key) DO UPDATE SET user_id = excluded.user_id, held_until = excluded.held_until",
        params![user.tenant_id, name_key(&user.user_principal_name), user.id, held_until],
    )
    .await?;
    Ok(())
}

/// Until when a name is held for somebody else.
pub(super) async fn name_held_until(
    tx: &mut Tx,
    tenant_id: &str,
    upn: &str,
    for_user_id: &str,
    now: Timestamp,
) -> Result<Option<Timestamp>, Error> {
    tx.optional(
        "SELECT held_until FROM retired_names \
         WHERE tenant_id = $1 AND name_key = $2 AND user_id <> $3 AND held_until > $4",
        params![tenant_id, name_key(upn), for_user_id, now],
    )
    .await?
    .map(|row| row.get("held_until"))
    .transpose()
}
