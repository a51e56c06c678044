//! SQL of the search for applications.

use vestibule_store::{Error, Row, Tx, params};

use super::ApplicationSummary;

pub(super) async fn search(
    tx: &mut Tx,
    tenant_id: &str,
    beginning: &str,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<ApplicationSummary>, Error> {
    // Behind every text that begins like this.
    let end = format!("{beginning}\u{10ffff}");
    let rows = tx
        .all(
            "SELECT a.id, a.app_id, a.display_name, a.is_enabled, a.created_at, c.not_after FROM applications a \
             LEFT JOIN signing_certificates c ON c.application_id = a.id AND c.is_active \
             WHERE a.tenant_id = $1 AND (a.display_name_key, a.id) > ($2, $3) AND a.deleted_at IS NULL \
             AND a.display_name_key >= $4 AND a.display_name_key < $5 \
             ORDER BY a.display_name_key, a.id LIMIT $6",
            params![tenant_id, after.0, after.1, beginning, end, limit],
        )
        .await?;
    rows.iter().map(summary).collect()
}

fn summary(row: &Row) -> Result<ApplicationSummary, Error> {
    Ok(ApplicationSummary {
        id: row.get("id")?,
        app_id: row.get("app_id")?,
        display_name: row.get("display_name")?,
        is_enabled: row.get("is_enabled")?,
        created_at: row.get("created_at")?,
        certificate_ends: row.get("not_after")?,
    })
}
