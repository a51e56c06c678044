//! Verification of an enveloped signature: shape, signature value, digest, in this order.
//!
//! The order is security: a stranger gets us to canonicalize his SignedInfo once and to try the trusted keys, and
//! nothing more. The element is canonicalized and digested only after a trusted key has vouched for the digest.

use super::{TrustedKeys, VerificationKey, algorithm::Hashes, shape::Shape};
use crate::{
    Rejected,
    rules::encryption::decrypted_is_signed,
    rules::signature::{self as rules, DIGEST_MATCHES, EVERY_SIGNATURE_VERIFIES, SIGNATURE_REQUIRED},
    xml::{Element, canonical, ns},
};

/// An element whose signature was verified, enveloped or over the query that carried it. There is no other way to make
/// one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SignedElement<'a, 'i, 'k> {
    element: Element<'a, 'i>,
    verified_by: &'k str,
}

impl<'a, 'i, 'k> SignedElement<'a, 'i, 'k> {
    /// The document element of a message whose query `key` signed: the octets that were signed are the whole of it.
    pub(super) fn of_query(root: Element<'a, 'i>, key: &'k VerificationKey) -> Self {
        Self {
            element: root,
            verified_by: key.thumbprint(),
        }
    }

    /// The element that was digested: read from here, nowhere else.
    pub(crate) fn element(&self) -> Element<'a, 'i> {
        self.element
    }

    /// Thumbprint of the key that verified.
    pub(crate) fn verified_by(&self) -> &'k str {
        self.verified_by
    }
}

/// The signature that stands where it must: a direct child of `element`, right after its Issuer (or first where the
/// element has no Issuer, as in metadata).
pub(crate) fn signature_of<'a, 'i>(element: Element<'a, 'i>) -> Result<Option<Element<'a, 'i>>, Rejected> {
    rules::signature_position(element)?;
    Ok(element.children().find(|child| child.is(ns::DSIG, "Signature")))
}

/// Verifies the enveloped signature of the document element, which must carry one, and that there is no other signature
/// anywhere. For requests and messages of logout: the only ones that may be signed over a weak hash, where leave was given.
pub(crate) fn verify_message<'a, 'i, 'k>(
    root: Element<'a, 'i>,
    keys: &'k TrustedKeys,
) -> Result<SignedElement<'a, 'i, 'k>, Rejected> {
    rules::signatures_only_at(root, &[root])?;
    let Some(signature) = signature_of(root)? else {
        return SIGNATURE_REQUIRED.reject(format!("a signature on {}", root.path()), "none");
    };
    verify_signature(root, signature, (keys, keys.hashes_of_requests()))
}

/// Verifies the enveloped signature of a document of metadata, which must carry one. The entities of an aggregate may
/// carry their own, which count for nothing.
pub(crate) fn verify_metadata<'a, 'i, 'k>(
    root: Element<'a, 'i>,
    keys: &'k TrustedKeys,
) -> Result<SignedElement<'a, 'i, 'k>, Rejected> {
    let Some(signature) = signature_of(root)? else {
        return SIGNATURE_REQUIRED.reject(format!("a signature on {}", root.path()), "none");
    };
    verify_signature(root, signature, (keys, Hashes::Strong))
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
/// both (`signature_required`, `every_signature_verifies`). There must be no signature anywhere else.
pub(crate) fn verify_parts<'a, 'i, 'k>(
    response: Element<'a, 'i>,
    assertion: Option<Element<'a, 'i>>,
    keys: &'k TrustedKeys,
) -> Result<SignedParts<'a, 'i, 'k>, Rejected> {
    let allowed: Vec<Element<'_, '_>> = std::iter::once(response).chain(assertion).collect();
    rules::signatures_only_at(response, &allowed)?;
    let verify_if_signed = |element: Element<'a, 'i>| {
        signature_of(element)?
            .map(|signature| verify_signature(element, signature, (keys, Hashes::Strong)))
            .transpose()
    };
    let outer = verify_if_signed(response);
    let inner = match (&outer, assertion) {
        // A stranger's message ends here. With a bad digest a trusted key has signed something at least.
        (Err(rejected), _) if EVERY_SIGNATURE_VERIFIES.is_on() && *rejected.rule != DIGEST_MATCHES => {
            Ok(None)
        }
        (_, Some(assertion)) => verify_if_signed(assertion),
        (_, None) => Ok(None),
    };
    let parts = every_signature_verifies(outer, inner)?;
    if parts.response.is_none() && parts.assertion.is_none() {
        return signature_required(assertion);
    }
    Ok(parts)
}

/// Verifies a response whose assertion is encrypted, if it is signed; there must be no signature anywhere else.
pub(crate) fn verify_around<'a, 'i, 'k>(
    response: Element<'a, 'i>,
    keys: &'k TrustedKeys,
) -> Outcome<'a, 'i, 'k> {
    rules::signatures_only_at(response, &[response])?;
    signature_of(response)?
        .map(|signature| verify_signature(response, signature, (keys, Hashes::Strong)))
        .transpose()
}

