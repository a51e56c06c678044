//! Verification of an enveloped signature: shape, signature value, digest, in this order.

use super::TrustedKeys;
use crate::{Rejected, xml::Element};

/// An element whose enveloped signature was verified. There is no other way to make one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SignedElement<'a, 'i, 'k> {
    element: Element<'a, 'i>,
    signature: Element<'a, 'i>,
    verified_by: &'k str,
}

impl<'a, 'i, 'k> SignedElement<'a, 'i, 'k> {
    /// The element that was digested: read from here, nowhere else.
    pub(crate) fn element(&self) -> Element<'a, 'i> {
        self.element
    }
    /// Its signature, which is not part of what was signed.
    pub(crate) fn signature(&self) -> Element<'a, 'i> {
        self.signature
    }
    /// Thumbprint of the key that verified.
    pub(crate) fn verified_by(&self) -> &'k str {
        self.verified_by
    }
}

/// The signature that stands where it must: a direct child of `element`, right after its Issuer (or first where the
/// element has no Issuer, as in metadata).
pub(crate) fn signature_of<'a, 'i>(element: Element<'a, 'i>) -> Result<Option<Element<'a, 'i>>, Rejected> {
    let _ = element;
    todo!()
}

/// Verifies the enveloped signature of exactly `element`.
pub(crate) fn verify_enveloped<'a, 'i, 'k>(
    element: Element<'a, 'i>,
    keys: &'k TrustedKeys,
) -> Result<SignedElement<'a, 'i, 'k>, Rejected> {
    let _ = (element, keys);
    todo!()
}

/// What is signed of a response.
#[derive(Debug)]
pub(crate) struct SignedParts<'a, 'i, 'k> {
    /// The response, if it carries a signature.
    pub(crate) response: Option<SignedElement<'a, 'i, 'k>>,
    /// The assertion, if it carries a signature.
    pub(crate) assertion: Option<SignedElement<'a, 'i, 'k>>,
}

/// Verifies every signature of a response and its assertion; at least one must be there, and one bad one refuses
/// both (`signature_required`, `every_signature_verifies`).
pub(crate) fn verify_parts<'a, 'i, 'k>(
    response: Element<'a, 'i>,
    assertion: Option<Element<'a, 'i>>,
    keys: &'k TrustedKeys,
) -> Result<SignedParts<'a, 'i, 'k>, Rejected> {
    let _ = (response, assertion, keys);
    todo!()
}
