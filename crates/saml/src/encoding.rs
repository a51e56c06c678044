//! Base64, with the processor's wide registers where it has them: a response is encoded and decoded whole.

/// Standard alphabet, padding written and required.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
pub(crate) static BASE64: std::sync::LazyLock<base64::engine::Simd> =
    std::sync::LazyLock::new(|| base64::engine::Simd::standard(base64::engine::general_purpose::PAD));

/// Standard alphabet, padding written and required.
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
pub(crate) static BASE64: base64::engine::GeneralPurpose = base64::engine::general_purpose::STANDARD;

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::STANDARD};

    use super::BASE64;

    #[test]
    fn wide_and_narrow_registers_agree_at_every_length() {
        let octets: Vec<u8> = (0..=u8::MAX)
            .cycle()
            .take(1700)
            .map(|octet| octet.wrapping_mul(167))
            .collect();
        for length in 0..octets.len() {
            let text = STANDARD.encode(&octets[..length]);
            assert_eq!(BASE64.encode(&octets[..length]), text);
            assert_eq!(BASE64.decode(&text).as_deref(), Ok(&octets[..length]));
        }
    }

    #[test]
    fn wide_and_narrow_registers_refuse_the_same_octet() {
        let text = STANDARD.encode([0xa5; 300]);
        for offset in 0..text.len() {
            for wrong in [b'-', b' ', b'=', 0x80] {
                let mut text = text.clone().into_bytes();
                text[offset] = wrong;
                assert_eq!(
                    BASE64.decode(&text),
                    STANDARD.decode(&text),
                    "{wrong} at {offset}"
                );
            }
        }
    }
}