/// Verifies the signature of an assertion that was decrypted, if it has one; it must, unless the response around it
/// was signed (`decrypted_is_signed`). `parent` is what it stands under now.
pub(crate) fn verify_decrypted<'a, 'i, 'k>(
    parent: Element<'a, 'i>,
    assertion: Element<'a, 'i>,
    response: Option<SignedElement<'a, 'i, 'k>>,
    keys: &'k TrustedKeys,
) -> Result<SignedParts<'a, 'i, 'k>, Rejected> {
    rules::signatures_only_at(parent, &[assertion])?;
    let signature = signature_of(assertion)?;
    decrypted_is_signed(response.is_some(), signature.is_some())?;
    let inner = signature
        .map(|signature| verify_signature(assertion, signature, (keys, Hashes::Strong)))
        .transpose();
    let parts = every_signature_verifies(Ok(response), inner)?;
    #[cfg(feature = "rule-switch")]
    if parts.response.is_none() && parts.assertion.is_none() {
        return Ok(unsigned(Some(assertion)));
    }
    Ok(parts)
}

type Outcome<'a, 'i, 'k> = Result<Option<SignedElement<'a, 'i, 'k>>, Rejected>;

/// Both are good, or the message is not. The refusal names the rule that the first bad one did not keep, or this one
/// if the other signature is good.
fn every_signature_verifies<'a, 'i, 'k>(
    outer: Outcome<'a, 'i, 'k>,
    inner: Outcome<'a, 'i, 'k>,
) -> Result<SignedParts<'a, 'i, 'k>, Rejected> {
    let (bad, element) = match (outer, inner) {
        (Ok(response), Ok(assertion)) => return Ok(SignedParts { response, assertion }),
        (Err(rejected), Err(_) | Ok(None)) | (Ok(None), Err(rejected)) => return Err(rejected),
        (outer, inner) if !EVERY_SIGNATURE_VERIFIES.is_on() => {
            return Ok(SignedParts {
                response: outer.unwrap_or_default(),
                assertion: inner.unwrap_or_default(),
            });
        }
        (Err(rejected), Ok(Some(_))) => (rejected, "Response"),
        (Ok(Some(_)), Err(rejected)) => (rejected, "Assertion"),
    };
    EVERY_SIGNATURE_VERIFIES.reject(
        "good signatures on Response and Assertion",
        format!("{element}: {bad}"),
    )
}

/// Nothing is signed.
#[cfg_attr(
    not(feature = "rule-switch"),
    expect(unused_variables, reason = "for a test that takes the rule out")
)]
fn signature_required<'a, 'i, 'k>(
    assertion: Option<Element<'a, 'i>>,
) -> Result<SignedParts<'a, 'i, 'k>, Rejected> {
    #[cfg(feature = "rule-switch")]
    if !SIGNATURE_REQUIRED.is_on() {
        return Ok(unsigned(assertion));
    }
    SIGNATURE_REQUIRED.reject("a signature on Response or Assertion", "none")
}

/// What a test gets that took the rule out.
#[cfg(feature = "rule-switch")]
fn unsigned<'a, 'i, 'k>(assertion: Option<Element<'a, 'i>>) -> SignedParts<'a, 'i, 'k> {
    SignedParts {
        response: None,
        assertion: assertion.map(|element| SignedElement {
            element,
            verified_by: "",
        }),
    }
}

fn verify_signature<'a, 'i, 'k>(
    element: Element<'a, 'i>,
    signature: Element<'a, 'i>,
    (keys, hashes): (&'k TrustedKeys, Hashes),
) -> Result<SignedElement<'a, 'i, 'k>, Rejected> {
    let shape = Shape::read(element, signature, hashes)?;
    let mut octets = Vec::with_capacity(signature.source().len().max(512));
    let key = signed_by(&shape, keys, &mut octets)?;
    octets.clear();
    octets.reserve(element.source().len());
    canonical::exclusive(element, Some(signature), &shape.prefixes, &mut octets)?;
    let computed = shape.digest_algorithm.digest(&octets);
    rules::digest_matches(shape.digest_algorithm, computed.as_ref(), &shape.digest)?;
    Ok(SignedElement {
        element,
        verified_by: key.thumbprint(),
    })
}

/// The key that signed SignedInfo. `octets` is a buffer for its canonical form.
fn signed_by<'k>(
    shape: &Shape<'_, '_>,
    keys: &'k TrustedKeys,
    octets: &mut Vec<u8>,
) -> Result<&'k VerificationKey, Rejected> {
    let candidates = keys.candidates(shape.algorithm, &shape.value)?;
    canonical::exclusive(shape.signed_info, None, &shape.signed_info_prefixes, octets)?;
    keys.signed_by(&candidates, shape.algorithm, octets, &shape.value, || {
        shown_certificate(shape.key_info)
    })
}

/// Thumbprint of the certificate that is shown inside `element`, if any. Anybody can show any: a hint.
pub(crate) fn shown_thumbprint(element: Element<'_, '_>) -> Option<String> {
    let certificate = element
        .descendants()
        .find(|inner| inner.is(ns::DSIG, "X509Certificate"))?;
    let der = crate::rules::document::base64_strict(&certificate.text().ok()?).ok()?;
    Some(super::keys::thumbprint(&der))
}

/// For the refusal: which certificate the message shows, if any.
fn shown_certificate(key_info: Option<Element<'_, '_>>) -> String {
    match key_info.and_then(shown_thumbprint) {
        Some(thumbprint) => format!("a signature that shows the certificate {thumbprint}"),
        None => "a signature by another key".to_owned(),
    }
}
