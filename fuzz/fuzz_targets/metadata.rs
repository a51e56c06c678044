//! Metadata of both roles.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vestibule_saml::{
    identity_provider::PlainHttp,
    instant,
    metadata::{IdentityProviderMetadata, Reading, ServiceProviderMetadata},
};

fuzz_target!(|octets: &[u8]| {
    let Ok(now) = instant::parse("2026-11-24T10:00:00Z") else {
        return;
    };
    let reading = Reading {
        entity_id: None,
        now,
        plain_http: PlainHttp::Refused,
        signed_by: None,
    };
    IdentityProviderMetadata::parse(octets, &reading).ok();
    if let Ok(metadata) = ServiceProviderMetadata::parse(octets, &reading) {
        // What was read can be written, and says the same again.
        if let Ok(xml) = metadata.write(None) {
            assert!(
                ServiceProviderMetadata::parse(xml.as_bytes(), &reading).is_ok_and(|again| again == metadata)
            );
        }
    }
});
