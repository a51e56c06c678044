//! *Enterprise applications*: a list to search.

use axum::extract::RawQuery;
use axum::response::{IntoResponse as _, Response};
use i18n_embed_fl::fl;
use maud::{Markup, html};
use vestibule_directory::applications::{self, ApplicationSummary};
use vestibule_directory::{Failure, Page, Permission};
use vestibule_web::flash::Gravity;
use vestibule_web::ui::icon::Icon;
use vestibule_web::ui::table::{Empty, Table};
use vestibule_web::ui::{avatar, badge, button};

use crate::admin::listing::Listing;
use crate::admin::routes;
use crate::admin::shell::{Part, Shell, day, expiry};
use crate::admin::visit::AdminVisit;
use crate::sign_in::flow::query_fields;

/// `GET /admin/applications`.
pub(crate) async fn show(visit: AdminVisit, RawQuery(query): RawQuery) -> Response {
    let result = shown(&visit, query.as_deref()).await;
    visit.conclude(result)
}

async fn shown(visit: &AdminVisit, query: Option<&str>) -> Result<Response, Failure> {
    let (fields, part) = (query_fields(query), AdminVisit::part(query));
    let words = fields.trimmed("q");
    let found =
        applications::search(visit.directory(), &visit.caller, visit.tenant_id(), words, &part).await?;
    Ok(page(visit, words, part.after.is_none(), &found).into_response())
}

fn page(visit: &AdminVisit, words: &str, is_first: bool, found: &Page<ApplicationSummary>) -> Markup {
    let loader = visit.loader();
    let title = fl!(loader, "nav-enterprise-applications");
    let listing = Listing {
        label: fl!(loader, "applications-search"),
        list: routes::applications(),
        region: "applications",
        words,
        is_first,
    };
    let body = listing.around(visit, found, &table(visit, words, &found.items));
    let shell = Shell::new(visit, Part::Applications, &title);
    let shell = if visit.may(Permission::ManageApplications) {
        shell.actions(new(visit))
    } else {
        shell
    };
    shell.around(&body)
}

fn new(visit: &AdminVisit) -> Markup {
    let label = fl!(visit.loader(), "new-application");
    html! { (button::primary_link(&label, &routes::gallery()).icon(Icon::Add)) }
}

fn table(visit: &AdminVisit, words: &str, found: &[ApplicationSummary]) -> Markup {
    let loader = visit.loader();
    let columns = [
        fl!(loader, "column-name"),
        fl!(loader, "column-application-id"),
        fl!(loader, "column-created"),
        fl!(loader, "column-certificate"),
    ];
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let caption = fl!(loader, "nav-enterprise-applications");
    let (title, text) = if words.is_empty() {
        (
            fl!(loader, "applications-empty"),
            fl!(loader, "applications-empty-text"),
        )
    } else {
        (
            fl!(loader, "search-none", words = words),
            fl!(loader, "search-none-text"),
        )
    };
    let empty = Empty {
        title: &title,
        text: &text,
        action: None,
    };
    let rows = found.iter().map(|application| {
        vec![
            html! {
                div class="cell-person" {
                    (avatar::application(&application.display_name))
                    span {
                        (link(&application.id, &application.display_name))
                        @if !application.is_enabled { " " (badge::badge(Gravity::Warning, &fl!(loader, "disabled"))) }
                    }
                }
            },
            html! { code { (application.app_id) } },
            day(application.created_at),
            html! { @if let Some(ends) = application.certificate_ends { (expiry(visit, ends)) } @else { "–" } },
        ]
    });
    html! { (Table::new(&caption, &columns, empty).rows(rows)) }
}

/// An application's name that leads to it.
pub(in crate::admin) fn link(id: &str, display_name: &str) -> Markup {
    html! { a class="link" href=(routes::application(id)) { (display_name) } }
}
