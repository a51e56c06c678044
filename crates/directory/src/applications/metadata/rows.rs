//! SQL of the addresses of metadata.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use vestibule_store::{Error, Row, Tx, params};

use super::stored;
use super::{DueMetadata, MetadataSource, MetadataState, PartnerMetadata, PendingMetadata, difference};
use crate::Failure;

/// A reading that is kept of a source.
pub(super) struct Reading<'a> {
    pub(super) source: &'a MetadataSource,
    pub(super) accepted: &'a PartnerMetadata,
    pub(super) checked_at: Timestamp,
    pub(super) next_check_at: Timestamp,
}

/// Sets the source of an application, in place of the one before.
pub(super) async fn save(tx: &mut Tx, application_id: &str, reading: &Reading<'_>) -> Result<(), Failure> {
    delete(tx, application_id).await?;
    let encoded: Vec<String> = reading
        .source
        .signed_by
        .iter()
        .map(|octets| STANDARD.encode(octets))
        .collect();
    tx.execute(
        "INSERT INTO metadata_sources (application_id, url, entity_id, signed_by, accepted, checked_at, next_check_at, \
         valid_until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            application_id,
            reading.source.url.as_str(),
            reading.source.entity_id.as_deref(),
            serde_json::to_string(&encoded).map_err(stored::broken)?,
            stored::write(reading.accepted)?,
            reading.checked_at,
            reading.next_check_at,
            reading.accepted.valid_until,
        ],
    )
    .await?;
    Ok(())
}

/// Takes the source away; says how many there were.
pub(super) async fn delete(tx: &mut Tx, application_id: &str) -> Result<u64, Error> {
    tx.execute(
        "DELETE FROM metadata_sources WHERE application_id = $1",
        params![application_id],
    )
    .await
}

/// What is known of an application's source.
pub(super) async fn find(
    tx: &mut Tx,
    application_id: &str,
) -> Result<Option<(MetadataState, Option<String>)>, Failure> {
    let row = tx
        .optional(
            "SELECT url, entity_id, signed_by, accepted, pending, pending_since, dismissed, checked_at, next_check_at, \
             valid_until, failure FROM metadata_sources WHERE application_id = $1",
            params![application_id],
        )
        .await?;
    row.map(|row| Ok((state(&row)?, row.get("dismissed")?)))
        .transpose()
}

fn state(row: &Row) -> Result<MetadataState, Failure> {
    let accepted = stored::read(row.get("accepted")?)?;
    let pending = match (
        row.get::<Option<&str>>("pending")?,
        row.get::<Option<Timestamp>>("pending_since")?,
    ) {
        (Some(pending), Some(since)) => {
            let metadata = stored::read(pending)?;
            Some(PendingMetadata {
                differences: difference::differences(&accepted, &metadata),
                metadata,
                since,
            })
        }
        _ => None,
    };
    Ok(MetadataState {
        source: source(row)?,
        accepted,
        pending,
        checked_at: row.get("checked_at")?,
        next_check_at: row.get("next_check_at")?,
        valid_until: row.get("valid_until")?,
        failure: row.get("failure")?,
    })
}

fn source(row: &Row) -> Result<MetadataSource, Failure> {
    let encoded: Vec<String> = serde_json::from_str(row.get("signed_by")?).map_err(stored::broken)?;
    let decoded = encoded
        .iter()
        .map(|text| STANDARD.decode(text).map_err(stored::broken));
    Ok(MetadataSource {
        url: row.get::<&str>("url")?.parse()?,
        entity_id: row.get("entity_id")?,
        signed_by: decoded.collect::<Result<_, _>>()?,
    })
}

/// Present applications whose document is to be read by now; twenty at most.
pub(super) async fn due(tx: &mut Tx, now: Timestamp) -> Result<Vec<DueMetadata>, Failure> {
    let rows = tx
        .all(
            "SELECT m.url, m.entity_id, m.signed_by, a.id, a.tenant_id, a.display_name FROM metadata_sources m \
             JOIN applications a ON a.id = m.application_id AND a.deleted_at IS NULL \
             WHERE m.next_check_at <= $1 ORDER BY m.next_check_at, m.application_id LIMIT 20",
            params![now],
        )
        .await?;
    let due = |row: &Row| {
        Ok(DueMetadata {
            tenant_id: row.get("tenant_id")?,
            application_id: row.get("id")?,
            application: row.get("display_name")?,
            source: source(row)?,
        })
    };
    rows.iter().map(due).collect()
}

/// When it was read, and when it is read again.
pub(super) struct Checked<'a> {
    pub(super) at: Timestamp,
    pub(super) next: Timestamp,
    pub(super) valid_until: Option<Timestamp>,
    pub(super) failure: Option<&'a str>,
}

/// Writes down that the document was read, or could not be.
pub(super) async fn checked(tx: &mut Tx, application_id: &str, checked: &Checked<'_>) -> Result<(), Error> {
    tx.execute(
        "UPDATE metadata_sources SET checked_at = $2, next_check_at = $3, valid_until = COALESCE($4, valid_until), \
         failure = $5 WHERE application_id = $1",
        params![application_id, checked.at, checked.next, checked.valid_until, checked.failure],
    )
    .await?;
    Ok(())
}

/// Sets what waits for leave, or takes it away.
pub(super) async fn set_pending(
    tx: &mut Tx,
    application_id: &str,
    pending: Option<&str>,
    since: Option<Timestamp>,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE metadata_sources SET pending = $2, pending_since = $3 WHERE application_id = $1",
        params![application_id, pending, since],
    )
    .await?;
    Ok(())
}

/// What waited is accepted.
pub(super) async fn accept(tx: &mut Tx, application_id: &str) -> Result<(), Error> {
    tx.execute(
        "UPDATE metadata_sources SET accepted = pending, pending = NULL, pending_since = NULL, dismissed = NULL \
         WHERE application_id = $1 AND pending IS NOT NULL",
        params![application_id],
    )
    .await?;
    Ok(())
}

/// What waited is dismissed, and not asked about again while the document says the same.
pub(super) async fn dismiss(tx: &mut Tx, application_id: &str) -> Result<(), Error> {
    tx.execute(
        "UPDATE metadata_sources SET dismissed = pending, pending = NULL, pending_since = NULL \
         WHERE application_id = $1 AND pending IS NOT NULL",
        params![application_id],
    )
    .await?;
    Ok(())
}
