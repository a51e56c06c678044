//! *Basic SAML Configuration*: read, checked, saved.

use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use i18n_embed_fl::fl;
use vestibule_directory::applications::{self, Application, ApplicationChange};
use vestibule_directory::value::{EntityId, RelayStateText, ReplyUrl, WebUrl};
use vestibule_directory::{Conflict, Failure, Problem};
use vestibule_web::FormFields;
use vestibule_web::form::FieldErrors;

use super::basic_page::page;
use crate::admin::applications::frame;
use crate::admin::routes;
use crate::admin::shell::unaccepted;
use crate::admin::visit::AdminVisit;

/// The names of the fields.
pub(super) mod name {
    pub(in super::super) const IDENTIFIER: &str = "identifier";
    pub(in super::super) const REPLY_URL: &str = "reply-url";
    pub(in super::super) const DEFAULT_REPLY_URL: &str = "default-reply-url";
    pub(in super::super) const SIGN_ON_URL: &str = "sign-on-url";
    pub(in super::super) const RELAY_STATE: &str = "relay-state";
    pub(in super::super) const LOGOUT_URL: &str = "logout-url";
    pub(in super::super) const VERSION: &str = "version";
    pub(in super::super) const ADD: &str = "add";
}

/// What the form holds, as it was typed.
pub(super) struct Typed {
    pub(super) identifiers: Vec<String>,
    pub(super) reply_urls: Vec<String>,
    /// The place of the default reply URL.
    pub(super) default_reply_url: usize,
    pub(super) sign_on_url: String,
    pub(super) relay_state: String,
    pub(super) logout_url: String,
    pub(super) version: i64,
}

impl Typed {
    fn of(application: &Application) -> Self {
        let text = |url: Option<&WebUrl>| url.map(ToString::to_string).unwrap_or_default();
        Self {
            identifiers: application.identifiers.clone(),
            reply_urls: application
                .reply_urls
                .iter()
                .map(|it| it.url.to_string())
                .collect(),
            default_reply_url: application
                .reply_urls
                .iter()
                .position(|it| it.is_default)
                .unwrap_or_default(),
            sign_on_url: text(application.sign_on_url.as_ref()),
            relay_state: application.relay_state.clone().unwrap_or_default(),
            logout_url: text(application.logout_url.as_ref()),
            version: application.version,
        }
    }

    fn read(fields: &FormFields) -> Self {
        let all = |name| fields.all(name).map(|value| value.trim().to_owned()).collect();
        Self {
            identifiers: all(name::IDENTIFIER),
            reply_urls: all(name::REPLY_URL),
            default_reply_url: fields.get(name::DEFAULT_REPLY_URL).parse().unwrap_or_default(),
            sign_on_url: fields.trimmed(name::SIGN_ON_URL).to_owned(),
            relay_state: fields.trimmed(name::RELAY_STATE).to_owned(),
            logout_url: fields.trimmed(name::LOGOUT_URL).to_owned(),
            version: fields.get(name::VERSION).parse().unwrap_or_default(),
        }
    }
}

/// `GET …/single-sign-on/saml/basic`.
pub(crate) async fn show(visit: AdminVisit, Path(id): Path<String>) -> Response {
    let result = frame::find(&visit, &id).await.map(|application| {
        let typed = Typed::of(&application);
        page(&visit, &application, &typed, &FieldErrors::default()).into_response()
    });
    visit.conclude(result)
}

/// `POST` of the same: saves, or shows one more line.
pub(crate) async fn save(visit: AdminVisit, Path(id): Path<String>, fields: FormFields) -> Response {
    let result = saved(&visit, &id, &fields).await;
    visit.conclude(result)
}

