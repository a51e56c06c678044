//! The frames of a page: a calm card for signing in, header and navigation for working.

use i18n_embed_fl::fl;
use maud::{DOCTYPE, Markup, html};

use crate::text::{self, Fixed};
use crate::ui::icon::{Icon, icon, mark};
use crate::ui::long::Room;
use crate::ui::navigation::{self, NavigationGroup};
use crate::ui::{Link, avatar, language, notice};
use crate::{Href, PageContext, assets};

/// Who is signed in.
#[derive(Clone, Debug)]
pub struct Person {
    /// The name as people read it.
    pub display_name: String,
    /// A second line: user principal name or role.
    pub detail: Option<String>,
    /// Where the *Sign out* form is posted to.
    pub sign_out: Href,
}

/// A page of the way in: one card in the middle.
#[derive(Clone, Debug, Default)]
pub struct SignInPage<'a> {
    /// The heading and the title.
    pub title: &'a str,
    /// The tenant or customer whose page it is.
    pub organisation: Option<&'a str>,
    /// The application that asked for the sign-in.
    pub application: Option<&'a str>,
    /// A sentence below the heading.
    pub lead: Option<&'a str>,
    /// Somebody who is signed in already, with the button to sign out.
    pub person: Option<&'a Person>,
    /// For pages with more than a few fields.
    pub is_wide: bool,
    /// For pages that lead on by themselves: nobody stays to choose a language, which would begin anew.
    pub is_passing: bool,
}

/// The search box in the header.
#[derive(Clone, Debug)]
pub struct Search<'a> {
    /// Where the form is sent to, by GET with the field `q`.
    pub action: Href,
    /// The label, which is also the placeholder.
    pub label: &'a str,
    /// What was searched for.
    pub value: &'a str,
}

/// A page of the product for people who are signed in.
#[derive(Clone, Debug, Default)]
pub struct AppPage<'a> {
    /// The heading and the title.
    pub title: &'a str,
    /// A sentence below the heading.
    pub lead: Option<&'a str>,
    /// The tenant or customer, beside the product's name.
    pub organisation: Option<&'a str>,
    /// The navigation; without groups there is no side.
    pub navigation: &'a [NavigationGroup],
    /// The way here, without the page itself.
    pub breadcrumb: &'a [Link],
    /// Who is signed in.
    pub person: Option<&'a Person>,
    /// The search box in the header.
    pub search: Option<Search<'a>>,
    /// Buttons beside the heading.
    pub actions: Option<Markup>,
}

/// A page of the way in.
pub fn sign_in_page(page: &PageContext, sign_in: &SignInPage<'_>, body: &Markup) -> Markup {
    html! {
        (Room::around(body, FRAME_OCTETS))
        (DOCTYPE)
        html lang=(page.language.tag()) class=(page.product.accent.class()) {
            (head(page, sign_in.title))
            body class="page-sign-in" {
                (SKIP_LINK.of(page.language))
                div class="sign-in" {
                    div class="sign-in-brand" { (mark(page.product.accent)) span { (page.product.name) } }
                    main class={ "sign-in-card" @if sign_in.is_wide { " sign-in-card-wide" } } id="content" tabindex="-1" {
                        (sign_in_context(sign_in))
                        h1 class="sign-in-heading" { (sign_in.title) }
                        @if let Some(lead) = sign_in.lead { p class="sign-in-lead" { (lead) } }
                        @if let Some(pending) = page.take_notice() { (notice::notice(page.language, &pending)) }
                        (body)
                    }
                    footer class="sign-in-foot" {
                        @if let Some(person) = sign_in.person { (signed_in(page, person)) }
                        @if !sign_in.is_passing { (language::switch(page)) }
                    }
                }
                (announcement())
            }
        }
    }
}

/// Whose page it is, and for which application.
fn sign_in_context(sign_in: &SignInPage<'_>) -> Markup {
    if sign_in.organisation.is_none() && sign_in.application.is_none() {
        return html! {};
    }
    html! {
        div class="sign-in-context" {
            @if let Some(organisation) = sign_in.organisation {
                p class="sign-in-organisation" { (organisation) }
            }
            @if let Some(application) = sign_in.application {
                p class="sign-in-application" { (avatar::application(application)) span { (application) } }
            }
        }
    }
}

