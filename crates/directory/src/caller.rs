//! Who asks for an operation.

use crate::failure::{Failure, Noun};
use crate::permission::may_change_person;
use crate::sessions::Resumed;
use crate::{DirectoryRole, Permission};

/// Who asks for an operation: a signed-in person, or the system itself with a reason.
#[derive(Debug, Clone)]
pub enum Caller {
    /// The system, for the reason given: the command line, the demo, a clean-up.
    System {
        /// Why nobody is asked; the audit log shows it as the actor.
        reason: &'static str,
    },
    /// A person with a live session.
    Person(PersonCaller),
}

/// A person with a live session, and the roles that he had when the session was read.
///
/// Made only from a session that was found alive, so that nobody can act in another's name.
#[derive(Debug, Clone)]
pub struct PersonCaller {
    tenant_id: String,
    user_id: String,
    user_principal_name: String,
    roles: Vec<DirectoryRole>,
}

impl PersonCaller {
    /// Only a live session makes one.
    pub(crate) fn new(
        tenant_id: String,
        user_id: String,
        user_principal_name: String,
        roles: Vec<DirectoryRole>,
    ) -> Self {
        Self {
            tenant_id,
            user_id,
            user_principal_name,
            roles,
        }
    }

    /// The tenant of the person.
    pub fn tenant_id(&self) -> &str {
        &self.tenant_id
    }

    /// The person's object id.
    pub fn user_id(&self) -> &str {
        &self.user_id
    }

    /// The person's user principal name.
    pub fn user_principal_name(&self) -> &str {
        &self.user_principal_name
    }

    /// The person's directory roles.
    pub fn roles(&self) -> &[DirectoryRole] {
        &self.roles
    }
}

impl Caller {
    /// The system acts by itself: `reason` tells on whose behalf, such as "command line".
    pub fn system(reason: &'static str) -> Self {
        Self::System { reason }
    }

    /// The person of a live session acts.
    pub fn person(resumed: &Resumed) -> Self {
        Self::Person(resumed.caller())
    }

    /// Whether the caller may do this in that tenant. Pages use it to leave out what would be refused.
    pub fn may(&self, permission: Permission, tenant_id: &str) -> bool {
        match self {
            Self::System { .. } => true,
            Self::Person(person) => person.tenant_id == tenant_id && permission.is_held_by(&person.roles),
        }
    }

    /// Whether this is the person with that object id.
    pub fn is_person(&self, user_id: &str) -> bool {
        matches!(self, Self::Person(person) if person.user_id == user_id)
    }

    /// Refuses unless the caller has the permission in this tenant.
    ///
    /// Another tenant is not found rather than forbidden: its existence is nobody's business.
    pub(crate) fn require(&self, permission: Permission, tenant_id: &str) -> Result<(), Failure> {
        match self {
            Self::System { .. } => Ok(()),
            Self::Person(person) if person.tenant_id != tenant_id => {
                Err(Failure::not_found(Noun::Tenant, tenant_id))
            }
            Self::Person(person) if permission.is_held_by(&person.roles) => Ok(()),
            Self::Person(_) => Err(Failure::Forbidden(permission)),
        }
    }

    /// Refuses people, whatever their tenant and roles: no role has the permission.
    pub(crate) fn require_system(&self, permission: Permission) -> Result<(), Failure> {
        match self {
            Self::System { .. } => Ok(()),
            Self::Person(_) => Err(Failure::Forbidden(permission)),
        }
    }

    /// As [`Caller::require`], but everybody may do it to himself.
    pub(crate) fn require_or_self(
        &self,
        permission: Permission,
        tenant_id: &str,
        user_id: &str,
    ) -> Result<(), Failure> {
        match self {
            Self::Person(person) if person.tenant_id == tenant_id && person.user_id == user_id => Ok(()),
            _ => self.require(permission, tenant_id),
        }
    }

    /// Refuses to change a person who is stronger than the caller.
    pub(crate) fn require_not_stronger(
        &self,
        permission: Permission,
        target: &[DirectoryRole],
    ) -> Result<(), Failure> {
        match self {
            Self::System { .. } => Ok(()),
            Self::Person(person) if may_change_person(&person.roles, target) => Ok(()),
            Self::Person(_) => Err(Failure::Forbidden(permission)),
        }
    }
}
