//! The search box above a list.

use maud::{Markup, html};

use crate::Href;
use crate::ui::{button, field};

/// A form with one field `q`, sent by GET. Where scripts run, the element with the id `region` follows what
/// one types; without them the button does it. Give the region `data-announcement` to have its news read out.
pub fn search(label: &str, button_label: &str, action: &Href, value: &str, region: Option<&str>) -> Markup {
    html! {
        form class="search-form" role="search" method="get" action=(action) data-refresh=[region] {
            (field::text("q", label).input(field::Input::Search).label_hidden().placeholder(label).value(value).autocomplete("off"))
            (button::secondary(button_label))
        }
    }
}
