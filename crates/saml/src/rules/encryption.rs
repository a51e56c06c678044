//! The rules for encrypted assertions.

use super::Rule;
use super::document::{Place, Times, in_order, named};
use crate::{
    Rejected,
    encryption::{CbcPolicy, DataCipher, ELEMENT_TYPE, KeyTransport},
    xml::{Element, canonical, ns},
};

pub(super) static TABLE: &[&Rule] = &[
    &DECRYPTED_IS_SIGNED,
    &RESPONSE_SIGNATURE_FIRST,
    &DECRYPTION_ONE_ERROR,
    &DATA_CIPHER,
    &KEY_TRANSPORT,
    &ENCRYPTED_SHAPE,
    &PLAINTEXT_FRONT_DOOR,
    &ENCRYPTION_KEY_SEPARATE,
];

/// Encryption is no authenticity: everybody has our public key.
static DECRYPTED_IS_SIGNED: Rule = Rule::new(
    "SP-ENC-01",
    "decrypted_is_signed",
    "saml-core 5.2, 6.1; saml-profiles 4.1.4.5",
);

/// What was decrypted is signed itself, or stood in a signed response. Says whether it counts.
pub(crate) fn decrypted_is_signed(on_response: bool, on_assertion: bool) -> Result<(), Rejected> {
    if !DECRYPTED_IS_SIGNED.is_on() || on_response || on_assertion {
        return Ok(());
    }
    DECRYPTED_IS_SIGNED.reject("a signature on the Response or on the Assertion inside", "none")
}

/// A signed response is verified before anything in it is decrypted.
static RESPONSE_SIGNATURE_FIRST: Rule = Rule::kept_by(
    "SP-ENC-02",
    "response_signature_first",
    "saml-core 6.2; xmlenc 6.1",
    "the order of service_provider::encrypted, which decrypts what a verified or unsigned response holds",
);

/// Whatever depends on our private key is refused with one voice.
static DECRYPTION_ONE_ERROR: Rule = Rule::new("SP-ENC-03", "decryption_one_error", "xmlenc 6.1, 6.3");

/// Makes every refusal the same one.
pub(crate) fn decryption_one_error<T>(outcome: Result<T, Rejected>) -> Result<T, Rejected> {
    match outcome {
        Err(_) if DECRYPTION_ONE_ERROR.is_on() => DECRYPTION_ONE_ERROR.reject(
            "an Assertion that was encrypted to this service provider and signed by its provider",
            "one that was not",
        ),
        outcome => outcome,
    }
}

/// The closed list of ciphers; chaining alone never under nothing.
static DATA_CIPHER: Rule = Rule::new("SP-ENC-04", "data_cipher", "xmlenc 5.2, 6.1");

/// `is_signed` says whether a verified signature covers the ciphertext.
pub(crate) fn data_cipher(
    uri: Option<&str>,
    is_signed: bool,
    cbc: CbcPolicy,
) -> Result<DataCipher, Rejected> {
    let received = uri.unwrap_or("no algorithm");
    let listed = uri.and_then(DataCipher::from_uri);
    if !DATA_CIPHER.is_on() {
        return Ok(listed.unwrap_or_default());
    }
    match listed {
        Some(cipher) if cipher.is_authenticated() => Ok(cipher),
        Some(cipher) if is_signed && cbc == CbcPolicy::UnderSignature => Ok(cipher),
        Some(_) if cbc == CbcPolicy::UnderSignature => {
            DATA_CIPHER.reject("AES-GCM, or AES-CBC inside a signed Response", received)
        }
        Some(_) => DATA_CIPHER.reject("AES-GCM", received),
        None => {
            let list: Vec<&str> = DataCipher::ALL.iter().map(|cipher| cipher.uri()).collect();
            DATA_CIPHER.reject(list.join(", "), received)
        }
    }
}

/// The second half of the rule: there is room for a vector and a tag.
pub(crate) fn data_length(cipher: DataCipher, octets: usize) -> Result<(), Rejected> {
    if !DATA_CIPHER.is_on() || octets >= cipher.least_length() {
        return Ok(());
    }
    DATA_CIPHER.reject(
        format!("at least {} octets", cipher.least_length()),
        octets.to_string(),
    )
}

