//! The markup of *Basic SAML Configuration*.

use i18n_embed_fl::fl;
use maud::{Markup, html};
use vestibule_directory::applications::Application;
use vestibule_directory::templates::{self, Field as Pattern, Template};
use vestibule_web::Notice;
use vestibule_web::form::FieldErrors;
use vestibule_web::ui::field::{self, Input};
use vestibule_web::ui::icon::Icon;
use vestibule_web::ui::{button, dialog, notice};

use super::basic::{Typed, name};
use crate::admin::applications::frame::{self, Tab};
use crate::admin::routes;
use crate::admin::visit::AdminVisit;

/// The form, with what was typed.
pub(super) fn page(
    visit: &AdminVisit,
    application: &Application,
    typed: &Typed,
    errors: &FieldErrors,
) -> Markup {
    let loader = visit.loader();
    let template = application.template_id.as_deref().and_then(templates::find);
    let title = fl!(loader, "saml-basic");
    let id = &application.id;
    let save = fl!(loader, "save");
    let body = html! {
        @if let Some(error) = errors.of("") { (notice::notice(visit.page.language, &Notice::error(error))) }
        form class="form form-narrow" method="post" action=(routes::basic(id)) {
            // What the enter key presses: the first button of a form.
            button class="default-button" type="submit" tabindex="-1" aria-hidden="true" { (save) }
            (visit.page.csrf.field())
            (field::hidden(name::VERSION, &typed.version.to_string()))
            (identifiers(visit, template, typed, errors))
            (reply_urls(visit, template, typed, errors))
            (additional(visit, template, typed, errors))
            div class="button-row" {
                (button::primary(&save))
                (button::link(&fl!(loader, "cancel"), &routes::saml(id)))
            }
        }
    };
    frame::form(visit, application, Some(Tab::SingleSignOn), &title)
        .lead(&fl!(loader, "saml-basic-lead"))
        .around(&body)
}

/// What the values look like, in a sentence.
fn hint(visit: &AdminVisit, pattern: Option<&Pattern>, otherwise: String) -> String {
    let Some(pattern) = pattern.filter(|pattern| !pattern.patterns.is_empty()) else {
        return otherwise;
    };
    let loopback = if visit.services().settings().is_demo {
        pattern.loopback_patterns.as_slice()
    } else {
        &[]
    };
    let all: Vec<&str> = pattern
        .patterns
        .iter()
        .chain(loopback)
        .map(templates::Pattern::as_str)
        .collect();
    fl!(visit.loader(), "saml-patterns", patterns = all.join("  "))
}

/// The lines of a list, at least one, each with the name of the list; the second one and those behind it with a number.
fn lines(field_name: &str, label: &str, hint: &str, values: &[String], errors: &FieldErrors) -> Markup {
    let empty = [String::new()];
    let values = if values.is_empty() { &empty } else { values };
    html! {
        @for (at, value) in values.iter().enumerate() {
            @let label = if at == 0 { label.to_owned() } else { format!("{label} {}", at + 1) };
            @let line = field::text(field_name, &label).numbered(at).value(value).longest(1024).autocomplete("off")
                .error(errors.of(&format!("{field_name}-{at}")));
            @let line = if at == 0 { line.hint(hint) } else { line };
            (if at > 0 && value.is_empty() { line.autofocus() } else { line })
        }
    }
}

fn identifiers(
    visit: &AdminVisit,
    template: Option<&Template>,
    typed: &Typed,
    errors: &FieldErrors,
) -> Markup {
    let loader = visit.loader();
    let hint = hint(
        visit,
        template.map(|it| &it.identifier),
        fl!(loader, "saml-identifier-hint"),
    );
    html! {
        (lines(name::IDENTIFIER, &fl!(loader, "saml-identifier"), &hint, &typed.identifiers, errors))
        div class="button-row" {
            (button::quiet(&fl!(loader, "saml-add-identifier")).name(name::ADD, name::IDENTIFIER).icon(Icon::Add).without_validation())
        }
    }
}

fn reply_urls(
    visit: &AdminVisit,
    template: Option<&Template>,
    typed: &Typed,
    errors: &FieldErrors,
) -> Markup {
    let loader = visit.loader();
    let hint = hint(
        visit,
        template.map(|it| &it.reply_url),
        fl!(loader, "saml-reply-url-hint"),
    );
    let label = fl!(loader, "saml-reply-url");
    html! {
        (lines(name::REPLY_URL, &label, &hint, &typed.reply_urls, errors))
        @if typed.reply_urls.len() > 1 {
            (field::group(&fl!(loader, "saml-default-reply-url"), &html! {
                @for (at, url) in typed.reply_urls.iter().enumerate().filter(|(_, url)| !url.is_empty()) {
                    (field::radio(name::DEFAULT_REPLY_URL, &at.to_string(), url).checked(at == typed.default_reply_url))
                }
            }))
        }
        div class="button-row" {
            (button::quiet(&fl!(loader, "saml-add-reply-url")).name(name::ADD, name::REPLY_URL).icon(Icon::Add).without_validation())
        }
    }
}

fn additional(
    visit: &AdminVisit,
    template: Option<&Template>,
    typed: &Typed,
    errors: &FieldErrors,
) -> Markup {
    let loader = visit.loader();
    let hint = hint(
        visit,
        template.map(|it| &it.sign_on_url),
        fl!(loader, "saml-sign-on-url-hint"),
    );
    let has = |text: &str| !text.is_empty();
    let is_open = has(&typed.sign_on_url) || has(&typed.relay_state) || has(&typed.logout_url);
    let body = html! {
        (field::text(name::SIGN_ON_URL, &fl!(loader, "saml-sign-on-url")).hint(&hint).value(&typed.sign_on_url)
            .input(Input::Text).longest(1024).autocomplete("off").error(errors.of(name::SIGN_ON_URL)))
        (field::text(name::RELAY_STATE, &fl!(loader, "saml-relay-state")).hint(&fl!(loader, "saml-relay-state-hint"))
            .value(&typed.relay_state).longest(1024).autocomplete("off").error(errors.of(name::RELAY_STATE)))
        (field::text(name::LOGOUT_URL, &fl!(loader, "saml-logout-url")).hint(&fl!(loader, "saml-logout-url-hint"))
            .value(&typed.logout_url).longest(1024).autocomplete("off").error(errors.of(name::LOGOUT_URL)))
    };
    dialog::more(&fl!(loader, "saml-additional"), is_open, &body)
}
