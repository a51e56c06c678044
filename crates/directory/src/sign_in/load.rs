//! Reads the facts of a sign-on in one transaction.

use std::sync::Arc;

use jiff::Timestamp;
use vestibule_store::Tx;

use super::facts::{Inner, Wanted};
use super::known::KnownApplication;
use super::rows::{self, Found};
use super::{AssignmentFact, CertificateFact, Facts, SessionFact, TenantFact};
use crate::failure::{Refusal, code};
use crate::sessions::{Lookup, token_hash, worth};
use crate::{Directory, Failure};

/// How the application is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looking<'a> {
    /// By one of its identifiers (the request's issuer).
    ByIdentifier(&'a str),
    /// By its application id (the launch address).
    ById(&'a str),
    /// No application: only the tenant and the session are wanted.
    Nothing,
}

/// Reads tenant, application, certificate, session, person and assignments in one read transaction.
///
/// `tenant` is the GUID or a verified domain. An unknown application or session is a fact, not a failure; a session of
/// another tenant is none.
///
/// # Errors
///
/// `Refused` with 90002 when there is no such tenant; `Unavailable`.
pub async fn load(
    directory: &Directory,
    tenant: &str,
    looking: Looking<'_>,
    session_token: Option<&str>,
) -> Result<Facts, Failure> {
    let asked = Asked::new(tenant, looking, session_token);
    let read = directory
        .db
        .read(async |mut tx| read(directory, &mut tx, &asked).await)
        .await?;
    assembled(directory, &asked, read)
}

/// What is to be read.
pub(super) struct Asked<'a> {
    tenant: &'a str,
    tenant_key: String,
    looking: Looking<'a>,
    hash: Option<[u8; 32]>,
}

impl<'a> Asked<'a> {
    pub(super) fn new(tenant: &'a str, looking: Looking<'a>, session_token: Option<&str>) -> Self {
        Self {
            tenant,
            tenant_key: tenant.to_ascii_lowercase(),
            looking,
            hash: session_token.map(token_hash),
        }
    }
}

/// What was read.
pub(super) struct Read {
    found: Found,
    application: Option<Arc<KnownApplication>>,
    assignments: Vec<AssignmentFact>,
}

/// Reads tenant, application, session, person and assignments: two statements, if the application is known.
pub(super) async fn read(directory: &Directory, tx: &mut Tx, asked: &Asked<'_>) -> Result<Read, Failure> {
    let unknown = || {
        Refusal::new(
            code::TENANT_NOT_FOUND,
            "the id or a domain of a tenant",
            asked.tenant,
        )
    };
    // Nothing in the database holds a NUL, and PostgreSQL cannot even be asked for one.
    if asked.tenant_key.contains('\0') {
        return Err(unknown().into());
    }
    let looking = match asked.looking {
        Looking::ByIdentifier(name) | Looking::ById(name) if name.contains('\0') => Looking::Nothing,
        looking => looking,
    };
    let found = rows::find(tx, &asked.tenant_key, looking, asked.hash.as_ref()).await?;
    let found = found.ok_or_else(unknown)?;
    let (mut application, mut assignments) = (None, Vec::new());
    if let Some(key) = &found.application {
        application = Some(directory.applications.get(tx, key).await?);
        if let Some((_, user, _)) = &found.session {
            assignments = rows::assignments(tx, &key.id, &user.id).await?;
        }
    }
    Ok(Read {
        found,
        application,
        assignments,
    })
}

/// What was read, as facts.
pub(super) fn assembled(directory: &Directory, asked: &Asked<'_>, read: Read) -> Result<Facts, Failure> {
    let now = directory.environment().now();
    let Read {
        found,
        application,
        assignments,
    } = read;
    let session = match worth(found.session, now) {
        Lookup::Unknown => SessionFact::None,
        Lookup::Over {
            code,
            user_principal_name,
        } => SessionFact::Over {
            code,
            user_principal_name,
        },
        Lookup::Live(resumed) => SessionFact::Live {
            session: Arc::new(resumed.session),
            person: Arc::new(resumed.person),
        },
    };
    let pairwise_salt = directory
        .salts
        .get(directory, &found.tenant_id, &found.sealed_salt)?;
    let wanted = match asked.looking {
        Looking::ByIdentifier(identifier) => Wanted::Identifier(identifier.to_owned()),
        Looking::ById(app_id) => Wanted::AppId(app_id.to_owned()),
        Looking::Nothing => Wanted::Nothing,
    };
    Ok(Facts(Arc::new(Inner {
        tenant: TenantFact {
            id: found.tenant_id,
            display_name: found.tenant_display_name,
        },
        wanted,
        certificate: application
            .as_ref()
            .and_then(|known| chosen(&known.certificates, now)),
        application: application.map(|known| Arc::clone(&known.application)),
        session,
        assignments,
        pairwise_salt,
    })))
}

/// Which certificate signs: the active one; when it is not valid now and another one is, the one that lasts longest; an
/// expired active one otherwise, for the other side decides whether that matters.
pub(super) fn chosen(certificates: &[Arc<CertificateFact>], now: Timestamp) -> Option<Arc<CertificateFact>> {
    let is_valid =
        |certificate: &&Arc<CertificateFact>| certificate.not_before <= now && now <= certificate.not_after;
    // Without an active one nothing was meant to be signed; a staged certificate does not step forward by itself.
    let active = certificates.iter().find(|certificate| certificate.is_active)?;
    if is_valid(&active) {
        return Some(Arc::clone(active));
    }
    let stand_in = certificates
        .iter()
        .filter(|certificate| !certificate.is_active)
        .filter(is_valid)
        .max_by_key(|certificate| certificate.not_after);
    Some(Arc::clone(stand_in.unwrap_or(active)))
}
