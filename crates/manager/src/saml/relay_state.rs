//! Where a person is taken after signing in: never to another site.

use url::Url;

/// The path of this host that a RelayState or a deep link names; `None` if it names anything else.
///
/// `origin` is this host as browsers know it, without a slash at the end. The browser's own rules for addresses have
/// the last word, since it is the browser that follows the redirect.
pub(crate) fn path_of_this_site(value: &str, origin: &str) -> Option<String> {
    let is_plain = value.len() <= LONGEST
        && value
            .bytes()
            .all(|octet| octet.is_ascii_graphic() && !matches!(octet, b'\\' | b'"' | b'<' | b'>' | b'`'));
    if !is_plain {
        return None;
    }
    let path = match value.strip_prefix(origin) {
        Some("") => "/",
        Some(rest) => rest,
        None => value,
    };
    if !path.starts_with('/') || path.starts_with("//") {
        return None;
    }
    let base = Url::parse(origin).ok()?;
    let resolved = base.join(path).ok()?;
    let is_here = resolved.origin() == base.origin()
        && resolved.username().is_empty()
        && resolved.password().is_none()
        && !resolved.path().starts_with("//");
    is_here.then(|| resolved[url::Position::BeforePath..].to_owned())
}

/// Longest target that is kept, in octets.
const LONGEST: usize = 1_024;
