//! The navigation beside a page, and the breadcrumb above it.

use i18n_embed_fl::fl;
use maud::{Markup, html};

use crate::ui::Link;
use crate::ui::icon::{Icon, icon};
use crate::{Href, Language, text};

/// A link of the navigation.
#[derive(Clone, Debug)]
pub struct NavigationLink {
    /// What it says.
    pub label: String,
    /// Where it leads.
    pub href: Href,
    /// The icon before it.
    pub icon: Option<Icon>,
    /// Whether this is the page that is shown, or the part it belongs to.
    pub is_current: bool,
}

impl NavigationLink {
    /// A link that is not current.
    pub fn new(label: impl Into<String>, href: Href, icon: Option<Icon>) -> Self {
        Self {
            label: label.into(),
            href,
            icon,
            is_current: false,
        }
    }

    /// Marks the link as the page that is shown.
    pub fn current(mut self, is_current: bool) -> Self {
        self.is_current = is_current;
        self
    }
}

/// Links under a heading.
#[derive(Clone, Debug, Default)]
pub struct NavigationGroup {
    /// The heading; none for the first links.
    pub heading: Option<String>,
    /// The links.
    pub links: Vec<NavigationLink>,
}

/// The id of the navigation, which the menu button of phones opens.
pub(crate) const ID: &str = "navigation";

/// The landmark. On phones it is a popover that the header's menu button opens.
pub(crate) fn navigation(language: Language, groups: &[NavigationGroup]) -> Markup {
    let own = text::own(language);
    html! {
        nav class="navigation" id=(ID) popover aria-label=(fl!(own.loader(), "main-navigation")) {
            @for group in groups {
                div class="navigation-group" {
                    @if let Some(heading) = &group.heading { p class="navigation-heading" { (heading) } }
                    ul role="list" {
                        @for link in &group.links {
                            li {
                                a class="navigation-link" href=(link.href)
                                    aria-current=[link.is_current.then_some("page")] {
                                    @if let Some(shape) = link.icon { (icon(shape)) }
                                    span { (link.label) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The way here, ending with the page itself. Nothing if the page is the beginning.
pub(crate) fn breadcrumb(language: Language, way: &[Link], title: &str) -> Markup {
    if way.is_empty() {
        return html! {};
    }
    let own = text::own(language);
    html! {
        nav class="breadcrumb" aria-label=(fl!(own.loader(), "breadcrumb")) {
            ol role="list" {
                @for link in way { li { (link) (icon(Icon::Forward)) } }
                li { span aria-current="page" { (title) } }
            }
        }
    }
}
