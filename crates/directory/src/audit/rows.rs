//! SQL of the audit log.

use jiff::Timestamp;
use vestibule_store::{Error, Row, SqlText, Tx, params};

use super::{AuditFilter, Entry, Target};

/// An entry on its way in.
pub(super) struct NewEntry<'a> {
    pub(super) id: String,
    pub(super) tenant_id: &'a str,
    pub(super) occurred_at: Timestamp,
    pub(super) category: &'static str,
    pub(super) activity: &'static str,
    pub(super) actor_id: Option<&'a str>,
    pub(super) actor_name: &'a str,
    pub(super) target: Target<'a>,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

pub(super) async fn insert(tx: &mut Tx, entry: &NewEntry<'_>) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO audit_entries (id, tenant_id, occurred_at, category, activity, actor_id, actor_name, \
         target_kind, target_id, target_name, before_json, after_json) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        params![
            entry.id,
            entry.tenant_id,
            entry.occurred_at,
            entry.category,
            entry.activity,
            entry.actor_id,
            entry.actor_name,
            entry.target.kind,
            entry.target.id,
            entry.target.name,
            entry.before,
            entry.after,
        ],
    )
    .await?;
    Ok(())
}

/// Entries before a position, the newest first.
pub(super) async fn list(
    tx: &mut Tx,
    tenant_id: &str,
    filter: &AuditFilter,
    before: (Timestamp, &str),
    limit: i64,
) -> Result<Vec<Entry>, Error> {
    let since = filter.since.unwrap_or(Timestamp::MIN);
    let mut sql = SqlText::new(
        "SELECT id, tenant_id, occurred_at, category, activity, actor_id, actor_name, target_kind, target_id, \
         target_name, before_json, after_json FROM audit_entries \
         WHERE tenant_id = $1 AND occurred_at >= $2 AND (occurred_at, id) < ($3, $4)",
        7,
    );
    // Each parameter is named whether it filters or not, so that their numbers do not depend on the filter.
    sql.push(if filter.actor_id.is_some() {
        " AND actor_id = $5"
    } else {
        " AND CAST($5 AS TEXT) IS NULL"
    });
    sql.push(if filter.target_id.is_some() {
        " AND target_id = $6"
    } else {
        " AND CAST($6 AS TEXT) IS NULL"
    });
    sql.push(" ORDER BY occurred_at DESC, id DESC LIMIT $7");
    let parameters = params![
        tenant_id,
        since,
        before.0,
        before.1,
        filter.actor_id,
        filter.target_id,
        limit
    ];
    tx.all(&sql, parameters).await?.iter().map(entry).collect()
}

fn entry(row: &Row) -> Result<Entry, Error> {
    Ok(Entry {
        id: row.get("id")?,
        tenant_id: row.get("tenant_id")?,
        occurred_at: row.get("occurred_at")?,
        category: row.get("category")?,
        activity: row.get("activity")?,
        actor_id: row.get("actor_id")?,
        actor_name: row.get("actor_name")?,
        target_kind: row.get("target_kind")?,
        target_id: row.get("target_id")?,
        target_name: row.get("target_name")?,
        before: row.get("before_json")?,
        after: row.get("after_json")?,
    })
}
