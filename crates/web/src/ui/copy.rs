//! Values to copy: a read-only field with a button that works where scripts run.

use i18n_embed_fl::fl;
use maud::{Markup, html};

use crate::ui::icon::{Icon, icon};
use crate::{Language, text};

/// A read-only field named `label` with the button *Copy {label}*. `id` is unique on the page.
pub fn copy_field(language: Language, id: &str, label: &str, value: &str) -> Markup {
    html! {
        div class="field copy" {
            label class="field-label" for=(id) { (label) }
            div class="copy-line" {
                input class="input input-code" id=(id) type="text" value=(value) readonly spellcheck="false";
                (copy_button(language, id, label))
            }
        }
    }
}

/// A value in running text with its copy button.
pub fn copy_text(language: Language, id: &str, label: &str, value: &str) -> Markup {
    html! {
        span class="copy-text" {
            code id=(id) { (value) }
            (copy_button(language, id, label))
        }
    }
}

/// The button *Copy {label}* for the element with this id; hidden until the script finds it.
pub fn copy_button(language: Language, id: &str, label: &str) -> Markup {
    let own = text::own(language);
    let loader = own.loader();
    html! {
        button class="copy-button" type="button" hidden data-copy=(id) data-copied=(fl!(loader, "copied"))
            aria-label=(fl!(loader, "copy-named", name = label)) title=(fl!(loader, "copy")) {
            span class="when-idle" { (icon(Icon::Copy)) }
            span class="when-copied" { (icon(Icon::Check)) }
        }
    }
}
