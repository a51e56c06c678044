//! *Groups*: a list to search.

use axum::extract::RawQuery;
use axum::response::{IntoResponse as _, Response};
use i18n_embed_fl::fl;
use maud::{Markup, html};
use vestibule_directory::groups::{self, Group};
use vestibule_directory::{Failure, Page};
use vestibule_web::ui::table::{Empty, Table};

use super::listing::Listing;
use super::routes;
use super::shell::{Part, Shell, day};
use super::visit::AdminVisit;
use crate::sign_in::flow::query_fields;

/// `GET /admin/groups`.
pub(crate) async fn show(visit: AdminVisit, RawQuery(query): RawQuery) -> Response {
    let result = shown(&visit, query.as_deref()).await;
    visit.conclude(result)
}

async fn shown(visit: &AdminVisit, query: Option<&str>) -> Result<Response, Failure> {
    let (fields, part) = (query_fields(query), AdminVisit::part(query));
    let words = fields.trimmed("q");
    let found = groups::search(visit.directory(), &visit.caller, visit.tenant_id(), words, &part).await?;
    Ok(page(visit, words, part.after.is_none(), &found).into_response())
}

fn page(visit: &AdminVisit, words: &str, is_first: bool, found: &Page<Group>) -> Markup {
    let loader = visit.loader();
    let title = fl!(loader, "nav-groups");
    let listing = Listing {
        label: fl!(loader, "groups-search"),
        list: routes::groups(),
        region: "groups",
        words,
        is_first,
    };
    let body = listing.around(visit, found, &table(visit, words, &found.items));
    Shell::new(visit, Part::Groups, &title).around(&body)
}

fn table(visit: &AdminVisit, words: &str, found: &[Group]) -> Markup {
    let loader = visit.loader();
    let columns = [
        fl!(loader, "column-name"),
        fl!(loader, "column-description"),
        fl!(loader, "column-created"),
    ];
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let (title, text) = if words.is_empty() {
        (fl!(loader, "groups-empty"), fl!(loader, "groups-empty-text"))
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
    let rows = found.iter().map(|group| {
        vec![
            html! { (group.display_name) },
            html! { (group.description.as_deref().unwrap_or("–")) },
            day(group.created_at),
        ]
    });
    html! { (Table::new(&fl!(loader, "nav-groups"), &columns, empty).rows(rows)) }
}
