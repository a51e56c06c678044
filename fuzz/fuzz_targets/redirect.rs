//! The query of a redirect: as received, and with the input as what is deflated inside.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vestibule_saml::binding::logout::{LogoutMessage, decode_query};
use vestibule_saml::binding::redirect;

fuzz_target!(|octets: &[u8]| {
    let text = String::from_utf8_lossy(octets);
    read(&text);
    let url = redirect::encode_request("https://idp.example/saml2", &text, Some(&text), None);
    if let Some((_, query)) = url.split_once('?') {
        read(query);
    }
});

fn read(query: &str) {
    if let Ok(request) = redirect::decode_request(query) {
        request.read().ok();
    }
    match decode_query(query) {
        Ok(LogoutMessage::Request(request)) => drop(request.read()),
        Ok(LogoutMessage::Response(response)) => drop(response.read()),
        Err(_) => {}
    }
}
