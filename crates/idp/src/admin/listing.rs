//! What the lists of the admin center share: a search above, and below it the part of the list that was asked for.

use i18n_embed_fl::fl;
use maud::{Markup, html};
use vestibule_directory::Page;
use vestibule_web::Href;
use vestibule_web::ui::{pager, search};

use super::shell::pages;
use super::visit::AdminVisit;

/// A list that can be searched.
pub(super) struct Listing<'a> {
    /// The label of the search.
    pub(super) label: String,
    /// The list itself, without search and position.
    pub(super) list: Href,
    /// The region that a search replaces.
    pub(super) region: &'static str,
    /// What was searched for; empty if nothing was.
    pub(super) words: &'a str,
    /// Whether the list begins here.
    pub(super) is_first: bool,
}

impl Listing<'_> {
    /// Search, table and pager.
    pub(super) fn around<T>(&self, visit: &AdminVisit, found: &Page<T>, table: &Markup) -> Markup {
        let loader = visit.loader();
        let here = if self.words.is_empty() {
            self.list.clone()
        } else {
            self.list.clone().query("q", self.words)
        };
        let pages = pages(&here, self.is_first, found.next.as_deref());
        html! {
            (search::search(&self.label, &fl!(loader, "search-submit"), &self.list, self.words, Some(self.region)))
            div id=(self.region) data-announcement=(fl!(loader, "found", count = found.items.len())) {
                (table)
                (pager::pager(visit.page.language, &pages))
            }
        }
    }
}
