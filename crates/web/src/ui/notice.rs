//! Notices: sentences that stand out, and are read out when they appear.

use i18n_embed_fl::fl;
use maud::{Markup, html};

use crate::flash::{Gravity, Notice};
use crate::ui::icon::{Icon, icon};
use crate::{Language, text};

/// A sentence in a frame. Errors and warnings interrupt a screen reader, the others wait.
pub fn notice(language: Language, notice: &Notice) -> Markup {
    with_body(language, notice.gravity, &html! { p { (notice.text) } })
}

/// A notice with a body of its own.
pub fn with_body(language: Language, gravity: Gravity, body: &Markup) -> Markup {
    let own = text::own(language);
    let loader = own.loader();
    let (class, role, shape, word) = match gravity {
        Gravity::Info => (
            "notice notice-info",
            "status",
            Icon::Info,
            fl!(loader, "notice-info"),
        ),
        Gravity::Success => (
            "notice notice-success",
            "status",
            Icon::Check,
            fl!(loader, "notice-success"),
        ),
        Gravity::Warning => (
            "notice notice-warning",
            "alert",
            Icon::Warning,
            fl!(loader, "notice-warning"),
        ),
        Gravity::Error => (
            "notice notice-error",
            "alert",
            Icon::Error,
            fl!(loader, "notice-error"),
        ),
    };
    html! {
        div class=(class) role=(role) {
            span class="notice-icon" { (icon(shape)) span class="visually-hidden" { (word) ": " } }
            div class="notice-body" { (body) }
        }
    }
}
