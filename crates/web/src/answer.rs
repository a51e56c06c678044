//! Small answers that handlers share.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};

use crate::{FailurePage, Href};

/// 303: go on with a GET of `to`.
pub fn see_other(to: &Href) -> Response {
    // A location is ASCII: what is not was written by a person and is escaped here.
    let location: String =
        percent_encoding::utf8_percent_encode(to.as_str(), percent_encoding::CONTROLS).to_string();
    match HeaderValue::try_from(location) {
        Ok(location) => (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Adds a cookie made by [`crate::cookie::Cookies`] to an answer.
pub fn with_cookie(mut response: Response, cookie: HeaderValue) -> Response {
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}

/// A refusal that says when to try again.
pub fn with_retry_after(page: FailurePage, seconds: u32) -> Response {
    let mut response = page.into_response();
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}
