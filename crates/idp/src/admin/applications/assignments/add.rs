//! *Add Assignment*: who, in which role. Who was chosen stands in the address until it is sent.

use axum::extract::{Path, RawQuery};
use axum::response::{IntoResponse as _, Response};
use i18n_embed_fl::fl;
use maud::{Markup, html};
use vestibule_directory::applications::{AppRole, Application};
use vestibule_directory::assignments::{self, DEFAULT_ACCESS, Principal};
use vestibule_directory::{Failure, groups, users};
use vestibule_web::ui::{button, field, notice};
use vestibule_web::{FormFields, Href, Notice};

use super::super::frame;
use super::dialog;
use crate::admin::routes;
use crate::admin::shell::unaccepted;
use crate::admin::visit::AdminVisit;
use crate::sign_in::flow::query_fields;

/// The field that names who was chosen.
pub(super) const PRINCIPAL: &str = "principal";
/// The parameter that opens the dialog.
pub(super) const CHOOSE: &str = "choose";
/// The parameter of the dialog's *Select*, which closes it.
pub(super) const SELECT: &str = "select";

/// Somebody who was chosen, with his names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Chosen {
    pub(super) principal: Principal,
    pub(super) display_name: String,
    pub(super) detail: Option<String>,
}

impl Chosen {
    /// As forms and addresses name him.
    pub(super) fn value(&self) -> String {
        match &self.principal {
            Principal::User(id) => format!("user:{id}"),
            Principal::Group(id) => format!("group:{id}"),
        }
    }
}

fn principal(value: &str) -> Option<Principal> {
    match value.split_once(':')? {
        ("user", id) => Some(Principal::User(id.to_owned())),
        ("group", id) => Some(Principal::Group(id.to_owned())),
        _ => None,
    }
}

/// `GET /admin/applications/{id}/assignments/add`; the dialog lies over it while it is asked for.
pub(crate) async fn show(visit: AdminVisit, Path(id): Path<String>, RawQuery(query): RawQuery) -> Response {
    let result = shown(&visit, &id, &query_fields(query.as_deref())).await;
    visit.conclude(result)
}

async fn shown(visit: &AdminVisit, id: &str, fields: &FormFields) -> Result<Response, Failure> {
    let (application, chosen) = (frame::find(visit, id).await?, chosen(visit, fields).await?);
    let dialog = if fields.has(CHOOSE) && !fields.has(SELECT) {
        Some(dialog::markup(visit, id, fields.trimmed("q"), &chosen).await?)
    } else {
        None
    };
    Ok(page(visit, &application, &chosen, None, dialog.as_ref()).into_response())
}

/// The principals that the address or the form names, as they are now.
async fn chosen(visit: &AdminVisit, fields: &FormFields) -> Result<Vec<Chosen>, Failure> {
    let (directory, caller, tenant_id) = (visit.directory(), &visit.caller, visit.tenant_id());
    let mut chosen: Vec<Chosen> = Vec::new();
    for principal in fields.all(PRINCIPAL).filter_map(principal) {
        let one = match &principal {
            Principal::User(id) => {
                let user = users::get(directory, caller, tenant_id, id).await?;
                (user.display_name, Some(user.user_principal_name))
            }
            Principal::Group(id) => (
                groups::get(directory, caller, tenant_id, id).await?.display_name,
                None,
            ),
        };
        let (display_name, detail) = one;
        if chosen.iter().all(|known| known.principal != principal) {
            chosen.push(Chosen {
                principal,
                display_name,
                detail,
            });
        }
    }
    Ok(chosen)
}

/// `POST` of the same: assigns them all.
pub(crate) async fn assign(visit: AdminVisit, Path(id): Path<String>, fields: FormFields) -> Response {
    let result = assigned(&visit, &id, &fields).await;
    visit.conclude(result)
}

async fn assigned(visit: &AdminVisit, id: &str, fields: &FormFields) -> Result<Response, Failure> {
    let chosen = chosen(visit, fields).await?;
    if chosen.is_empty() {
        let application = frame::find(visit, id).await?;
        let error = fl!(visit.loader(), "assign-nobody");
        return Ok(unaccepted(page(visit, &application, &chosen, Some(&error), None)));
    }
    let role = Some(fields.get("role")).filter(|role| !role.is_empty() && *role != DEFAULT_ACCESS);
    let (directory, tenant_id) = (visit.directory(), visit.tenant_id());
    for one in &chosen {
        assignments::assign(directory, &visit.caller, tenant_id, id, &one.principal, role).await?;
    }
    Ok(visit.done(
        &routes::assignments(id),
        fl!(visit.loader(), "assign-done", count = chosen.len()),
    ))
}

/// The address of the form with those who were chosen.
pub(super) fn address(id: &str, chosen: &[Chosen]) -> Href {
    chosen.iter().fold(routes::assign(id), |href, one| {
        href.query(PRINCIPAL, &one.value())
    })
}

fn page(
    visit: &AdminVisit,
    application: &Application,
    chosen: &[Chosen],
    error: Option<&str>,
    dialog: Option<&Markup>,
) -> Markup {
    let loader = visit.loader();
    let title = fl!(loader, "assign-title");
    let id = &application.id;
    let choose = address(id, chosen).query(CHOOSE, "1");
    let form = html! {
        form class="form form-narrow" method="post" action=(routes::assign(id)) {
            (visit.page.csrf.field())
            div class="field" {
                @if chosen.is_empty() { p class="cell-second" { (fl!(loader, "assign-none-selected")) } }
                ul { @for one in chosen { li {
                    (field::hidden(PRINCIPAL, &one.value())) (one.display_name)
                    @if let Some(detail) = &one.detail { " " span class="cell-second" { (detail) } }
                } } }
                div { (button::link(&fl!(loader, "tab-users-and-groups"), &choose)) }
            }
            (roles(visit, application))
            div class="button-row" {
                (button::primary(&fl!(loader, "assign-submit")))
                (button::link(&fl!(loader, "cancel"), &routes::assignments(id)))
            }
        }
    };
    let body = html! {
        @if let Some(error) = error { (notice::notice(visit.page.language, &Notice::error(error))) }
        div inert[dialog.is_some()] { (form) }
        @if let Some(dialog) = dialog { (dialog) }
    };
    frame::form(visit, application, None, &title).around(&body)
}

fn roles(visit: &AdminVisit, application: &Application) -> Markup {
    let loader = visit.loader();
    let default = fl!(loader, "default-access");
    let enabled: Vec<&AppRole> = application
        .app_roles
        .iter()
        .filter(|role| role.is_enabled)
        .collect();
    let mut options = vec![(DEFAULT_ACCESS, default.as_str())];
    options.extend(
        enabled
            .iter()
            .map(|role| (role.id.as_str(), role.display_name.as_str())),
    );
    html! { (field::select("role", &fl!(loader, "assign-role"), &options)) }
}
