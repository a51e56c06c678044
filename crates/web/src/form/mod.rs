//! Forms: the fields of a request and the errors of an answer.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use i18n_embed_fl::fl;

use crate::failure::FailurePage;
use crate::{Language, PageContext, text};

/// The most fields a form may have.
pub const FIELD_LIMIT: usize = 64;

/// The fields of a URL-encoded form, in the order they were sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormFields(Vec<(String, String)>);

/// Why a body is no form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadForm {
    /// The content type is another one; holds what was received.
    ContentType(Option<String>),
    /// More fields than [`FIELD_LIMIT`]; holds how many came.
    TooManyFields(usize),
    /// The body broke off.
    Unreadable,
}

impl FormFields {
    /// Parses `application/x-www-form-urlencoded`.
    ///
    /// # Errors
    ///
    /// [`BadForm::TooManyFields`].
    pub fn parse(body: &[u8]) -> Result<Self, BadForm> {
        let count = body
            .split(|octet| *octet == b'&')
            .filter(|pair| !pair.is_empty())
            .count();
        if count > FIELD_LIMIT {
            return Err(BadForm::TooManyFields(count));
        }
        Ok(Self(form_urlencoded::parse(body).into_owned().collect()))
    }

    /// The first value of a field, as sent; empty if the form has no such field.
    pub fn get(&self, name: &str) -> &str {
        self.find(name).unwrap_or_default()
    }

    /// The first value of a field without surrounding white space.
    pub fn trimmed(&self, name: &str) -> &str {
        self.get(name).trim()
    }

    /// The first value of a field, if the form has it.
    pub fn find(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Every value of a field, as of a group of checkboxes.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether a checkbox of that name was ticked (or a field of that name sent at all).
    pub fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }
}

/// Whether the body claims to be a URL-encoded form.
pub(crate) fn is_form(headers: &HeaderMap) -> bool {
    let Some(value) = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
    else {
        return false;
    };
    let essence = value.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

impl<S: Send + Sync> FromRequest<S> for FormFields {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let (mut parts, body) = request.into_parts();
        let page = PageContext::from_request_parts(&mut parts, state).await?;
        let refused = |bad: &BadForm| bad_form(page.language, bad).into_response();
        if !is_form(&parts.headers) {
            let received = parts
                .headers
                .get(header::CONTENT_TYPE)
                .and_then(|value| value.to_str().ok());
            return Err(refused(&BadForm::ContentType(received.map(str::to_owned))));
        }
        // The layer has read the body within the limit; this only hands it on.
        let body = Bytes::from_request(Request::from_parts(parts, body), state)
            .await
            .map_err(|_| refused(&BadForm::Unreadable))?;
        Self::parse(&body).map_err(|bad| refused(&bad))
    }
}

/// The page for a body that is no form.
pub(crate) fn bad_form(language: Language, bad: &BadForm) -> FailurePage {
    let own = text::own(language);
    let loader = own.loader();
    let (expected, received) = match bad {
        BadForm::ContentType(received) => (
            fl!(loader, "bad-form-expected-type"),
            received
                .clone()
                .unwrap_or_else(|| fl!(loader, "bad-form-received-nothing")),
        ),
        BadForm::TooManyFields(count) => (
            fl!(
                loader,
                "bad-form-expected-fields",
                limit = FIELD_LIMIT.to_string()
            ),
            fl!(loader, "bad-form-received-fields", count = count.to_string()),
        ),
        BadForm::Unreadable => (
            fl!(loader, "bad-form-expected-type"),
            fl!(loader, "bad-form-received-unreadable"),
        ),
    };
    FailurePage {
        status: StatusCode::BAD_REQUEST,
        code: "WEB-BAD-FORM".to_owned(),
        title: fl!(loader, "bad-form-title"),
        what_happened: fl!(loader, "bad-form-happened"),
        expected: Some(expected),
        received: Some(received),
        what_to_change: fl!(loader, "bad-form-change"),
        ..FailurePage::default()
    }
}

/// The errors of a form by field, for the same page with status 422.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldErrors(BTreeMap<String, String>);

impl FieldErrors {
    /// Adds an error; the first one of a field stays.
    pub fn add(&mut self, field: impl Into<String>, sentence: impl Into<String>) {
        self.0.entry(field.into()).or_insert_with(|| sentence.into());
    }

    /// The error of a field.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.get(field).map(String::as_str)
    }

    /// Whether the form may be acted on.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests;
