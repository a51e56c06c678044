//! Opening an `EncryptedAssertion`.
//!
//! What fails here fails without a word of where: [`decryption_one_error`](crate::rules::encryption) stands around it.

use zeroize::Zeroizing;

use super::shape::Encrypted;
use super::{DecryptionKeys, cipher};
use crate::{
    Rejected,
    rules::encryption::{self as rules, wrapped},
    xml::{Limits, Source},
};

/// Decrypts and takes the plaintext through the front door: size, encoding, limits and well-formedness, under a
/// parent that declares the namespaces which are in scope where it stood.
pub(crate) fn open(encrypted: &Encrypted<'_, '_>, keys: &DecryptionKeys) -> Result<Source, Rejected> {
    let content_key = content_key(encrypted, keys);
    match cipher::decrypt(encrypted.cipher, &content_key, &encrypted.octets) {
        Some(plaintext) => Source::check(&wrapped(&plaintext, encrypted.place), &Limits::MESSAGE),
        None => rules::does_not_open(),
    }
}

/// The key of the cipher, or one that stands in for it. Every wrapped key is tried with every key of ours, whatever
/// comes of it, so that the work says nothing.
fn content_key(encrypted: &Encrypted<'_, '_>, keys: &DecryptionKeys) -> Zeroizing<Vec<u8>> {
    let mut found = None;
    let mut stand_in = None;
    for wrapped in &encrypted.keys {
        for key in keys.keys() {
            let unwrapped = key.unwrap(wrapped.transport, &wrapped.octets);
            let fitting = unwrapped.filter(|key| key.len() == encrypted.cipher.key_length());
            found = found.or(fitting);
            stand_in = stand_in.or(Some(key.stand_in(encrypted.cipher, &wrapped.octets)));
        }
    }
    found.or(stand_in).unwrap_or_default()
}
