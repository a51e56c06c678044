//! Lists of names and values.

use maud::{Markup, html};

/// Names and their values, side by side where there is room.
pub fn definitions<T: AsRef<str>>(rows: &[(T, Markup)]) -> Markup {
    html! {
        dl class="definitions" {
            @for (name, value) in rows {
                div class="definition" { dt { (name.as_ref()) } dd { (value) } }
            }
        }
    }
}
