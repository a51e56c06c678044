//! The pager below a list.

use i18n_embed_fl::fl;
use maud::{Markup, html};

use crate::paging::Pages;
use crate::ui::button;
use crate::ui::icon::Icon;
use crate::{Language, text};

/// *Previous page* and *Next page*, each where there is one; nothing if the list has one page.
pub fn pager(language: Language, pages: &Pages) -> Markup {
    if pages.previous.is_none() && pages.next.is_none() {
        return html! {};
    }
    let own = text::own(language);
    let loader = own.loader();
    html! {
        nav class="pager" aria-label=(fl!(loader, "pages")) {
            @if let Some(href) = &pages.previous {
                (button::link(&fl!(loader, "previous-page"), href).icon(Icon::Back))
            }
            @if let Some(href) = &pages.next {
                (button::link(&fl!(loader, "next-page"), href).icon_after(Icon::Forward))
            }
        }
    }
}
