//! Every path of the admin center once, with what it takes to see it and to send its form.

use vestibule_directory::Permission;
use vestibule_web::Href;

/// A path of the admin center.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AdminRoute {
    /// The pattern of the path.
    pub path: &'static str,
    /// What it takes to see the page; `None` for everybody with a directory role.
    pub see: Option<Permission>,
    /// What it takes to send its form; `None` where it has none.
    pub change: Option<Permission>,
}

const fn page(path: &'static str, see: Permission) -> AdminRoute {
    AdminRoute {
        path,
        see: Some(see),
        change: None,
    }
}

/// A page that is nothing but its form: who may not send it does not see it.
const fn form(path: &'static str, permission: Permission) -> AdminRoute {
    AdminRoute {
        path,
        see: Some(permission),
        change: Some(permission),
    }
}

pub(super) const HOME: AdminRoute = AdminRoute {
    path: "/admin",
    see: None,
    change: None,
};
pub(super) const APPLICATIONS: AdminRoute = page("/admin/applications", Permission::ReadApplications);

pub(super) const GALLERY: AdminRoute = page("/admin/applications/gallery", Permission::ManageApplications);
pub(super) const NEW_APPLICATION: AdminRoute = form(
    "/admin/applications/gallery/{entry}",
    Permission::ManageApplications,
);
pub(super) const APPLICATION: AdminRoute = page("/admin/applications/{id}", Permission::ReadApplications);
pub(super) const PROPERTIES: AdminRoute = AdminRoute {
    path: "/admin/applications/{id}/properties",
    see: Some(Permission::ReadApplications),
    change: Some(Permission::ManageApplications),
};
pub(super) const DELETE_APPLICATION: AdminRoute =
    form("/admin/applications/{id}/delete", Permission::ManageApplications);
pub(super) const SINGLE_SIGN_ON: AdminRoute = page(
    "/admin/applications/{id}/single-sign-on",
    Permission::ReadApplications,
);
pub(super) const SAML: AdminRoute = page(
    "/admin/applications/{id}/single-sign-on/saml",
    Permission::ReadApplications,
);
pub(super) const BASIC: AdminRoute = form(
    "/admin/applications/{id}/single-sign-on/saml/basic",
    Permission::ManageApplications,
);
pub(super) const DOWNLOAD: AdminRoute = page(
    "/admin/applications/{id}/single-sign-on/saml/download/{format}",
    Permission::ReadApplications,
);
pub(super) const ASSIGNMENTS: AdminRoute = page(
    "/admin/applications/{id}/assignments",
    Permission::ReadApplications,
);
pub(super) const ASSIGN: AdminRoute = form(
    "/admin/applications/{id}/assignments/add",
    Permission::ManageAssignments,
);
pub(super) const UNASSIGN: AdminRoute = form(
    "/admin/applications/{id}/assignments/{assignment}/remove",
    Permission::ManageAssignments,
);
pub(super) const USERS: AdminRoute = page("/admin/users", Permission::ReadUsers);
pub(super) const NEW_USER: AdminRoute = form("/admin/users/new", Permission::ManageUsers);
pub(super) const USER: AdminRoute = page("/admin/users/{id}", Permission::ReadUsers);
pub(super) const ENABLE_USER: AdminRoute = form("/admin/users/{id}/enabled", Permission::ManageUsers);
pub(super) const RESET_PASSWORD: AdminRoute =
    form("/admin/users/{id}/reset-password", Permission::ResetPasswords);
pub(super) const DELETE_USER: AdminRoute = form("/admin/users/{id}/delete", Permission::ManageUsers);
pub(super) const GROUPS: AdminRoute = page("/admin/groups", Permission::ReadGroups);

/// All of them.
pub const ALL: &[AdminRoute] = &[
    HOME,
    APPLICATIONS,
    GALLERY,
    NEW_APPLICATION,
    APPLICATION,
    PROPERTIES,
    DELETE_APPLICATION,
    SINGLE_SIGN_ON,
    SAML,
    BASIC,
    DOWNLOAD,
    ASSIGNMENTS,
    ASSIGN,
    UNASSIGN,
    USERS,
    NEW_USER,
    USER,
    ENABLE_USER,
    RESET_PASSWORD,
    DELETE_USER,
    GROUPS,
];