/// The ciphertext is not one under the key that came with it.
pub(crate) fn does_not_open<T>() -> Result<T, Rejected> {
    DATA_CIPHER.reject("octets that the key opens", "others")
}

/// The closed list of key transports.
static KEY_TRANSPORT: Rule = Rule::new("SP-ENC-05", "key_transport", "xmlenc 5.5.2, 6.1");

pub(crate) fn key_transport(method: Option<Element<'_, '_>>) -> Result<KeyTransport, Rejected> {
    let uri = method.and_then(|method| method.attribute("Algorithm"));
    let named = |namespace, local_name| {
        let found = method?.children().find(|child| child.is(namespace, local_name))?;
        Some(found.attribute("Algorithm").unwrap_or_default())
    };
    let (digest, mask) = (named(ns::DSIG, "DigestMethod"), named(ns::XENC11, "MGF"));
    let has_label =
        method.is_some_and(|method| method.children().any(|child| child.is(ns::XENC, "OAEPparams")));
    let listed = uri.and_then(|uri| KeyTransport::from_uris(uri, digest, mask));
    match listed {
        Some(transport) if !has_label || !KEY_TRANSPORT.is_on() => Ok(transport),
        None if !KEY_TRANSPORT.is_on() => Ok(KeyTransport::default()),
        _ => {
            let received = [uri.unwrap_or("no algorithm")]
                .into_iter()
                .chain(digest)
                .chain(mask);
            let mut received = received.collect::<Vec<_>>().join(" with ");
            if has_label {
                received.push_str(" with OAEPparams");
            }
            KEY_TRANSPORT.reject("RSA-OAEP with SHA-1 twice or with SHA-256 twice", received)
        }
    }
}

/// An `EncryptedAssertion` has exactly the parts that are needed.
static ENCRYPTED_SHAPE: Rule = Rule::new("SP-ENC-06", "encrypted_shape", "saml-core 2.3.4; xmlenc 3.1-3.5");

/// Checks `encrypted_assertion`, whose keys, inside and beside, are `keys`.
pub(crate) fn encrypted_shape(
    encrypted_assertion: Element<'_, '_>,
    keys: &[Element<'_, '_>],
) -> Result<(), Rejected> {
    if !ENCRYPTED_SHAPE.is_on() {
        return Ok(());
    }
    if keys.is_empty() || keys.len() > MOST_KEYS {
        return ENCRYPTED_SHAPE.reject(format!("1 to {MOST_KEYS} EncryptedKeys"), keys.len().to_string());
    }
    in_order(&ENCRYPTED_SHAPE, encrypted_assertion, ENCRYPTED_ASSERTION)?;
    for child in encrypted_assertion.children() {
        if child.is(ns::XENC, "EncryptedData") {
            in_order(&ENCRYPTED_SHAPE, child, ENCRYPTED_DATA)?;
            match child.attribute("Type") {
                None | Some(ELEMENT_TYPE) => {}
                Some(other) => return ENCRYPTED_SHAPE.reject(ELEMENT_TYPE, other),
            }
            cipher_data(child)?;
        }
    }
    for key in keys {
        in_order(&ENCRYPTED_SHAPE, *key, ENCRYPTED_KEY)?;
        cipher_data(*key)?;
    }
    Ok(())
}

fn cipher_data(parent: Element<'_, '_>) -> Result<(), Rejected> {
    let mut found = parent.children().filter(|child| child.is(ns::XENC, "CipherData"));
    found.try_for_each(|data| in_order(&ENCRYPTED_SHAPE, data, CIPHER_DATA))
}

/// Nothing is encrypted.
pub(crate) fn no_encrypted_data<T>() -> Result<T, Rejected> {
    ENCRYPTED_SHAPE.reject("EncryptedData", "none")
}

/// `EncryptedElementType`, `[saml-core]` 2.2.4
const ENCRYPTED_ASSERTION: &[Place] = &[
    xenc(&[(ns::XENC, "EncryptedData")], Times::Once),
    xenc(&[(ns::XENC, "EncryptedKey")], Times::Any),
];

/// `EncryptedDataType`, `[xmlenc]` 3.4
const ENCRYPTED_DATA: &[Place] = &[
    xenc(&[(ns::XENC, "EncryptionMethod")], Times::Optional),
    xenc(&[(ns::DSIG, "KeyInfo")], Times::Optional),
    xenc(&[(ns::XENC, "CipherData")], Times::Once),
    xenc(&[(ns::XENC, "EncryptionProperties")], Times::Optional),
];

