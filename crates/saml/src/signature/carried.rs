//! The signature that a message carries in the way of its binding: over the query, or inside the document.

use super::TrustedKeys;
use super::verify::{SignedElement, signature_of, verify_message};
use crate::Rejected;
use crate::message::{Carriage, QuerySignature};
use crate::rules::document::base64_strict;
use crate::xml::Element;

/// Verifies what the message was signed with, if with anything: by HTTP-Redirect the octets of the query as they were
/// received (`[saml-bindings]` 3.4.4.1), by HTTP-POST the document element (3.5.4.1). A signature in the place of the
/// other binding is none; without keys there is nothing to verify with, and every signature is passed over.
///
/// # Errors
/// The first rule of signatures that does not hold.
pub(crate) fn verify_carried<'a, 'i, 'k>(
    carriage: &Carriage,
    root: Element<'a, 'i>,
    keys: Option<&'k TrustedKeys>,
) -> Result<Option<SignedElement<'a, 'i, 'k>>, Rejected> {
    let Some(keys) = keys else { return Ok(None) };
    match carriage {
        Carriage::Redirect {
            signature: Some(signature),
            ..
        } => Ok(Some(verify_query(signature, root, keys)?)),
        Carriage::Redirect { signature: None, .. } => Ok(None),
        Carriage::Post { .. } => signature_of(root)?
            .map(|_| verify_message(root, keys))
            .transpose(),
    }
}

/// Verifies a signature over a query; it covers the whole of the message, whose document element is `root`.
fn verify_query<'a, 'i, 'k>(
    signature: &QuerySignature,
    root: Element<'a, 'i>,
    keys: &'k TrustedKeys,
) -> Result<SignedElement<'a, 'i, 'k>, Rejected> {
    let value = base64_strict(&signature.value)?;
    let key = keys.verify_octets(&signature.algorithm, signature.octets.as_bytes(), &value)?;
    Ok(SignedElement::of_query(root, key))
}
