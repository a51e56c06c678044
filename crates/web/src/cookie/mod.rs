//! The one table of cookies, and how they are read and written.
//!
//! Over https every cookie is `__Host-`, `Secure` and `HttpOnly`, so that neither a sibling host nor a script
//! can set or read it. Over plain http (the demo on loopback) there is no prefix and no `Secure`: clients
//! other than browsers would not send such a cookie back.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, header, request::Parts};
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

/// A row of the table.
#[derive(Debug, PartialEq, Eq)]
pub struct CookieKind {
    /// The name without prefix.
    pub name: &'static str,
    /// When browsers send it along with requests that other sites start.
    pub same_site: SameSite,
    /// How long browsers keep it.
    pub lifetime: Lifetime,
}

/// The `SameSite` attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SameSite {
    /// Sent when another site leads here by a link, not when it posts a form here.
    Lax,
    /// Never sent with a request that another site starts.
    Strict,
}

/// How long browsers keep a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifetime {
    /// Until the browser is closed.
    BrowserSession,
    /// For so many seconds.
    Seconds(u32),
}

/// Who is signed in: the token of the session.
pub const SESSION: CookieKind = kind("session", Lifetime::BrowserSession);
/// The same for people who chose to stay signed in.
pub const KEPT_SESSION: CookieKind = kind("kept-session", Lifetime::Seconds(90 * 24 * 3600));
/// What ties a sign-in that is under way to the browser it was begun in.
pub const SIGN_IN: CookieKind = kind("sign-in", Lifetime::BrowserSession);
/// How often an application sent this browser to sign in just now, so that a loop ends.
pub const SIGN_IN_COUNT: CookieKind = kind("sign-in-count", Lifetime::Seconds(60));
/// What ties the forms of a page to the browser they were shown in.
pub const FORM: CookieKind = kind("form", Lifetime::BrowserSession);
/// The language the reader chose.
pub const LANGUAGE: CookieKind = kind("language", Lifetime::Seconds(365 * 24 * 3600));
/// A sentence for the next page, shown once.
pub const NOTICE: CookieKind = kind("notice", Lifetime::Seconds(60));

/// The whole table.
pub const ALL: [&CookieKind; 7] = [
    &SESSION,
    &KEPT_SESSION,
    &SIGN_IN,
    &SIGN_IN_COUNT,
    &FORM,
    &LANGUAGE,
    &NOTICE,
];

const fn kind(name: &'static str, lifetime: Lifetime) -> CookieKind {
    CookieKind {
        name,
        same_site: SameSite::Lax,
        lifetime,
    }
}

/// Everything but the characters a cookie value may hold (RFC 6265, 4.1.1), and `%`.
const VALUE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b',')
    .add(b';')
    .add(b'\\')
    .add(b'%');

/// The request's cookies, and how to answer with new ones.
#[derive(Clone, Debug, Default)]
pub struct Cookies {
    /// Shared, since everybody who answers a request gets a copy.
    received: Arc<[(String, String)]>,
    is_secure: bool,
}

impl Cookies {
    /// Reads the `Cookie` headers of a request.
    pub fn read(headers: &HeaderMap, is_secure: bool) -> Self {
        let received = headers
            .get_all(header::COOKIE)
            .into_iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter_map(|(name, value)| {
                let value = if value.contains('%') {
                    percent_decode_str(value).decode_utf8().ok()?.into_owned()
                } else {
                    value.to_owned()
                };
                Some((name.to_owned(), value))
            })
            .collect();
        Self { received, is_secure }
    }

    /// The value of a cookie. A name that arrives with two different values counts as absent: one of them was
    /// planted by a neighbouring host, and nobody can tell which.
    pub fn get(&self, kind: &CookieKind) -> Option<&str> {
        let mut values = self
            .received
            .iter()
            .filter(|(name, _)| name.strip_prefix(self.prefix()) == Some(kind.name))
            .map(|(_, value)| value);
        let first = values.next()?;
        values.all(|other| other == first).then_some(first.as_str())
    }

    /// A `Set-Cookie` value with the lifetime of the table.
    pub fn set(&self, kind: &CookieKind, value: &str) -> HeaderValue {
        self.set_with_lifetime(kind, value, kind.lifetime)
    }

    /// A `Set-Cookie` value with a lifetime of its own, as for a session of somebody who stays signed in.
    pub fn set_with_lifetime(&self, kind: &CookieKind, value: &str, lifetime: Lifetime) -> HeaderValue {
        let mut text = format!(
            "{}{}={}; Path=/; HttpOnly",
            self.prefix(),
            kind.name,
            utf8_percent_encode(value, VALUE)
        );
        text.push_str(match kind.same_site {
            SameSite::Lax => "; SameSite=Lax",
            SameSite::Strict => "; SameSite=Strict",
        });
        if let Lifetime::Seconds(seconds) = lifetime {
            text.push_str("; Max-Age=");
            text.push_str(&seconds.to_string());
        }
        if self.is_secure {
            text.push_str("; Secure");
        }
        header_value(text)
    }

    /// A `Set-Cookie` value that makes browsers forget the cookie.
    pub fn clear(&self, kind: &CookieKind) -> HeaderValue {
        self.set_with_lifetime(kind, "", Lifetime::Seconds(0))
    }

    /// What stands in front of every cookie's name.
    fn prefix(&self) -> &'static str {
        if self.is_secure { "__Host-" } else { "" }
    }
}

#[expect(
    clippy::expect_used,
    reason = "names are constants and every other octet was escaped to printable ASCII"
)]
fn header_value(text: String) -> HeaderValue {
    HeaderValue::try_from(text).expect("escaped to printable ASCII")
}

impl<S: Send + Sync> FromRequestParts<S> for Cookies {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        crate::PageContext::from_request_parts(parts, state)
            .await
            .map(|page| page.cookies)
    }
}

#[cfg(test)]
mod tests;
