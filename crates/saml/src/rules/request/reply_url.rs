//! IDP-APP-04, IDP-APP-05: where the answer goes.

use url::{Host, Url};

use super::{REPLY_URL_FORM, REPLY_URL_REGISTERED};
use crate::error::Rejected;
use crate::identity_provider::{PlainHttp, ReplyUrl};
use crate::message::AuthnRequest;
use crate::rules::response::values::Field;

/// The answer goes to a registered URL: the one that is named, octet by octet, or by its index, or the default.
pub(crate) fn reply_url_registered(
    request: &AuthnRequest,
    registered: &[ReplyUrl],
) -> Result<String, Rejected> {
    let list = || {
        registered
            .iter()
            .map(|reply_url| reply_url.url.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let (url, index) = (request.acs_url.as_deref(), request.acs_index.as_deref());
    if !REPLY_URL_REGISTERED.is_on() {
        let default = registered.first().map(|reply_url| reply_url.url.as_str());
        return Ok(url.or(default).unwrap_or_default().to_owned());
    }
    let found = match (url, index) {
        (Some(url), Some(index)) => {
            return REPLY_URL_REGISTERED.reject(
                "AssertionConsumerServiceURL or AssertionConsumerServiceIndex",
                format!("{url} and {index}"),
            );
        }
        (Some(url), None) => registered.iter().find(|reply_url| reply_url.url == url),
        (None, Some(index)) => {
            let index = index.parse::<u16>().ok();
            registered
                .iter()
                .find(|reply_url| index.is_some() && reply_url.index == index)
        }
        (None, None) => registered
            .iter()
            .find(|reply_url| reply_url.is_default)
            .or(registered.first()),
    };
    match found {
        Some(reply_url) => Ok(reply_url.url.clone()),
        None => REPLY_URL_REGISTERED.reject(
            list(),
            url.or(index)
                .unwrap_or("no reply URL is registered and none was named"),
        ),
    }
}

/// An absolute address that a browser takes for what a person sees.
pub(crate) fn reply_url_form(url: &str, plain_http: PlainHttp) -> Result<(), Rejected> {
    const EXPECTED: &str =
        "an absolute https: URL without user name, fragment or control character, host in ASCII";
    if !REPLY_URL_FORM.is_on() {
        return Ok(());
    }
    let is_plain_text = url
        .bytes()
        .all(|octet| octet.is_ascii_graphic() && !matches!(octet, b'\\' | b'#'));
    let has_form = is_plain_text && url.len() <= Field::Url.limit() && has_allowed_origin(url, plain_http);
    if has_form {
        Ok(())
    } else {
        REPLY_URL_FORM.reject(EXPECTED, url)
    }
}

pub(crate) fn has_allowed_origin(url: &str, plain_http: PlainHttp) -> bool {
    let Ok(parsed) = Url::parse(url) else { return false };
    let Some((scheme, rest)) = url.split_once("://") else {
        return false;
    };
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let has_host = !authority.is_empty() && !authority.contains('@') && parsed.host().is_some();
    let is_allowed = match scheme {
        "https" => true,
        "http" => plain_http == PlainHttp::OnLoopback && parsed.host().is_some_and(|host| is_loopback(&host)),
        _ => false,
    };
    has_host && is_allowed
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
        Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
    }
}
