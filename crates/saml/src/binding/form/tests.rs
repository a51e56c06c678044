use proptest::prelude::*;

use super::{decode, fields};

#[test]
fn escapes_are_decoded_once_and_what_is_none_stays() {
    let decoded = |raw: &str| decode(raw.as_bytes()).unwrap();
    assert_eq!(decoded("a%2Bb%2f+c"), "a+b/ c");
    assert_eq!(decoded("%252B"), "%2B");
    assert_eq!(decoded("%"), "%");
    assert_eq!(decoded("%2"), "%2");
    assert_eq!(decoded("%2G%%41%4"), "%2G%A%4");
    assert_eq!(decoded("++"), "  ");
    assert_eq!(decoded(""), "");
    assert!(decode(b"%ff").is_err());
}

#[test]
fn empty_fields_are_none_and_only_the_first_equals_sign_parts() {
    let read: Vec<_> = fields(b"&a=b=c&&d&=e&")
        .map(|field| (field.name(), field.value().unwrap()))
        .collect();
    let expected = [("a", "b=c"), ("d", ""), ("", "e")];
    assert_eq!(
        read,
        expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
}

proptest! {
    #[test]
    fn a_general_decoder_reads_the_same(raw in "([a-f0-9A-F+/&=]|%[0-7][0-9a-fA-F]|%g|%4g){0,60}(%4?)?") {
        let read: Vec<_> = fields(raw.as_bytes())
            .map(|field| (field.name(), field.value().unwrap()))
            .collect();
        let general: Vec<_> = form_urlencoded::parse(raw.as_bytes())
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        prop_assert_eq!(read, general);
    }
}
