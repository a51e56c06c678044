//! Octets to text, and text to instants.

use std::borrow::Cow;

use crate::encoding::BASE64;
use crate::{Rejected, rules::Rule};

/// One Base64 decoder for everything.
pub(crate) static BASE64_STRICT: Rule = Rule::new("SP-TRA-03", "base64_strict", "RFC 4648 3.3, 4");

/// Decodes Base64 after dropping CR, LF, TAB and SPACE: standard alphabet, padding required, unused bits zero, not
/// empty.
///
/// # Errors
/// `base64_strict`, with the offset of the first octet that does not belong.
pub fn base64_strict(text: &str) -> Result<Vec<u8>, Rejected> {
    use base64::Engine as _;
    // Most of it is not folded; looking for white space first would cost as much as decoding.
    if let Ok(octets) = BASE64.decode(text)
        && !octets.is_empty()
    {
        return Ok(octets);
    }
    let is_space = |octet: &u8| matches!(octet, b' ' | b'\t' | b'\r' | b'\n');
    let plain: Vec<u8> = text.bytes().filter(|octet| !is_space(octet)).collect();
    if !BASE64_STRICT.is_on() {
        return Ok(decode_leniently(&plain));
    }
    if plain.is_empty() {
        return BASE64_STRICT.reject("Base64", "nothing");
    }
    BASE64.decode(&plain).or_else(|error| {
        let bad = plain
            .iter()
            .position(|octet| !matches!(octet, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' | b'='));
        let received = match (bad, error) {
            (Some(offset), _) | (None, base64::DecodeError::InvalidByte(offset, _)) => {
                format!("another octet at offset {offset}")
            }
            (None, other) => other.to_string(),
        };
        BASE64_STRICT.reject("Base64", received)
    })
}

/// Either alphabet, padding as it comes, strangers skipped: what the rule is there to prevent.
fn decode_leniently(plain: &[u8]) -> Vec<u8> {
    use base64::{Engine as _, engine};
    let config = engine::GeneralPurposeConfig::new()
        .with_decode_padding_mode(engine::DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let alphabet: Vec<u8> = plain
        .iter()
        .take_while(|&&octet| octet != b'=')
        .filter_map(|octet| match octet {
            b'-' => Some(b'+'),
            b'_' => Some(b'/'),
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' => Some(*octet),
            _ => None,
        })
        .collect();
    engine::GeneralPurpose::new(&base64::alphabet::STANDARD, config)
        .decode(alphabet)
        .unwrap_or_default()
}

/// UTF-8 and XML 1.0, nothing else.
pub(crate) static ENCODING_UTF8: Rule = Rule::new("SP-TRA-04", "encoding_utf8", "xml 2.8, 4.3.3");

/// The text of the octets without the one byte order mark that may stand in front.
pub(crate) fn encoding_utf8(octets: &[u8]) -> Result<Cow<'_, str>, Rejected> {
    let content = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets);
    if !ENCODING_UTF8.is_on() {
        return Ok(String::from_utf8_lossy(content));
    }
    if content.starts_with(b"\xef\xbb\xbf") {
        return ENCODING_UTF8.reject("UTF-8", "two byte order marks");
    }
    if content.iter().take(4).any(|&octet| octet == 0) {
        return ENCODING_UTF8.reject("UTF-8", "UTF-16 or UTF-32");
    }
    match std::str::from_utf8(content) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(error) => ENCODING_UTF8.reject(
            "UTF-8",
            format!("another encoding at offset {}", error.valid_up_to()),
        ),
    }
}

/// The second half of the rule: what the XML declaration says.
pub(crate) fn declared_encoding(version: Option<&str>, encoding: Option<&str>) -> Result<(), Rejected> {
    if !ENCODING_UTF8.is_on() {
        return Ok(());
    }
    if let Some(version) = version.filter(|version| *version != "1.0") {
        return ENCODING_UTF8.reject("XML version 1.0", version);
    }
    match encoding.filter(|encoding| !encoding.eq_ignore_ascii_case("UTF-8")) {
        Some(other) => ENCODING_UTF8.reject("encoding UTF-8", other),
        None => Ok(()),
    }
}

/// Instants are `xs:dateTime` with a zone, between 1970 and 9999. Kept by [`crate::instant::parse`].
pub(crate) static TIME_FORMAT: Rule =
    Rule::new("SP-TIM-04", "time_format", "saml-core 1.3.3; xmlschema-2 3.2.7");
