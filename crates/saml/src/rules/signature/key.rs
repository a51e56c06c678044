//! Which algorithms and keys count.

use super::SIGNATURE_REQUIRED;
use crate::{
    Rejected,
    rules::{Rule, document::named},
    signature::{DigestAlgorithm, Hashes, KeyKind, SignatureAlgorithm},
    xml::{Element, ns},
};

/// The closed list of signature algorithms.
pub(crate) static SIGNATURE_ALGORITHM: Rule =
    Rule::new("SP-ALG-01", "signature_algorithm", "xmldsig 6.4; RFC 9231 2.3");

pub(crate) fn signature_algorithm(uri: Option<&str>, hashes: Hashes) -> Result<SignatureAlgorithm, Rejected> {
    match SignatureAlgorithm::accepted(hashes).find(|algorithm| Some(algorithm.uri()) == uri) {
        Some(algorithm) => Ok(algorithm),
        None if !SIGNATURE_ALGORITHM.is_on() => Ok(SignatureAlgorithm::RsaSha256),
        None => {
            let list: Vec<&str> = SignatureAlgorithm::accepted(hashes)
                .map(SignatureAlgorithm::uri)
                .collect();
            SIGNATURE_ALGORITHM.reject(list.join(", "), uri.unwrap_or("no algorithm"))
        }
    }
}

/// The closed list of digest algorithms.
pub(crate) static DIGEST_ALGORITHM: Rule = Rule::new("SP-ALG-02", "digest_algorithm", "xmldsig 6.2");

pub(crate) fn digest_algorithm(uri: Option<&str>, hashes: Hashes) -> Result<DigestAlgorithm, Rejected> {
    match DigestAlgorithm::accepted(hashes).find(|algorithm| Some(algorithm.uri()) == uri) {
        Some(algorithm) => Ok(algorithm),
        None if !DIGEST_ALGORITHM.is_on() => Ok(DigestAlgorithm::Sha256),
        None => {
            let list: Vec<&str> = DigestAlgorithm::accepted(hashes)
                .map(DigestAlgorithm::uri)
                .collect();
            DIGEST_ALGORITHM.reject(list.join(", "), uri.unwrap_or("no algorithm"))
        }
    }
}

/// There is no HMAC: a public key is no secret.
pub(crate) static NO_HMAC: Rule = Rule::kept_by(
    "SP-ALG-03",
    "no_hmac",
    "xmldsig 6.3",
    "signature::SignatureAlgorithm names none, and a VerificationKey cannot be turned into octets",
);

/// The key decides the kind of signature; the message selects the hash.
pub(crate) static ALGORITHM_MATCHES_KEY: Rule =
    Rule::new("SP-ALG-04", "algorithm_matches_key", "xmldsig 6.4");

/// `fitting` of the trusted keys are of the kind of `algorithm`; `kinds` names the kinds of all.
pub(crate) fn algorithm_matches_key(
    algorithm: SignatureAlgorithm,
    fitting: usize,
    kinds: impl FnOnce() -> String,
) -> Result<(), Rejected> {
    if !ALGORITHM_MATCHES_KEY.is_on() || fitting > 0 {
        return Ok(());
    }
    ALGORITHM_MATCHES_KEY.reject(format!("an algorithm for {}", kinds()), algorithm.uri())
}

/// An ECDSA value is r and s, each as wide as the field.
pub(crate) static ECDSA_FIXED_WIDTH: Rule = Rule::new("SP-ALG-05", "ecdsa_fixed_width", "xmldsig 6.4.3");

pub(crate) fn ecdsa_fixed_width(value: &[u8], width: usize) -> Result<(), Rejected> {
    if !ECDSA_FIXED_WIDTH.is_on() {
        return Ok(());
    }
    let halves = value.split_at_checked(width).filter(|(_, s)| s.len() == width);
    match halves {
        None => ECDSA_FIXED_WIDTH.reject(format!("{} octets", 2 * width), value.len().to_string()),
        Some((r, s)) if [r, s].iter().any(|half| half.iter().all(|&octet| octet == 0)) => {
            ECDSA_FIXED_WIDTH.reject("r and s above zero", "zero")
        }
        Some(_) => Ok(()),
    }
}

