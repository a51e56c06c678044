//! *Create new user*: the form, what it comes to, and the person.

use axum::response::{IntoResponse as _, Response};
use i18n_embed_fl::fl;
use maud::{Markup, html};
use vestibule_directory::passwords;
use vestibule_directory::users::{self, NewUser};
use vestibule_directory::value::{DisplayName, PersonalName, Upn};
use vestibule_directory::{Failure, Problem, Secret};
use vestibule_web::FormFields;
use vestibule_web::form::FieldErrors;
use vestibule_web::ui::{button, card, field, list};

use super::secret;
use super::show::shell;
use crate::admin::routes;
use crate::admin::shell::unaccepted;
use crate::admin::visit::AdminVisit;

/// What the form holds, as it was typed.
struct Typed {
    local: String,
    domain: String,
    display_name: String,
    given_name: String,
    surname: String,
    password: String,
}

impl Typed {
    fn read(fields: &FormFields) -> Self {
        let text = |name| fields.trimmed(name).to_owned();
        Self {
            local: text("upn"),
            domain: text("domain"),
            display_name: text("display-name"),
            given_name: text("given-name"),
            surname: text("surname"),
            password: fields.get("password").to_owned(),
        }
    }

    /// Somebody who is used to it types the whole name.
    fn upn(&self) -> String {
        if self.local.contains('@') {
            self.local.clone()
        } else {
            format!("{}@{}", self.local, self.domain)
        }
    }
}

/// `GET /admin/users/new`: with a password that was generated for it.
pub(crate) async fn show(visit: AdminVisit) -> Response {
    let typed = Typed {
        local: String::new(),
        domain: visit.tenant.initial_domain().to_owned(),
        display_name: String::new(),
        given_name: String::new(),
        surname: String::new(),
        password: passwords::generate(visit.directory().environment())
            .expose()
            .clone(),
    };
    form(&visit, &typed, &FieldErrors::default()).into_response()
}

/// `POST` of the same: *Review + create*, back to the form, or *Create*.
pub(crate) async fn send(visit: AdminVisit, fields: FormFields) -> Response {
    let result = sent(&visit, &fields).await;
    visit.conclude(result)
}

async fn sent(visit: &AdminVisit, fields: &FormFields) -> Result<Response, Failure> {
    let (typed, mut errors) = (Typed::read(fields), FieldErrors::default());
    let step = fields.get("step");
    if step == "back" {
        return Ok(form(visit, &typed, &errors).into_response());
    }
    let Some(new) = parsed(visit, &typed, &mut errors) else {
        return Ok(unaccepted(form(visit, &typed, &errors)));
    };
    if step != "create" {
        return Ok(review(visit, &typed).into_response());
    }
    match users::create(visit.directory(), &visit.caller, new).await {
        Ok(created) => {
            let name = created.user.display_name.as_str();
            let sentence = fl!(visit.loader(), "user-created", name = name);
            return Ok(visit.done(&routes::user(&created.user.id), sentence));
        }
        Err(Failure::Invalid(problems)) => {
            for problem in &problems {
                errors.add(place(problem), visit.sentence(problem));
            }
        }
        Err(Failure::Conflict(conflict)) => errors.add("upn", visit.conflict(&conflict)),
        Err(Failure::Refused(refusal)) => errors.add("password", refusal.expected.clone()),
        Err(failure) => return Err(failure),
    }
    Ok(unaccepted(form(visit, &typed, &errors)))
}

fn place(problem: &Problem) -> &'static str {
    match &*problem.field {
        "displayName" => "display-name",
        _ => "upn",
    }
}

