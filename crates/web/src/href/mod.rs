//! Addresses that may stand in `href` and `action`. Markup escaping does not stop `javascript:`; this type does.

mod plain;

use std::borrow::Cow;
use std::fmt;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::ui::long::Long;

pub use plain::plain_origin;

/// A checked address: a path on this host, a fragment, or an absolute `http`/`https` URL.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Href(Cow<'static, str>);

/// Why a text is no address for a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAnHref {
    /// Not a path that begins with one slash, without backslashes, spaces and controls.
    NotLocal,
    /// Not an absolute URL with the scheme `http` or `https`, a host, and without user name or password.
    NotWeb,
}

impl fmt::Display for NotAnHref {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotLocal => "not a path on this host",
            Self::NotWeb => "not an http or https address",
        })
    }
}

impl std::error::Error for NotAnHref {}

/// What is escaped in a path segment: RFC 3986 `pchar` stays as it is.
const SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'/')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

impl Href {
    /// A path, or path and query, or fragment, that is written in the source.
    ///
    /// # Panics
    ///
    /// When compiled as a constant or run: if the text does not begin with one slash or `#`.
    pub const fn fixed(path: &'static str) -> Self {
        assert!(
            is_local(path.as_bytes()) || is_fragment(path.as_bytes()),
            "a fixed address begins with one slash or #"
        );
        Self(Cow::Borrowed(path))
    }

    /// A path made of segments; each is escaped, so a value cannot leave its place.
    ///
    /// `Href::path(["users", id])` is `/users/…`. The segments `.` and `..` would be resolved away by a
    /// browser whatever their escaping; they are replaced with `_`.
    pub fn path<'a>(segments: impl IntoIterator<Item = &'a str>) -> Self {
        let mut path = String::new();
        for segment in segments {
            path.push('/');
            match segment {
                "." | ".." => path.push('_'),
                _ => path.extend(utf8_percent_encode(segment, SEGMENT)),
            }
        }
        // A first empty segment would make `//host`.
        if path.is_empty() || path.starts_with("//") {
            path = format!("/{}", path.trim_start_matches('/'));
        }
        Self(Cow::Owned(path))
    }

    /// A path on this host that came from outside, such as where to return to after signing in.
    ///
    /// # Errors
    ///
    /// [`NotAnHref::NotLocal`] for anything a browser could read as another host or scheme.
    pub fn local(path: &str) -> Result<Self, NotAnHref> {
        if is_local(path.as_bytes()) {
            Ok(Self(Cow::Owned(path.to_owned())))
        } else {
            Err(NotAnHref::NotLocal)
        }
    }

    /// An absolute web address that came from outside or from settings.
    ///
    /// # Errors
    ///
    /// [`NotAnHref::NotWeb`] for every scheme but `http` and `https`, and for addresses with a user name.
    pub fn external(address: &str) -> Result<Self, NotAnHref> {
        if plain_origin(address).is_some() {
            return Ok(Self(Cow::Owned(address.to_owned())));
        }
        let url = url::Url::parse(address).map_err(|_| NotAnHref::NotWeb)?;
        let is_web = matches!(url.scheme(), "http" | "https") && url.host().is_some();
        if !is_web || !url.username().is_empty() || url.password().is_some() {
            return Err(NotAnHref::NotWeb);
        }
        // As it was written where browsers read it the same way whatever page it stands on (`https:host` is a path
        // on an https page): a reply URL must not change by a normalised octet.
        let has_authority = address
            .get(url.scheme().len()..)
            .is_some_and(|rest| rest.starts_with("://"));
        let is_plain = address
            .bytes()
            .all(|octet| octet > b' ' && octet != b'\\' && octet != 0x7f);
        Ok(Self(Cow::Owned(if has_authority && is_plain {
            address.to_owned()
        } else {
            url.into()
        })))
    }

    /// The same address with one more query parameter.
    pub fn query(self, name: &str, value: &str) -> Self {
        let mut text = self.0.into_owned();
        let fragment = text.find('#').map(|at| text.split_off(at));
        text.push(if text.contains('?') { '&' } else { '?' });
        text.extend(form_urlencoded::byte_serialize(name.as_bytes()));
        text.push('=');
        text.extend(form_urlencoded::byte_serialize(value.as_bytes()));
        text.push_str(fragment.as_deref().unwrap_or_default());
        Self(Cow::Owned(text))
    }

    /// The same address without the query parameters of this name, everything else byte for byte.
    pub(crate) fn without(&self, name: &str) -> Self {
        let (path, query) = self.0.split_once('?').unwrap_or((&self.0, ""));
        // Room for one parameter more: most come back with another value.
        let mut text = String::with_capacity(self.0.len() + 16);
        text.push_str(path);
        let mut separator = '?';
        for pair in query.split('&') {
            let known = pair.split_once('=').map(|(name, _)| name);
            if !pair.is_empty() && known != Some(name) {
                text.push(separator);
                text.push_str(pair);
                separator = '&';
            }
        }
        Self(Cow::Owned(text))
    }

    /// The address as text, unescaped for markup.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Href {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl maud::Render for Href {
    fn render_to(&self, buffer: &mut String) {
        maud::Render::render_to(&Long(&self.0), buffer);
    }
}

/// One slash, not two, and none of the bytes that browsers fold into a slash or drop (`\`, tab, newline).
#[expect(clippy::indexing_slicing, reason = "the place is below the length")]
const fn is_local(path: &[u8]) -> bool {
    let [b'/', rest @ ..] = path else { return false };
    if let [b'/', ..] = rest {
        return false;
    }
    // No early end, so that the compiler looks at many octets at once.
    let mut is_local = true;
    let mut at = 0;
    while at < rest.len() {
        is_local &= !matches!(rest[at], 0..=b' ' | b'\\' | 0x7f);
        at += 1;
    }
    is_local
}

const fn is_fragment(text: &[u8]) -> bool {
    let [b'#', rest @ ..] = text else { return false };
    let mut remaining = rest;
    while let [octet, tail @ ..] = remaining {
        if !(octet.is_ascii_alphanumeric() || *octet == b'-' || *octet == b'_') {
            return false;
        }
        remaining = tail;
    }
    true
}

#[cfg(test)]
mod tests;
