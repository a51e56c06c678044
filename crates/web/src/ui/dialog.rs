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

/// A part that folds away below its summary.
pub fn details(summary: &str, body: &Markup) -> Markup {
    html! {
        details class="details" {
            summary { (icon(Icon::Forward)) span { (summary) } }
            div class="details-body" { (body) }
        }
    }
}
