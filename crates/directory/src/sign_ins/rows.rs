//! SQL of the sign-in log.

use jiff::Timestamp;
use vestibule_store::{Error, Row, SqlText, Tx, params};

use super::{Outcome, Position, SignIn, SignInFilter, Start, Success};
use crate::sign_in::Granted;
use crate::value::name_key;

/// Writes the entry of a sign-on that was granted in this transaction.
pub(crate) async fn insert_success(
    tx: &mut Tx,
    position: Position,
    granted: &Granted,
    success: &Success,
) -> Result<(), Error> {
    let (person, application) = (granted.person(), granted.application());
    let attempt = &success.attempt;
    tx.execute(
        "INSERT INTO sign_ins (position, id, tenant_id, created_at, correlation_id, outcome, error_code, failure_reason, \
         additional_details, user_id, user_principal_name, upn_key, user_display_name, application_id, app_id, \
         app_display_name, identifier, reply_url, source, user_agent, is_interactive, started_at_application, \
         session_id, name_id, name_id_format, certificate_thumbprint) \
         VALUES ($1, $2, $3, $4, $5, 'success', 0, '', '', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, \
         $19, $20, $21, $22)",
        params![
            position.number(),
            success.id,
            granted.tenant().id,
            granted.decided_at(),
            attempt.correlation_id,
            person.id,
            person.user_principal_name,
            name_key(&person.user_principal_name),
            person.display_name,
            application.id,
            application.app_id,
            application.display_name,
            success.identifier,
            success.reply_url,
            attempt.source.to_string(),
            cut(attempt.user_agent.as_deref(), LONGEST_USER_AGENT),
            attempt.is_interactive,
            at_application(attempt.start),
            granted.session().id,
            success.name_id.value,
            success.name_id.format.uri(),
            granted.certificate().thumbprint,
        ],
    )
    .await?;
    Ok(())
}

/// Turns the entry of a success into one of a failure.
pub(super) async fn retract(
    tx: &mut Tx,
    granted: &Granted,
    id: &str,
    (error_code, failure_reason): (u32, &str),
) -> Result<(), Error> {
    let tenant_id = &granted.tenant().id;
    tx.execute(
        "UPDATE sign_ins SET outcome = 'failure', error_code = $1, failure_reason = $2 \
         WHERE position >= $3 AND position < $4 AND tenant_id = $5 AND id = $6",
        params![
            error_code,
            failure_reason,
            Position::of(tenant_id, granted.decided_at()).number(),
            Position::after(tenant_id, granted.decided_at()).number(),
            tenant_id,
            id
        ],
    )
    .await?;
    Ok(())
}

/// Writes an entry as it is.
pub(super) async fn insert(tx: &mut Tx, position: Position, entry: &SignIn) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO sign_ins (position, id, tenant_id, created_at, correlation_id, outcome, error_code, failure_reason, \
         additional_details, user_id, user_principal_name, upn_key, user_display_name, application_id, app_id, \
         app_display_name, identifier, reply_url, source, user_agent, is_interactive, started_at_application, session_id) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)",
        params![
            position.number(),
            entry.id,
            entry.tenant_id,
            entry.created_at,
            entry.correlation_id,
            entry.outcome.name(),
            entry.error_code,
            entry.failure_reason,
            entry.additional_details,
            entry.user_id,
            entry.user_principal_name,
            entry.user_principal_name.as_deref().map(name_key),
            entry.user_display_name,
            entry.application_id,
            entry.app_id,
            entry.app_display_name,
            entry.identifier,
            entry.reply_url,
            entry.source,
            entry.user_agent,
            entry.is_interactive,
            at_application(entry.start),
            entry.session_id,
        ],
    )
    .await?;
    Ok(())
}

/// Throws away entries of before, at most so many, tenant by tenant, since the log lies in that order. Yields how many.
pub(crate) async fn delete_before(tx: &mut Tx, before: Timestamp, at_once: u64) -> Result<u64, Error> {
    let mut count = 0;
    for tenant in tx.all("SELECT id FROM tenants", params![]).await? {
        let tenant_id = tenant.get::<&str>("id")?;
        let left = i64::try_from(at_once.saturating_sub(count)).unwrap_or(0);
        let (from, to) = (
            Position::of(tenant_id, Timestamp::MIN),
            Position::after(tenant_id, before),
        );
        count += tx
            .execute(
                "DELETE FROM sign_ins WHERE position IN (SELECT position FROM sign_ins \
                 WHERE position >= $1 AND position < $2 AND created_at <= $3 LIMIT $4)",
                params![from.number(), to.number(), before, left],
            )
            .await?;
    }
    Ok(count)
}

