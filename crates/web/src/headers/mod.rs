//! Security headers, the same on every answer.

use http::{HeaderMap, HeaderName, HeaderValue, header};
use url::{Position, Url};

use crate::Href;
use crate::href::NotAnHref;

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
        let mut sources = vec!["'self'".to_owned()];
        for address in addresses {
            let origin = origin(&parsed(address)?)?.text;
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
        Self::posting(&origin(&parsed(address)?)?.text)
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
        let url = parsed(address)?;
        let WebOrigin { is_secure, text } = origin(&url)?;
        let action = Href::of_url(address, url)?;
        let mut sources = vec![text];
        for next in onward {
            if is_covered(next, is_secure, &sources) {
                continue;
            }
            let Ok(next) = parsed(next).and_then(|url| origin(&url)) else {
                continue;
            };
            let is_any_other = is_secure && next.is_secure;
            if !is_any_other && !sources.contains(&next.text) {
                sources.push(next.text);
            }
        }
        if is_secure {
            sources.push("https:".to_owned());
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
fn is_covered(address: &str, is_secure: bool, sources: &[String]) -> bool {
    let is_within = |source: &String| {
        address
            .strip_prefix(source.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    (is_secure && address.starts_with("https://")) || sources.iter().any(is_within)
}

fn parsed(address: &str) -> Result<Url, NotAnHref> {
    Url::parse(address).map_err(|_| NotAnHref::NotWeb)
}

/// The origin of an absolute web address.
fn origin(url: &Url) -> Result<WebOrigin, NotAnHref> {
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(NotAnHref::NotWeb);
    }
    Ok(WebOrigin {
        is_secure: url.scheme() == "https",
        // A parsed address has its host in lower case and no port that its scheme has anyway.
        text: [
            &url[..Position::BeforeUsername],
            &url[Position::BeforeHost..Position::BeforePath],
        ]
        .concat(),
    })
}

struct WebOrigin {
    is_secure: bool,
    text: String,
}

/// Adds what every answer carries. `Cache-Control` is only set where the handler was silent.
pub(crate) fn secure(headers: &mut HeaderMap, policy: Option<&ContentSecurityPolicy>, is_secure: bool) {
    let policy = policy.cloned().unwrap_or_else(ContentSecurityPolicy::strict);
    headers.insert(header::CONTENT_SECURITY_POLICY, policy.value);
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
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

const ALWAYS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    // Not `no-referrer`: with it browsers send `Origin: null` with our own forms, and the comparison of
    // origins would refuse them. The path, which may hold a sealed request, stays here either way.
    (header::REFERRER_POLICY, "strict-origin"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    ),
];

#[cfg(test)]
mod tests;
