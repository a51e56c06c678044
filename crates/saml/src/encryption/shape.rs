//! What an `EncryptedAssertion` consists of. Read before anything is decrypted; none of it needs a key.

use super::{CbcPolicy, DataCipher, KeyTransport};
use crate::{
    Rejected,
    rules::{document::base64_strict, encryption as rules},
    xml::{Element, ns},
};

/// The parts of an `EncryptedAssertion`.
#[derive(Debug)]
pub(crate) struct Encrypted<'a, 'i> {
    /// The element itself: the namespaces in scope here are those of its content.
    pub(super) place: Element<'a, 'i>,
    pub(super) cipher: DataCipher,
    /// Vector, ciphertext, tag.
    pub(super) octets: Vec<u8>,
    pub(super) keys: Vec<WrappedKey>,
}

/// An `EncryptedKey`.
#[derive(Debug)]
pub(super) struct WrappedKey {
    pub(super) transport: KeyTransport,
    pub(super) octets: Vec<u8>,
}

impl<'a, 'i> Encrypted<'a, 'i> {
    /// Reads it. `is_signed` says whether a verified signature covers it.
    pub(crate) fn read(place: Element<'a, 'i>, is_signed: bool, cbc: CbcPolicy) -> Result<Self, Rejected> {
        let (data, keys) = parts(place);
        rules::encrypted_shape(place, &keys)?;
        let Some(data) = data else {
            return rules::no_encrypted_data();
        };
        let method = child(data, "EncryptionMethod");
        let cipher = rules::data_cipher(
            method.and_then(|method| method.attribute("Algorithm")),
            is_signed,
            cbc,
        )?;
        let keys = keys
            .into_iter()
            .map(|key| {
                Ok(WrappedKey {
                    transport: rules::key_transport(child(key, "EncryptionMethod"))?,
                    octets: cipher_value(key)?,
                })
            })
            .collect::<Result<_, Rejected>>()?;
        let octets = cipher_value(data)?;
        rules::data_length(cipher, octets.len())?;
        Ok(Self {
            place,
            cipher,
            octets,
            keys,
        })
    }
}

/// The data, and the keys in its KeyInfo and beside it.
fn parts<'a, 'i>(place: Element<'a, 'i>) -> (Option<Element<'a, 'i>>, Vec<Element<'a, 'i>>) {
    let data = child(place, "EncryptedData");
    let key_infos = data.into_iter().flat_map(|data| data.children());
    let inside = key_infos
        .filter(|child| child.is(ns::DSIG, "KeyInfo"))
        .flat_map(|info| info.children());
    let keys = inside
        .chain(place.children())
        .filter(|child| child.is(ns::XENC, "EncryptedKey"));
    (data, keys.collect())
}

fn child<'a, 'i>(parent: Element<'a, 'i>, local_name: &str) -> Option<Element<'a, 'i>> {
    parent.children().find(|child| child.is(ns::XENC, local_name))
}

fn cipher_value(parent: Element<'_, '_>) -> Result<Vec<u8>, Rejected> {
    let value = child(parent, "CipherData").and_then(|data| child(data, "CipherValue"));
    let text = value.map(|value| value.text()).transpose()?;
    base64_strict(&text.unwrap_or_default())
}