/// `EncryptedKeyType`, `[xmlenc]` 3.5.1
const ENCRYPTED_KEY: &[Place] = &[
    xenc(&[(ns::XENC, "EncryptionMethod")], Times::Optional),
    xenc(&[(ns::DSIG, "KeyInfo")], Times::Optional),
    xenc(&[(ns::XENC, "CipherData")], Times::Once),
    xenc(&[(ns::XENC, "EncryptionProperties")], Times::Optional),
    xenc(&[(ns::XENC, "ReferenceList")], Times::Optional),
    xenc(&[(ns::XENC, "CarriedKeyName")], Times::Optional),
];

/// The octets stand here; a reference to elsewhere is not followed.
const CIPHER_DATA: &[Place] = &[xenc(&[(ns::XENC, "CipherValue")], Times::Once)];

const fn xenc(names: &'static [(&'static str, &'static str)], times: Times) -> Place {
    Place { names, times }
}

/// EncryptedKeys of an assertion: each costs private key operations.
const MOST_KEYS: usize = 4;

/// The plaintext is exactly one Assertion.
static PLAINTEXT_FRONT_DOOR: Rule =
    Rule::new("SP-ENC-07", "plaintext_front_door", "saml-core 2.3.4; xmlenc 4.4");

/// The plaintext under a parent that declares the namespaces in scope at `place`, and nothing else.
pub(crate) fn wrapped(plaintext: &[u8], place: Element<'_, '_>) -> Vec<u8> {
    let mut octets = Vec::with_capacity(plaintext.len() + 512);
    octets.extend_from_slice(b"<decrypted");
    for (prefix, namespace) in place.namespaces() {
        octets.extend_from_slice(b" xmlns");
        if !prefix.is_empty() {
            octets.push(b':');
            octets.extend_from_slice(prefix.as_bytes());
        }
        octets.extend_from_slice(b"=\"");
        canonical::value(namespace, |part| octets.extend_from_slice(part.as_bytes()));
        octets.push(b'"');
    }
    octets.push(b'>');
    octets.extend_from_slice(plaintext);
    octets.extend_from_slice(b"</decrypted>");
    octets
}

/// The one Assertion under `parent`, with nothing but white space around it.
pub(crate) fn plaintext_front_door<'a, 'i>(parent: Element<'a, 'i>) -> Result<Element<'a, 'i>, Rejected> {
    let is_assertion = |element: &Element<'_, '_>| element.is(ns::SAML, "Assertion");
    if let Some(assertion) = parent.sole_child().filter(is_assertion) {
        return Ok(assertion);
    }
    let first = parent.children().next();
    match first {
        Some(first) if !PLAINTEXT_FRONT_DOOR.is_on() => Ok(first),
        first => {
            let received =
                first.map_or_else(|| "none".to_owned(), |first| format!("{} or more", named(first)));
            PLAINTEXT_FRONT_DOOR.reject("one saml:Assertion and nothing else", received)
        }
    }
}

/// A key that decrypts does nothing else: who can have us decrypt could have us sign.
static ENCRYPTION_KEY_SEPARATE: Rule = Rule::new(
    "SP-ENC-08",
    "encryption_key_separate",
    "xmlenc 6.1; saml-metadata 2.4.1.1",
);

/// `decrypting` are one or two public keys, none of which is among `signing`.
pub(crate) fn encryption_key_separate(decrypting: &[Vec<u8>], signing: &[Vec<u8>]) -> Result<(), Rejected> {
    if !ENCRYPTION_KEY_SEPARATE.is_on() {
        return Ok(());
    }
    if !(1..=MOST_DECRYPTION_KEYS).contains(&decrypting.len()) {
        return ENCRYPTION_KEY_SEPARATE.reject("one or two keys that decrypt", decrypting.len().to_string());
    }
    if decrypting.iter().any(|key| signing.contains(key)) {
        return ENCRYPTION_KEY_SEPARATE.reject("a key that only decrypts", "a key that signs as well");
    }
    Ok(())
}

/// Keys that decrypt. A roll-over needs two.
const MOST_DECRYPTION_KEYS: usize = 2;
