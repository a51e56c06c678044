//! The fields of an HTML form, decoded exactly once and without repair.
//!
//! A general decoder replaces octets that are no UTF-8. RelayState belongs to somebody else and must come back
//! octet by octet, so here such a value is refused by whoever needs it, not changed.

use percent_encoding::percent_decode;

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
    raw.split(|octet| *octet == b'&')
        .filter(|field| !field.is_empty())
        .map(|field| match field.iter().position(|octet| *octet == b'=') {
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

/// Decodes what a form encoder wrote.
pub(crate) fn decode(raw: &[u8]) -> Result<String, std::string::FromUtf8Error> {
    let spaced: Vec<u8> = raw
        .iter()
        .map(|octet| if *octet == b'+' { b' ' } else { *octet })
        .collect();
    String::from_utf8(percent_decode(&spaced).collect())
}
