//! From a stranger's response to one that a provider's key vouches for.

use super::{Accepted, Expectations, SignaturePolicy};
use crate::encryption::DecryptionKeys;
use crate::error::Rejected;
use crate::message::{Assertion, Envelope, Response, Unverified, shape};
use crate::rules::response::{signature_policy, status};
use crate::rules::signature::SIGNATURE_REQUIRED;
use crate::signature::TrustedKeys;
use crate::signature::verify::{SignedParts, verify_parts};
use crate::xml::{Element, ns};

/// A message whose content was read from the very element that a trusted key had signed.
///
/// There is one way to make it, [`Unverified::verify`], and nothing to read from it before
/// [`accept`](Self::accept): that it is signed does not say that it is for us, for now, or for this browser.
#[derive(Debug)]
pub struct Verified<T> {
    message: T,
    verified_by: String,
}

impl Unverified<'_, Response> {
    /// The request that the response claims to answer. For looking it up, and for nothing else.
    pub fn claims_in_response_to(&self) -> Option<&str> {
        self.claimed.in_response_to.as_deref()
    }

    /// Whether the assertion is encrypted, as far as an unverified message says. For fetching keys, and for nothing else.
    pub fn claims_encryption(&self) -> bool {
        self.document
            .root()
            .children()
            .any(|child| child.is(ns::SAML, "EncryptedAssertion"))
    }

    /// Verifies the response with the keys of the provider that it claims to be from, where nothing is decrypted.
    ///
    /// # Errors
    /// `status_success` for an error response, signed or not; `one_assertion` for an encrypted assertion; the first
    /// rule of signatures that does not hold; `signature_policy`.
    pub fn verify(self, keys: &TrustedKeys, policy: SignaturePolicy) -> Result<Verified<Response>, Rejected> {
        self.verify_with(keys, policy, None)
    }

    /// Verifies the response, and decrypts its assertion if that is encrypted.
    ///
    /// # Errors
    /// Those of [`verify`](Self::verify); for an encrypted assertion `encrypted_shape`, `data_cipher` and
    /// `key_transport`, which need no key, and `decryption_one_error` for everything that does.
    pub fn verify_decrypting(
        self,
        keys: &TrustedKeys,
        policy: SignaturePolicy,
        decryption: &DecryptionKeys,
    ) -> Result<Verified<Response>, Rejected> {
        self.verify_with(keys, policy, Some(decryption))
    }

    fn verify_with(
        self,
        keys: &TrustedKeys,
        policy: SignaturePolicy,
        decryption: Option<&DecryptionKeys>,
    ) -> Result<Verified<Response>, Rejected> {
        let root = self.document.root();
        status::status_success(&crate::message::Status::read(root)?)?;
        shape::status(root)?;
        let encrypted = root.only_child(ns::SAML, "EncryptedAssertion")?;
        if let (Some(encrypted), Some(decryption)) = (encrypted, decryption) {
            return super::encrypted::verify(root, encrypted, keys, policy, decryption);
        }
        let assertion = plain_assertion(root)?;
        let parts = verify_parts(root, Some(assertion), keys)?;
        signature_policy(policy, parts.response.is_some(), parts.assertion.is_some())?;
        Verified::read(root, &parts, None)
    }
}

/// The assertion of a response that has one; an encrypted one gets a refusal that says so.
fn plain_assertion<'a, 'i>(response: Element<'a, 'i>) -> Result<Element<'a, 'i>, Rejected> {
    match response.only_child(ns::SAML, "Assertion")? {
        Some(assertion) => Ok(assertion),
        None => crate::rules::response::shape::assertion_is_missing(response),
    }
}

impl Verified<Response> {
    /// Reads the assertion from the element that was digested: the assertion itself where it is signed, else its
    /// place in the signed response, or `decrypted`, which was encrypted in that place.
    pub(super) fn read(
        root: Element<'_, '_>,
        parts: &SignedParts<'_, '_, '_>,
        decrypted: Option<Element<'_, '_>>,
    ) -> Result<Self, Rejected> {
        let (assertion, verified_by) = match (&parts.assertion, &parts.response) {
            (Some(signed), _) => (Assertion::read(signed.element())?, signed.verified_by()),
            (None, Some(signed)) => {
                let inside = decrypted.map_or_else(|| plain_assertion(signed.element()), Ok)?;
                (Assertion::read(inside)?, signed.verified_by())
            }
            // `verify_parts` has refused already; nothing unsigned is ever read here.
            (None, None) => return SIGNATURE_REQUIRED.reject("a signature on Response or Assertion", "none"),
        };
        let envelope = match &parts.response {
            Some(signed) => Envelope::read(signed.element(), true, decrypted.is_some())?,
            None => Envelope::read(root, false, decrypted.is_some())?,
        };
        Ok(Self {
            message: Response { envelope, assertion },
            verified_by: verified_by.to_owned(),
        })
    }

    /// Judges the response: version, status, destination, issuer, audience, conditions, request, confirmation,
    /// time (the order matters only for which refusal is reported).
    ///
    /// # Errors
    /// The first rule that does not hold.
    pub fn accept(self, expected: &Expectations<'_>) -> Result<Accepted, Rejected> {
        Accepted::judge(self.message, self.verified_by, expected)
    }
}
