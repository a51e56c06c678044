//! Where answers may go.

use crate::error::Rejected;
use crate::rules::request::reply_url::reply_url_form;

/// A registered reply URL: an assertion consumer service with its index (`[saml-metadata]` 2.4.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyUrl {
    /// The address, compared octet by octet.
    pub url: String,
    /// The number by which a request may choose it.
    pub index: Option<u16>,
    /// Whether it is the one for requests that choose none.
    pub is_default: bool,
}

/// Whether a URL may be plain `http:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlainHttp {
    /// Never.
    Refused,
    /// For `127.0.0.0/8`, `::1`, `localhost` and `*.localhost` only; what a demo needs.
    OnLoopback,
}

impl ReplyUrl {
    /// Takes a URL that somebody wants to register.
    ///
    /// # Errors
    /// `reply_url_form` unless it is an absolute `https:` URL without user information, fragment, control character
    /// or non-ASCII character.
    pub fn parse(
        url: &str,
        index: Option<u16>,
        is_default: bool,
        plain_http: PlainHttp,
    ) -> Result<Self, Rejected> {
        reply_url_form(url, plain_http)?;
        Ok(Self {
            url: url.to_owned(),
            index,
            is_default,
        })
    }
}
