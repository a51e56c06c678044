//! Who may use an application, and in which of its roles.

mod import;
mod operations;
pub(crate) mod rows;

use jiff::Timestamp;

use crate::groups::MemberName;

pub use import::import;
pub use operations::{applications_of, assign, list, remove};

/// Who is assigned, by object id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    /// A person.
    User(String),
    /// A group: its direct members, not the members of groups in it.
    Group(String),
}

impl Principal {
    /// The object id.
    pub fn id(&self) -> &str {
        match self {
            Self::User(id) | Self::Group(id) => id,
        }
    }
}

/// An assignment of many that are imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedAssignment {
    /// The application: name, application id or object id.
    pub application: String,
    /// Who is assigned.
    pub principal: MemberName,
    /// A role's value, name or id; none is Default Access.
    pub role: Option<String>,
}

/// An assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// Its id.
    pub id: String,
    /// The application.
    pub application_id: String,
    /// Who is assigned.
    pub principal: Principal,
    /// The person's or group's display name.
    pub principal_name: String,
    /// The role's id; `None` is Default Access.
    pub app_role_id: Option<String>,
    /// The role's name, *Default Access* without role.
    pub role_name: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A tile of My Apps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// The application's object id.
    pub application_id: String,
    /// The application (client) id, for the launch address.
    pub app_id: String,
    /// The application's name.
    pub display_name: String,
    /// Where a sign-on starts at the application, if it does.
    pub sign_on_url: Option<String>,
    /// The gallery entry it was made from.
    pub template_id: Option<String>,
}

/// The role id that stands for Default Access.
pub const DEFAULT_ACCESS: &str = "00000000-0000-0000-0000-000000000000";

/// How Default Access is called.
pub const DEFAULT_ACCESS_NAME: &str = "Default Access";
