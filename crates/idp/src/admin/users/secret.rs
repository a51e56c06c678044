//! A password that an administrator writes down and hands over.

use i18n_embed_fl::fl;
use maud::{Markup, html};
use vestibule_web::ui::{copy, field};

use crate::admin::visit::AdminVisit;

/// *Password* with its value, hidden until *Show password* is ticked. A stylesheet hides it, so that it can be shown
/// without a script.
pub(super) fn password(visit: &AdminVisit, value: &str, error: Option<&str>) -> Markup {
    let loader = visit.loader();
    let (label, hint) = (fl!(loader, "password"), fl!(loader, "password-hint"));
    html! {
        div class="secret form" {
            (field::text("password", &label).hint(&hint).value(value).error(error).autocomplete("off").longest(256).required())
            div class="form-row" {
                (field::checkbox("show", "1", &fl!(loader, "password-show")))
                (copy::copy_button(visit.page.language, "field-password", &label))
            }
        }
    }
}
