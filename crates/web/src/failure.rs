//! The page that says what went wrong: one shape for every refusal of both systems.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use i18n_embed_fl::fl;
use maud::Markup;

use crate::ui::layout::Person;
use crate::ui::{self, Link};
use crate::{Language, text};

/// A refusal as a person reads it. Texts are in the reader's language already.
///
/// As a response it is rendered by [`crate::apply`], which knows language, product, correlation id and time;
/// what it is logged as is the caller's business.
#[derive(Clone, Debug)]
pub struct FailurePage {
    /// The status of the answer.
    pub status: StatusCode,
    /// The stable code (`AADSTS50105`).
    pub code: String,
    /// The page's title and heading.
    pub title: String,
    /// What happened, in one or two sentences.
    pub what_happened: String,
    /// What was expected.
    pub expected: Option<String>,
    /// What was received.
    pub received: Option<String>,
    /// What to change, and who can.
    pub what_to_change: String,
    /// The commands that change it; [`command`] makes them.
    pub commands: Vec<String>,
    /// The setting to change.
    pub setting: Option<Link>,
    /// Further ways on; the start page is always offered.
    pub ways_on: Vec<Link>,
    /// Further rows of the details: name and value.
    pub details: Vec<(String, String)>,
    /// Who is signed in, with the button to sign out.
    pub signed_in: Option<Person>,
    /// Whose sign-in page it would have been (tenant or customer).
    pub organisation: Option<String>,
}

impl Default for FailurePage {
    fn default() -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            code: String::new(),
            title: String::new(),
            what_happened: String::new(),
            expected: None,
            received: None,
            what_to_change: String::new(),
            commands: Vec::new(),
            setting: None,
            ways_on: Vec::new(),
            details: Vec::new(),
            signed_in: None,
            organisation: None,
        }
    }
}

impl FailurePage {
    /// The page's markup.
    pub fn render(&self, page: &crate::PageContext) -> Markup {
        ui::failure::failure(page, self)
    }

    /// 404, for a handler that looked and found nothing.
    pub fn not_found(language: Language) -> Self {
        let own = text::own(language);
        let loader = own.loader();
        Self {
            status: StatusCode::NOT_FOUND,
            code: "WEB-NOT-FOUND".to_owned(),
            title: fl!(loader, "not-found-title"),
            what_happened: fl!(loader, "not-found-happened"),
            what_to_change: fl!(loader, "not-found-change"),
            ..Self::default()
        }
    }

    /// 500, for a failure whose cause only the log may tell. The caller logs it.
    pub fn internal(language: Language) -> Self {
        let own = text::own(language);
        let loader = own.loader();
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            code: "WEB-INTERNAL".to_owned(),
            title: fl!(loader, "internal-title"),
            what_happened: fl!(loader, "internal-happened"),
            what_to_change: fl!(loader, "internal-change"),
            ..Self::default()
        }
    }
}

/// A command with values in the place of words. A value that a shell could read in another way than as one word is left
/// out: the word stays, for the reader to fill in.
pub fn command(template: &str, values: &[(&str, &str)]) -> String {
    let is_plain = |value: &str| {
        let is_plain =
            |character: char| character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '_' | '@');
        value.starts_with(|character: char| character.is_ascii_alphanumeric()) && value.chars().all(is_plain)
    };
    let filled = template.split(' ').map(|word| {
        let value = values.iter().find(|(name, _)| *name == word);
        value
            .map(|(_, value)| *value)
            .filter(|value| is_plain(value))
            .unwrap_or(word)
    });
    filled.collect::<Vec<_>>().join(" ")
}

/// A failure on its way to [`crate::apply`].
#[derive(Clone)]
pub(crate) struct Carried(pub(crate) Box<FailurePage>);

impl IntoResponse for FailurePage {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(Carried(Box::new(self)));
        response
    }
}

impl IntoResponse for Box<FailurePage> {
    fn into_response(self) -> Response {
        (*self).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::command;

    #[test]
    fn a_command_takes_plain_values_and_leaves_the_word_for_anything_else() {
        let made = |value| command("vestibule app assign --app APP --user UPN", &[("UPN", value)]);
        let filled = "vestibule app assign --app APP --user b.simon@contoso.example";
        assert_eq!(made("b.simon@contoso.example"), filled);
        for odd in [
            "",
            "a b",
            "$(id)",
            "a;id",
            "a'b",
            "--enabled",
            "a\u{202E}b",
            "%PATH%",
        ] {
            assert!(made(odd).ends_with("--user UPN"), "{odd}");
        }
    }
}
