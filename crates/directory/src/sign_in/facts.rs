//! What was read in one transaction, before anything is decided.

use std::sync::Arc;

use jiff::Timestamp;
use vestibule_store::Secret;

use crate::applications::Application;
use crate::failure::Code;
use crate::sessions::Session;
use crate::users::User;

/// All that a sign-on needs to know, read in one transaction. Cheap to clone; made by [`super::load`] alone.
#[derive(Debug, Clone)]
pub struct Facts(pub(super) Arc<Inner>);

#[derive(Debug)]
pub(super) struct Inner {
    pub(super) tenant: TenantFact,
    pub(super) wanted: Wanted,
    pub(super) application: Option<Arc<Application>>,
    pub(super) certificate: Option<Arc<CertificateFact>>,
    pub(super) session: SessionFact,
    pub(super) assignments: Vec<AssignmentFact>,
    pub(super) pairwise_salt: Arc<Secret<Vec<u8>>>,
}

/// What was asked for, for the refusal.
#[derive(Debug, Clone)]
pub(super) enum Wanted {
    Identifier(String),
    AppId(String),
    Nothing,
}

/// The tenant of a sign-on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantFact {
    /// The tenant's GUID.
    pub id: String,
    /// The organization's name.
    pub display_name: String,
}

/// Which certificate a response would be signed with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateFact {
    /// The certificate's id; see [`crate::Directory::signing_material`].
    pub id: String,
    /// SHA-1 over the DER, upper-case hexadecimal.
    pub thumbprint: String,
    /// Valid from.
    pub not_before: Timestamp,
    /// Valid until.
    pub not_after: Timestamp,
    /// Whether it is the active one; a valid inactive one stands in when the active one has expired.
    pub is_active: bool,
}

/// What the session token was worth.
#[derive(Debug, Clone)]
pub enum SessionFact {
    /// No token came, or it names no session.
    None,
    /// It was a session of this tenant: expired (50132), or revoked (50133).
    Over {
        /// Why.
        code: &'static Code,
        /// The name of the person, to be filled in.
        user_principal_name: String,
    },
    /// A live session of this tenant. Whether the person may go on is decided later.
    Live {
        /// The session.
        session: Arc<Session>,
        /// The person.
        person: Arc<User>,
    },
}

/// One assignment that applies to the person: his own or one of a group in which he is a direct member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssignmentFact {
    /// The assignment's id.
    pub id: String,
    /// The group through which it applies; `None` when it is the person's own.
    pub group_id: Option<String>,
    /// The role's value, if it has one.
    pub role_value: Option<String>,
}

impl Facts {
    /// The tenant.
    pub fn tenant(&self) -> &TenantFact {
        &self.0.tenant
    }

    /// The application, if the tenant has it. It may be disabled.
    pub fn application(&self) -> Option<&Application> {
        self.0.application.as_deref()
    }

    /// The certificate with which a response would be signed.
    pub fn certificate(&self) -> Option<&CertificateFact> {
        self.0.certificate.as_deref()
    }

    /// What the session token was worth.
    pub fn session(&self) -> &SessionFact {
        &self.0.session
    }

    /// The person of a live session.
    pub fn person(&self) -> Option<&User> {
        match &self.0.session {
            SessionFact::Live { person, .. } => Some(person),
            _ => None,
        }
    }

    /// The assignments that apply to the person.
    pub fn assignments(&self) -> &[AssignmentFact] {
        &self.0.assignments
    }
}
