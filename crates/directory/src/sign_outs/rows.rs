//! SQL of sign-outs.

use jiff::{SignedDuration, Timestamp};
use vestibule_store::{Error, Row, Tx, params};

use super::{Answer, AskedBy, Party, SignOut, Use, Waiting};
use crate::sessions::Session;
use crate::sign_ins::Position;
use crate::value::WebUrl;

/// What one sign-on of a session issued.
pub(super) struct Issued {
    pub(super) id: String,
    pub(super) application_id: String,
    pub(super) name_id: String,
    pub(super) name_id_format: String,
}

/// What was issued in a session, the newest first. The log is entered by the person's names, the present one and those that
/// are held for him, from the time at which the session began by the clock of any server: an index on sessions would have to be written at every
/// sign-on.
pub(super) async fn issued_in(tx: &mut Tx, session: &Session) -> Result<Vec<Issued>, Error> {
    let begun = session
        .authenticated_at
        .checked_sub(CLOCKS_APART)
        .unwrap_or(Timestamp::MIN);
    let rows = tx
        .all(
            "SELECT s.id, s.application_id, s.name_id, s.name_id_format FROM sign_ins s \
             WHERE s.tenant_id = $1 AND s.position >= $2 AND s.session_id = $3 AND s.outcome = 'success' \
             AND s.application_id IS NOT NULL AND s.name_id IS NOT NULL \
             AND s.upn_key IN (SELECT u.upn_key FROM users u WHERE u.id = $4 \
               UNION ALL SELECT r.name_key FROM retired_names r WHERE r.tenant_id = $1 AND r.user_id = $4) \
             ORDER BY s.position DESC LIMIT 2000",
            params![
                session.tenant_id,
                Position::of(&session.tenant_id, begun).number(),
                session.id,
                session.user_id
            ],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Issued {
                id: row.get("id")?,
                application_id: row.get("application_id")?,
                name_id: row.get("name_id")?,
                name_id_format: row.get::<Option<String>>("name_id_format")?.unwrap_or_default(),
            })
        })
        .collect()
}

pub(super) async fn insert(
    tx: &mut Tx,
    id: &str,
    browser_hash: &[u8; 32],
    now: Timestamp,
    asked_by: Option<&AskedBy>,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO sign_outs (id, browser_hash, created_at, tenant_id, app_id, request_id, relay_state) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![
            id,
            browser_hash,
            now,
            asked_by.map(|asking| asking.tenant_id.as_str()),
            asked_by.map(|asking| asking.app_id.as_str()),
            asked_by.map(|asking| asking.request_id.as_str()),
            asked_by.and_then(|asking| asking.relay_state.as_deref()),
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn insert_party(
    tx: &mut Tx,
    sign_out_id: &str,
    (position, request_id): (i64, &str),
    one: &Use,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO sign_out_parties (request_id, sign_out_id, position, tenant_id, application_id, name_id, \
         name_id_format, is_signed_out) \
         SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS BIGINT), a.tenant_id, a.id, CAST($4 AS TEXT), \
         CAST($5 AS TEXT), FALSE FROM applications a WHERE a.id = $6 AND a.deleted_at IS NULL",
        params![
            request_id,
            sign_out_id,
            position,
            one.name_id,
            one.name_id_format,
            one.application_id
        ],
    )
    .await?;
    for index in &one.session_indexes {
        tx.execute(
            "INSERT INTO sign_out_session_indexes (sign_out_id, party, session_index) VALUES ($1, $2, $3)",
            params![sign_out_id, position, index],
        )
        .await?;
    }
    Ok(())
}

