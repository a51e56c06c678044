//! SQL of the sign-in log.

use jiff::Timestamp;
use vestibule_store::{Error, Row, SqlText, Tx, params};

use super::{Outcome, SignIn, SignInFilter, Start, Success};
use crate::sign_in::Granted;
use crate::value::name_key;

/// Writes the entry of a sign-on, if all that it was decided on is still so: the session lives, person and application are
/// the same version, as many assignments apply as did, the certificate is there and as active as it was.
pub(super) async fn insert_success(
    tx: &mut Tx,
    granted: &Granted,
    success: &Success,
    now: Timestamp,
) -> Result<bool, Error> {
    let person = granted.person();
    let application = granted.application();
    let attempt = &success.attempt;
    let inserted = tx
        .execute(
            "INSERT INTO sign_ins (id, tenant_id, created_at, correlation_id, outcome, error_code, failure_reason, \
             additional_details, user_id, user_principal_name, upn_key, user_display_name, application_id, app_id, \
             app_display_name, identifier, reply_url, source, user_agent, is_interactive, started_at_application, \
             session_id, name_id, name_id_format, certificate_thumbprint) \
             SELECT CAST($1 AS TEXT), u.tenant_id, CAST($2 AS BIGINT), CAST($3 AS TEXT), 'success', 0, '', '', \
             u.id, u.user_principal_name, u.upn_key, u.display_name, a.id, a.app_id, a.display_name, \
             CAST($4 AS TEXT), CAST($5 AS TEXT), CAST($6 AS TEXT), CAST($7 AS TEXT), CAST($8 AS BOOLEAN), \
             CAST($9 AS BOOLEAN), s.id, CAST($10 AS TEXT), CAST($11 AS TEXT), c.thumbprint \
             FROM sessions s JOIN users u ON u.id = s.user_id AND u.session_epoch = s.session_epoch \
             JOIN applications a ON a.id = $12 JOIN signing_certificates c ON c.id = $13 AND c.application_id = a.id \
             WHERE s.id = $14 AND u.version = $15 AND a.version = $16 AND c.is_active = $17 \
             AND u.is_enabled AND u.deleted_at IS NULL AND a.is_enabled AND a.deleted_at IS NULL \
             AND (SELECT COUNT(*) FROM assignments x WHERE x.application_id = a.id AND x.principal_id = u.id) \
               + (SELECT COUNT(*) FROM group_users g JOIN assignments x ON x.application_id = a.id \
                  AND x.principal_id = g.group_id WHERE g.user_id = u.id) = $18",
            params![
                success.id,
                now,
                attempt.correlation_id,
                success.identifier,
                success.reply_url,
                attempt.source.to_string(),
                cut(attempt.user_agent.as_deref(), LONGEST_USER_AGENT),
                attempt.is_interactive,
                at_application(attempt.start),
                success.name_id.value,
                success.name_id.format.uri(),
                application.id,
                granted.certificate().id,
                granted.session().id,
                person.version,
                application.version,
                granted.certificate().is_active,
                i64::try_from(granted.assignments().len()).unwrap_or(i64::MAX),
            ],
        )
        .await?;
    Ok(inserted == 1)
}

/// Writes an entry as it is.
pub(super) async fn insert(tx: &mut Tx, entry: &SignIn) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO sign_ins (id, tenant_id, created_at, correlation_id, outcome, error_code, failure_reason, \
         additional_details, user_id, user_principal_name, upn_key, user_display_name, application_id, app_id, \
         app_display_name, identifier, reply_url, source, user_agent, is_interactive, started_at_application, session_id) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)",
        params![
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
            " FROM sign_ins WHERE id = $1 AND tenant_id = $2"
        ),
        params![id, tenant_id],
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
    before: (Timestamp, &str),
    limit: i64,
) -> Result<Vec<SignIn>, Error> {
    let mut sql = SqlText::new(
        concat!(
            "SELECT ",
            sign_in_columns!(),
            " FROM sign_ins WHERE tenant_id = $1 AND created_at >= $2 AND (created_at, id) < ($3, $4)"
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
    sql.push(" ORDER BY created_at DESC, id DESC LIMIT $9");
    let since = filter.since.unwrap_or(Timestamp::MIN);
    let parameters = params![
        tenant_id,
        since,
        before.0,
        before.1,
        upn_key,
        filter.application_id,
        outcome,
        filter.correlation_id,
        limit
    ];
    tx.all(&sql, parameters).await?.iter().map(sign_in).collect()
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
