//! Badges: one word about the state of something.

use maud::{Markup, html};

use crate::flash::Gravity;

/// A word in the colour of its gravity. The word alone must say it; the colour only helps.
pub fn badge(gravity: Gravity, word: &str) -> Markup {
    let class = match gravity {
        Gravity::Info => "badge",
        Gravity::Success => "badge badge-success",
        Gravity::Warning => "badge badge-warning",
        Gravity::Error => "badge badge-error",
    };
    html! { span class=(class) { (word) } }
}
