//! The fields of an HTML form, decoded exactly once and without repair.
//!
//! A general decoder replaces octets that are no UTF-8. RelayState belongs to somebody else and must come back
//! octet by octet, so here such a value is refused by whoever needs it, not changed.

/// One `name=value` of a form or query.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RawField<'a> {
    /// As received.
    pub(crate) name: &'a [u8],
    /// As received.
    pub(crate) value: &'a [u8],
}

impl RawField<'_> {
    /// The decoded name; octets that are no UTF-8 make it a name of nobody.
    pub(crate) fn name(&self) -> String {
        decode(self.name).unwrap_or_else(|_| String::from("\u{fffd}"))
    }

    /// The decoded value: `+` is a space, `%XX` an octet.
    ///
    /// # Errors
    /// If the octets are no UTF-8.
    pub(crate) fn value(&self) -> Result<String, std::string::FromUtf8Error> {
        decode(self.value)
    }
}

/// Splits a form body or a query into its fields.
pub(crate) fn fields(raw: &[u8]) -> impl Iterator<Item = RawField<'_>> {
    let mut start = 0;
    memchr::memchr_iter(b'&', raw)
        .chain(std::iter::once(raw.len()))
        .map(move |end| {
            let field = raw.get(start..end).unwrap_or_default();
            start = end + 1;
            field
        })
        .filter(|field| !field.is_empty())
        .map(|field| match memchr::memchr(b'=', field) {
            Some(at) => {
                let (name, value) = field.split_at(at);
                RawField {
                    name,
                    value: value.get(1..).unwrap_or_default(),
                }
            }
            None => RawField {
                name: field,
                value: b"",
            },
        })
}

/// Decodes what a form encoder wrote. A message is long and has few escapes: what stands between them is copied in
/// one piece.
pub(crate) fn decode(raw: &[u8]) -> Result<String, std::string::FromUtf8Error> {
    let mut decoded = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = memchr::memchr2(b'+', b'%', rest) {
        let (plain, escaped) = rest.split_at(at);
        let (octet, after) = first_octet(escaped);
        decoded.extend_from_slice(plain);
        decoded.push(octet);
        rest = after;
    }
    decoded.extend_from_slice(rest);
    String::from_utf8(decoded)
}

/// The octet that a `+`, `%XX` or `%` in front stands for, and what follows. A `%` without two digits is itself.
fn first_octet(escaped: &[u8]) -> (u8, &[u8]) {
    if let [b'%', high, low, after @ ..] = escaped
        && let (Some(high), Some(low)) = (digit(*high), digit(*low))
    {
        return (high << 4 | low, after);
    }
    match escaped.split_first() {
        Some((b'+', after)) => (b' ', after),
        Some((octet, after)) => (*octet, after),
        None => (b' ', escaped),
    }
}

fn digit(octet: u8) -> Option<u8> {
    match octet {
        b'0'..=b'9' => Some(octet - b'0'),
        b'a'..=b'f' => Some(octet - b'a' + 10),
        b'A'..=b'F' => Some(octet - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
