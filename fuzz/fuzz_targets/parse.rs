//! Scan and parser: no panic, and what the scan lets pass the parser reads as the same document.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vestibule_saml::{
    instant,
    rules::document::base64_strict,
    xml::{Limits, Source},
};

fuzz_target!(|octets: &[u8]| {
    if let Ok(text) = std::str::from_utf8(octets) {
        if let Ok(instant) = instant::parse(text) {
            // To the millisecond, what is written is what was read.
            assert!(instant::parse(&instant::format(instant)).is_ok_and(|again| again <= instant));
        }
        base64_strict(text).ok();
    }
    let Ok(source) = Source::check(octets, &Limits::MESSAGE) else {
        return;
    };
    match source.parse() {
        Ok(document) => {
            for element in document.root().descendants() {
                element.text().ok();
                element.path();
            }
        }
        Err(rejected) => assert_eq!(
            rejected.rule.name, "id_unique",
            "scan and parser do not agree: {rejected}"
        ),
    }
});
