//! What people see of the service manager.

pub(crate) mod home;
pub(crate) mod local;
pub(crate) mod refusal;
pub(crate) mod relay;
pub(crate) mod sign_out;
pub(crate) mod switch;

use std::sync::LazyLock;

use jiff::Timestamp;
use maud::{Markup, html};
use vestibule_web::ui::layout::Person;
use vestibule_web::{Accent, Href, Language, Product, TextLibrary, Texts};

use crate::people::Employee;
use crate::roles::Role;
use crate::routes;

/// How the product shows itself.
pub(crate) const PRODUCT: Product = Product {
    name: "Service Manager",
    accent: Accent::Orchard,
    home: Href::fixed(routes::HOME),
};

/// The texts of this crate.
pub(crate) fn texts(language: Language) -> Texts<'static> {
    TEXTS.texts(language)
}

/// Who is signed in, for the frame of a page.
pub(crate) fn person(employee: &Employee, role: Role) -> Person {
    Person {
        display_name: employee.display_name.clone(),
        detail: Some(role.display_name().to_owned()),
        sign_out: Href::fixed(routes::SIGN_OUT),
    }
}

/// A time as people read it, to the second and in UTC.
pub(crate) fn time(at: Timestamp) -> Markup {
    html! {
        time datetime=(at.strftime("%Y-%m-%dT%H:%M:%SZ")) { (at.strftime("%Y-%m-%d %H:%M:%S UTC")) }
    }
}

/// The language files, embedded.
#[derive(rust_embed::RustEmbed)]
#[folder = "text/"]
pub(crate) struct Assets;

static TEXTS: LazyLock<TextLibrary> = LazyLock::new(|| TextLibrary::load::<Assets>("vestibule_manager"));

#[cfg(test)]
mod tests;