pub(super) async fn find(tx: &mut Tx, id: &str, browser_hash: &[u8; 32]) -> Result<Option<SignOut>, Error> {
    let row = tx
        .optional(
            "SELECT id, created_at, tenant_id, app_id, request_id, relay_state FROM sign_outs \
             WHERE id = $1 AND browser_hash = $2",
            params![id, browser_hash],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let asked_by = match (
        row.get::<Option<String>>("tenant_id")?,
        row.get::<Option<String>>("app_id")?,
        row.get::<Option<String>>("request_id")?,
    ) {
        (Some(tenant_id), Some(app_id), Some(request_id)) => Some(AskedBy::stored(
            tenant_id,
            app_id,
            request_id,
            row.get("relay_state")?,
        )),
        _ => None,
    };
    Ok(Some(SignOut {
        id: row.get("id")?,
        created_at: row.get("created_at")?,
        asked_by,
        parties: parties(tx, id).await?,
    }))
}

async fn parties(tx: &mut Tx, sign_out_id: &str) -> Result<Vec<Party>, Error> {
    let indexes = tx
        .all(
            "SELECT party, session_index FROM sign_out_session_indexes WHERE sign_out_id = $1 \
             ORDER BY party, session_index",
            params![sign_out_id],
        )
        .await?;
    let rows = tx
        .all(
            "SELECT p.position, p.request_id, p.tenant_id, p.name_id, p.name_id_format, p.answered_at, p.is_signed_out, \
             a.app_id, a.display_name, a.logout_url FROM sign_out_parties p \
             JOIN applications a ON a.id = p.application_id AND a.deleted_at IS NULL \
             WHERE p.sign_out_id = $1 ORDER BY p.position",
            params![sign_out_id],
        )
        .await?;
    rows.iter().map(|row| party(row, &indexes)).collect()
}

fn party(row: &Row, indexes: &[Row]) -> Result<Party, Error> {
    let position: i64 = row.get("position")?;
    let mut session_indexes = Vec::new();
    for index in indexes {
        if index.get::<i64>("party")? == position {
            session_indexes.push(index.get("session_index")?);
        }
    }
    let answered_at: Option<Timestamp> = row.get("answered_at")?;
    Ok(Party {
        request_id: row.get("request_id")?,
        tenant_id: row.get("tenant_id")?,
        app_id: row.get("app_id")?,
        display_name: row.get("display_name")?,
        logout_url: row.get::<Option<String>>("logout_url")?.map(WebUrl::stored),
        name_id: row.get("name_id")?,
        name_id_format: row.get("name_id_format")?,
        session_indexes,
        answer: match (answered_at, row.get("is_signed_out")?) {
            (None, _) => Answer::None,
            (Some(_), true) => Answer::SignedOut,
            (Some(_), false) => Answer::Failed,
        },
    })
}

pub(super) async fn find_waiting(tx: &mut Tx, request_id: &str) -> Result<Option<Waiting>, Error> {
    tx.optional(
        "SELECT p.sign_out_id, p.tenant_id, a.app_id FROM sign_out_parties p \
         JOIN applications a ON a.id = p.application_id AND a.deleted_at IS NULL WHERE p.request_id = $1",
        params![request_id],
    )
    .await?
    .map(|row| {
        Ok(Waiting {
            sign_out_id: row.get("sign_out_id")?,
            tenant_id: row.get("tenant_id")?,
            app_id: row.get("app_id")?,
        })
    })
    .transpose()
}

pub(super) async fn set_answer(
    tx: &mut Tx,
    request_id: &str,
    is_signed_out: bool,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE sign_out_parties SET answered_at = $2, is_signed_out = $3 WHERE request_id = $1 AND NOT is_signed_out",
        params![request_id, now, is_signed_out],
    )
    .await?;
    Ok(())
}

/// Whether there was such a request that nobody has answered well.
pub(super) async fn rename_request(tx: &mut Tx, request_id: &str, new: &str) -> Result<bool, Error> {
    let changed = tx
        .execute(
            "UPDATE sign_out_parties SET request_id = $2 WHERE request_id = $1 AND NOT is_signed_out",
            params![request_id, new],
        )
        .await?;
    Ok(changed == 1)
}

/// Throws sign-outs away that began before an instant; at most a thousand.
pub(crate) async fn delete_before(tx: &mut Tx, before: Timestamp) -> Result<u64, Error> {
    tx.execute(
        "DELETE FROM sign_outs WHERE id IN (SELECT id FROM sign_outs WHERE created_at <= $1 LIMIT 1000)",
        params![before],
    )
    .await
}

/// Marks an application's request as used; false if it is marked already.
pub(super) async fn mark(
    tx: &mut Tx,
    application_id: &str,
    request_hash: &[u8; 32],
    until: Timestamp,
) -> Result<bool, Error> {
    let count = tx
        .execute(
            "INSERT INTO logout_marks (application_id, request_hash, used_until) VALUES ($1, $2, $3) \
             ON CONFLICT (application_id, request_hash) DO NOTHING",
            params![application_id, request_hash, until],
        )
        .await?;
    Ok(count == 1)
}

/// Throws marks away whose requests are too old by now to be taken.
pub(crate) async fn delete_marks_before(tx: &mut Tx, now: Timestamp) -> Result<u64, Error> {
    tx.execute(
        "DELETE FROM logout_marks WHERE (application_id, request_hash) IN \
         (SELECT application_id, request_hash FROM logout_marks WHERE used_until <= $1 LIMIT 1000)",
        params![now],
    )
    .await
}

/// What a server's clock may be behind that of the one where a session began.
const CLOCKS_APART: SignedDuration = SignedDuration::from_mins(5);
