//! The choice of language: links to the same page.

use i18n_embed_fl::fl;
use maud::{Markup, html};

use crate::ui::icon::{Icon, icon};
use crate::{Href, Language, PageContext, text};

/// Links to this page in every language; the current one is marked. Nothing on the answer to a form: its address
/// would show something else.
pub fn switch(page: &PageContext) -> Markup {
    if !page.is_read {
        return html! {};
    }
    let own = text::own(page.language);
    let loader = own.loader();
    html! {
        nav class="languages" aria-label=(fl!(loader, "language-choice")) {
            (icon(Icon::Globe))
            @for language in Language::ALL {
                a href=(here_in(page, language)) lang=(language.tag()) hreflang=(language.tag())
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

/// This page's address with `lang` replaced, everything else byte for byte.
fn here_in(page: &PageContext, language: Language) -> Href {
    let here = page.here.as_str();
    let (path, query) = here.split_once('?').unwrap_or((here, ""));
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("lang="))
        .collect();
    let address = if kept.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", kept.join("&"))
    };
    Href::local(&address)
        .unwrap_or(Href::fixed("/"))
        .query("lang", language.tag())
}