async fn saved(visit: &AdminVisit, id: &str, fields: &FormFields) -> Result<Response, Failure> {
    let (application, mut typed) = (frame::find(visit, id).await?, Typed::read(fields));
    if let Some(list) = fields.find(name::ADD) {
        // A line that is empty is the one more already.
        let lines = if list == name::IDENTIFIER {
            &mut typed.identifiers
        } else {
            &mut typed.reply_urls
        };
        if lines.last().is_none_or(|last| !last.is_empty()) {
            lines.push(String::new());
        }
        return Ok(page(visit, &application, &typed, &FieldErrors::default()).into_response());
    }
    let mut errors = FieldErrors::default();
    let change = parsed(visit, &application, &typed, &mut errors);
    if !errors.is_empty() {
        return Ok(unaccepted(page(visit, &application, &typed, &errors)));
    }
    let status =
        match applications::update(visit.directory(), &visit.caller, visit.tenant_id(), id, change).await {
            Ok(_) => return Ok(visit.done(&routes::saml(id), fl!(visit.loader(), "saml-basic-saved"))),
            Err(Failure::Invalid(problems)) => {
                for problem in &problems {
                    errors.add(place(&typed, problem), visit.sentence(problem));
                }
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Err(Failure::Conflict(conflict)) => {
                let at = match &conflict {
                    Conflict::Taken { value, .. } => line(name::IDENTIFIER, &typed.identifiers, value),
                    _ => String::new(),
                };
                errors.add(at, visit.conflict(&conflict));
                // Whoever sends it once more has seen what the others did.
                typed.version = application.version;
                StatusCode::CONFLICT
            }
            Err(failure) => return Err(failure),
        };
    Ok((status, page(visit, &application, &typed, &errors)).into_response())
}

/// The change as values, and what is wrong with the text that is none.
fn parsed(
    visit: &AdminVisit,
    application: &Application,
    typed: &Typed,
    errors: &mut FieldErrors,
) -> ApplicationChange {
    let mut lines = Lines { visit, errors };
    let identifiers = lines.read(name::IDENTIFIER, &typed.identifiers, EntityId::parse);
    let reply_urls = lines.read(name::REPLY_URL, &typed.reply_urls, WebUrl::parse);
    let sign_on_url = lines.optional(name::SIGN_ON_URL, &typed.sign_on_url, WebUrl::parse);
    let relay_state = lines.optional(name::RELAY_STATE, &typed.relay_state, RelayStateText::parse);
    let logout_url = lines.optional(name::LOGOUT_URL, &typed.logout_url, WebUrl::parse);
    let known = |url: &WebUrl| application.reply_urls.iter().find(|it| it.url == *url);
    let reply_urls = reply_urls
        .into_iter()
        .map(|(place, url)| ReplyUrl {
            index: known(&url).and_then(|it| it.index),
            is_default: place == typed.default_reply_url,
            url,
        })
        .collect();
    ApplicationChange {
        identifiers: Some(
            identifiers
                .into_iter()
                .map(|(_, identifier)| identifier)
                .collect(),
        ),
        reply_urls: Some(reply_urls),
        sign_on_url: Some(sign_on_url),
        relay_state: Some(relay_state),
        logout_url: Some(logout_url),
        version: Some(typed.version),
        ..ApplicationChange::default()
    }
}

struct Lines<'a> {
    visit: &'a AdminVisit,
    errors: &'a mut FieldErrors,
}

impl Lines<'_> {
    /// The lines that are not empty, each with its place; one is needed.
    fn read<T>(
        &mut self,
        field: &str,
        lines: &[String],
        parse: impl Fn(&str) -> Result<T, Problem>,
    ) -> Vec<(usize, T)> {
        let mut values = Vec::new();
        for (place, line) in lines.iter().enumerate().filter(|(_, line)| !line.is_empty()) {
            match parse(line) {
                Ok(value) => values.push((place, value)),
                Err(problem) => self
                    .errors
                    .add(format!("{field}-{place}"), self.visit.sentence(&problem)),
            }
        }
        if lines.iter().all(String::is_empty) {
            self.errors
                .add(format!("{field}-0"), fl!(self.visit.loader(), "saml-one-needed"));
        }
        values
    }

    fn optional<T>(
        &mut self,
        field: &str,
        text: &str,
        parse: impl Fn(&str) -> Result<T, Problem>,
    ) -> Option<T> {
        if text.is_empty() {
            return None;
        }
        parse(text)
            .map_err(|problem| self.errors.add(field, self.visit.sentence(&problem)))
            .ok()
    }
}

/// Where a problem that the directory found belongs.
fn place(typed: &Typed, problem: &Problem) -> String {
    match &*problem.field {
        "identifierUris" => line(name::IDENTIFIER, &typed.identifiers, &problem.received),
        "replyUrls" => line(name::REPLY_URL, &typed.reply_urls, &problem.received),
        "signOnUrl" => name::SIGN_ON_URL.to_owned(),
        _ => String::new(),
    }
}

/// The field of the line that says this; what was received may have been cut.
fn line(field: &str, lines: &[String], received: &str) -> String {
    let beginning = received.trim_end_matches('…');
    let at = lines.iter().position(|line| line.starts_with(beginning));
    format!("{field}-{}", at.unwrap_or_default())
}
