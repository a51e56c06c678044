//! The portal's markup.

use i18n_embed_fl::fl;
use maud::{Markup, html};
use vestibule_directory::assignments::Tile;
use vestibule_directory::users::User;
use vestibule_web::Href;
use vestibule_web::ui::layout::{self, AppPage};
use vestibule_web::ui::{button, search, tile};

use crate::routes;
use crate::sign_out;
use crate::visit::Visit;

/// The region that a search replaces.
const REGION: &str = "apps";

/// The portal of `person`, with the tiles whose names contain `words`.
pub(super) fn page(visit: &Visit, person: &User, tiles: &[Tile], words: &str) -> Markup {
    let loader = visit.texts.loader();
    let title = fl!(loader, "my-apps-title");
    let who = sign_out::person(person);
    let frame = AppPage {
        title: &title,
        person: Some(&who),
        ..AppPage::default()
    };
    let (search_label, button_label) = (
        fl!(loader, "my-apps-search"),
        fl!(loader, "my-apps-search-submit"),
    );
    let found: Vec<&Tile> = tiles
        .iter()
        .filter(|tile| matches(&tile.display_name, words))
        .collect();
    let news = fl!(loader, "my-apps-found", count = found.len());
    let body = html! {
        (search::search(&search_label, &button_label, &Href::fixed(routes::MY_APPS), words, Some(REGION)))
        div id=(REGION) data-announcement=(news) { (apps(visit, person, &found, tiles.is_empty(), words)) }
    };
    layout::app_page(&visit.page, &frame, &body)
}

fn apps(visit: &Visit, person: &User, found: &[&Tile], is_empty: bool, words: &str) -> Markup {
    let loader = visit.texts.loader();
    if is_empty {
        return html! { p class="empty" { (fl!(loader, "my-apps-empty")) } };
    }
    if found.is_empty() {
        return html! {
            p class="empty" { (fl!(loader, "my-apps-no-match", words = words)) }
            (button::link(&fl!(loader, "my-apps-show-all"), &Href::fixed(routes::MY_APPS)))
        };
    }
    let launch = |app: &Tile| routes::launch_as(&person.tenant_id, &app.app_id, &person.user_principal_name);
    let markup = html! { @for app in found { (tile::tile(&app.display_name, None, &launch(app))) } };
    tile::tiles(&fl!(loader, "my-apps-list"), &markup)
}

/// Whether every word occurs in the name, in any case and order.
fn matches(name: &str, words: &str) -> bool {
    let name = name.to_lowercase();
    words
        .to_lowercase()
        .split_whitespace()
        .all(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_search_finds_words_in_any_case_and_order() {
        let name = "Ivanti Service Manager (ISM)";
        for words in ["", "ivanti", "manager IVANTI", "(ism)", "vice"] {
            assert!(matches(name, words), "{words}");
        }
        assert!(!matches(name, "ivanti desk"));
    }
}
