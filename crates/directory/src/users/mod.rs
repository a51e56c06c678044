//! People.

mod change;
mod import;
mod list;
mod operations;
mod password;
pub(crate) mod rows;

use jiff::Timestamp;
use vestibule_store::Secret;

use crate::DirectoryRole;
use crate::passwords::PasswordHash;
use crate::value::{DisplayName, Mail, PersonalName, Upn};

pub use change::update;
pub use import::import;
pub use list::{list, list_deleted};
pub(crate) use operations::{RESTORABLE, is_restorable, recorded};
pub use operations::{create, delete, find_by_upn, find_deleted_by_upn, get, purge, restore};
pub use password::{Reset, reset_password};

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The object id; never used again, not even after deletion.
    pub id: String,
    /// The tenant.
    pub tenant_id: String,
    /// The name to sign in with.
    pub user_principal_name: String,
    /// The name by which people know him.
    pub display_name: String,
    /// First name.
    pub given_name: Option<String>,
    /// Last name.
    pub surname: Option<String>,
    /// Mail address.
    pub mail: Option<String>,
    /// Job title.
    pub job_title: Option<String>,
    /// Department.
    pub department: Option<String>,
    /// Whether he may sign in.
    pub is_enabled: bool,
    /// Whether the next sign-in asks for a new password.
    pub must_change_password: bool,
    /// When the password was last set; `None` when there is none.
    pub password_changed_at: Option<Timestamp>,
    /// Sessions that began before this moment are over (`signInSessionsValidFromDateTime`).
    pub sessions_valid_from: Timestamp,
    /// When he was created.
    pub created_at: Timestamp,
    /// When he was deleted; he can be restored for 30 days.
    pub deleted_at: Option<Timestamp>,
    /// Counts changes; an edit names the version that it was made from.
    pub version: i64,
}

/// What a new person needs.
#[derive(Debug)]
pub struct NewUser {
    /// The tenant.
    pub tenant_id: String,
    /// The name to sign in with; its domain must be one of the tenant's.
    pub user_principal_name: Upn,
    /// The name by which people know him.
    pub display_name: DisplayName,
    /// First name.
    pub given_name: Option<PersonalName>,
    /// Last name.
    pub surname: Option<PersonalName>,
    /// Mail address; not in a domain of another tenant.
    pub mail: Option<Mail>,
    /// The password; one is generated if there is none.
    pub password: Option<Secret<String>>,
    /// Whether the first sign-in asks for a new password.
    pub must_change_password: bool,
    /// Whether he may sign in.
    pub is_enabled: bool,
    /// Directory roles to give.
    pub roles: Vec<DirectoryRole>,
}

impl NewUser {
    /// A person with the needed values, enabled, with a generated password that has to be changed.
    pub fn new(tenant_id: impl Into<String>, user_principal_name: Upn, display_name: DisplayName) -> Self {
        Self {
            tenant_id: tenant_id.into(),
            user_principal_name,
            display_name,
            given_name: None,
            surname: None,
            mail: None,
            password: None,
            must_change_password: true,
            is_enabled: true,
            roles: Vec::new(),
        }
    }
}

/// A person of many who are imported.
#[derive(Debug, Clone)]
pub struct ImportedUser {
    /// The name to sign in with; its domain must be one of the tenant's.
    pub user_principal_name: Upn,
    /// The name by which people know him.
    pub display_name: DisplayName,
    /// First name.
    pub given_name: Option<PersonalName>,
    /// Last name.
    pub surname: Option<PersonalName>,
    /// Mail address; not in a domain of another tenant.
    pub mail: Option<Mail>,
    /// Job title.
    pub job_title: Option<PersonalName>,
    /// Department.
    pub department: Option<PersonalName>,
    /// Whether he may sign in.
    pub is_enabled: bool,
    /// The hash of his password; without one he cannot sign in until a password is set.
    pub password_hash: Option<PasswordHash>,
    /// Whether the first sign-in asks for a new password.
    pub must_change_password: bool,
}

/// A person who was just created.
#[derive(Debug)]
pub struct Created {
    /// The person.
    pub user: User,
    /// The password that was generated, if none was given; it cannot be shown again.
    pub generated_password: Option<Secret<String>>,
}

/// What to change about a person; `None` leaves a value as it is, `Some(None)` takes it away.
#[derive(Debug, Clone, Default)]
pub struct UserChange {
    /// A new name to sign in with.
    pub user_principal_name: Option<Upn>,
    /// A new display name.
    pub display_name: Option<DisplayName>,
    /// A new first name.
    pub given_name: Option<Option<PersonalName>>,
    /// A new last name.
    pub surname: Option<Option<PersonalName>>,
    /// A new mail address.
    pub mail: Option<Option<Mail>>,
    /// A new job title.
    pub job_title: Option<Option<PersonalName>>,
    /// A new department.
    pub department: Option<Option<PersonalName>>,
    /// Enables or disables; disabling ends all sessions.
    pub is_enabled: Option<bool>,
    /// The [`User::version`] that the edit was made from; `None` does not ask.
    pub version: Option<i64>,
}

/// Which people a list shows.
#[derive(Debug, Clone, Default)]
pub struct UserFilter {
    /// Only people whose display name or user principal name begins with this, in any case.
    pub starts_with: Option<String>,
}

/// The values that the audit log shows.
pub(crate) fn snapshot(user: &User) -> serde_json::Value {
    serde_json::json!({
        "userPrincipalName": user.user_principal_name,
        "displayName": user.display_name,
        "givenName": user.given_name,
        "surname": user.surname,
        "mail": user.mail,
        "jobTitle": user.job_title,
        "department": user.department,
        "accountEnabled": user.is_enabled,
    })
}
