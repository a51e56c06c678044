//! What is done to a person, each asked about on a page of its own: enabled, disabled, a new password, deleted.

use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use i18n_embed_fl::fl;
use maud::{Markup, html};
use vestibule_directory::users::{self, Reset, User, UserChange};
use vestibule_directory::{Failure, Secret, passwords};
use vestibule_web::ui::button::Button;
use vestibule_web::ui::{button, card, field};
use vestibule_web::{FormFields, Href};

use super::{secret, show};
use crate::admin::routes;
use crate::admin::shell::unaccepted;
use crate::admin::visit::AdminVisit;

/// `GET /admin/users/{id}/enabled`.
pub(crate) async fn ask_enable(visit: AdminVisit, Path(id): Path<String>) -> Response {
    let result = show::find(&visit, &id).await.map(|user| {
        let loader = visit.loader();
        let (label, sentence) = if user.is_enabled {
            (fl!(loader, "user-disable"), fl!(loader, "user-disable-text"))
        } else {
            (fl!(loader, "user-enable"), fl!(loader, "user-enable-text"))
        };
        let (wanted, version) = (
            if user.is_enabled { "no" } else { "yes" },
            user.version.to_string(),
        );
        let content = html! {
            p { (sentence) }
            (field::hidden("enabled", wanted))
            (field::hidden("version", &version))
        };
        let submit = button::primary(&label);
        question(
            &visit,
            &user,
            &label,
            &routes::enable_user(&id),
            &content,
            &submit,
        )
        .into_response()
    });
    visit.conclude(result)
}

/// `POST` of the same.
pub(crate) async fn enable(visit: AdminVisit, Path(id): Path<String>, fields: FormFields) -> Response {
    let change = UserChange {
        is_enabled: Some(fields.get("enabled") == "yes"),
        version: fields.get("version").parse().ok(),
        ..UserChange::default()
    };
    let changed = users::update(visit.directory(), &visit.caller, visit.tenant_id(), &id, change).await;
    let result = changed.map(|user| {
        let (loader, name) = (visit.loader(), user.display_name.as_str());
        let sentence = if user.is_enabled {
            fl!(loader, "user-enabled", name = name)
        } else {
            fl!(loader, "user-disabled", name = name)
        };
        visit.done(&routes::user(&id), sentence)
    });
    visit.conclude(result)
}

/// `GET /admin/users/{id}/reset-password`: with a password that was generated for it.
pub(crate) async fn ask_reset(visit: AdminVisit, Path(id): Path<String>) -> Response {
    let result = show::find(&visit, &id).await.map(|user| {
        let generated = passwords::generate(visit.directory().environment());
        reset_page(&visit, &user, generated.expose(), None).into_response()
    });
    visit.conclude(result)
}

fn reset_page(visit: &AdminVisit, user: &User, password: &str, error: Option<&str>) -> Markup {
    let label = fl!(visit.loader(), "user-reset");
    let content = html! {
        p { (fl!(visit.loader(), "user-reset-text")) }
        (secret::password(visit, password, error))
    };
    let action = routes::reset_password(&user.id);
    question(visit, user, &label, &action, &content, &button::primary(&label))
}

/// `POST` of the same.
pub(crate) async fn reset(visit: AdminVisit, Path(id): Path<String>, fields: FormFields) -> Response {
    let result = reset_done(&visit, &id, fields.get("password")).await;
    visit.conclude(result)
}

async fn reset_done(visit: &AdminVisit, id: &str, password: &str) -> Result<Response, Failure> {
    let user = show::find(visit, id).await?;
    let reset = Reset {
        password: Some(Secret::new(password.to_owned())),
        must_change_password: true,
    };
    match users::reset_password(visit.directory(), &visit.caller, visit.tenant_id(), id, reset).await {
        Ok(_) => {
            let sentence = fl!(
                visit.loader(),
                "user-reset-done",
                name = user.display_name.as_str()
            );
            Ok(visit.done(&routes::user(id), sentence))
        }
        Err(Failure::Refused(refusal)) => Ok(unaccepted(reset_page(
            visit,
            &user,
            password,
            Some(&refusal.expected),
        ))),
        Err(failure) => Err(failure),
    }
}

/// `GET /admin/users/{id}/delete`.
pub(crate) async fn ask_delete(visit: AdminVisit, Path(id): Path<String>) -> Response {
    let result = show::find(&visit, &id).await.map(|user| {
        let loader = visit.loader();
        let (title, label) = (fl!(loader, "user-delete-title"), fl!(loader, "delete"));
        let content = html! { p { (fl!(loader, "user-delete-text")) } };
        let submit = button::danger(&label);
        question(
            &visit,
            &user,
            &title,
            &routes::delete_user(&id),
            &content,
            &submit,
        )
        .into_response()
    });
    visit.conclude(result)
}

/// `POST` of the same.
pub(crate) async fn delete(visit: AdminVisit, Path(id): Path<String>) -> Response {
    let result = deleted(&visit, &id).await;
    visit.conclude(result)
}

async fn deleted(visit: &AdminVisit, id: &str) -> Result<Response, Failure> {
    let user = show::find(visit, id).await?;
    users::delete(visit.directory(), &visit.caller, visit.tenant_id(), id).await?;
    let sentence = fl!(visit.loader(), "user-deleted", name = user.display_name.as_str());
    Ok(visit.done(&routes::users(), sentence))
}

fn question(
    visit: &AdminVisit,
    user: &User,
    title: &str,
    action: &Href,
    content: &Markup,
    submit: &Button<'_>,
) -> Markup {
    let cancel = fl!(visit.loader(), "cancel");
    let heading = format!("{} ({})", user.display_name, user.user_principal_name);
    let form = html! {
        form class="form form-narrow" method="post" action=(action) {
            (visit.page.csrf.field())
            (content)
            div class="button-row" { (submit) (button::link(&cancel, &routes::user(&user.id))) }
        }
    };
    show::shell(visit, title)
        .below(&user.display_name, routes::user(&user.id))
        .around(&html! { (card::card(&heading, form)) })
}
