//! Identifiers and addresses of applications.

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

use super::is_legal_in_xml;
use crate::Problem;

/// An application's identifier (entity id): compared octet by octet, so it is kept exactly as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityId(String);

impl EntityId {
    /// The longest identifier, in characters (saml-core 8.3.6).
    pub const LONGEST: usize = 1024;

    /// Checks an identifier: any text without blanks that is long enough to be one. Many applications use plain words
    /// rather than URIs.
    ///
    /// # Errors
    ///
    /// It is empty, too long, has blanks or characters outside printable ASCII, or still holds a placeholder (`<…>`, `*`).
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let problem =
            |id, message, expected: &str| Problem::new("identifierUris", id, message, expected, text);
        if text.is_empty() || text.len() > Self::LONGEST {
            return Err(problem(
                "identifier-length",
                "the identifier is empty or too long",
                "1 to 1024 characters",
            ));
        }
        if text.contains(['<', '>', '*']) {
            return Err(placeholder("identifierUris", text));
        }
        if !text.chars().all(|character| character.is_ascii_graphic()) {
            return Err(problem(
                "identifier-character",
                "the identifier has a blank or a character outside ASCII",
                "letters, digits and punctuation, without blanks",
            ));
        }
        Ok(Self(text.to_owned()))
    }

    /// The identifier as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An absolute `https:` address (or `http:` on this machine) without user, password or fragment, kept as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebUrl(String);

impl WebUrl {
    /// The longest address, in characters.
    pub const LONGEST: usize = 1024;

    /// Checks an address. It is compared octet by octet later, so nothing in it is changed.
    ///
    /// # Errors
    ///
    /// Not absolute, not `https:` (nor `http:` with a loopback host), with user information or fragment, with characters
    /// outside printable ASCII, longer than 1024, or with a placeholder left in it.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let problem = |id, message, expected: &str| Problem::new("replyUrls", id, message, expected, text);
        if text.contains(['<', '>', '*']) {
            return Err(placeholder("replyUrls", text));
        }
        if text.is_empty() || text.len() > Self::LONGEST {
            return Err(problem(
                "url-length",
                "the address is empty or too long",
                "1 to 1024 characters",
            ));
        }
        if !text
            .chars()
            .all(|character| character.is_ascii_graphic() && is_legal_in_xml(character))
            || text.contains(['\\', '"'])
        {
            return Err(problem(
                "url-character",
                "the address has a blank or a character outside ASCII",
                "an address in ASCII; write other scripts as punycode or percent-encoded",
            ));
        }
        refuse_other_forms(text)?;
        Ok(Self(text.to_owned()))
    }

    /// The address as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What was checked before it was stored.
    pub(crate) fn stored(text: String) -> Self {
        Self(text)
    }
}

/// An address to which responses may be sent (assertion consumer service).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyUrl {
    /// The address.
    pub url: WebUrl,
    /// The number by which a request may name it.
    pub index: Option<u16>,
    /// Whether it is taken when a request names none, and when the sign-on starts here.
    pub is_default: bool,
}

impl ReplyUrl {
    /// An address without index; of several the first becomes the default unless one is marked.
    pub fn plain(url: WebUrl) -> Self {
        Self {
            url,
            index: None,
            is_default: false,
        }
    }
}

/// Scheme, host and authority; without anything behind `#`.
fn refuse_other_forms(text: &str) -> Result<(), Problem> {
    let problem = |id, message, expected: &str| Problem::new("replyUrls", id, message, expected, text);
    let expected_form = "https://host/path";
    let Ok(url) = Url::parse(text) else {
        return Err(problem(
            "url-form",
            "this is not an absolute address",
            expected_form,
        ));
    };
    // The parser takes `https:host` and `https:///host` as well; partners do not.
    let is_written_out = text.starts_with("https://") || text.starts_with("http://");
    if !is_written_out || url.host().is_none() {
        return Err(problem(
            "url-scheme",
            "the address does not begin with https://",
            expected_form,
        ));
    }
    if url.scheme() == "http" && !is_loopback(&url) {
        let expected = "https://, or http:// with localhost, *.localhost, 127.0.0.0/8 or [::1]";
        return Err(problem(
            "url-scheme",
            "plain http is for this machine alone",
            expected,
        ));
    }
    let authority = text.split('/').nth(2).unwrap_or_default();
    if authority.is_empty() || authority.contains('@') {
        let expected = "an address without user or password";
        return Err(problem("url-userinfo", "the address names a user", expected));
    }
    if text.contains('#') {
        return Err(problem(
            "url-fragment",
            "the address has a fragment",
            "an address without #",
        ));
    }
    Ok(())
}

/// Whether the host is this machine: `localhost`, `*.localhost`, 127.0.0.0/8, `::1`.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn placeholder(field: &'static str, text: &str) -> Problem {
    Problem::new(
        field,
        "placeholder",
        "a placeholder was left in the value",
        "your own value in place of <…> and *, brackets included",
        text,
    )
}

macro_rules! text_traits {
    ($($name:ty),*) => {$(
        impl FromStr for $name {
            type Err = Problem;

            fn from_str(text: &str) -> Result<Self, Problem> {
                Self::parse(text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }
    )*};
}

text_traits!(EntityId, WebUrl);
