//! The choice of language: links to the same page.

use i18n_embed_fl::fl;
use maud::{Markup, html};

use crate::text::{self, Fixed};
use crate::ui::icon::{Icon, icon};
use crate::{Language, PageContext};

/// Links to this page in every language; the current one is marked. Nothing on the answer to a form: its address
/// would show something else.
pub fn switch(page: &PageContext) -> Markup {
    if !page.is_read {
        return html! {};
    }
    let words = WORDS.of(page.language);
    let here = page.here.without("lang");
    html! {
        nav class="languages" aria-label=(words.label) {
            (icon(Icon::Globe))
            @for (language, name) in Language::ALL.into_iter().zip(&words.names) {
                a href=(here.clone().query("lang", language.tag())) lang=(language.tag()) hreflang=(language.tag())
                    aria-current=[(language == page.language).then_some("true")] {
                    (name)
                }
            }
        }
    }
}

struct Words {
    label: String,
    /// Of every language, in the order of [`Language::ALL`].
    names: [String; 2],
}

static WORDS: Fixed<Words> = Fixed::new(|language| {
    let own = text::own(language);
    let loader = own.loader();
    Words {
        label: fl!(loader, "language-choice"),
        names: Language::ALL.map(|language| match language {
            Language::English => fl!(loader, "language-english"),
            Language::German => fl!(loader, "language-german"),
        }),
    }
});
