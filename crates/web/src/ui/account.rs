//! Accounts to pick from, one a line.

use maud::{Markup, html};

use crate::Href;
use crate::ui::avatar;
use crate::ui::icon::{Icon, icon};

/// An account that is chosen by a button: the form around it gets `name=value`.
pub fn choice(name: &str, value: &str, display_name: &str, detail: &str) -> Markup {
    html! {
        button class="account" type="submit" name=(name) value=(value) {
            (avatar::person(display_name))
            (words(display_name, Some(detail)))
            (icon(Icon::Forward))
        }
    }
}

/// An account, or something else in its place, that is chosen by a link.
pub fn link(display_name: &str, detail: Option<&str>, href: &Href) -> Markup {
    html! {
        a class="account" href=(href) { (avatar::person(display_name)) (words(display_name, detail)) (icon(Icon::Forward)) }
    }
}

/// *Use another account*: a button that sends `name=value`.
pub fn other(name: &str, value: &str, label: &str) -> Markup {
    html! {
        button class="account" type="submit" name=(name) value=(value) formnovalidate {
            span class="account-other" aria-hidden="true" { (icon(Icon::Add)) }
            (words(label, None))
        }
    }
}

/// Who is about to sign in, above the field for the password.
pub fn chosen(display_name: &str, detail: Option<&str>) -> Markup {
    html! { div class="account-chosen" { (avatar::person(display_name)) (words(display_name, detail)) } }
}

/// The lines of accounts together.
pub fn accounts(lines: &Markup) -> Markup {
    html! { div class="accounts" { (lines) } }
}

fn words(display_name: &str, detail: Option<&str>) -> Markup {
    html! {
        span class="account-text" {
            span class="account-name" { (display_name) }
            @if let Some(detail) = detail { " " span class="account-detail" { (detail) } }
        }
    }
}
