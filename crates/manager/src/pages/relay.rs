//! The page that posts a provider's answer again, from our own host.
//!
//! A post that another site starts does not bring the browser's Lax cookies along. Nothing is judged or consumed
//! then: the same fields are posted once more by a page of ours, and that post brings them.

use axum::response::{IntoResponse, Response};
use i18n_embed_fl::fl;
use vestibule_web::ui::auto_post::{Value, auto_post};
use vestibule_web::ui::layout::{self, SignInPage};
use vestibule_web::{FormFields, Href};

use crate::routes;
use crate::services::Visit;

/// The fields of an answer, to be posted again as they came.
pub(crate) struct Carried {
    /// `SAMLResponse`.
    pub(crate) response: String,
    /// `RelayState`.
    pub(crate) relay_state: Option<String>,
    /// Whether it has been posted again already.
    pub(crate) is_marked: bool,
}

impl Carried {
    /// The fields of a body that has exactly one answer and at most one RelayState; other bodies are judged as they
    /// are, and refused.
    pub(crate) fn read(body: &[u8]) -> Option<Self> {
        let fields = FormFields::parse(body).ok()?;
        let is_one = fields.all(RESPONSE).count() == 1 && fields.all(RELAY_STATE).count() <= 1;
        is_one.then(|| Self {
            response: fields.get(RESPONSE).to_owned(),
            relay_state: fields.find(RELAY_STATE).map(str::to_owned),
            is_marked: fields.has(MARKER),
        })
    }

    /// The fields for a form.
    pub(crate) fn fields(&self) -> Vec<(&str, &str)> {
        let mut fields = vec![(RESPONSE, self.response.as_str())];
        if let Some(relay_state) = &self.relay_state {
            fields.push((RELAY_STATE, relay_state));
        }
        fields
    }
}

/// 200: a form that sends itself, with a button for browsers without scripts.
pub(crate) fn post_again(visit: &Visit, carried: &Carried) -> Response {
    let title = fl!(visit.texts().loader(), "signing-in");
    let mut fields = carried.fields();
    fields.push((MARKER, "1"));
    let fields: Vec<_> = fields
        .into_iter()
        .map(|(name, value)| (name, Value::Text(value)))
        .collect();
    let frame = SignInPage {
        title: &title,
        organisation: Some(&visit.customer.name),
        ..SignInPage::default()
    };
    let form = auto_post(visit.page.language, &Href::fixed(routes::ACS), &fields);
    layout::sign_in_page(&visit.page, &frame, &form).into_response()
}

/// The field that says that a message was posted again. It grants nothing.
pub(crate) const MARKER: &str = "posted_again";
const RESPONSE: &str = "SAMLResponse";
const RELAY_STATE: &str = "RelayState";
