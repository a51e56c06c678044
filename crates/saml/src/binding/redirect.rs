//! HTTP-Redirect: raw DEFLATE and Base64 in a query (`[saml-bindings]` 3.4).
//!
//! The query is handled as it was received. What a signature covers is cut out of it, and the value that is used is
//! decoded from those very octets.

use std::borrow::Cow;
use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::{Compression, Decompress, FlushDecompress, Status, write::DeflateEncoder};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode, utf8_percent_encode};

use super::RelayState;
use super::form::{self, RawField};
use crate::error::Rejected;
use crate::message::{AuthnRequest, Carriage, Decoded, QuerySignature};
use crate::rules::document::base64_strict;
use crate::rules::request::parameters::{query_parameter_once, request_binding};
use crate::rules::request::{INFLATE_BOUNDED, REDIRECT_DECODING, RELAY_STATE_ECHO};
use crate::rules::response::transport::text;
use crate::signature::SigningKey;
use crate::xml::{Limits, Source};

/// Octets of a query that are worth reading; above that, requesters have to post.
pub const QUERY_LIMIT: usize = 16 * 1024;

/// Decodes the query of a sign-on request.
///
/// # Errors
/// The first rule that the query or the text in it does not keep: `inflate_bounded`, `query_parameter_once`,
/// `request_binding`, `relay_state_echo`, `redirect_decoding`, those of XML.
pub fn decode_request(query: &str) -> Result<Decoded<AuthnRequest>, Rejected> {
    parts(query, REQUEST)?.decoded()
}

/// What a query carries: the octets of a document and what came with them.
pub(super) struct Parts {
    pub(super) octets: Vec<u8>,
    relay_state: Option<RelayState>,
    signature: Option<QuerySignature>,
}

impl Parts {
    /// Checks the octets as text.
    pub(super) fn decoded<T>(self) -> Result<Decoded<T>, Rejected> {
        Ok(Decoded::new(
            Source::check(&self.octets, &Limits::INFLATED)?,
            Carriage::Redirect {
                relay_state: self.relay_state,
                signature: self.signature,
            },
        ))
    }
}

/// Takes a query apart that carries the message `parameter`. Nothing of XML is looked at.
pub(super) fn parts(query: &str, parameter: &str) -> Result<Parts, Rejected> {
    if INFLATE_BOUNDED.is_on() && query.len() > QUERY_LIMIT {
        return INFLATE_BOUNDED.reject(
            format!("a query of at most {QUERY_LIMIT} octets"),
            query.len().to_string(),
        );
    }
    let fields: Vec<_> = form::fields(query.as_bytes()).collect();
    let names: Vec<_> = fields.iter().map(RawField::name).collect();
    query_parameter_once(
        fields
            .iter()
            .map(|field| field.name)
            .zip(names.iter().map(String::as_str)),
    )?;
    if parameter == REQUEST {
        request_binding(names.iter().map(String::as_str))?;
    }
    let of = |name: &str| {
        fields
            .iter()
            .zip(&names)
            .find(|(_, found)| *found == name)
            .map(|(field, _)| field)
    };

    let relay_state = of("RelayState")
        .map(|field| RelayState::new(text(&RELAY_STATE_ECHO, field)?))
        .transpose()?;
    deflate_encoding(of("SAMLEncoding"))?;
    let octets = redirect_decoding(of(parameter).map_or(b"", |field| field.value))?;
    let signature = of("Signature")
        .map(|signature| query_signature(parameter, signature, of))
        .transpose()?;
    Ok(Parts {
        octets,
        relay_state,
        signature,
    })
}

/// Makes the address that carries a request to `location`, signed over its own octets if there is a `signer`.
pub fn encode_request(
    location: &str,
    xml: &str,
    relay_state: Option<&str>,
    signer: Option<&SigningKey>,
) -> String {
    encode(location, (REQUEST, xml), relay_state, signer)
}

/// The same for any message: the name of its parameter and its document.
pub(crate) fn encode(
    location: &str,
    (parameter, xml): (&str, &str),
    relay_state: Option<&str>,
    signer: Option<&SigningKey>,
) -> String {
    let mut query = format!("{parameter}={}", escaped(&STANDARD.encode(deflate(xml))));
    if let Some(relay_state) = relay_state {
        query.push_str("&RelayState=");
        query.push_str(&escaped(relay_state));
    }
    if let Some(signer) = signer {
        query.push_str("&SigAlg=");
        query.push_str(&escaped(signer.algorithm().uri()));
        let signature = signer.sign_octets(query.as_bytes());
        query.push_str("&Signature=");
        query.push_str(&escaped(&STANDARD.encode(signature)));
    }
    let separator = if location.contains('?') { '&' } else { '?' };
    format!("{location}{separator}{query}")
}

