//! A form that sends itself: how a browser carries a message to another site.

use i18n_embed_fl::fl;
use maud::{Markup, PreEscaped, Render as _, html};

use crate::ui::button;
use crate::{Href, Language, text};

/// A form with hidden fields and the button *Continue*; the script sends it at once. Its answer needs
/// [`crate::ContentSecurityPolicy::posting_to`] if `action` is on another site.
pub fn auto_post(language: Language, action: &Href, fields: &[(&str, &str)]) -> Markup {
    let own = text::own(language);
    let loader = own.loader();
    let label = fl!(loader, "continue");
    html! {
        form class="auto-post" method="post" action=(action) data-auto-post {
            @for (name, value) in fields { input type="hidden" name=(name) value=(escaped(value)); }
            p class="auto-post-wait" { span class="spinner" aria-hidden="true" {} span { (fl!(loader, "continuing")) } }
            noscript { p { (fl!(loader, "continue-without-script", button = label.as_str())) } }
            (button::primary(&label).wide())
        }
    }
}

/// Messages are long and have nothing to escape; a look at their octets costs a fraction of copying them one by one.
fn escaped(value: &str) -> PreEscaped<String> {
    // No early end, so that the compiler looks at many octets at once.
    let is_special = |octet| matches!(octet, b'&' | b'<' | b'>' | b'"');
    if value
        .bytes()
        .fold(false, |found, octet| found | is_special(octet))
    {
        value.render()
    } else {
        PreEscaped(value.to_owned())
    }
}
