//! *New application*: the gallery, and the form that adds one of its entries.

use axum::extract::{Path, RawQuery};
use axum::response::{IntoResponse as _, Response};
use i18n_embed_fl::fl;
use maud::{Markup, html};
use vestibule_directory::applications::{self, NewApplication};
use vestibule_directory::templates::{self, Mode, Template};
use vestibule_directory::value::DisplayName;
use vestibule_directory::{Failure, Noun};
use vestibule_web::FormFields;
use vestibule_web::ui::table::{Empty, empty};
use vestibule_web::ui::{button, card, field, list, search, tile};

use crate::admin::routes;
use crate::admin::shell::{Part, Shell, unaccepted};
use crate::admin::visit::AdminVisit;
use crate::sign_in::flow::query_fields;

/// `GET /admin/applications/gallery`.
pub(crate) async fn show(visit: AdminVisit, RawQuery(query): RawQuery) -> Response {
    let fields = query_fields(query.as_deref());
    let words = fields.trimmed("q");
    gallery(&visit, words).into_response()
}

/// `GET /admin/applications/gallery/{entry}`.
pub(crate) async fn show_form(visit: AdminVisit, Path(entry): Path<String>) -> Response {
    let result =
        found(&entry).map(|template| form(&visit, template, &template.display_name, None).into_response());
    visit.conclude(result)
}

/// `POST` of the same: adds it.
pub(crate) async fn create(visit: AdminVisit, Path(entry): Path<String>, fields: FormFields) -> Response {
    let result = created(&visit, &entry, &fields).await;
    visit.conclude(result)
}

async fn created(visit: &AdminVisit, entry: &str, fields: &FormFields) -> Result<Response, Failure> {
    let template = found(entry)?;
    let typed = fields.trimmed("name");
    let name = match DisplayName::parse(typed) {
        Ok(name) => name,
        Err(problem) => {
            let sentence = visit.sentence(&problem);
            return Ok(unaccepted(form(visit, template, typed, Some(&sentence))));
        }
    };
    let mut new = NewApplication::new(visit.tenant_id(), name);
    new.template = Some(template.slug.clone());
    let application = applications::create(visit.directory(), &visit.caller, new).await?;
    let sentence = fl!(
        visit.loader(),
        "application-added",
        application = application.display_name.as_str()
    );
    Ok(visit.done(&routes::application(&application.id), sentence))
}

fn found(entry: &str) -> Result<&'static Template, Failure> {
    templates::find(entry).ok_or_else(|| Failure::not_found(Noun::Template, entry))
}

/// The region that a search replaces.
const REGION: &str = "entries";

fn gallery(visit: &AdminVisit, words: &str) -> Markup {
    let loader = visit.loader();
    let (title, lead) = (fl!(loader, "gallery-title"), fl!(loader, "gallery-lead"));
    let (label, submit) = (fl!(loader, "gallery-search"), fl!(loader, "search-submit"));
    let entries: Vec<&Template> = templates::gallery()
        .iter()
        .filter(|template| matches(template, words))
        .collect();
    let body = html! {
        (search::search(&label, &submit, &routes::gallery(), words, Some(REGION)))
        section id=(REGION) data-announcement=(fl!(loader, "found", count = entries.len())) aria-labelledby="from-gallery" {
            h2 id="from-gallery" class="section-heading" { (fl!(loader, "gallery-add")) }
            (tiles(visit, words, &entries))
        }
    };
    below(visit, &title).lead(&lead).around(&body)
}

fn tiles(visit: &AdminVisit, words: &str, entries: &[&Template]) -> Markup {
    let loader = visit.loader();
    if entries.is_empty() {
        let (title, text) = (
            fl!(loader, "search-none", words = words),
            fl!(loader, "gallery-none-text"),
        );
        return empty(&Empty {
            title: &title,
            text: &text,
            action: None,
        });
    }
    let markup = html! {
        @for entry in entries {
            (tile::tile(&entry.display_name, Some(&entry.publisher), &routes::new_application(&entry.slug)))
        }
    };
    tile::tiles(&fl!(loader, "gallery-add"), &markup)
}

/// Whether name or publisher contain every word, in any case.
fn matches(template: &Template, words: &str) -> bool {
    let text = [template.display_name.as_str(), template.publisher.as_str()]
        .join(" ")
        .to_lowercase();
    words
        .to_lowercase()
        .split_whitespace()
        .all(|word| text.contains(word))
}

fn below<'a>(visit: &'a AdminVisit, title: &'a str) -> Shell<'a> {
    let list = fl!(visit.loader(), "nav-enterprise-applications");
    Shell::new(visit, Part::Applications, title).below(&list, routes::applications())
}

fn form(visit: &AdminVisit, template: &Template, typed: &str, error: Option<&str>) -> Markup {
    let loader = visit.loader();
    let modes: Vec<String> = template
        .modes
        .iter()
        .map(|mode| match mode {
            Mode::ServiceProvider => fl!(loader, "mode-sp"),
            Mode::IdentityProvider => fl!(loader, "mode-idp"),
        })
        .collect();
    let rows = [
        (fl!(loader, "gallery-publisher"), html! { (template.publisher) }),
        (
            fl!(loader, "gallery-modes"),
            html! { "SAML: " (modes.join(", ")) },
        ),
    ];
    let (label, hint) = (
        fl!(loader, "application-name"),
        fl!(loader, "application-name-hint"),
    );
    let body = html! {
        form class="form form-narrow" method="post" action=(routes::new_application(&template.slug)) {
            (visit.page.csrf.field())
            (field::text("name", &label).hint(&hint).value(typed).error(error).longest(256).autocomplete("off").required().autofocus())
            div class="button-row" {
                (button::primary(&fl!(loader, "create")))
                (button::link(&fl!(loader, "cancel"), &routes::gallery()))
            }
        }
        (card::card(&fl!(loader, "gallery-about"), html! { p { (template.description) } (list::definitions(&rows)) }))
    };
    below(visit, &template.display_name)
        .below(&fl!(loader, "gallery-title"), routes::gallery())
        .around(&html! { div class="stack" { (body) } })
}
