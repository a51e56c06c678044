//! A form that sends itself: how a browser carries a message to another site.

use i18n_embed_fl::fl;
use maud::{Markup, html};

use crate::ui::button;
use crate::ui::long::{Long, Room};
use crate::{Href, Language, text};

/// A form with hidden fields and the button *Continue*; the script sends it at once. Its answer needs
/// [`crate::ContentSecurityPolicy::posting_to`] if `action` is on another site.
pub fn auto_post(language: Language, action: &Href, fields: &[(&str, &str)]) -> Markup {
    let own = text::own(language);
    let loader = own.loader();
    let label = fl!(loader, "continue");
    let octets: usize = fields.iter().map(|(_, value)| value.len()).sum();
    html! {
        (Room(octets + FORM_OCTETS))
        form class="auto-post" method="post" action=(action) data-auto-post {
            @for (name, value) in fields { input type="hidden" name=(name) value=(Long(value)); }
            p class="auto-post-wait" { span class="spinner" aria-hidden="true" {} span { (fl!(loader, "continuing")) } }
            noscript { p { (fl!(loader, "continue-without-script", button = label.as_str())) } }
            (button::primary(&label).wide())
        }
    }
}

/// What the form has around the values of its fields.
const FORM_OCTETS: usize = 1024;
