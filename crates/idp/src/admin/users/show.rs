//! The page of a person.

use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use i18n_embed_fl::fl;
use maud::{Markup, html};
use vestibule_directory::users::{self, User};
use vestibule_directory::{DirectoryRole, Failure, Noun, Permission, roles};
use vestibule_web::ui::{button, card, list};

use crate::admin::routes;
use crate::admin::shell::{Part, Shell, moment};
use crate::admin::visit::AdminVisit;

/// `GET /admin/users/{id}`.
pub(crate) async fn show(visit: AdminVisit, Path(id): Path<String>) -> Response {
    let result = shown(&visit, &id).await;
    visit.conclude(result)
}

/// The person with this id, unless he was deleted.
pub(super) async fn find(visit: &AdminVisit, id: &str) -> Result<User, Failure> {
    let user = users::get(visit.directory(), &visit.caller, visit.tenant_id(), id).await?;
    if user.deleted_at.is_some() {
        return Err(Failure::not_found(Noun::User, id));
    }
    Ok(user)
}

async fn shown(visit: &AdminVisit, id: &str) -> Result<Response, Failure> {
    let user = find(visit, id).await?;
    let roles = if visit.may(Permission::ReadRoles) {
        Some(roles::of(visit.directory(), &visit.caller, visit.tenant_id(), id).await?)
    } else {
        None
    };
    Ok(page(visit, &user, roles.as_deref()).into_response())
}

fn page(visit: &AdminVisit, user: &User, roles: Option<&[DirectoryRole]>) -> Markup {
    let loader = visit.loader();
    let (yes, no) = (fl!(loader, "yes"), fl!(loader, "no"));
    let text = |text: Option<&str>| html! { (text.unwrap_or("–")) };
    let mut rows = vec![
        (
            fl!(loader, "user-principal-name"),
            html! { (user.user_principal_name) },
        ),
        (fl!(loader, "display-name"), html! { (user.display_name) }),
        (fl!(loader, "given-name"), text(user.given_name.as_deref())),
        (fl!(loader, "surname"), text(user.surname.as_deref())),
        (fl!(loader, "mail"), text(user.mail.as_deref())),
        (fl!(loader, "job-title"), text(user.job_title.as_deref())),
        (fl!(loader, "department"), text(user.department.as_deref())),
        (fl!(loader, "object-id"), html! { code { (user.id) } }),
        (
            fl!(loader, "account-enabled"),
            html! { (if user.is_enabled { yes } else { no }) },
        ),
        (fl!(loader, "column-created"), moment(user.created_at)),
    ];
    if let Some(roles) = roles {
        let names: Vec<&str> = roles.iter().map(|role| role.name()).collect();
        let names = if names.is_empty() {
            "–".to_owned()
        } else {
            names.join(", ")
        };
        rows.push((fl!(loader, "directory-roles"), html! { (names) }));
    }
    let body = html! { (card::card(&fl!(loader, "tab-properties"), list::definitions(&rows))) };
    shell(visit, &user.display_name)
        .actions(acts(visit, user))
        .around(&body)
}

/// What can be done to others; the directory decides about stronger people.
fn acts(visit: &AdminVisit, user: &User) -> Markup {
    let loader = visit.loader();
    if visit.caller.is_person(&user.id) {
        return html! {};
    }
    let enable = if user.is_enabled {
        fl!(loader, "user-disable")
    } else {
        fl!(loader, "user-enable")
    };
    html! {
        @if visit.may(Permission::ManageUsers) { (button::link(&enable, &routes::enable_user(&user.id))) }
        @if visit.may(Permission::ResetPasswords) { (button::link(&fl!(loader, "user-reset"), &routes::reset_password(&user.id))) }
        @if visit.may(Permission::ManageUsers) { (button::link(&fl!(loader, "delete"), &routes::delete_user(&user.id))) }
    }
}

/// A page below *All users*.
pub(super) fn shell<'a>(visit: &'a AdminVisit, title: &'a str) -> Shell<'a> {
    let list = fl!(visit.loader(), "nav-all-users");
    Shell::new(visit, Part::Users, title).below(&list, routes::users())
}
