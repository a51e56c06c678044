//! Protection against forged forms.
//!
//! Three checks, all of which must hold for a request that changes something (every method but GET, HEAD and
//! OPTIONS), unless its route is exempt:
//!
//! 1. `Sec-Fetch-Site`, when the browser sends it, is `same-origin` or `none`.
//! 2. `Origin`, when there is one, is exactly this host with its scheme and port. Customers' hosts are
//!    siblings of one site, so `SameSite` cookies protect none of them from another; this does.
//! 3. The form's token is the keyed mark of the cookie this browser was given with the page.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::FromRequestParts;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, header, request::Parts};
use maud::{Markup, html};

use crate::cookie::{Cookies, FORM};
use crate::keyed::{self, Purpose};
use crate::site::WebContext;

/// The name of the hidden field.
pub const FIELD: &str = "form_token";

/// The token that every form carries.
#[derive(Clone)]
pub struct CsrfToken {
    browser: String,
    key: [u8; 32],
    others: Arc<[[u8; 32]]>,
    is_new: bool,
    is_used: Arc<AtomicBool>,
}

impl CsrfToken {
    /// The token of the browser that sent these cookies; a browser without one gets one.
    pub(crate) fn for_browser(context: &WebContext, cookies: &Cookies) -> Self {
        let known = cookies.get(&FORM).filter(|value| value.len() == 43);
        let browser = known.map_or_else(
            || {
                let mut octets = [0; 32];
                (context.random)(&mut octets);
                URL_SAFE_NO_PAD.encode(octets)
            },
            str::to_owned,
        );
        Self {
            browser,
            key: context.csrf_key,
            others: Arc::clone(&context.other_csrf_keys),
            is_new: known.is_none(),
            is_used: Arc::default(),
        }
    }

    /// The hidden field; belongs into every form with `method="post"`.
    pub fn field(&self) -> Markup {
        html! { input type="hidden" name=(FIELD) value=(self.value()); }
    }

    /// The token's text, for requests that are no forms of a page.
    pub fn value(&self) -> String {
        self.is_used.store(true, Ordering::Relaxed);
        keyed::mark(&self.key, Purpose::Form, &self.browser)
    }

    /// The cookie that has to go out with the answer: only if a form was written for a new browser.
    pub(crate) fn cookie(&self, cookies: &Cookies) -> Option<http::HeaderValue> {
        (self.is_new && self.is_used.load(Ordering::Relaxed)).then(|| cookies.set(&FORM, &self.browser))
    }

    fn accepts(&self, token: &str) -> bool {
        std::iter::once(&self.key)
            .chain(self.others.iter())
            .any(|key| keyed::is_mark_of(key, Purpose::Form, &self.browser, token))
    }
}

impl std::fmt::Debug for CsrfToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CsrfToken").finish_non_exhaustive()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for CsrfToken {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        crate::PageContext::from_request_parts(parts, state)
            .await
            .map(|page| page.csrf)
    }
}

/// Why a form was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Forgery {
    /// Sent by a page of another address.
    Foreign { expected: String, received: String },
    /// The browser sent no cookie to compare with.
    NoCookie,
    /// The form carries no token.
    NoToken,
    /// The form's token belongs to another cookie.
    OtherToken,
}

/// Checks 1 and 2: who started the request. `origin` is this site as `Origin` would name it.
pub(crate) fn check_origin(headers: &HeaderMap, origin: &str) -> Result<(), Forgery> {
    let foreign = |received: &str| Forgery::Foreign {
        expected: origin.to_owned(),
        received: received.to_owned(),
    };
    if let Some(value) = headers.get(header::ORIGIN) {
        let received = value.to_str().unwrap_or("?");
        if received != origin {
            return Err(foreign(received));
        }
    }
    if let Some(value) = headers.get("sec-fetch-site") {
        let received = value.to_str().unwrap_or("?");
        if !matches!(received, "same-origin" | "none") {
            return Err(foreign(received));
        }
    }
    Ok(())
}

/// Check 3: the token of the form against the cookie of the browser.
pub(crate) fn check_token(token: &CsrfToken, sent: Option<&str>) -> Result<(), Forgery> {
    if token.is_new {
        return Err(Forgery::NoCookie);
    }
    match sent {
        None => Err(Forgery::NoToken),
        Some(sent) if token.accepts(sent) => Ok(()),
        Some(_) => Err(Forgery::OtherToken),
    }
}

#[cfg(test)]
mod tests;
