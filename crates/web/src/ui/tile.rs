//! Tiles: applications to open.

use maud::{Markup, html};

use crate::Href;
use crate::ui::avatar;
use crate::ui::icon::{Icon, icon};

/// A tile: the application's picture, its name and one line about it. The whole tile is the link.
pub fn tile(name: &str, line: Option<&str>, href: &Href) -> Markup {
    html! {
        li class="tile" {
            (avatar::application(name))
            div class="tile-text" {
                a class="tile-link" href=(href) { (name) }
                @if let Some(line) = line { p class="tile-line" { (line) } }
            }
            span class="tile-go" { (icon(Icon::Launch)) }
        }
    }
}

/// A list of tiles.
pub fn tiles(label: &str, tiles: &Markup) -> Markup {
    html! { ul class="tiles" role="list" aria-label=(label) { (tiles) } }
}
