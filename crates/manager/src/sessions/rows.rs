//! The sessions table.

use jiff::Timestamp;
use vestibule_saml::message::{NameId, NameIdFormat};
use vestibule_store::{Error, Row, Tx, params};

use super::{NewSession, Origin, ProviderOrigin, Session};
use crate::customers::Customer;
use crate::identities::Admitted;
use crate::people::local_sign_in::LocalSignIn;
use crate::people::{Employee, Status};
use crate::roles::Role;
use crate::stored::unreadable;

/// The session behind this hash, if it may still be used: not ended, not idle too long, its person active and still
/// holding the role, its provider the current one and enabled.
pub(crate) async fn find(
    tx: &mut Tx,
    customer_id: &str,
    token_hash: &[u8],
    now: Timestamp,
    idle_since: Timestamp,
) -> Result<Option<Session>, Error> {
    tx.optional(
        "SELECT s.role, s.name_id, s.name_id_format, s.name_qualifier, s.sp_name_qualifier, s.session_index,
                s.assertion_id, s.certificate_thumbprint, s.certificate_expired, s.authenticated_at, s.created_at, s.last_seen_at,
                s.expires_at, e.id, e.login_id, e.display_name, e.first_name, e.last_name, e.primary_email, e.status,
                p.issuer, p.logout_url
         FROM sessions s
         JOIN employees e ON e.id = s.employee_id AND e.customer_id = s.customer_id
         JOIN employee_roles r ON r.employee_id = e.id AND r.role = s.role
         LEFT JOIN providers p ON p.id = s.provider_id
         WHERE s.token_hash = $1 AND s.customer_id = $2 AND s.expires_at > $3 AND s.last_seen_at > $4
           AND NOT e.is_disabled AND e.status <> 'Terminated'
           AND (s.provider_id IS NULL OR (p.is_current AND p.is_enabled))",
        params![token_hash, customer_id, now, idle_since],
    )
    .await?
    .map(|row| session(&row))
    .transpose()
}

/// Notes that a session was used.
pub(super) async fn touch(tx: &mut Tx, token_hash: &[u8], now: Timestamp) -> Result<(), Error> {
    tx.execute(
        "UPDATE sessions SET last_seen_at = $2 WHERE token_hash = $1 AND last_seen_at < $2",
        params![token_hash, now],
    )
    .await?;
    Ok(())
}

/// Ends a session.
pub(crate) async fn delete(tx: &mut Tx, customer_id: &str, token_hash: &[u8]) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM sessions WHERE token_hash = $1 AND customer_id = $2",
        params![token_hash, customer_id],
    )
    .await?;
    Ok(())
}

/// Opens a session on a provider's message.
pub(crate) async fn insert_provided(
    tx: &mut Tx,
    customer: &Customer,
    admitted: &Admitted,
    new: &NewSession,
) -> Result<(), Error> {
    end_replaced(tx, customer, new).await?;
    let origin = &admitted.origin;
    tx.execute(
        "INSERT INTO sessions (token_hash, customer_id, employee_id, role, provider_id, link_id, name_id,
             name_id_format, session_index, assertion_id, certificate_thumbprint, certificate_expired,
             authenticated_at, created_at, last_seen_at, expires_at, name_qualifier, sp_name_qualifier)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, $15, $16, $17)",
        params![
            &new.token_hash,
            &customer.id,
            &admitted.employee.id,
            admitted.role.internal_name(),
            &admitted.provider_id,
            &admitted.link_id,
            &origin.name_id.value,
            origin.name_id.format.as_ref().map(NameIdFormat::uri),
            origin.session_index.as_deref(),
            &origin.assertion_id,
            &origin.certificate_thumbprint,
            origin.is_certificate_expired,
            admitted.authenticated_at,
            new.now,
            new.expires_at,
            origin.name_id.name_qualifier.as_deref(),
            origin.name_id.sp_name_qualifier.as_deref()
        ],
    )
    .await?;
    Ok(())
}

/// Opens a session on a password.
pub(crate) async fn insert_local(
    tx: &mut Tx,
    customer: &Customer,
    signed_in: &LocalSignIn,
    new: &NewSession,
) -> Result<(), Error> {
    end_replaced(tx, customer, new).await?;
    tx.execute(
        "INSERT INTO sessions (token_hash, customer_id, employee_id, role, certificate_expired, authenticated_at,
             created_at, last_seen_at, expires_at)
         VALUES ($1, $2, $3, $4, FALSE, $5, $5, $5, $6)",
        params![
            &new.token_hash,
            &customer.id,
            &signed_in.employee.id,
            signed_in.role.internal_name(),
            new.now,
            new.expires_at
        ],
    )
    .await?;
    Ok(())
}

/// Takes sessions away that are over; at most `limit`.
pub(crate) async fn delete_expired(tx: &mut Tx, now: Timestamp, limit: i64) -> Result<u64, Error> {
    tx.execute(
        "DELETE FROM sessions WHERE token_hash IN
             (SELECT token_hash FROM sessions WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)",
        params![now, limit],
    )
    .await
}

async fn end_replaced(tx: &mut Tx, customer: &Customer, new: &NewSession) -> Result<(), Error> {
    match &new.replaced {
        Some(token_hash) => delete(tx, &customer.id, token_hash).await,
        None => Ok(()),
    }
}

fn session(row: &Row) -> Result<Session, Error> {
    let role: String = row.get("role")?;
    let role = Role::find(&role).ok_or_else(|| unreadable("role", &role))?;
    let status: String = row.get("status")?;
    Ok(Session {
        employee: Employee {
            id: row.get("id")?,
            login_id: row.get("login_id")?,
            display_name: row.get("display_name")?,
            first_name: row.get("first_name")?,
            last_name: row.get("last_name")?,
            primary_email: row.get("primary_email")?,
            status: Status::find(&status).ok_or_else(|| unreadable("status", &status))?,
            is_disabled: false,
            roles: vec![role],
        },
        role,
        origin: origin(row)?,
        authenticated_at: row.get("authenticated_at")?,
        created_at: row.get("created_at")?,
        last_seen_at: row.get("last_seen_at")?,
        expires_at: row.get("expires_at")?,
    })
}

fn origin(row: &Row) -> Result<Origin, Error> {
    let Some(issuer) = row.get::<Option<String>>("issuer")? else {
        return Ok(Origin::Password);
    };
    let text = |column| Ok::<String, Error>(row.get::<Option<String>>(column)?.unwrap_or_default());
    Ok(Origin::Provider(Box::new(ProviderOrigin {
        issuer,
        logout_url: row.get("logout_url")?,
        name_id: name_id(row)?,
        session_index: row.get("session_index")?,
        assertion_id: text("assertion_id")?,
        certificate_thumbprint: text("certificate_thumbprint")?,
        is_certificate_expired: row.get("certificate_expired")?,
    })))
}

/// The name that a provider's message gave, as it came.
pub(crate) fn name_id(row: &Row) -> Result<NameId, Error> {
    Ok(NameId {
        value: row.get::<Option<String>>("name_id")?.unwrap_or_default(),
        format: row
            .get::<Option<String>>("name_id_format")?
            .as_deref()
            .map(NameIdFormat::from_uri),
        name_qualifier: row.get("name_qualifier")?,
        sp_name_qualifier: row.get("sp_name_qualifier")?,
    })
}
