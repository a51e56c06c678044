//! Dialogs without scripts (the popover of HTML), and parts that fold away.

use i18n_embed_fl::fl;
use maud::{Markup, html};

use crate::ui::icon::{Icon, icon};
use crate::{Language, text};

/// A dialog that [`crate::ui::button::opens`] opens. The page must offer the same by a link where the dialog
/// is more than a convenience.
pub fn dialog(language: Language, id: &str, heading: &str, body: &Markup) -> Markup {
    let own = text::own(language);
    html! {
        div class="dialog" id=(id) popover role="dialog" aria-labelledby={ (id) "-heading" } {
            div class="dialog-head" {
                h2 class="dialog-heading" id={ (id) "-heading" } { (heading) }
                button class="icon-button" type="button" popovertarget=(id) popovertargetaction="hide"
                    aria-label=(fl!(own.loader(), "close")) { (icon(Icon::Close)) }
            }
            div class="dialog-body" { (body) }
        }
    }
}

/// A dialog that is open as long as its address is shown; `close` is the page without it. The page sees to it that
/// nothing behind it can be reached.
pub fn open(language: Language, id: &str, heading: &str, close: &crate::Href, body: &Markup) -> Markup {
    let own = text::own(language);
    html! {
        dialog class="dialog dialog-open" id=(id) open aria-modal="true" aria-labelledby={ (id) "-heading" } {
            div class="dialog-head" {
                h2 class="dialog-heading" id={ (id) "-heading" } { (heading) }
                a class="icon-button" href=(close) aria-label=(fl!(own.loader(), "close")) { (icon(Icon::Close)) }
            }
            div class="dialog-body" { (body) }
        }
    }
}

/// A part that folds away below a heading that reads as a button, for fields that not everybody needs.
pub fn more(label: &str, is_open: bool, body: &Markup) -> Markup {
    html! {
        details class="details" open[is_open] {
            summary role="button" { (icon(Icon::Forward)) span { (label) } }
            div class="details-body details-form" { (body) }
        }
    }
}

/// A part that folds away below its summary.
pub fn details(summary: &str, body: &Markup) -> Markup {
    html! {
        details class="details" {
            summary { (icon(Icon::Forward)) span { (summary) } }
            div class="details-body" { (body) }
        }
    }
}
