//! Which role may do what: one table, read by every operation.

use crate::DirectoryRole;
use DirectoryRole as Role;

/// Something that a person needs a role for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permission {
    /// Make tenants. No role has it: only the command line does that.
    ManageTenants,
    /// See people.
    ReadUsers,
    /// Create, change, disable, delete and restore people who are not stronger.
    ManageUsers,
    /// Set the password of people who are not stronger.
    ResetPasswords,
    /// End all sessions of people who are not stronger.
    RevokeSessions,
    /// See groups and members.
    ReadGroups,
    /// Create, change and delete groups, and say who is in them.
    ManageGroups,
    /// See who has which role.
    ReadRoles,
    /// Give and take roles.
    AssignRoles,
    /// See applications, their certificates and assignments.
    ReadApplications,
    /// Create, change, delete and restore applications.
    ManageApplications,
    /// Make, activate and delete signing certificates.
    ManageCertificates,
    /// Import signing keys that were made elsewhere. Apart from making them here, so that whoever is given charge of a single
    /// application cannot bring a key that he keeps a copy of.
    ImportCertificates,
    /// Say who may use an application.
    ManageAssignments,
    /// Read the sign-in log.
    ReadSignIns,
    /// Read the audit log.
    ReadAudit,
}

impl Permission {
    /// All permissions.
    pub const ALL: [Self; 16] = [
        Self::ManageTenants,
        Self::ReadUsers,
        Self::ManageUsers,
        Self::ResetPasswords,
        Self::RevokeSessions,
        Self::ReadGroups,
        Self::ManageGroups,
        Self::ReadRoles,
        Self::AssignRoles,
        Self::ReadApplications,
        Self::ManageApplications,
        Self::ManageCertificates,
        Self::ImportCertificates,
        Self::ManageAssignments,
        Self::ReadSignIns,
        Self::ReadAudit,
    ];

    /// What the permission is for, to follow "may": "create and change people".
    pub fn description(self) -> &'static str {
        match self {
            Self::ManageTenants => "create tenants",
            Self::ReadUsers => "see people",
            Self::ManageUsers => "create, change and delete people",
            Self::ResetPasswords => "reset passwords",
            Self::RevokeSessions => "end other people's sessions",
            Self::ReadGroups => "see groups",
            Self::ManageGroups => "create, change and delete groups",
            Self::ReadRoles => "see who has which role",
            Self::AssignRoles => "give and take roles",
            Self::ReadApplications => "see applications",
            Self::ManageApplications => "create, change and delete applications",
            Self::ManageCertificates => "make and activate signing certificates",
            Self::ImportCertificates => "import signing keys that were made elsewhere",
            Self::ManageAssignments => "say who may use an application",
            Self::ReadSignIns => "read the sign-in log",
            Self::ReadAudit => "read the audit log",
        }
    }

    /// The roles that have this permission, the strongest first.
    pub fn roles(self) -> &'static [DirectoryRole] {
        match self {
            Self::ManageTenants => &[],
            Self::ReadUsers | Self::ReadGroups => &READERS_OF_PEOPLE,
            Self::ReadRoles => &READERS_OF_ROLES,
            Self::ReadApplications => &READERS_OF_APPLICATIONS,
            Self::ManageUsers | Self::ResetPasswords | Self::RevokeSessions => &MANAGERS_OF_PEOPLE,
            Self::ManageGroups => &MANAGERS_OF_GROUPS,
            Self::AssignRoles => &[Role::GlobalAdministrator],
            Self::ManageApplications | Self::ManageCertificates | Self::ImportCertificates => {
                &MANAGERS_OF_APPLICATIONS
            }
            Self::ManageAssignments => &MANAGERS_OF_ASSIGNMENTS,
            Self::ReadSignIns | Self::ReadAudit => &READERS_OF_LOGS,
        }
    }

    /// Whether one of these roles has the permission.
    pub fn is_held_by(self, roles: &[DirectoryRole]) -> bool {
        roles.iter().any(|role| self.roles().contains(role))
    }
}

/// Whether somebody with the roles `actor` may change a person with the roles `target`: nobody touches a stronger one.
///
/// A Global Administrator may change everybody; a User Administrator may change people without a role, other User
/// Administrators, Groups Administrators and Reports Readers.
pub(crate) fn may_change_person(actor: &[DirectoryRole], target: &[DirectoryRole]) -> bool {
    const WITHIN_REACH_OF_USER_ADMINISTRATOR: [DirectoryRole; 3] = [
        Role::UserAdministrator,
        Role::GroupsAdministrator,
        Role::ReportsReader,
    ];
    actor.contains(&Role::GlobalAdministrator)
        || actor.contains(&Role::UserAdministrator)
            && target
                .iter()
                .all(|role| WITHIN_REACH_OF_USER_ADMINISTRATOR.contains(role))
}

const READERS_OF_PEOPLE: [Role; 9] = [
    Role::GlobalAdministrator,
    Role::CloudApplicationAdministrator,
    Role::ApplicationAdministrator,
    Role::UserAdministrator,
    Role::GroupsAdministrator,
    Role::SecurityAdministrator,
    Role::ConditionalAccessAdministrator,
    Role::SecurityReader,
    Role::GlobalReader,
];

const READERS_OF_ROLES: [Role; 5] = [
    Role::GlobalAdministrator,
    Role::UserAdministrator,
    Role::SecurityAdministrator,
    Role::SecurityReader,
    Role::GlobalReader,
];

const READERS_OF_APPLICATIONS: [Role; 8] = [
    Role::GlobalAdministrator,
    Role::CloudApplicationAdministrator,
    Role::ApplicationAdministrator,
    Role::UserAdministrator,
    Role::SecurityAdministrator,
    Role::ConditionalAccessAdministrator,
    Role::SecurityReader,
    Role::GlobalReader,
];

const READERS_OF_LOGS: [Role; 8] = [
    Role::GlobalAdministrator,
    Role::CloudApplicationAdministrator,
    Role::ApplicationAdministrator,
    Role::SecurityAdministrator,
    Role::ConditionalAccessAdministrator,
    Role::SecurityReader,
    Role::ReportsReader,
    Role::GlobalReader,
];

const MANAGERS_OF_PEOPLE: [Role; 2] = [Role::GlobalAdministrator, Role::UserAdministrator];

const MANAGERS_OF_GROUPS: [Role; 3] = [
    Role::GlobalAdministrator,
    Role::UserAdministrator,
    Role::GroupsAdministrator,
];

const MANAGERS_OF_APPLICATIONS: [Role; 3] = [
    Role::GlobalAdministrator,
    Role::CloudApplicationAdministrator,
    Role::ApplicationAdministrator,
];

const MANAGERS_OF_ASSIGNMENTS: [Role; 4] = [
    Role::GlobalAdministrator,
    Role::CloudApplicationAdministrator,
    Role::ApplicationAdministrator,
    Role::UserAdministrator,
];
