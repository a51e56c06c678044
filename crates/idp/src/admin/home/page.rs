//! The markup of the home.

use i18n_embed_fl::fl;
use maud::{Markup, html};
use vestibule_directory::Permission;
use vestibule_web::ui::table::{Empty, Table};
use vestibule_web::ui::{button, card};

use super::{Found, Home};
use crate::admin::applications::list;
use crate::admin::routes;
use crate::admin::shell::{Part, Shell, expiry, moment};
use crate::admin::visit::AdminVisit;

/// What needs attention.
pub(super) fn home(visit: &AdminVisit, home: &Home) -> Markup {
    let loader = visit.loader();
    let (title, lead) = (
        fl!(loader, "admin-home-title"),
        fl!(
            loader,
            "admin-home-lead",
            organisation = visit.tenant.display_name.as_str()
        ),
    );
    let body = html! {
        div class="stack" {
            @if let Some(endings) = &home.endings {
                (card::card(&fl!(loader, "home-certificates"), endings_table(visit, endings)))
            }
            @if let Some(failures) = &home.failures {
                (card::card(&fl!(loader, "home-failures"), failures_table(visit, failures)))
            }
            (ways_on(visit))
        }
    };
    Shell::new(visit, Part::Home, &title).lead(&lead).around(&body)
}

fn ways_on(visit: &AdminVisit) -> Markup {
    let loader = visit.loader();
    if !visit.may(Permission::ReadApplications) {
        return html! { p { (fl!(loader, "home-nothing")) } };
    }
    html! {
        div class="button-row" { (button::link(&fl!(loader, "nav-enterprise-applications"), &routes::applications())) }
    }
}

fn endings_table(visit: &AdminVisit, endings: &[vestibule_directory::certificates::Ending]) -> Markup {
    let loader = visit.loader();
    let (caption, text) = (
        fl!(loader, "home-certificates"),
        fl!(loader, "home-certificates-text"),
    );
    let columns = [
        fl!(loader, "column-application"),
        fl!(loader, "column-expiration"),
        fl!(loader, "column-status"),
    ];
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let none = fl!(loader, "home-certificates-none");
    let empty = Empty {
        title: &none,
        text: &text,
        action: None,
    };
    let rows = endings.iter().map(|ending| {
        vec![
            list::link(&ending.certificate.application_id, &ending.application),
            moment(ending.certificate.not_after),
            expiry(visit, ending.certificate.not_after),
        ]
    });
    html! { (Table::new(&caption, &columns, empty).rows(rows)) }
}

fn failures_table(visit: &AdminVisit, failures: &[vestibule_directory::sign_ins::SignIn]) -> Markup {
    let loader = visit.loader();
    let caption = fl!(loader, "home-failures");
    let columns = [
        fl!(loader, "column-time"),
        fl!(loader, "column-user"),
        fl!(loader, "column-application"),
        fl!(loader, "column-reason"),
    ];
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let none = fl!(loader, "home-failures-none");
    let empty = Empty {
        title: &none,
        text: "",
        action: None,
    };
    let rows = failures.iter().map(|failure| {
        vec![
            moment(failure.created_at),
            html! { (failure.user_principal_name.as_deref().unwrap_or("–")) },
            html! { (failure.app_display_name.as_deref().unwrap_or("–")) },
            html! { "AADSTS" (failure.error_code) span class="cell-second" { (failure.failure_reason) } },
        ]
    });
    html! { (Table::new(&caption, &columns, empty).rows(rows)) }
}

/// What a search in the header found.
pub(super) fn found(visit: &AdminVisit, words: &str, found: &Found) -> Markup {
    let loader = visit.loader();
    let title = fl!(loader, "admin-search-title", words = words);
    let is_empty = found.applications.is_empty() && found.people.is_empty();
    let body = html! {
        div class="stack" {
            @if is_empty { p { (fl!(loader, "admin-search-none")) } }
            @if !found.applications.is_empty() {
                (card::card(&fl!(loader, "nav-enterprise-applications"), html! {
                    ul { @for application in &found.applications { li { (list::link(&application.id, &application.display_name)) } } }
                }))
            }
            @if !found.people.is_empty() {
                (card::card(&fl!(loader, "nav-users"), html! {
                    ul { @for person in &found.people {
                        li { (super::super::users::list::link(person)) " " span class="cell-second" { (person.user_principal_name) } }
                    } }
                }))
            }
        }
    };
    Shell::new(visit, Part::Home, &title)
        .searched(words)
        .around(&body)
}
