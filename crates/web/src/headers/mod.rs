//! Security headers, the same on every answer.

use std::borrow::Cow;

use http::{HeaderMap, HeaderName, HeaderValue, header};
use url::{Position, Url};

use crate::Href;
use crate::href::{NotAnHref, plain_origin};

/// The content security policy of an answer. Without one in the response's extensions the strict one is sent.
///
/// ```
/// use vestibule_web::ContentSecurityPolicy;
/// let policy = ContentSecurityPolicy::posting_to("https://contoso.saasit.com/handlers/acs")?;
/// # Ok::<(), vestibule_web::href::NotAnHref>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentSecurityPolicy {
    value: HeaderValue,
    is_framed_here: bool,
}

impl ContentSecurityPolicy {
    /// The strict policy: everything from this site alone, forms to this site alone, never in a frame.
    pub fn strict() -> Self {
        Self {
            value: HeaderValue::from_static(
                "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; \
                 connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
            ),
            is_framed_here: false,
        }
    }

    /// The policy of a page that shows other sites in frames: the origins of `addresses` alone, and this site, which the
    /// frames come back to.
    ///
    /// # Errors
    ///
    /// [`NotAnHref`] if one of the addresses is not an absolute `http` or `https` URL.
    pub fn framing<'a>(addresses: impl IntoIterator<Item = &'a str>) -> Result<Self, NotAnHref> {
        let mut sources = vec![Cow::Borrowed("'self'")];
        for address in addresses {
            let origin = WebOrigin::of(address)?.text;
            if !sources.contains(&origin) {
                sources.push(origin);
            }
        }
        let policy = format!(
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; \
             frame-src {}; frame-ancestors 'none'; base-uri 'none'",
            sources.join(" ")
        );
        Self::new(policy, false)
    }

    /// The policy of a page that may stand in a frame of this site: it shows something and can do nothing.
    pub fn framed_here() -> Self {
        Self {
            value: HeaderValue::from_static(
                "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'none'; \
                 frame-ancestors 'self'; base-uri 'none'",
            ),
            is_framed_here: true,
        }
    }

    fn new(policy: String, is_framed_here: bool) -> Result<Self, NotAnHref> {
        let value = HeaderValue::try_from(policy).map_err(|_| NotAnHref::NotWeb)?;
        Ok(Self {
            value,
            is_framed_here,
        })
    }

    /// The policy of a page that posts to another site: `form-action` is that site's origin alone, and nothing
    /// is fetched. The script that sends the form is this site's own.
    ///
    /// # Errors
    ///
    /// [`NotAnHref`] if the address is not an absolute `http` or `https` URL.
    pub fn posting_to(address: &str) -> Result<Self, NotAnHref> {
        Self::posting(&WebOrigin::of(address)?.text)
    }

    /// The `action` of a form that is posted to another site, and the policy of its page: as [`Self::posting_to`], for a
    /// receiver that may answer with a redirect to another origin. Chromium holds `form-action` against every redirect
    /// that follows the post, and would stop there without a word.
    ///
    /// `onward` are further addresses of the receiver that it may lead to. From an `https` address it may lead to any
    /// other, since none of them gets to see what was posted; never to plain `http` that is not among `onward`.
    ///
    /// # Errors
    ///
    /// As [`Href::external`] for `address`; such ones of `onward` are left out.
    pub fn posting_through<'a>(
        address: &str,
        onward: impl IntoIterator<Item = &'a str>,
    ) -> Result<(Href, Self), NotAnHref> {
        let action = Href::external(address)?;
        let WebOrigin { is_secure, text } = WebOrigin::of(address)?;
        let mut sources = vec![text];
        for next in onward {
            if is_covered(next, is_secure, &sources) {
                continue;
            }
            let Ok(next) = WebOrigin::of(next) else {
                continue;
            };
            let is_any_other = is_secure && next.is_secure;
            if !is_any_other && !sources.contains(&next.text) {
                sources.push(next.text);
            }
        }
        if is_secure {
            sources.push(Cow::Borrowed("https:"));
        }
        Ok((action, Self::posting(&sources.join(" "))?))
    }

    fn posting(sources: &str) -> Result<Self, NotAnHref> {
        let policy = [
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action ",
            sources,
            "; frame-ancestors 'none'; base-uri 'none'",
        ];
        Self::new(policy.concat(), false)
    }

    /// The header's value.
    pub fn value(&self) -> &HeaderValue {
        &self.value
    }
}

/// Whether one look tells that an address adds nothing to the sources: most receivers lead on to themselves.
fn is_covered(address: &str, is_secure: bool, sources: &[Cow<'_, str>]) -> bool {
    let is_within = |source: &Cow<'_, str>| {
        address
            .strip_prefix(source.as_ref())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    (is_secure && address.starts_with("https://")) || sources.iter().any(is_within)
}

/// The origin of an absolute web address.
struct WebOrigin<'a> {
    is_secure: bool,
    text: Cow<'a, str>,
}

impl<'a> WebOrigin<'a> {
    fn of(address: &'a str) -> Result<Self, NotAnHref> {
        if let Some(origin) = plain_origin(address) {
            return Ok(Self {
                is_secure: origin.starts_with("https:"),
                text: Cow::Borrowed(origin),
            });
        }
        let url = Url::parse(address).map_err(|_| NotAnHref::NotWeb)?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(NotAnHref::NotWeb);
        }
        // A parsed address has its host in lower case and no port that its scheme has anyway.
        let text = [
            &url[..Position::BeforeUsername],
            &url[Position::BeforeHost..Position::BeforePath],
        ];
        Ok(Self {
            is_secure: url.scheme() == "https",
            text: Cow::Owned(text.concat()),
        })
    }
}

/// Adds what every answer carries. `Cache-Control` is only set where the handler was silent.
pub(crate) fn secure(headers: &mut HeaderMap, policy: Option<&ContentSecurityPolicy>, is_secure: bool) {
    let policy = policy.cloned().unwrap_or_else(ContentSecurityPolicy::strict);
    headers.reserve(HEADERS);
    headers.insert(header::CONTENT_SECURITY_POLICY, policy.value);
    for (name, value) in &ALWAYS {
        headers.insert(name, value.clone());
    }
    if policy.is_framed_here {
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    }
    if is_secure {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000"),
        );
    }
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
}

/// How many there may be: those above, the correlation id, a cookie or two.
const HEADERS: usize = 12;

static ALWAYS: [(HeaderName, HeaderValue); 6] = [
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    // Not `no-referrer`: with it browsers send `Origin: null` with our own forms, and the comparison of
    // origins would refuse them. The path, which may hold a sealed request, stays here either way.
    (header::REFERRER_POLICY, HeaderValue::from_static("strict-origin")),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
        ),
    ),
];

#[cfg(test)]
mod tests;
