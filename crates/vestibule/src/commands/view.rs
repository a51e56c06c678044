//! What commands answer with. Keys are named as Microsoft Graph names them where Graph has the thing.

use jiff::Timestamp;
use serde::Serialize;
use vestibule_directory::groups::{Group, Member, MemberEntry};
use vestibule_directory::tenants::Tenant;
use vestibule_directory::users::User;

use crate::print::{one, record, table};

/// Seconds are enough for people and programs.
pub(super) fn instant(instant: Timestamp) -> String {
    instant.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn yes(answer: bool) -> &'static str {
    if answer { "yes" } else { "no" }
}

/// One value, or none, as the lines of a record.
pub(super) fn maybe(value: Option<&String>) -> Vec<String> {
    value.into_iter().cloned().collect()
}

/// A tenant.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TenantView {
    id: String,
    display_name: String,
    verified_domains: Vec<String>,
    created_date_time: String,
}

impl From<&Tenant> for TenantView {
    fn from(tenant: &Tenant) -> Self {
        Self {
            id: tenant.id.clone(),
            display_name: tenant.display_name.clone(),
            verified_domains: tenant.domains.iter().map(|domain| domain.name.clone()).collect(),
            created_date_time: instant(tenant.created_at),
        }
    }
}

impl TenantView {
    pub(super) fn text(&self) -> String {
        record(&[
            ("Name", one(&self.display_name)),
            ("Tenant id", one(&self.id)),
            ("Domains", &self.verified_domains),
        ])
    }

    pub(super) fn row(&self) -> Vec<String> {
        vec![
            self.display_name.clone(),
            self.id.clone(),
            self.verified_domains.join(", "),
        ]
    }
}

/// A person.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserView {
    pub(super) id: String,
    pub(super) user_principal_name: String,
    display_name: String,
    given_name: Option<String>,
    surname: Option<String>,
    mail: Option<String>,
    job_title: Option<String>,
    department: Option<String>,
    account_enabled: bool,
    force_change_password_next_sign_in: bool,
    created_date_time: String,
    deleted_date_time: Option<String>,
    /// Directory roles; only where one person is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) roles: Option<Vec<String>>,
    /// Names of his groups; only where one person is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) groups: Option<Vec<String>>,
    /// The password, the one time that it was generated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) password: Option<String>,
}

impl From<User> for UserView {
    fn from(user: User) -> Self {
        Self {
            id: user.id,
            user_principal_name: user.user_principal_name,
            display_name: user.display_name,
            given_name: user.given_name,
            surname: user.surname,
            mail: user.mail,
            job_title: user.job_title,
            department: user.department,
            account_enabled: user.is_enabled,
            force_change_password_next_sign_in: user.must_change_password,
            created_date_time: instant(user.created_at),
            deleted_date_time: user.deleted_at.map(instant),
            roles: None,
            groups: None,
            password: None,
        }
    }
}

impl UserView {
    pub(super) fn text(&self) -> String {
        let mut text = record(&[
            ("User principal name", one(&self.user_principal_name)),
            ("Display name", one(&self.display_name)),
            ("First name", &maybe(self.given_name.as_ref())),
            ("Last name", &maybe(self.surname.as_ref())),
            ("Mail", &maybe(self.mail.as_ref())),
            ("Object id", one(&self.id)),
            ("Enabled", &[yes(self.account_enabled).to_owned()]),
            (
                "New password at next sign-in",
                &[yes(self.force_change_password_next_sign_in).to_owned()],
            ),
            ("Roles", self.roles.as_deref().unwrap_or_default()),
            ("Groups", self.groups.as_deref().unwrap_or_default()),
            ("Password", &maybe(self.password.as_ref())),
        ]);
        if self.password.is_some() {
            text.push_str("The password is shown this once.\n");
        }
        text
    }
}

/// People as a table.
pub(super) fn users_text(users: &[UserView]) -> String {
    let rows: Vec<Vec<String>> = users
        .iter()
        .map(|user| {
            vec![
                user.user_principal_name.clone(),
                user.display_name.clone(),
                yes(user.account_enabled).to_owned(),
                user.id.clone(),
            ]
        })
        .collect();
    table(
        &["User principal name", "Display name", "Enabled", "Object id"],
        &rows,
        "There is nobody.",
    )
}

/// A group.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GroupView {
    id: String,
    pub(super) display_name: String,
    description: Option<String>,
    created_date_time: String,
}

impl From<Group> for GroupView {
    fn from(group: Group) -> Self {
        Self {
            id: group.id,
            display_name: group.display_name,
            description: group.description,
            created_date_time: instant(group.created_at),
        }
    }
}

impl GroupView {
    pub(super) fn text(&self) -> String {
        record(&[
            ("Name", one(&self.display_name)),
            ("Description", &maybe(self.description.as_ref())),
            ("Object id", one(&self.id)),
        ])
    }
}

/// Groups as a table.
pub(super) fn groups_text(groups: &[GroupView]) -> String {
    let rows: Vec<Vec<String>> = groups
        .iter()
        .map(|group| {
            vec![
                group.display_name.clone(),
                group.id.clone(),
                group.description.clone().unwrap_or_default(),
            ]
        })
        .collect();
    table(&["Name", "Object id", "Description"], &rows, "There is no group.")
}

/// Somebody or something in a group.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MemberView {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    display_name: String,
    user_principal_name: Option<String>,
}

impl From<MemberEntry> for MemberView {
    fn from(entry: MemberEntry) -> Self {
        let (kind, id) = match entry.member {
            Member::User(id) => ("user", id),
            Member::Group(id) => ("group", id),
        };
        Self {
            id,
            kind,
            display_name: entry.display_name,
            user_principal_name: entry.user_principal_name,
        }
    }
}

/// Members as a table.
pub(super) fn members_text(members: &[MemberView]) -> String {
    let rows: Vec<Vec<String>> = members
        .iter()
        .map(|member| {
            let name = member.user_principal_name.clone().unwrap_or_default();
            vec![
                member.kind.to_owned(),
                member.display_name.clone(),
                name,
                member.id.clone(),
            ]
        })
        .collect();
    table(
        &["Type", "Display name", "User principal name", "Object id"],
        &rows,
        "The group is empty.",
    )
}
