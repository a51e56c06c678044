//! People who may sign in, in the product's words: employees.

pub(crate) mod local_sign_in;
mod operations;
mod password;
pub(crate) use password::Hasher;
pub(crate) mod rows;

use vestibule_store::Secret;

use crate::roles::Role;

pub use operations::{create_local, get_by_login, list, set_disabled, unlock};

/// A person of one customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Employee {
    /// RecId: never changes.
    pub id: String,
    /// The Login ID as it was given; unique without regard to case.
    pub login_id: String,
    /// The name that pages show.
    pub display_name: String,
    /// Given name; empty if not known.
    pub first_name: String,
    /// Family name; empty if not known.
    pub last_name: String,
    /// Mail address; empty if not known. It never leads to an account.
    pub primary_email: String,
    /// Where in working life the person is.
    pub status: Status,
    /// Whether sign-in is closed, whatever the status says.
    pub is_disabled: bool,
    /// What the person may be here. A person without a role cannot sign in.
    pub roles: Vec<Role>,
}

impl Employee {
    /// Whether this person may hold a session.
    pub fn is_active(&self) -> bool {
        !self.is_disabled && self.status != Status::Terminated
    }
}

/// Where in working life a person is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Works here.
    Active,
    /// Away for a while; may sign in.
    OnLeave,
    /// Has left; may not sign in.
    Terminated,
}

impl Status {
    /// The product's word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::OnLeave => "On Leave",
            Self::Terminated => "Terminated",
        }
    }

    /// The status of this name.
    pub fn find(name: &str) -> Option<Self> {
        [Self::Active, Self::OnLeave, Self::Terminated]
            .into_iter()
            .find(|status| status.name() == name)
    }
}

/// A person with a password of this system, to be made.
pub struct NewLocalPerson {
    /// The Login ID.
    pub login_id: String,
    /// The name that pages show; the Login ID if none is given.
    pub display_name: Option<String>,
    /// The one role.
    pub role: Role,
    /// The password; one is made if none is given.
    pub password: Option<Secret<String>>,
}

/// A person that was made.
pub struct CreatedPerson {
    /// The person.
    pub employee: Employee,
    /// The password, if it was made here; it is shown once and cannot be had again.
    pub generated_password: Option<Secret<String>>,
}

#[cfg(test)]
mod tests;
