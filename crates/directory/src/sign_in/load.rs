//! Reads the facts of a sign-on in one transaction.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use vestibule_store::{Secret, Tx};

use super::facts::{Inner, Wanted};
use super::rows::{self, SignOnParts, TenantRow};
use super::{CertificateFact, Facts, SessionFact, TenantFact};
use crate::failure::{Refusal, code};
use crate::sessions::{Lookup, Session, token_hash, worth};
use crate::tenants::PAIRWISE_SALT;
use crate::users::User;
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
        .read(async |mut tx| read(&mut tx, &asked).await)
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
    row: TenantRow,
    session: Option<(Session, User, bool)>,
    parts: Option<SignOnParts>,
}

/// Reads tenant, application, session, person, assignments and certificates: three statements.
pub(super) async fn read(tx: &mut Tx, asked: &Asked<'_>) -> Result<Read, Failure> {
    let row = find(tx, &asked.tenant_key, asked.looking).await?;
    let row = row.ok_or_else(|| {
        Refusal::new(
            code::TENANT_NOT_FOUND,
            "the id or a domain of a tenant",
            asked.tenant,
        )
    })?;
    let session = match &asked.hash {
        Some(hash) => rows::session_and_person(tx, hash).await?,
        None => None,
    };
    let session = session.filter(|(session, ..)| session.tenant_id == row.id);
    let parts = match &row.application {
        Some(application) => {
            let user_id = session.as_ref().map(|(_, user, _)| user.id.as_str());
            Some(rows::sign_on_parts(tx, &application.id, user_id).await?)
        }
        None => None,
    };
    Ok(Read { row, session, parts })
}

async fn find(tx: &mut Tx, tenant: &str, looking: Looking<'_>) -> Result<Option<TenantRow>, Failure> {
    // Nothing in the database holds a NUL, and PostgreSQL cannot even be asked for one.
    let can_exist = |text: &str| !text.contains('\0');
    if !can_exist(tenant) {
        return Ok(None);
    }
    Ok(match looking {
        Looking::ByIdentifier(identifier) if can_exist(identifier) => {
            rows::tenant_and_application_by_identifier(tx, tenant, identifier).await?
        }
        Looking::ById(app_id) if can_exist(app_id) => {
            rows::tenant_and_application_by_app_id(tx, tenant, &app_id.to_ascii_lowercase()).await?
        }
        Looking::ByIdentifier(_) | Looking::ById(_) | Looking::Nothing => rows::tenant(tx, tenant).await?,
    })
}

pub(super) fn assembled(directory: &Directory, asked: &Asked<'_>, read: Read) -> Result<Facts, Failure> {
    let now = directory.environment().now();
    let Read { row, session, parts } = read;
    let session = match worth(session, now) {
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
    let pairwise_salt = directory.salts.get(directory, &row.id, &row.sealed_salt)?;
    let (application, certificate, assignments) = match (row.application, parts) {
        (Some(application), Some(parts)) => (
            Some(parts.parts.into(application)),
            chosen(parts.certificates, now),
            parts.assignments,
        ),
        _ => (None, None, Vec::new()),
    };
    let wanted = match asked.looking {
        Looking::ByIdentifier(identifier) => Wanted::Identifier(identifier.to_owned()),
        Looking::ById(app_id) => Wanted::AppId(app_id.to_owned()),
        Looking::Nothing => Wanted::Nothing,
    };
    Ok(Facts(Arc::new(Inner {
        tenant: TenantFact {
            id: row.id,
            display_name: row.display_name,
        },
        wanted,
        application: application.map(Arc::new),
        certificate: certificate.map(Arc::new),
        session,
        assignments,
        pairwise_salt,
    })))
}

/// Which certificate signs: the active one; when it is not valid now and another one is, the one that lasts longest; an
/// expired active one otherwise, for the other side decides whether that matters.
pub(super) fn chosen(certificates: Vec<CertificateFact>, now: Timestamp) -> Option<CertificateFact> {
    let is_valid =
        |certificate: &CertificateFact| certificate.not_before <= now && now <= certificate.not_after;
    let (mut active, others): (Vec<_>, Vec<_>) = certificates
        .into_iter()
        .partition(|certificate| certificate.is_active);
    let active = active.pop();
    if active.as_ref().is_some_and(is_valid) {
        return active;
    }
    let stand_in = others
        .into_iter()
        .filter(is_valid)
        .max_by_key(|certificate| certificate.not_after);
    // Without an active one nothing was meant to be signed; a staged certificate does not step forward by itself.
    active.map(|active| stand_in.unwrap_or(active))
}

/// Opened salts by tenant id: a tenant's salt never changes.
#[derive(Clone, Default)]
pub(crate) struct SaltCache(Arc<Mutex<HashMap<String, Salt>>>);

type Salt = Arc<Secret<Vec<u8>>>;

impl SaltCache {
    /// More tenants than this begin anew.
    const LARGEST: usize = 1024;

    fn get(&self, directory: &Directory, tenant_id: &str, sealed: &[u8]) -> Result<Salt, Failure> {
        let mut salts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(salt) = salts.get(tenant_id) {
            return Ok(Arc::clone(salt));
        }
        let opened = directory
            .sealer()
            .open(PAIRWISE_SALT, tenant_id, sealed)
            .map_err(Failure::broken)?;
        let salt = Arc::new(opened);
        if salts.len() >= Self::LARGEST {
            salts.clear();
        }
        salts.insert(tenant_id.to_owned(), Arc::clone(&salt));
        Ok(salt)
    }
}
