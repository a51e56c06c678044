//! SQL of a sign-on: three statements for all of its facts.

use jiff::Timestamp;
use vestibule_store::{Error, Row, Tx, params};

use super::{AssignmentFact, CertificateFact};
use crate::applications::Application;
use crate::applications::rows::{Parts, application_columns, read_application, read_parts};
use crate::sessions::Session;
use crate::sessions::rows::{session, session_columns};
use crate::users::User;
use crate::users::rows::{user, user_columns};

/// The tenant, and the application without its parts.
pub(super) struct TenantRow {
    pub(super) id: String,
    pub(super) display_name: String,
    pub(super) sealed_salt: Vec<u8>,
    pub(super) application: Option<Application>,
}

/// Begins a statement that finds the tenant by id or domain; the rest joins the application or not.
macro_rules! tenant_statement {
    ($columns:expr, $joins:expr) => {
        concat!(
            "SELECT t.id AS t_id, t.display_name AS t_display_name, t.pairwise_salt AS t_salt",
            $columns,
            " FROM tenants t",
            $joins,
            " WHERE t.id = COALESCE((SELECT d.tenant_id FROM domains d WHERE d.name = $1), $1)"
        )
    };
}

pub(super) async fn tenant_and_application_by_identifier(
    tx: &mut Tx,
    tenant: &str,
    identifier: &str,
) -> Result<Option<TenantRow>, Error> {
    tx.optional(
        tenant_statement!(
            concat!(", ", application_columns!()),
            " LEFT JOIN application_identifiers i ON i.tenant_id = t.id AND i.identifier = $2 \
              LEFT JOIN applications a ON a.id = i.application_id AND a.deleted_at IS NULL"
        ),
        params![tenant, identifier],
    )
    .await?
    .map(|row| tenant_row(&row, true))
    .transpose()
}

pub(super) async fn tenant_and_application_by_app_id(
    tx: &mut Tx,
    tenant: &str,
    app_id: &str,
) -> Result<Option<TenantRow>, Error> {
    tx.optional(
        tenant_statement!(
            concat!(", ", application_columns!()),
            " LEFT JOIN applications a ON a.tenant_id = t.id AND a.app_id = $2 AND a.deleted_at IS NULL"
        ),
        params![tenant, app_id],
    )
    .await?
    .map(|row| tenant_row(&row, true))
    .transpose()
}

pub(super) async fn tenant(tx: &mut Tx, tenant: &str) -> Result<Option<TenantRow>, Error> {
    tx.optional(tenant_statement!("", ""), params![tenant])
        .await?
        .map(|row| tenant_row(&row, false))
        .transpose()
}

fn tenant_row(row: &Row, may_have_application: bool) -> Result<TenantRow, Error> {
    let has_application = may_have_application && row.get::<Option<&str>>("a_id")?.is_some();
    Ok(TenantRow {
        id: row.get("t_id")?,
        display_name: row.get("t_display_name")?,
        sealed_salt: row.get("t_salt")?,
        application: has_application.then(|| read_application(row)).transpose()?,
    })
}

/// A session of the tenant with its person, and the number under which his sessions live.
pub(super) struct SessionRow {
    pub(super) session: Session,
    pub(super) user: User,
    pub(super) is_current_epoch: bool,
}

/// Columns of a session with its person.
macro_rules! session_statement {
    () => {
        concat!(
            "SELECT ",
            session_columns!(),
            ", ",
            user_columns!(),
            ", s.session_epoch AS s_epoch, u.session_epoch AS u_epoch \
             FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.token_hash = $1"
        )
    };
}

/// The session with this token's hash, of whatever tenant.
pub(crate) async fn session_and_person(
    tx: &mut Tx,
    token_hash: &[u8; 32],
) -> Result<Option<(Session, User, bool)>, Error> {
    let row = tx.optional(session_statement!(), params![token_hash]).await?;
    row.map(|row| session_row(&row).map(|found| (found.session, found.user, found.is_current_epoch)))
        .transpose()
}

fn session_row(row: &Row) -> Result<SessionRow, Error> {
    Ok(SessionRow {
        session: session(row)?,
        user: user(row)?,
        is_current_epoch: row.get::<i64>("s_epoch")? == row.get::<i64>("u_epoch")?,
    })
}

/// The application's parts, its certificates, and the assignments that apply to a person, in one statement.
pub(super) struct SignOnParts {
    pub(super) parts: Parts,
    pub(super) certificates: Vec<CertificateFact>,
    pub(super) assignments: Vec<AssignmentFact>,
}

pub(super) async fn sign_on_parts(
    tx: &mut Tx,
    application_id: &str,
    user_id: Option<&str>,
) -> Result<SignOnParts, Error> {
    let rows = tx
        .all(
            concat!(
                crate::applications::rows::parts_statement!(),
                " UNION ALL SELECT 4, 0, c.id, c.thumbprint, NULL, c.not_before, c.not_after, c.is_active \
                   FROM signing_certificates c WHERE c.application_id = $1 \
                 UNION ALL SELECT 5, 0, x.id, NULL, r.value, NULL, NULL, NULL FROM assignments x \
                   LEFT JOIN app_roles r ON r.application_id = x.application_id AND r.id = x.app_role_id AND r.is_enabled \
                   WHERE x.application_id = $1 AND x.principal_id = $2 \
                 UNION ALL SELECT 5, 1, x.id, x.group_id, r.value, NULL, NULL, NULL FROM group_users g \
                   JOIN assignments x ON x.application_id = $1 AND x.principal_id = g.group_id \
                   LEFT JOIN app_roles r ON r.application_id = x.application_id AND r.id = x.app_role_id AND r.is_enabled \
                   WHERE g.user_id = $2 \
                 ORDER BY kind, position, a"
            ),
            params![application_id, user_id.unwrap_or_default()],
        )
        .await?;
    let mut certificates = Vec::new();
    let mut assignments = Vec::new();
    for row in &rows {
        match row.get::<i64>("kind")? {
            4 => certificates.push(certificate(row)?),
            5 => assignments.push(AssignmentFact {
                id: row.get("a")?,
                group_id: row.get("b")?,
                role_value: row.get("c")?,
            }),
            _ => {}
        }
    }
    Ok(SignOnParts {
        parts: read_parts(&rows)?,
        certificates,
        assignments,
    })
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
