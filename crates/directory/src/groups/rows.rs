//! SQL of groups and memberships.

use jiff::Timestamp;
use vestibule_store::{Error, Row, Tx, params};

use super::{Group, Member, MemberEntry};
use crate::value::name_key;

macro_rules! group_columns {
    () => {
        "g.id, g.tenant_id, g.display_name, g.description, g.created_at"
    };
}

fn group(row: &Row) -> Result<Group, Error> {
    Ok(Group {
        id: row.get("id")?,
        tenant_id: row.get("tenant_id")?,
        display_name: row.get("display_name")?,
        description: row.get("description")?,
        created_at: row.get("created_at")?,
    })
}

pub(super) async fn insert(tx: &mut Tx, group: &Group) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO directory_groups (id, tenant_id, display_name, display_name_key, description, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        params![
            group.id,
            group.tenant_id,
            group.display_name,
            name_key(&group.display_name),
            group.description,
            group.created_at,
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn delete(tx: &mut Tx, group_id: &str) -> Result<(), Error> {
    tx.execute("DELETE FROM directory_groups WHERE id = $1", params![group_id])
        .await?;
    Ok(())
}

pub(crate) async fn find(tx: &mut Tx, tenant_id: &str, group_id: &str) -> Result<Option<Group>, Error> {
    tx.optional(
        concat!(
            "SELECT ",
            group_columns!(),
            " FROM directory_groups g WHERE g.id = $1 AND g.tenant_id = $2"
        ),
        params![group_id, tenant_id],
    )
    .await?
    .map(|row| group(&row))
    .transpose()
}

pub(super) async fn find_by_name(tx: &mut Tx, tenant_id: &str, name: &str) -> Result<Option<Group>, Error> {
    tx.optional(
        concat!(
            "SELECT ",
            group_columns!(),
            " FROM directory_groups g WHERE g.tenant_id = $1 AND g.display_name_key = $2"
        ),
        params![tenant_id, name_key(name)],
    )
    .await?
    .map(|row| group(&row))
    .transpose()
}

pub(super) async fn list(
    tx: &mut Tx,
    tenant_id: &str,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<Group>, Error> {
    let rows = tx
        .all(
            concat!(
                "SELECT ",
                group_columns!(),
                " FROM directory_groups g WHERE g.tenant_id = $1 AND (g.display_name_key, g.id) > ($2, $3) \
                 ORDER BY g.display_name_key, g.id LIMIT $4"
            ),
            params![tenant_id, after.0, after.1, limit],
        )
        .await?;
    rows.iter().map(group).collect()
}

pub(super) async fn search(
    tx: &mut Tx,
    tenant_id: &str,
    beginning: &str,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<Group>, Error> {
    // Behind every text that begins like this.
    let end = format!("{beginning}\u{10ffff}");
    let rows = tx
        .all(
            concat!(
                "SELECT ",
                group_columns!(),
                " FROM directory_groups g WHERE g.tenant_id = $1 AND (g.display_name_key, g.id) > ($2, $3) \
                 AND g.display_name_key >= $4 AND g.display_name_key < $5 \
                 ORDER BY g.display_name_key, g.id LIMIT $6"
            ),
            params![tenant_id, after.0, after.1, beginning, end, limit],
        )
        .await?;
    rows.iter().map(group).collect()
}

/// Whether it was not a member before.
pub(super) async fn insert_member(
    tx: &mut Tx,
    group_id: &str,
    member: &Member,
    now: Timestamp,
) -> Result<bool, Error> {
    let inserted = match member {
        Member::User(user_id) => {
            tx.execute(
                "INSERT INTO group_users (group_id, user_id, created_at) VALUES ($1, $2, $3) \
                 ON CONFLICT (group_id, user_id) DO NOTHING",
                params![group_id, user_id, now],
            )
            .await?
        }
        Member::Group(member_id) => {
            tx.execute(
                "INSERT INTO group_groups (group_id, member_id, created_at) VALUES ($1, $2, $3) \
                 ON CONFLICT (group_id, member_id) DO NOTHING",
                params![group_id, member_id, now],
            )
            .await?
        }
    };
    Ok(inserted == 1)
}

/// Whether it was a member.
pub(super) async fn delete_member(tx: &mut Tx, group_id: &str, member: &Member) -> Result<bool, Error> {
    let deleted = match member {
        Member::User(user_id) => {
            tx.execute(
                "DELETE FROM group_users WHERE group_id = $1 AND user_id = $2",
                params![group_id, user_id],
            )
            .await?
        }
        Member::Group(member_id) => {
            tx.execute(
                "DELETE FROM group_groups WHERE group_id = $1 AND member_id = $2",
                params![group_id, member_id],
            )
            .await?
        }
    };
    Ok(deleted == 1)
}

/// Direct members behind a position, people and groups together, by display name. Deleted people are left out.
pub(super) async fn members(
    tx: &mut Tx,
    group_id: &str,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<MemberEntry>, Error> {
    let rows = tx
        .all(
            "SELECT m.id, m.is_group, m.display_name, m.display_name_key, m.upn FROM ( \
               SELECT u.id AS id, FALSE AS is_group, u.display_name AS display_name, \
                 u.display_name_key AS display_name_key, u.user_principal_name AS upn \
               FROM group_users x JOIN users u ON u.id = x.user_id \
               WHERE x.group_id = $1 AND u.deleted_at IS NULL \
               UNION ALL \
               SELECT g.id, TRUE, g.display_name, g.display_name_key, NULL \
               FROM group_groups x JOIN directory_groups g ON g.id = x.member_id WHERE x.group_id = $1 \
             ) AS m WHERE (m.display_name_key, m.id) > ($2, $3) ORDER BY m.display_name_key, m.id LIMIT $4",
            params![group_id, after.0, after.1, limit],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let id: String = row.get("id")?;
            Ok(MemberEntry {
                member: if row.get("is_group")? {
                    Member::Group(id)
                } else {
                    Member::User(id)
                },
                display_name: row.get("display_name")?,
                user_principal_name: row.get("upn")?,
            })
        })
        .collect()
}

/// Whether `container` contains `group_id`, directly or through others.
pub(super) async fn is_within(tx: &mut Tx, group_id: &str, container: &str) -> Result<bool, Error> {
    let row = tx
        .one(
            "WITH RECURSIVE containers (id) AS ( \
               SELECT x.group_id FROM group_groups x WHERE x.member_id = $1 \
               UNION SELECT x.group_id FROM group_groups x JOIN containers c ON x.member_id = c.id \
             ) SELECT COUNT(*) AS hits FROM containers WHERE id = $2",
            params![group_id, container],
        )
        .await?;
    Ok(row.get::<i64>("hits")? > 0)
}

/// All groups in which somebody is, directly or through others, by name.
pub(super) async fn of_user(tx: &mut Tx, user_id: &str) -> Result<Vec<Group>, Error> {
    let rows = tx
        .all(
            concat!(
                "WITH RECURSIVE containers (id) AS ( \
                   SELECT x.group_id FROM group_users x WHERE x.user_id = $1 \
                   UNION SELECT x.group_id FROM group_groups x JOIN containers c ON x.member_id = c.id \
                 ) SELECT ",
                group_columns!(),
                " FROM containers c JOIN directory_groups g ON g.id = c.id ORDER BY g.display_name_key, g.id"
            ),
            params![user_id],
        )
        .await?;
    rows.iter().map(group).collect()
}
