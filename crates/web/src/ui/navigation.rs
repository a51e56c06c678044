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
    /// The links below it, always shown.
    pub children: Vec<Self>,
}

impl NavigationLink {
    /// A link that is not current.
    pub fn new(label: impl Into<String>, href: Href, icon: Option<Icon>) -> Self {
        Self {
            label: label.into(),
            href,
            icon,
            is_current: false,
            children: Vec::new(),
        }
    }

    /// Marks the link as the page that is shown.
    pub fn current(mut self, is_current: bool) -> Self {
        self.is_current = is_current;
        self
    }

    /// Puts links below it.
    pub fn over(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.children.extend(children);
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
                    (links(&group.links))
                }
            }
        }
    }
}

fn links(links: &[NavigationLink]) -> Markup {
    html! {
        ul role="list" {
            @for link in links {
                li {
                    a class="navigation-link" href=(link.href) aria-current=[link.is_current.then_some("page")] {
                        @if let Some(shape) = link.icon { (icon(shape)) }
                        span { (link.label) }
                    }
                    @if !link.children.is_empty() { div class="navigation-below" { (self::links(&link.children)) } }
                }
            }
        }
    }
}

/// The pages of one thing side by side, above its page.
pub fn tabs(label: &str, links: &[NavigationLink]) -> Markup {
    html! {
        nav class="tabs" aria-label=(label) {
            ul role="list" {
                @for link in links {
                    li { a class="tab" href=(link.href) aria-current=[link.is_current.then_some("page")] { (link.label) } }
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
