//! *Users and groups* of an application: who is assigned, and in which role.

pub(super) mod add;
mod dialog;

use axum::extract::{Path, RawQuery};
use axum::response::{IntoResponse as _, Response};
use i18n_embed_fl::fl;
use maud::{Markup, html};
use vestibule_directory::applications::Application;
use vestibule_directory::assignments::{self, Assignment, Principal};
use vestibule_directory::{Failure, Page, PageRequest, Permission};
use vestibule_web::ui::icon::Icon;
use vestibule_web::ui::table::{Empty, Table};
use vestibule_web::ui::{avatar, button, card, pager};

use super::frame::{self, Tab};
use crate::admin::routes;
use crate::admin::shell::pages;
use crate::admin::visit::AdminVisit;

/// `GET /admin/applications/{id}/assignments`.
pub(crate) async fn show(visit: AdminVisit, Path(id): Path<String>, RawQuery(query): RawQuery) -> Response {
    let result = shown(&visit, &id, query.as_deref()).await;
    visit.conclude(result)
}

async fn shown(visit: &AdminVisit, id: &str, query: Option<&str>) -> Result<Response, Failure> {
    let (application, part) = (frame::find(visit, id).await?, AdminVisit::part(query));
    let assigned = assignments::list(visit.directory(), &visit.caller, visit.tenant_id(), id, &part).await?;
    Ok(page(visit, &application, part.after.is_none(), &assigned).into_response())
}

fn page(
    visit: &AdminVisit,
    application: &Application,
    is_first: bool,
    assigned: &Page<Assignment>,
) -> Markup {
    let loader = visit.loader();
    let may_change = visit.may(Permission::ManageAssignments);
    let add = may_change.then(|| {
        let label = fl!(loader, "assign-add");
        html! { (button::primary_link(&label, &routes::assign(&application.id)).icon(Icon::Add)) }
    });
    let here = routes::assignments(&application.id);
    let body = html! {
        @if !application.assignment_required { p { (fl!(loader, "assign-not-required")) } }
        (table(visit, application, &assigned.items, may_change))
        (pager::pager(visit.page.language, &pages(&here, is_first, assigned.next.as_deref())))
    };
    frame::page(visit, application, Tab::UsersAndGroups, add, &body)
}

fn table(visit: &AdminVisit, application: &Application, assigned: &[Assignment], may_change: bool) -> Markup {
    let loader = visit.loader();
    let mut columns = vec![
        fl!(loader, "display-name"),
        fl!(loader, "column-type"),
        fl!(loader, "assign-role-assigned"),
    ];
    if may_change {
        columns.push(fl!(loader, "column-action"));
    }
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let caption = fl!(loader, "tab-users-and-groups");
    let (title, text) = (fl!(loader, "assign-empty"), fl!(loader, "assign-empty-text"));
    let empty = Empty {
        title: &title,
        text: &text,
        action: None,
    };
    let rows = assigned.iter().map(|assignment| {
        let name = assignment.principal_name.as_str();
        let kind = match assignment.principal {
            Principal::User(_) => fl!(loader, "kind-user"),
            Principal::Group(_) => fl!(loader, "kind-group"),
        };
        let mut cells = vec![
            html! { div class="cell-person" { (avatar::person(name)) span { (name) } } },
            html! { (kind) },
            html! { (assignment.role_name) },
        ];
        if may_change {
            let href = routes::unassign(&application.id, &assignment.id);
            let label = fl!(loader, "remove-named", name = name);
            cells.push(html! { a class="link" href=(href) aria-label=(label) { (fl!(loader, "remove")) } });
        }
        cells
    });
    html! { (Table::new(&caption, &columns, empty).rows(rows)) }
}

/// `GET …/assignments/{assignment}/remove`: asks first.
pub(crate) async fn ask(visit: AdminVisit, Path((id, assignment_id)): Path<(String, String)>) -> Response {
    let result = asked(&visit, &id, &assignment_id).await;
    visit.conclude(result)
}

async fn asked(visit: &AdminVisit, id: &str, assignment_id: &str) -> Result<Response, Failure> {
    let application = frame::find(visit, id).await?;
    let (directory, tenant_id) = (visit.directory(), visit.tenant_id());
    let part = PageRequest::first(PageRequest::MAXIMUM);
    let known = assignments::list(directory, &visit.caller, tenant_id, id, &part).await?;
    let name = known
        .items
        .iter()
        .find(|assignment| assignment.id == assignment_id)
        .map(|assignment| assignment.principal_name.as_str());
    Ok(question(visit, &application, assignment_id, name).into_response())
}

fn question(
    visit: &AdminVisit,
    application: &Application,
    assignment_id: &str,
    name: Option<&str>,
) -> Markup {
    let loader = visit.loader();
    let title = fl!(loader, "assign-remove-title");
    let sentence = fl!(
        loader,
        "assign-remove-text",
        application = application.display_name.as_str()
    );
    let form = html! {
        @if let Some(name) = name { p { strong { (name) } } }
        p { (sentence) }
        form method="post" action=(routes::unassign(&application.id, assignment_id)) {
            (visit.page.csrf.field())
            div class="button-row" {
                (button::danger(&fl!(loader, "remove")))
                (button::link(&fl!(loader, "cancel"), &routes::assignments(&application.id)))
            }
        }
    };
    let body = html! { (card::card(&fl!(loader, "delete-sure"), form)) };
    frame::form(visit, application, Some(Tab::UsersAndGroups), &title).around(&body)
}

/// `POST` of the same.
pub(crate) async fn remove(visit: AdminVisit, Path((id, assignment_id)): Path<(String, String)>) -> Response {
    let (directory, tenant_id) = (visit.directory(), visit.tenant_id());
    let removed = assignments::remove(directory, &visit.caller, tenant_id, &id, &assignment_id).await;
    let result =
        removed.map(|()| visit.done(&routes::assignments(&id), fl!(visit.loader(), "assign-removed")));
    visit.conclude(result)
}
