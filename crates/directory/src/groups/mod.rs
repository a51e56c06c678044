//! Groups and who is in them; groups may contain groups.

mod import;
mod members;
mod operations;
pub(crate) mod rows;

use jiff::Timestamp;

use crate::value::{Description, DisplayName};

pub use import::{import, import_members};
pub use members::{add_member, groups_of, members, remove_member};
pub use operations::{create, delete, find_by_name, get, list, search};

/// A security group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The object id.
    pub id: String,
    /// The tenant.
    pub tenant_id: String,
    /// Its name.
    pub display_name: String,
    /// What it is for.
    pub description: Option<String>,
    /// When it was created.
    pub created_at: Timestamp,
}

/// What a new group needs.
#[derive(Debug, Clone)]
pub struct NewGroup {
    /// The tenant.
    pub tenant_id: String,
    /// Its name; two groups of a tenant cannot have the same.
    pub display_name: DisplayName,
    /// What it is for.
    pub description: Option<Description>,
}

/// A group of many that are imported.
#[derive(Debug, Clone)]
pub struct ImportedGroup {
    /// Its name; a group that has it already is that group.
    pub display_name: DisplayName,
    /// What it is for.
    pub description: Option<Description>,
}

/// Who or what belongs somewhere, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberName {
    /// A person, by user principal name.
    User(String),
    /// A group, by name.
    Group(String),
}

/// A membership of many that are imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedMember {
    /// The name of the group.
    pub group: String,
    /// Who or what is to be in it.
    pub member: MemberName,
}

/// Somebody or something that can be in a group, by object id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Member {
    /// A person.
    User(String),
    /// A group.
    Group(String),
}

/// A direct member with its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberEntry {
    /// Who or what it is.
    pub member: Member,
    /// The display name.
    pub display_name: String,
    /// The user principal name of a person.
    pub user_principal_name: Option<String>,
}