/// The octets that a signature covers, in the order that the binding defines, whatever the order in the query.
fn query_signature<'a>(
    parameter: &str,
    signature: &RawField<'_>,
    of: impl Fn(&str) -> Option<&'a RawField<'a>>,
) -> Result<QuerySignature, Rejected> {
    let mut octets = Vec::new();
    for name in [parameter, "RelayState", "SigAlg"] {
        if let Some(field) = of(name) {
            if !octets.is_empty() {
                octets.push(b'&');
            }
            octets.extend_from_slice(name.as_bytes());
            octets.push(b'=');
            octets.extend_from_slice(field.value);
        }
    }
    let algorithm = of("SigAlg")
        .map(|field| text(&REDIRECT_DECODING, field))
        .transpose()?
        .unwrap_or_default();
    let value = String::from_utf8_lossy(&percent_decoded(signature.value)?).into_owned();
    Ok(QuerySignature {
        octets: String::from_utf8_lossy(&octets).into_owned(),
        algorithm,
        value,
    })
}

fn deflate_encoding(encoding: Option<&RawField<'_>>) -> Result<(), Rejected> {
    const DEFLATE: &str = "urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE";
    let Some(encoding) = encoding else { return Ok(()) };
    let encoding = text(&REDIRECT_DECODING, encoding)?;
    if !REDIRECT_DECODING.is_on() || encoding == DEFLATE {
        return Ok(());
    }
    REDIRECT_DECODING.reject(DEFLATE, encoding)
}

/// One percent-decoding, Base64, one inflating. XML that was not deflated is taken as it is: partners send it.
fn redirect_decoding(raw: &[u8]) -> Result<Vec<u8>, Rejected> {
    let base64 = String::from_utf8_lossy(&percent_decoded(raw)?).into_owned();
    let octets = match base64_strict(&base64) {
        Err(refused) if REDIRECT_DECODING.is_on() => {
            return REDIRECT_DECODING.reject(refused.expected, refused.received);
        }
        decoded => decoded?,
    };
    let is_plain = octets.first() == Some(&b'<') && std::str::from_utf8(&octets).is_ok();
    if is_plain { Ok(octets) } else { inflate(&octets) }
}

/// Decodes `%XX`, exactly once. A `+` stays: it is a letter of Base64, and no Base64 holds a space.
fn percent_decoded(raw: &[u8]) -> Result<Cow<'_, [u8]>, Rejected> {
    let is_escape = |rest: &[u8]| matches!(rest, [_, high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit());
    let is_broken = |at: usize| raw.get(at..).is_none_or(|rest| !is_escape(rest));
    let mut percents = raw
        .iter()
        .enumerate()
        .filter(|(_, octet)| **octet == b'%')
        .map(|(at, _)| at);
    match percents.find(|at| is_broken(*at)) {
        Some(at) if REDIRECT_DECODING.is_on() => REDIRECT_DECODING.reject(
            "% with two hexadecimal digits",
            format!("another one at octet {at}"),
        ),
        _ => Ok(percent_decode(raw).into()),
    }
}

/// Inflates a complete raw stream with nothing behind it. The limit holds while it grows: a bomb costs its first
/// 64 KiB.
fn inflate(octets: &[u8]) -> Result<Vec<u8>, Rejected> {
    let limit = if INFLATE_BOUNDED.is_on() {
        Limits::INFLATED.octets
    } else {
        UNBOUNDED
    };
    let mut inflater = Decompress::new(false);
    let mut inflated = Vec::with_capacity((octets.len() * 4).min(limit + 1));
    loop {
        let (read, written) = (inflater.total_in(), inflated.len());
        let rest = usize::try_from(read)
            .ok()
            .and_then(|read| octets.get(read..))
            .unwrap_or_default();
        let status = inflater.decompress_vec(rest, &mut inflated, FlushDecompress::None);
        if inflated.len() > limit {
            return INFLATE_BOUNDED.reject(format!("at most {limit} octets"), "more, inflated");
        }
        let has_rest = usize::try_from(inflater.total_in()).is_ok_and(|read| read < octets.len());
        match status {
            Ok(Status::StreamEnd) if !has_rest || !REDIRECT_DECODING.is_on() => return Ok(inflated),
            Ok(Status::StreamEnd) => {
                return REDIRECT_DECODING.reject("one raw DEFLATE stream", "octets behind its end");
            }
            Ok(_) if inflated.len() == inflated.capacity() => {
                inflated.reserve(GROWTH.min(limit + 1 - inflated.len()));
            }
            Ok(_) if inflater.total_in() != read || inflated.len() != written => {}
            _ if !REDIRECT_DECODING.is_on() => return Ok(inflated),
            _ => {
                return REDIRECT_DECODING
                    .reject("one raw DEFLATE stream", "another format, or an incomplete one");
            }
        }
    }
}

fn deflate(xml: &str) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    // Writing into memory does not fail; were it to, the receiver would refuse the incomplete stream.
    match encoder.write_all(xml.as_bytes()) {
        Ok(()) => encoder.finish().unwrap_or_default(),
        Err(_) => Vec::new(),
    }
}

fn escaped(value: &str) -> String {
    utf8_percent_encode(value, RESERVED).to_string()
}

/// The name of the parameter that carries a request.
const REQUEST: &str = "SAMLRequest";

/// Everything but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// How far the output grows at a time.
const GROWTH: usize = 16 * 1024;

/// What stands for "no limit" when a test takes the limit out.
const UNBOUNDED: usize = 4 * 1024 * 1024;
