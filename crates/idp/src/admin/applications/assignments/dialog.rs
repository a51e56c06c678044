//! The dialog *Users and groups*: search, tick, *Select*. It is one form sent by GET, so that it works without scripts
//! and remembers who was ticked from one search to the next.

use i18n_embed_fl::fl;
use maud::{Markup, html};
use vestibule_directory::assignments::Principal;
use vestibule_directory::users::{self, UserFilter};
use vestibule_directory::{Failure, PageRequest, groups};
use vestibule_web::ui::field::{self, Input};
use vestibule_web::ui::{button, dialog};

use super::add::{CHOOSE, Chosen, PRINCIPAL, SELECT, address};
use crate::admin::routes;
use crate::admin::visit::AdminVisit;

/// How many of each kind are offered; whoever is not among them is found by his name.
const MOST: u16 = 25;

/// The region that a search replaces.
const REGION: &str = "candidates";

/// The dialog, with those who begin like this, and those who are chosen already.
pub(super) async fn markup(
    visit: &AdminVisit,
    id: &str,
    words: &str,
    chosen: &[Chosen],
) -> Result<Markup, Failure> {
    let (directory, caller, tenant_id) = (visit.directory(), &visit.caller, visit.tenant_id());
    let part = PageRequest::first(MOST);
    let filter = UserFilter {
        starts_with: Some(words.to_owned()).filter(|words| !words.is_empty()),
    };
    let people = users::list(directory, caller, tenant_id, &filter, &part)
        .await?
        .items;
    let groups = groups::search(directory, caller, tenant_id, words, &part)
        .await?
        .items;
    let people = people.into_iter().map(|user| Chosen {
        principal: Principal::User(user.id),
        display_name: user.display_name,
        detail: Some(user.user_principal_name),
    });
    let groups = groups.into_iter().map(|group| Chosen {
        principal: Principal::Group(group.id),
        display_name: group.display_name,
        detail: None,
    });
    let found: Vec<Chosen> = people.chain(groups).filter(|one| !chosen.contains(one)).collect();
    Ok(page(visit, id, words, chosen, &found))
}

fn page(visit: &AdminVisit, id: &str, words: &str, chosen: &[Chosen], found: &[Chosen]) -> Markup {
    let loader = visit.loader();
    let (heading, search) = (fl!(loader, "tab-users-and-groups"), fl!(loader, "assign-search"));
    let body = html! {
        form class="form" method="get" action=(routes::assign(id)) data-refresh=(REGION) {
            (field::hidden(CHOOSE, "1"))
            div class="form-row" {
                (field::text("q", &search).input(Input::Search).label_hidden().placeholder(&search).value(words).autocomplete("off").autofocus())
                (button::secondary(&fl!(loader, "search-submit")))
            }
            div class="dialog-list" id=(REGION) data-announcement=(fl!(loader, "found", count = found.len())) {
                @for one in chosen { (candidate(visit, one, true)) }
                @for one in found { (candidate(visit, one, false)) }
                @if chosen.is_empty() && found.is_empty() { p { (fl!(loader, "search-none", words = words)) } }
            }
            div class="button-row" { (button::primary(&fl!(loader, "select")).name(SELECT, "1")) }
        }
    };
    dialog::open(
        visit.page.language,
        "choose",
        &heading,
        &address(id, chosen),
        &body,
    )
}

fn candidate(visit: &AdminVisit, one: &Chosen, is_chosen: bool) -> Markup {
    let kind = match &one.detail {
        Some(detail) => detail.clone(),
        None => fl!(visit.loader(), "kind-group"),
    };
    html! { (field::checkbox(PRINCIPAL, &one.value(), &one.display_name).hint(&kind).checked(is_chosen)) }
}