/// A page of the product.
pub fn app_page(page: &PageContext, app: &AppPage<'_>, body: &Markup) -> Markup {
    let has_navigation = !app.navigation.is_empty();
    html! {
        (Room::around(body, FRAME_OCTETS))
        (DOCTYPE)
        html lang=(page.language.tag()) class=(page.product.accent.class()) {
            (head(page, app.title))
            body class="page-app" {
                (SKIP_LINK.of(page.language))
                (header(page, app))
                div class={ "frame" @if has_navigation { " frame-with-navigation" } } {
                    @if has_navigation { (navigation::navigation(page.language, app.navigation)) }
                    main class="main" id="content" tabindex="-1" {
                        (navigation::breadcrumb(page.language, app.breadcrumb, app.title))
                        div class="main-head" {
                            div {
                                h1 class="main-heading" { (app.title) }
                                @if let Some(lead) = app.lead { p class="main-lead" { (lead) } }
                            }
                            @if let Some(actions) = &app.actions { div class="main-actions" { (actions) } }
                        }
                        @if let Some(pending) = page.take_notice() { (notice::notice(page.language, &pending)) }
                        (body)
                    }
                }
                footer class="foot" { (language::switch(page)) }
                (announcement())
            }
        }
    }
}

fn header(page: &PageContext, app: &AppPage<'_>) -> Markup {
    let own = text::own(page.language);
    let loader = own.loader();
    html! {
        header class={ "header" @if app.navigation.is_empty() { " header-centred" } } {
            @if !app.navigation.is_empty() {
                button class="icon-button header-menu" type="button" popovertarget=(navigation::ID)
                    aria-label=(fl!(loader, "open-menu")) { (icon(Icon::Menu)) }
            }
            a class="header-brand" href=(page.product.home) {
                (mark(page.product.accent))
                span class="header-product" { (page.product.name) }
            }
            @if let Some(organisation) = app.organisation { span class="header-organisation" { (organisation) } }
            @if let Some(search) = &app.search {
                form class="header-search" role="search" method="get" action=(search.action) {
                    (icon(Icon::Search))
                    input class="input" type="search" name="q" value=(search.value) placeholder=(search.label)
                        aria-label=(search.label);
                }
            }
            div class="header-space" {}
            @if let Some(person) = app.person { (signed_in(page, person)) }
        }
    }
}

/// Who is signed in, and the button to sign out: a form, since signing out changes something.
fn signed_in(page: &PageContext, person: &Person) -> Markup {
    let own = text::own(page.language);
    let loader = own.loader();
    html! {
        div class="signed-in" {
            (avatar::person(&person.display_name))
            div class="signed-in-text" {
                span class="visually-hidden" { (fl!(loader, "signed-in-as")) " " }
                span class="signed-in-name" { (person.display_name) }
                @if let Some(detail) = &person.detail { span class="signed-in-detail" { (detail) } }
            }
            form method="post" action=(person.sign_out) {
                (page.csrf.field())
                button class="button button-quiet" type="submit" {
                    (icon(Icon::SignOut)) span { (fl!(loader, "sign-out")) }
                }
            }
        }
    }
}

fn head(page: &PageContext, title: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            title { (title) " · " (page.product.name) }
            link rel="stylesheet" href=(assets::stylesheet());
            link rel="icon" type="image/svg+xml" href=(assets::tab_icon(page.product.accent));
            script src=(assets::script()) defer {}
        }
    }
}

static SKIP_LINK: Fixed<Markup> = Fixed::new(|language| {
    html! { a class="skip" href="#content" { (fl!(text::own(language).loader(), "skip-to-content")) } }
});

/// Where the script writes what a screen reader is to say.
fn announcement() -> Markup {
    html! { div class="visually-hidden" id="announcement" role="status" {} }
}

/// What a page usually has around its body.
const FRAME_OCTETS: usize = 4 * 1024;
