//! SQL of a sign-on: two statements for all of its facts, and two more for an application that is not known yet.

use jiff::Timestamp;
use vestibule_store::{Error, Row, Tx, params};

use super::{AssignmentFact, CertificateFact, Looking};
use crate::applications::Application;
use crate::applications::rows::{application_columns, read_application, read_parts};
use crate::sessions::Session;
use crate::sessions::rows::{session, session_columns};
use crate::users::User;
use crate::users::rows::{user, user_columns};

/// Who signs on, and to what.
pub(super) struct Found {
    pub(super) tenant_id: String,
    pub(super) tenant_display_name: String,
    pub(super) sealed_salt: Vec<u8>,
    pub(super) application: Option<ApplicationKey>,
    pub(super) session: Option<(Session, User, bool)>,
}

/// An application, and which state of it.
pub(super) struct ApplicationKey {
    pub(super) id: String,
    pub(super) state: State,
}

/// The numbers that change with everything that belongs to an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct State {
    pub(super) version: i64,
    pub(super) certificates_version: i64,
}

/// A session with its person, and whether it lives under the number under which his sessions live.
macro_rules! session_and_user_columns {
    () => {
        concat!(
            session_columns!(),
            ", ",
            user_columns!(),
            ", s.session_epoch AS s_epoch, u.session_epoch AS u_epoch"
        )
    };
}

/// The tenant `$1` by id or domain, the session of it whose token has the hash `$3`, and an application by `$2`.
macro_rules! found_statement {
    ($application:expr) => {
        concat!(
            "SELECT t.id AS t_id, t.display_name AS t_display_name, t.pairwise_salt AS t_salt, \
             a.id AS a_id, a.version AS a_version, a.certificates_version AS a_certificates_version, ",
            session_and_user_columns!(),
            " FROM tenants t",
            $application,
            " LEFT JOIN sessions s ON s.token_hash = $3 AND s.tenant_id = t.id \
             LEFT JOIN users u ON u.id = s.user_id \
             WHERE t.id = COALESCE((SELECT d.tenant_id FROM domains d WHERE d.name = $1), $1)"
        )
    };
}

pub(super) async fn find(
    tx: &mut Tx,
    tenant: &str,
    looking: Looking<'_>,
    token_hash: Option<&[u8; 32]>,
) -> Result<Option<Found>, Error> {
    let row = match looking {
        Looking::ByIdentifier(identifier) => {
            let sql = found_statement!(
                " LEFT JOIN application_identifiers i ON i.tenant_id = t.id AND i.identifier = $2 \
                  LEFT JOIN applications a ON a.id = i.application_id AND a.deleted_at IS NULL"
            );
            tx.optional(sql, params![tenant, identifier, token_hash]).await?
        }
        Looking::ById(app_id) => {
            let sql = found_statement!(
                " LEFT JOIN applications a ON a.tenant_id = t.id AND a.app_id = $2 AND a.deleted_at IS NULL"
            );
            let app_id = app_id.to_ascii_lowercase();
            tx.optional(sql, params![tenant, app_id, token_hash]).await?
        }
        Looking::Nothing => {
            let sql = found_statement!(" LEFT JOIN applications a ON a.id = $2 AND a.id IS NULL");
            tx.optional(sql, params![tenant, "", token_hash]).await?
        }
    };
    row.map(|row| found(&row)).transpose()
}

fn found(row: &Row) -> Result<Found, Error> {
    let application = row.get::<Option<String>>("a_id")?;
    let has_session = row.get::<Option<&str>>("s_id")?.is_some();
    Ok(Found {
        tenant_id: row.get("t_id")?,
        tenant_display_name: row.get("t_display_name")?,
        sealed_salt: row.get("t_salt")?,
        application: application.map(|id| application_key(row, id)).transpose()?,
        session: has_session.then(|| session_and_user(row)).transpose()?,
    })
}

fn application_key(row: &Row, id: String) -> Result<ApplicationKey, Error> {
    Ok(ApplicationKey {
        id,
        state: State {
            version: row.get("a_version")?,
            certificates_version: row.get("a_certificates_version")?,
        },
    })
}

