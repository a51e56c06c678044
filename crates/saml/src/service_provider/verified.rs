//! From a stranger's response to one that a provider's key vouches for.

use super::{Accepted, Expectations, SignaturePolicy};
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

    /// Verifies the response with the keys of the provider that it claims to be from.
    ///
    /// # Errors
    /// `status_success` for an error response, signed or not; `one_assertion` for an encrypted assertion, which is
    /// not supported yet; the first rule of signatures that does not hold; `signature_policy`.
    pub fn verify(self, keys: &TrustedKeys, policy: SignaturePolicy) -> Result<Verified<Response>, Rejected> {
        let root = self.document.root();
        status::status_success(&crate::message::Status::read(root)?)?;
        shape::status(root)?;
        let assertion = plain_assertion(root)?;
        let parts = verify_parts(root, Some(assertion), keys)?;
        signature_policy(policy, parts.response.is_some(), parts.assertion.is_some())?;
        Verified::read(root, &parts)
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
    /// place in the signed response.
    fn read(root: Element<'_, '_>, parts: &SignedParts<'_, '_, '_>) -> Result<Self, Rejected> {
        let (assertion, verified_by) = match (&parts.assertion, &parts.response) {
            (Some(signed), _) => (Assertion::read(signed.element())?, signed.verified_by()),
            (None, Some(signed)) => (
                Assertion::read(plain_assertion(signed.element())?)?,
                signed.verified_by(),
            ),
            // `verify_parts` has refused already; nothing unsigned is ever read here.
            (None, None) => return SIGNATURE_REQUIRED.reject("a signature on Response or Assertion", "none"),
        };
        let envelope = match &parts.response {
            Some(signed) => Envelope::read(signed.element(), true)?,
            None => Envelope::read(root, false)?,
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
