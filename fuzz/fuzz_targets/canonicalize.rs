//! Canonical form: no panic, its own canonical form, and the same text as the reader's.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vestibule_saml::xml::{Limits, Source, canonical};

fuzz_target!(|octets: &[u8]| {
    let Ok(source) = Source::check(octets, &Limits::MESSAGE) else {
        return;
    };
    let Ok(document) = source.parse() else { return };
    let form = |octets: &[u8], prefixes: &[&str]| {
        let source = Source::check(octets, &Limits::METADATA).ok()?;
        let document = source.parse().ok()?;
        let mut form = Vec::new();
        canonical::exclusive(document.root(), None, prefixes, &mut form).ok()?;
        Some(form)
    };
    for prefixes in [&[][..], &["a", "xs", "#default"]] {
        let mut once = Vec::new();
        canonical::exclusive(document.root(), None, prefixes, &mut once)
            .expect("a parsed element has a canonical form");
        // Namespace names are written as they are; those of the input were absolute, so this is a document again.
        assert_eq!(
            form(&once, prefixes).expect("a canonical form is a document"),
            once
        );
    }
    for element in document.root().descendants() {
        if let Ok(text) = element.text() {
            let mut form = Vec::new();
            canonical::exclusive(element, None, &[], &mut form)
                .expect("a parsed element has a canonical form");
            let form = String::from_utf8(form).expect("UTF-8 in, UTF-8 out");
            let start = form.find('>').map_or(0, |end| end + 1);
            // A literal > in an attribute value ends the search early; such tags are left to the other assertions.
            if form[..start].matches('"').count() % 2 == 0 {
                let inside = &form[start..form.rfind("</").unwrap_or(form.len())];
                let inside = inside
                    .replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("&#xD;", "\r")
                    .replace("&amp;", "&");
                assert_eq!(inside, text);
            }
        }
    }
});
