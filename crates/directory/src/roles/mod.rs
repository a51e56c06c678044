//! Directory roles: which administrator may do what, and who has which role.

mod operations;
pub(crate) mod rows;

pub(crate) use operations::refuse_last_global_administrator;
pub use operations::{assign, of, remove};

/// A role of the directory, by Entra's names and template ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DirectoryRole {
    /// May do everything in the tenant.
    GlobalAdministrator,
    /// All about applications, their certificates and assignments.
    CloudApplicationAdministrator,
    /// As the cloud application administrator.
    ApplicationAdministrator,
    /// People and groups; passwords of people who are not stronger.
    UserAdministrator,
    /// Groups and their members.
    GroupsAdministrator,
    /// Security settings and policies; reads all.
    SecurityAdministrator,
    /// Conditional Access policies.
    ConditionalAccessAdministrator,
    /// Reads security settings and logs.
    SecurityReader,
    /// Reads sign-in and audit logs.
    ReportsReader,
    /// Reads everything.
    GlobalReader,
}

impl DirectoryRole {
    /// All roles, the strongest first.
    pub const ALL: [Self; 10] = [
        Self::GlobalAdministrator,
        Self::CloudApplicationAdministrator,
        Self::ApplicationAdministrator,
        Self::UserAdministrator,
        Self::GroupsAdministrator,
        Self::SecurityAdministrator,
        Self::ConditionalAccessAdministrator,
        Self::SecurityReader,
        Self::ReportsReader,
        Self::GlobalReader,
    ];

    /// The role's name as Entra spells it.
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// The id that this role has in every tenant.
    pub fn template_id(self) -> &'static str {
        self.row().1
    }

    /// The role with this name (in any case) or template id.
    pub fn find(name_or_template_id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| {
            role.name().eq_ignore_ascii_case(name_or_template_id)
                || role.template_id().eq_ignore_ascii_case(name_or_template_id)
        })
    }

    fn row(self) -> (&'static str, &'static str) {
        match self {
            Self::GlobalAdministrator => ("Global Administrator", "62e90394-69f5-4237-9190-012177145e10"),
            Self::CloudApplicationAdministrator => (
                "Cloud Application Administrator",
                "158c047a-c907-4556-b7ef-446551a6b5f7",
            ),
            Self::ApplicationAdministrator => (
                "Application Administrator",
                "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",
            ),
            Self::UserAdministrator => ("User Administrator", "fe930be7-5e62-47db-91af-98c3a49a38b1"),
            Self::GroupsAdministrator => ("Groups Administrator", "fdd7a751-b60b-444a-984c-02652fe8fa1c"),
            Self::SecurityAdministrator => ("Security Administrator", "194ae4cb-b126-40b2-bd5b-6091b380977d"),
            Self::ConditionalAccessAdministrator => (
                "Conditional Access Administrator",
                "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9",
            ),
            Self::SecurityReader => ("Security Reader", "5d6b6bb7-de71-4623-b4af-96380a352509"),
            Self::ReportsReader => ("Reports Reader", "4a5d8f65-41da-4de4-8968-e035b65339cf"),
            Self::GlobalReader => ("Global Reader", "f2ef992c-3afb-46b9-b7cf-a126ee74c451"),
        }
    }
}

impl std::fmt::Display for DirectoryRole {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}