fn session_and_user(row: &Row) -> Result<(Session, User, bool), Error> {
    let is_current = row.get::<i64>("s_epoch")? == row.get::<i64>("u_epoch")?;
    Ok((session(row)?, user(row)?, is_current))
}

/// The session with this token's hash, of whatever tenant.
pub(crate) async fn session_and_person(
    tx: &mut Tx,
    token_hash: &[u8; 32],
) -> Result<Option<(Session, User, bool)>, Error> {
    let sql = concat!(
        "SELECT ",
        session_and_user_columns!(),
        " FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.token_hash = $1"
    );
    let row = tx.optional(sql, params![token_hash]).await?;
    row.map(|row| session_and_user(&row)).transpose()
}

/// The application with its parts, and its certificates.
pub(super) async fn application(
    tx: &mut Tx,
    application_id: &str,
) -> Result<(Application, Vec<CertificateFact>), Error> {
    let sql = concat!(
        "SELECT ",
        application_columns!(),
        " FROM applications a WHERE a.id = $1"
    );
    let application = read_application(&tx.one(sql, params![application_id]).await?)?;
    let rows = tx
        .all(
            concat!(
                crate::applications::rows::parts_statement!(),
                " UNION ALL SELECT 4, 0, c.id, c.thumbprint, NULL, c.not_before, c.not_after, c.is_active \
                   FROM signing_certificates c WHERE c.application_id = $1 \
                 ORDER BY kind, position, a"
            ),
            params![application_id],
        )
        .await?;
    let mut certificates = Vec::new();
    for row in &rows {
        if row.get::<i64>("kind")? == 4 {
            certificates.push(certificate(row)?);
        }
    }
    Ok((read_parts(&rows)?.into(application), certificates))
}

fn certificate(row: &Row) -> Result<CertificateFact, Error> {
    Ok(CertificateFact {
        id: row.get("a")?,
        thumbprint: row.get("b")?,
        not_before: row.get::<Timestamp>("n1")?,
        not_after: row.get::<Timestamp>("n2")?,
        is_active: row.get("flag")?,
    })
}

/// The assignments that apply to a person: his own first, then those of groups, in the order of their ids.
pub(super) async fn assignments(
    tx: &mut Tx,
    application_id: &str,
    user_id: &str,
) -> Result<Vec<AssignmentFact>, Error> {
    let rows = tx
        .all(
            "SELECT x.id AS id, CAST(NULL AS TEXT) AS group_id, r.value AS value FROM assignments x \
             LEFT JOIN app_roles r ON r.application_id = x.application_id AND r.id = x.app_role_id AND r.is_enabled \
             WHERE x.application_id = $1 AND x.principal_id = $2 \
             UNION ALL SELECT x.id, x.group_id, r.value FROM group_users g \
             JOIN assignments x ON x.application_id = $1 AND x.principal_id = g.group_id \
             LEFT JOIN app_roles r ON r.application_id = x.application_id AND r.id = x.app_role_id AND r.is_enabled \
             WHERE g.user_id = $2",
            params![application_id, user_id],
        )
        .await?;
    let assignment = |row: &Row| {
        Ok(AssignmentFact {
            id: row.get("id")?,
            group_id: row.get("group_id")?,
            role_value: row.get("value")?,
        })
    };
    let mut assignments = rows.iter().map(assignment).collect::<Result<Vec<_>, Error>>()?;
    // Sorted here: a database sorts a union by way of a temporary table.
    assignments.sort_by(|one, other| {
        (&one.group_id.is_some(), &one.id).cmp(&(&other.group_id.is_some(), &other.id))
    });
    Ok(assignments)
}

/// The number under which the sessions of a person live who is neither disabled nor deleted.
pub(crate) async fn session_epoch(tx: &mut Tx, user_id: &str) -> Result<Option<i64>, Error> {
    tx.optional(
        "SELECT session_epoch FROM users WHERE id = $1 AND is_enabled AND deleted_at IS NULL",
        params![user_id],
    )
    .await?
    .map(|row| row.get("session_epoch"))
    .transpose()
}
