//! Components: typed functions and small builders that write one accessible pattern each.
//!
//! Builders (`field::text(…)`, `button::primary(…)`, `table::Table::new(…)`) are used straight in markup:
//! `(field::text("login", &label).autocomplete("username"))`.

pub mod account;
pub mod auto_post;
pub mod avatar;
pub mod badge;
pub mod button;
pub mod card;
pub mod copy;
pub mod dialog;
pub(crate) mod failure;
pub mod field;
pub mod icon;
pub mod language;
pub mod layout;
pub mod list;
pub(crate) mod long;
pub mod navigation;
pub mod notice;
pub mod pager;
pub mod search;
pub mod table;
pub mod tile;

use maud::{Markup, Render, html};

use crate::Href;

/// A label that leads somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What it says.
    pub label: String,
    /// Where it leads.
    pub href: Href,
}

impl Link {
    /// A link.
    pub fn new(label: impl Into<String>, href: Href) -> Self {
        Self {
            label: label.into(),
            href,
        }
    }
}

impl Render for Link {
    fn render(&self) -> Markup {
        html! { a class="link" href=(self.href) { (self.label) } }
    }
}

#[cfg(test)]
mod tests;
