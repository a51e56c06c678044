//! A response whose assertion is encrypted.
//!
//! The order is security (`response_signature_first`): a response that is signed is verified before anything in it is
//! decrypted, so that nobody can send us changed ciphertexts and watch; what is not signed is answered with one and
//! the same refusal from the first private key operation until a trusted key has vouched for what came out.

use super::SignaturePolicy;
use super::verified::Verified;
use crate::encryption::{DecryptionKeys, decrypt, shape::Encrypted};
use crate::error::Rejected;
use crate::message::{Response, shape};
use crate::rules::encryption::{decryption_one_error, plaintext_front_door};
use crate::rules::response::shape::{no_protocol_element_elsewhere, one_assertion};
use crate::rules::response::signature_policy;
use crate::signature::TrustedKeys;
use crate::signature::verify::{SignedElement, verify_around, verify_decrypted};
use crate::xml::{Element, Source};

/// Verifies, decrypts and verifies again what is inside.
pub(super) fn verify(
    root: Element<'_, '_>,
    encrypted_assertion: Element<'_, '_>,
    keys: &TrustedKeys,
    policy: SignaturePolicy,
    decryption: &DecryptionKeys,
) -> Result<Verified<Response>, Rejected> {
    let around = verify_around(root, keys)?;
    // What the response lacks, no content can bring: nothing is decrypted in vain.
    signature_policy(policy, around.is_some(), true)?;
    let encrypted = Encrypted::read(encrypted_assertion, around.is_some(), decryption.cbc())?;
    let plaintext = decryption_one_error(decrypt::open(&encrypted, decryption))?;
    let outcome = read(root, around, &plaintext, keys, policy);
    if around.is_none() {
        decryption_one_error(outcome)
    } else {
        outcome
    }
}

/// The same in-document rules as for a plain assertion, over what was decrypted.
fn read(
    root: Element<'_, '_>,
    around: Option<SignedElement<'_, '_, '_>>,
    plaintext: &Source,
    keys: &TrustedKeys,
    policy: SignaturePolicy,
) -> Result<Verified<Response>, Rejected> {
    let document = decryption_one_error(plaintext.parse())?;
    let parent = document.root();
    let assertion = decryption_one_error(plaintext_front_door(parent))?;
    one_assertion(parent)?;
    shape::assertion(assertion)?;
    no_protocol_element_elsewhere(parent)?;
    let parts = verify_decrypted(parent, assertion, around, keys)?;
    signature_policy(policy, parts.response.is_some(), parts.assertion.is_some())?;
    Verified::read(root, &parts, Some(assertion))
}