/// The route with this pattern.
pub(super) fn find(path: &str) -> Option<&'static AdminRoute> {
    ALL.iter().find(|route| route.path == path)
}

/// The address of a route, with these values in the places of its names, in their order.
fn at(route: &AdminRoute, values: &[&str]) -> Href {
    let mut values = values.iter();
    let segments = route.path.split('/').skip(1).map(|segment| {
        if segment.starts_with('{') {
            values.next().copied().unwrap_or_default()
        } else {
            segment
        }
    });
    Href::path(segments)
}

/// The home of the admin center.
pub(super) fn home() -> Href {
    Href::fixed(HOME.path)
}

/// *Enterprise applications*.
pub(super) fn applications() -> Href {
    Href::fixed(APPLICATIONS.path)
}

/// The gallery.
pub(super) fn gallery() -> Href {
    Href::fixed(GALLERY.path)
}

/// The form that adds a gallery entry.
pub(super) fn new_application(entry: &str) -> Href {
    at(&NEW_APPLICATION, &[entry])
}

/// An application's overview.
pub(super) fn application(id: &str) -> Href {
    at(&APPLICATION, &[id])
}

/// Its *Properties*.
pub(super) fn properties(id: &str) -> Href {
    at(&PROPERTIES, &[id])
}

/// The question before it is deleted.
pub(super) fn delete_application(id: &str) -> Href {
    at(&DELETE_APPLICATION, &[id])
}

/// Its *Single sign-on*: the method, or what was set up.
pub(super) fn single_sign_on(id: &str) -> Href {
    at(&SINGLE_SIGN_ON, &[id])
}

/// Its single sign-on with SAML.
pub(super) fn saml(id: &str) -> Href {
    at(&SAML, &[id])
}

/// Its *Basic SAML Configuration*, to be edited.
pub(super) fn basic(id: &str) -> Href {
    at(&BASIC, &[id])
}

/// A download of its signing certificate.
pub(super) fn download(id: &str, format: &str) -> Href {
    at(&DOWNLOAD, &[id, format])
}

/// Its *Users and groups*.
pub(super) fn assignments(id: &str) -> Href {
    at(&ASSIGNMENTS, &[id])
}

/// *Add Assignment*.
pub(super) fn assign(id: &str) -> Href {
    at(&ASSIGN, &[id])
}

/// The question before an assignment is removed.
pub(super) fn unassign(id: &str, assignment_id: &str) -> Href {
    at(&UNASSIGN, &[id, assignment_id])
}

/// *All users*.
pub(super) fn users() -> Href {
    Href::fixed(USERS.path)
}

/// *Create new user*.
pub(super) fn new_user() -> Href {
    Href::fixed(NEW_USER.path)
}

/// A person.
pub(super) fn user(id: &str) -> Href {
    at(&USER, &[id])
}

/// The question before a person is enabled or disabled.
pub(super) fn enable_user(id: &str) -> Href {
    at(&ENABLE_USER, &[id])
}

/// A new password for a person.
pub(super) fn reset_password(id: &str) -> Href {
    at(&RESET_PASSWORD, &[id])
}

/// The question before a person is deleted.
pub(super) fn delete_user(id: &str) -> Href {
    at(&DELETE_USER, &[id])
}

/// *Groups*.
pub(super) fn groups() -> Href {
    Href::fixed(GROUPS.path)
}

#[cfg(test)]
mod tests {
    use super::{ALL, UNASSIGN, at, find};

    #[test]
    fn every_path_stands_there_once_and_is_found() {
        for route in ALL {
            assert_eq!(ALL.iter().filter(|other| other.path == route.path).count(), 1);
            assert_eq!(find(route.path), Some(route));
        }
    }

    #[test]
    fn what_is_put_into_an_address_stays_in_its_place() {
        let href = at(&UNASSIGN, &["a/../b", ".."]);
        assert_eq!(
            href.as_str(),
            "/admin/applications/a%2F..%2Fb/assignments/_/remove"
        );
    }
}
