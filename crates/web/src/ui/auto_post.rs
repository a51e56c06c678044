//! A form that sends itself: how a browser carries a message to another site.

use i18n_embed_fl::fl;
use maud::{Markup, Render, html};

use crate::text::{self, Fixed};
use crate::ui::button;
use crate::ui::long::{Long, Room};
use crate::{Href, Language};

/// The value of a hidden field.
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
    /// Any text.
    Text(&'a str),
    /// A message in Base64: it is long, and nothing in it means anything in markup.
    Base64(&'a str),
}

impl<'a> Value<'a> {
    fn as_str(self) -> &'a str {
        match self {
            Self::Text(text) | Self::Base64(text) => text,
        }
    }
}

impl Render for Value<'_> {
    fn render_to(&self, buffer: &mut String) {
        match self {
            Self::Text(text) => Long(text).render_to(buffer),
            Self::Base64(text) => {
                debug_assert!(is_base64(text), "not Base64");
                buffer.push_str(text);
            }
        }
    }
}

fn is_base64(text: &str) -> bool {
    text.bytes()
        .all(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'+' | b'/' | b'='))
}

/// A form with hidden fields and the button *Continue*; the script sends it at once. Its answer needs
/// [`crate::ContentSecurityPolicy::posting_to`] if `action` is on another site.
pub fn auto_post(language: Language, action: &Href, fields: &[(&str, Value<'_>)]) -> Markup {
    let octets: usize = fields.iter().map(|(_, value)| value.as_str().len()).sum();
    html! {
        (Room(octets + FORM_OCTETS))
        form class="auto-post" method="post" action=(action) data-auto-post {
            @for (name, value) in fields { input type="hidden" name=(name) value=(value); }
            (VISIBLE.of(language))
        }
    }
}

/// What the form shows.
static VISIBLE: Fixed<Markup> = Fixed::new(|language| {
    let own = text::own(language);
    let loader = own.loader();
    let label = fl!(loader, "continue");
    html! {
        p class="auto-post-wait" { span class="spinner" aria-hidden="true" {} span { (fl!(loader, "continuing")) } }
        noscript { p { (fl!(loader, "continue-without-script", button = label.as_str())) } }
        (button::primary(&label).wide())
    }
});

/// What the form has around the values of its fields.
const FORM_OCTETS: usize = 1024;