macro_rules! sign_in_columns {
    () => {
        "id, tenant_id, created_at, correlation_id, outcome, error_code, failure_reason, additional_details, user_id, \
         user_principal_name, user_display_name, application_id, app_id, app_display_name, identifier, reply_url, source, \
         user_agent, is_interactive, started_at_application, session_id, certificate_thumbprint"
    };
}

fn sign_in(row: &Row) -> Result<SignIn, Error> {
    Ok(SignIn {
        id: row.get("id")?,
        tenant_id: row.get("tenant_id")?,
        created_at: row.get("created_at")?,
        correlation_id: row.get("correlation_id")?,
        outcome: Outcome::find(row.get("outcome")?).unwrap_or(Outcome::Failure),
        error_code: row.get("error_code")?,
        failure_reason: row.get("failure_reason")?,
        additional_details: row.get("additional_details")?,
        user_id: row.get("user_id")?,
        user_principal_name: row.get("user_principal_name")?,
        user_display_name: row.get("user_display_name")?,
        application_id: row.get("application_id")?,
        app_id: row.get("app_id")?,
        app_display_name: row.get("app_display_name")?,
        identifier: row.get("identifier")?,
        reply_url: row.get("reply_url")?,
        source: row.get("source")?,
        user_agent: row.get("user_agent")?,
        is_interactive: row.get("is_interactive")?,
        start: match row.get::<Option<bool>>("started_at_application")? {
            Some(true) => Start::Application,
            Some(false) => Start::IdentityProvider,
            None => Start::OwnPages,
        },
        session_id: row.get("session_id")?,
        certificate_thumbprint: row.get("certificate_thumbprint")?,
    })
}

pub(super) async fn find(tx: &mut Tx, tenant_id: &str, id: &str) -> Result<Option<SignIn>, Error> {
    tx.optional(
        concat!(
            "SELECT ",
            sign_in_columns!(),
            // From the newest on: whoever asks has just read the id on a page.
            " FROM sign_ins WHERE position >= $1 AND position <= $2 AND tenant_id = $3 AND id = $4 \
             ORDER BY position DESC LIMIT 1"
        ),
        params![
            Position::of(tenant_id, Timestamp::MIN).number(),
            Position::end(tenant_id).number(),
            tenant_id,
            id
        ],
    )
    .await?
    .map(|row| sign_in(&row))
    .transpose()
}

/// Entries before a position, the newest first.
pub(super) async fn list(
    tx: &mut Tx,
    tenant_id: &str,
    filter: &SignInFilter,
    before: Position,
    limit: i64,
) -> Result<Vec<(Position, SignIn)>, Error> {
    let mut sql = SqlText::new(
        concat!(
            "SELECT position, ",
            sign_in_columns!(),
            " FROM sign_ins WHERE position >= $1 AND position < $2 AND tenant_id = $3 AND created_at >= $4"
        ),
        9,
    );
    // Each parameter is named whether it filters or not, so that their numbers do not depend on the filter.
    let upn_key = filter.user_principal_name.as_deref().map(name_key);
    let outcome = filter.outcome.map(Outcome::name);
    sql.push(if upn_key.is_some() {
        " AND upn_key = $5"
    } else {
        " AND CAST($5 AS TEXT) IS NULL"
    });
    let by_application = filter.application_id.is_some();
    sql.push(if by_application {
        " AND application_id = $6"
    } else {
        " AND CAST($6 AS TEXT) IS NULL"
    });
    sql.push(if outcome.is_some() {
        " AND outcome = $7"
    } else {
        " AND CAST($7 AS TEXT) IS NULL"
    });
    let by_correlation = filter.correlation_id.is_some();
    sql.push(if by_correlation {
        " AND correlation_id = $8"
    } else {
        " AND CAST($8 AS TEXT) IS NULL"
    });
    sql.push(" ORDER BY position DESC LIMIT $9");
    let since = filter.since.unwrap_or(Timestamp::MIN);
    let (from, before) = (Position::of(tenant_id, since).number(), before.number());
    let parameters = params![
        from,
        before,
        tenant_id,
        since,
        upn_key,
        filter.application_id,
        outcome,
        filter.correlation_id,
        limit
    ];
    let rows = tx.all(&sql, parameters).await?;
    rows.iter()
        .map(|row| Ok((Position::from_number(row.get("position")?), sign_in(row)?)))
        .collect()
}

fn at_application(start: Start) -> Option<bool> {
    match start {
        Start::Application => Some(true),
        Start::IdentityProvider => Some(false),
        Start::OwnPages => None,
    }
}

/// The beginning of a text from outside.
pub(super) fn cut(text: Option<&str>, longest: usize) -> Option<String> {
    text.map(|text| text.chars().take(longest).collect())
}

/// Of a browser's own name this much is kept, in characters.
pub(super) const LONGEST_USER_AGENT: usize = 400;
