//! *Properties* of an application, and its end.

use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use i18n_embed_fl::fl;
use maud::{Markup, html};
use vestibule_directory::applications::{self, Application, ApplicationChange};
use vestibule_directory::value::DisplayName;
use vestibule_directory::{Conflict, Failure, Permission};
use vestibule_web::form::FieldErrors;
use vestibule_web::ui::{button, card, copy, field, notice};
use vestibule_web::{FormFields, Notice};

use super::frame::{self, Tab};
use crate::admin::routes;
use crate::admin::shell::unaccepted;
use crate::admin::visit::AdminVisit;

/// What the form holds.
struct Typed {
    name: String,
    is_enabled: bool,
    assignment_required: bool,
    visible_to_users: bool,
    version: i64,
}

impl Typed {
    fn of(application: &Application) -> Self {
        Self {
            name: application.display_name.clone(),
            is_enabled: application.is_enabled,
            assignment_required: application.assignment_required,
            visible_to_users: application.visible_to_users,
            version: application.version,
        }
    }

    fn read(fields: &FormFields) -> Self {
        Self {
            name: fields.trimmed("name").to_owned(),
            is_enabled: fields.get("enabled") == "yes",
            assignment_required: fields.get("assignment") == "yes",
            visible_to_users: fields.get("visible") == "yes",
            version: fields.get("version").parse().unwrap_or_default(),
        }
    }
}

/// `GET /admin/applications/{id}/properties`.
pub(crate) async fn show(visit: AdminVisit, Path(id): Path<String>) -> Response {
    let result = frame::find(&visit, &id).await.map(|application| {
        let typed = Typed::of(&application);
        page(&visit, &application, &typed, &FieldErrors::default()).into_response()
    });
    visit.conclude(result)
}

/// `POST` of the same.
pub(crate) async fn save(visit: AdminVisit, Path(id): Path<String>, fields: FormFields) -> Response {
    let result = saved(&visit, &id, &fields).await;
    visit.conclude(result)
}

async fn saved(visit: &AdminVisit, id: &str, fields: &FormFields) -> Result<Response, Failure> {
    let (application, typed) = (frame::find(visit, id).await?, Typed::read(fields));
    let mut errors = FieldErrors::default();
    let name = match DisplayName::parse(&typed.name) {
        Ok(name) => name,
        Err(problem) => {
            errors.add("name", visit.sentence(&problem));
            return Ok(unaccepted(page(visit, &application, &typed, &errors)));
        }
    };
    let change = ApplicationChange {
        display_name: Some(name),
        is_enabled: Some(typed.is_enabled),
        assignment_required: Some(typed.assignment_required),
        visible_to_users: Some(typed.visible_to_users),
        version: Some(typed.version),
        ..ApplicationChange::default()
    };
    match applications::update(visit.directory(), &visit.caller, visit.tenant_id(), id, change).await {
        Ok(_) => Ok(visit.done(&routes::properties(id), fl!(visit.loader(), "saved"))),
        Err(Failure::Conflict(conflict @ Conflict::Stale { .. })) => {
            errors.add("", visit.conflict(&conflict));
            let typed = Typed {
                version: application.version,
                ..typed
            };
            Ok((StatusCode::CONFLICT, page(visit, &application, &typed, &errors)).into_response())
        }
        Err(failure) => Err(failure),
    }
}

fn page(visit: &AdminVisit, application: &Application, typed: &Typed, errors: &FieldErrors) -> Markup {
    let loader = visit.loader();
    let may_change = visit.may(Permission::ManageApplications);
    let action = routes::properties(&application.id);
    let label = fl!(loader, "application-name");
    let language = visit.page.language;
    let launch = crate::routes::launch_url(
        visit.services().settings(),
        visit.tenant_id(),
        &application.app_id,
    );
    let body = html! {
        @if let Some(error) = errors.of("") { (notice::notice(language, &Notice::error(error))) }
        form class="form form-narrow" method="post" action=(action) {
            (visit.page.csrf.field())
            (field::hidden("version", &typed.version.to_string()))
            (yes_or_no(visit, "enabled", &fl!(loader, "property-enabled"), typed.is_enabled))
            (field::text("name", &label).value(&typed.name).error(errors.of("name")).longest(256).autocomplete("off").required())
            (copy::copy_field(language, "launch", &fl!(loader, "property-launch"), &launch))
            (yes_or_no(visit, "assignment", &fl!(loader, "property-assignment"), typed.assignment_required))
            (yes_or_no(visit, "visible", &fl!(loader, "property-visible"), typed.visible_to_users))
            @if may_change { div class="button-row" { (button::primary(&fl!(loader, "save"))) } }
        }
    };
    let delete = may_change.then(|| {
        html! { (button::link(&fl!(loader, "delete"), &routes::delete_application(&application.id))) }
    });
    frame::page(visit, application, Tab::Properties, delete, &body)
}

fn yes_or_no(visit: &AdminVisit, name: &str, legend: &str, is_yes: bool) -> Markup {
    let loader = visit.loader();
    field::group(
        legend,
        &html! {
            (field::radio(name, "yes", &fl!(loader, "yes")).checked(is_yes))
            (field::radio(name, "no", &fl!(loader, "no")).checked(!is_yes))
        },
    )
}

/// `GET /admin/applications/{id}/delete`: asks first.
pub(crate) async fn ask(visit: AdminVisit, Path(id): Path<String>) -> Response {
    let result = frame::find(&visit, &id)
        .await
        .map(|application| question(&visit, &application).into_response());
    visit.conclude(result)
}

/// `POST` of the same.
pub(crate) async fn delete(visit: AdminVisit, Path(id): Path<String>) -> Response {
    let result = deleted(&visit, &id).await;
    visit.conclude(result)
}

async fn deleted(visit: &AdminVisit, id: &str) -> Result<Response, Failure> {
    let application = frame::find(visit, id).await?;
    applications::delete(visit.directory(), &visit.caller, visit.tenant_id(), id).await?;
    let name = application.display_name.as_str();
    Ok(visit.done(
        &routes::applications(),
        fl!(visit.loader(), "application-deleted", application = name),
    ))
}

fn question(visit: &AdminVisit, application: &Application) -> Markup {
    let loader = visit.loader();
    let title = fl!(
        loader,
        "application-delete-title",
        application = application.display_name.as_str()
    );
    let form = html! {
        p { (fl!(loader, "application-delete-text")) }
        form method="post" action=(routes::delete_application(&application.id)) {
            (visit.page.csrf.field())
            div class="button-row" {
                (button::danger(&fl!(loader, "delete")))
                (button::link(&fl!(loader, "cancel"), &routes::properties(&application.id)))
            }
        }
    };
    let body = html! { (card::card(&fl!(loader, "delete-sure"), form)) };
    frame::form(visit, application, Some(Tab::Properties), &title).around(&body)
}
