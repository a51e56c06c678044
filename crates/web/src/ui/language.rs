//! The choice of language: links to the same page.

use i18n_embed_fl::fl;
use maud::{Markup, html};

use crate::ui::icon::{Icon, icon};
use crate::{Language, PageContext, text};

/// Links to this page in every language; the current one is marked. Nothing on the answer to a form: its address
/// would show something else.
pub fn switch(page: &PageContext) -> Markup {
    if !page.is_read {
        return html! {};
    }
    let own = text::own(page.language);
    let loader = own.loader();
    let here = page.here.without("lang");
    html! {
        nav class="languages" aria-label=(fl!(loader, "language-choice")) {
            (icon(Icon::Globe))
            @for language in Language::ALL {
                a href=(here.clone().query("lang", language.tag())) lang=(language.tag()) hreflang=(language.tag())
                    aria-current=[(language == page.language).then_some("true")] {
                    @match language {
                        Language::English => (fl!(loader, "language-english")),
                        Language::German => (fl!(loader, "language-german")),
                    }
                }
            }
        }
    }
}