/// Keys are strong enough to trust and small enough to use.
pub(crate) static KEY_STRENGTH: Rule = Rule::new("SP-ALG-06", "key_strength", "NIST SP 800-131A; FIPS 186-5");

/// An RSA key of `bits` and public `exponent` (none: larger than 64 bits).
pub(crate) fn rsa_strength(bits: usize, exponent: Option<u64>) -> Result<(), Rejected> {
    if !KEY_STRENGTH.is_on() {
        return Ok(());
    }
    if !(2048..=8192).contains(&bits) {
        return KEY_STRENGTH.reject("RSA of 2048 to 8192 bits", format!("{bits} bits"));
    }
    match exponent {
        Some(exponent) if exponent >= 65537 && exponent % 2 == 1 && exponent < 1 << 33 => Ok(()),
        Some(exponent) => KEY_STRENGTH.reject("an odd exponent from 65537 to 2^33", exponent.to_string()),
        None => KEY_STRENGTH.reject("an odd exponent from 65537 to 2^33", "a larger one"),
    }
}

/// A key of a kind or curve that is not supported.
pub(crate) fn other_key<T>(kind: &str) -> Result<T, Rejected> {
    KEY_STRENGTH.reject("RSA, P-256 or P-384", kind)
}

/// Only RSA can be encrypted to.
pub(crate) fn rsa_only(kind: KeyKind) -> Result<(), Rejected> {
    match kind {
        KeyKind::Rsa => Ok(()),
        KeyKind::P256 | KeyKind::P384 => KEY_STRENGTH.reject("RSA, which can be encrypted to", kind.name()),
    }
}

/// Only a pinned key of this provider verifies; KeyInfo is no source of keys.
pub(crate) static SIGNED_BY_TRUSTED_KEY: Rule = Rule::new(
    "SP-KEY-01",
    "signed_by_trusted_key",
    "saml-core 5.4.5; xmldsig 4.5",
);

/// Nothing in KeyInfo is followed, and nothing but keys stands there.
pub(crate) static KEYINFO_INERT: Rule = Rule::new("SP-KEY-03", "keyinfo_inert", "xmldsig 4.5");

pub(crate) fn keyinfo_inert(key_info: Element<'_, '_>) -> Result<(), Rejected> {
    if !KEYINFO_INERT.is_on() {
        return Ok(());
    }
    let stranger = key_info.descendants().find(|element| {
        !matches!(element.namespace(), ns::DSIG | ns::DSIG11)
            || matches!(
                element.local_name(),
                "RetrievalMethod" | "KeyInfoReference" | "Signature" | "Object"
            )
    });
    match stranger {
        Some(element) => {
            KEYINFO_INERT.reject("key names, values and certificates in KeyInfo", named(element))
        }
        None => Ok(()),
    }
}

/// One to four keys at a time.
pub(crate) static KEY_ROLLOVER: Rule = Rule::new("SP-KEY-04", "key_rollover", "saml-metadata 2.4.1.1");

pub(crate) fn key_rollover(count: usize) -> Result<(), Rejected> {
    if count == 0 && SIGNATURE_REQUIRED.is_on() {
        return SIGNATURE_REQUIRED.reject("a trusted key", "none");
    }
    if !KEY_ROLLOVER.is_on() || count <= MOST_KEYS {
        return Ok(());
    }
    KEY_ROLLOVER.reject(format!("at most {MOST_KEYS} keys"), count.to_string())
}

/// Keys of one provider. A roll-over needs two.
const MOST_KEYS: usize = 4;

/// A certificate is a container for a key.
pub(crate) static CERTIFICATE_IS_PIN: Rule = Rule::kept_by(
    "SP-KEY-07",
    "certificate_is_pin",
    "saml-core 5.4.5",
    "signature::Certificate, which has no chain, no name and no clock to ask",
);
