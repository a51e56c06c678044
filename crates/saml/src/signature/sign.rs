//! Signing: the digest is taken over the very octets that the writer wrote.

use super::SigningKey;

/// The `<ds:Signature>` for the element with this `id` whose canonical form (without the signature) is
/// `canonical_octets`; to be inserted right after its Issuer. It is in canonical form itself and declares `ds`, so
/// an element that holds it stays canonical.
pub(crate) fn enveloped_signature(canonical_octets: &[u8], id: &str, key: &SigningKey) -> String {
    let _ = (canonical_octets, id, key);
    todo!()
}
