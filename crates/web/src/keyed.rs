//! Marks that only this site can make: HMAC-SHA-256 over a purpose and a text, in Base64 for URLs.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// What a mark was made for; a mark of one purpose is worthless for another.
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    Form,
    Notice,
}

impl Purpose {
    fn label(self) -> &'static [u8] {
        match self {
            Self::Form => b"form\0",
            Self::Notice => b"notice\0",
        }
    }
}

pub(crate) fn mark(key: &[u8; 32], purpose: Purpose, text: &str) -> String {
    URL_SAFE_NO_PAD.encode(tag(key, purpose, text))
}

/// Compares in constant time.
pub(crate) fn is_mark_of(key: &[u8; 32], purpose: Purpose, text: &str, mark: &str) -> bool {
    let Ok(received) = URL_SAFE_NO_PAD.decode(mark) else {
        return false;
    };
    aws_lc_rs::constant_time::verify_slices_are_equal(tag(key, purpose, text).as_ref(), &received).is_ok()
}

fn tag(key: &[u8; 32], purpose: Purpose, text: &str) -> hmac::Tag {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key));
    context.update(purpose.label());
    context.update(text.as_bytes());
    context.sign()
}