fn parsed(visit: &AdminVisit, typed: &Typed, errors: &mut FieldErrors) -> Option<NewUser> {
    let mut wrong = |field: &str, problem: &Problem| errors.add(field, visit.sentence(problem));
    let upn = Upn::parse(&typed.upn())
        .map_err(|problem| wrong("upn", &problem))
        .ok();
    let display_name = DisplayName::parse(&typed.display_name)
        .map_err(|problem| wrong("display-name", &problem))
        .ok();
    let mut optional = |field: &str, text: &str| {
        let parsed = Some(text)
            .filter(|text| !text.is_empty())
            .map(PersonalName::parse);
        parsed.transpose().map_err(|problem| wrong(field, &problem)).ok()
    };
    let given_name = optional("given-name", &typed.given_name);
    let surname = optional("surname", &typed.surname);
    if typed.password.is_empty() {
        errors.add("password", fl!(visit.loader(), "password-missing-new"));
        return None;
    }
    let mut new = NewUser::new(visit.tenant_id(), upn?, display_name?);
    new.given_name = given_name?;
    new.surname = surname?;
    new.password = Some(Secret::new(typed.password.clone()));
    Some(new)
}

fn form(visit: &AdminVisit, typed: &Typed, errors: &FieldErrors) -> Markup {
    let loader = visit.loader();
    let title = fl!(loader, "create-user");
    let domains: Vec<(&str, &str)> = visit
        .tenant
        .domains
        .iter()
        .map(|domain| (domain.name.as_str(), domain.name.as_str()))
        .collect();
    let body = html! {
        form class="form form-narrow" method="post" action=(routes::new_user()) autocomplete="off" {
            (visit.page.csrf.field())
            div class="form-row" {
                (field::text("upn", &fl!(loader, "user-principal-name")).value(&typed.local).error(errors.of("upn")).longest(113)
                    .autocomplete("off").required().autofocus())
                (field::select("domain", &fl!(loader, "domain-name"), &domains).value(&typed.domain))
            }
            (field::text("display-name", &fl!(loader, "display-name")).value(&typed.display_name).error(errors.of("display-name"))
                .longest(256).autocomplete("off").required())
            (secret::password(visit, &typed.password, errors.of("password")))
            (field::text("given-name", &fl!(loader, "given-name")).value(&typed.given_name).error(errors.of("given-name")).longest(128).autocomplete("off"))
            (field::text("surname", &fl!(loader, "surname")).value(&typed.surname).error(errors.of("surname")).longest(128).autocomplete("off"))
            div class="button-row" {
                (button::primary(&fl!(loader, "review-create")).name("step", "review"))
                (button::link(&fl!(loader, "cancel"), &routes::users()))
            }
        }
    };
    shell(visit, &title).around(&body)
}

fn review(visit: &AdminVisit, typed: &Typed) -> Markup {
    let loader = visit.loader();
    let title = fl!(loader, "create-user");
    let text = |text: &str| html! { @if text.is_empty() { "–" } @else { (text) } };
    let rows = [
        (fl!(loader, "user-principal-name"), text(&typed.upn())),
        (fl!(loader, "display-name"), text(&typed.display_name)),
        (fl!(loader, "given-name"), text(&typed.given_name)),
        (fl!(loader, "surname"), text(&typed.surname)),
        (fl!(loader, "account-enabled"), html! { (fl!(loader, "yes")) }),
    ];
    let hidden = [
        ("upn", &typed.local),
        ("domain", &typed.domain),
        ("display-name", &typed.display_name),
        ("given-name", &typed.given_name),
        ("surname", &typed.surname),
        ("password", &typed.password),
    ];
    let body = html! {
        (card::card(&fl!(loader, "review-title"), html! {
            (list::definitions(&rows))
            p { (fl!(loader, "review-password")) }
            form method="post" action=(routes::new_user()) {
                (visit.page.csrf.field())
                @for (name, value) in hidden { (field::hidden(name, value)) }
                div class="button-row" {
                    (button::primary(&fl!(loader, "create")).name("step", "create"))
                    (button::secondary(&fl!(loader, "back")).name("step", "back"))
                }
            }
        }))
    };
    shell(visit, &title).around(&body)
}
