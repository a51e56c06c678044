//! A response from a stranger: no panic, and never accepted, for the key is nobody's.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use vestibule_saml::{
    binding::post,
    service_provider::SignaturePolicy,
    signature::{Certificate, TrustedKeys},
};

static KEYS: LazyLock<TrustedKeys> = LazyLock::new(|| {
    let certificate =
        Certificate::from_der(include_bytes!("../../crates/saml/tests/it/vectors/rsa-4096.der")).unwrap();
    TrustedKeys::new(vec![certificate.verification_key().unwrap()]).unwrap()
});

fuzz_target!(|xml: &[u8]| {
    Certificate::from_pem_or_der(xml)
        .ok()
        .map(|certificate| certificate.verification_key().is_ok());
    post::decode_response(xml).ok();
    let field: String = post::encode(&String::from_utf8_lossy(xml))
        .replace('+', "%2B")
        .replace('=', "%3D");
    let form = format!("SAMLResponse={field}");
    if let Ok((decoded, _)) = post::decode_response(form.as_bytes())
        && let Ok(response) = decoded.read()
    {
        assert!(response.verify(&KEYS, SignaturePolicy::Any).is_err());
    }
    let request: String = post::encode(&String::from_utf8_lossy(xml));
    if let Ok(request) = post::decode_request(&request, None) {
        request.read().ok();
    }
});
