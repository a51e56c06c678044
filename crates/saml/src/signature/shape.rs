//! What a Signature says, read by rules that leave nothing open.

use super::{DigestAlgorithm, SignatureAlgorithm, algorithm::Hashes};
use crate::{
    Rejected,
    rules::signature::{self as rules, SIGNATURE_REQUIRED},
    xml::{Element, ns},
};

/// A Signature whose shape is right. Nothing of it has been verified.
pub(super) struct Shape<'a, 'i> {
    pub(super) signed_info: Element<'a, 'i>,
    pub(super) signed_info_prefixes: Vec<&'a str>,
    pub(super) algorithm: SignatureAlgorithm,
    pub(super) value: Vec<u8>,
    pub(super) digest_algorithm: DigestAlgorithm,
    pub(super) digest: Vec<u8>,
    pub(super) prefixes: Vec<&'a str>,
    pub(super) key_info: Option<Element<'a, 'i>>,
}

impl<'a, 'i> Shape<'a, 'i> {
    /// Reads the `signature` that stands in `element`.
    pub(super) fn read(
        element: Element<'a, 'i>,
        signature: Element<'a, 'i>,
        hashes: Hashes,
    ) -> Result<Self, Rejected> {
        rules::signature_profile(signature, &["SignedInfo", "SignatureValue"], Some("KeyInfo"))?;
        let signed_info = child(signature, "SignedInfo")?;
        let value = child(signature, "SignatureValue")?;
        let key_info = signature.children().find(|child| child.is(ns::DSIG, "KeyInfo"));
        key_info.map_or(Ok(()), rules::keyinfo_inert)?;
        rules::signature_plain(signed_info)?;
        rules::signature_plain(value)?;
        rules::one_reference(signed_info)?;
        rules::signature_profile(
            signed_info,
            &["CanonicalizationMethod", "SignatureMethod", "Reference"],
            // Several references were refused just now, unless that rule is off.
            Some("Reference"),
        )?;
        let canonicalization = child(signed_info, "CanonicalizationMethod")?;
        rules::c14n_method(canonicalization.attribute("Algorithm"))?;
        let signed_info_prefixes = rules::prefix_list_bounded(canonicalization)?;
        let method = child(signed_info, "SignatureMethod")?;
        rules::without_parameters(method)?;
        let algorithm = rules::signature_algorithm(method.attribute("Algorithm"), hashes)?;
        let reference = Reference::read(element, child(signed_info, "Reference")?, hashes)?;
        Ok(Self {
            signed_info,
            signed_info_prefixes,
            algorithm,
            value: rules::signature_octets(value)?,
            digest_algorithm: reference.algorithm,
            digest: reference.digest,
            prefixes: reference.prefixes,
            key_info,
        })
    }
}

struct Reference<'a> {
    algorithm: DigestAlgorithm,
    digest: Vec<u8>,
    prefixes: Vec<&'a str>,
}

impl<'a> Reference<'a> {
    fn read<'i>(
        element: Element<'a, 'i>,
        reference: Element<'a, 'i>,
        hashes: Hashes,
    ) -> Result<Self, Rejected> {
        let id = element.attribute("ID");
        rules::reference_is_parent(reference.attribute("URI"), id)?;
        rules::id_ncname(id.unwrap_or_default())?;
        rules::reference_without_type(reference)?;
        rules::signature_profile(reference, &["Transforms", "DigestMethod", "DigestValue"], None)?;
        let transforms = child(reference, "Transforms")?;
        rules::transforms_exact(transforms)?;
        let mut prefixes = Vec::new();
        for transform in transforms.children() {
            if transform.attribute("Algorithm") == Some(ns::EXC_C14N) {
                prefixes = rules::prefix_list_bounded(transform)?;
            } else {
                rules::without_parameters(transform)?;
            }
        }
        let method = child(reference, "DigestMethod")?;
        rules::without_parameters(method)?;
        let algorithm = rules::digest_algorithm(method.attribute("Algorithm"), hashes)?;
        let digest = rules::signature_octets(child(reference, "DigestValue")?)?;
        rules::signature_value_length("DigestValue", &digest, &[algorithm.length()])?;
        Ok(Self {
            algorithm,
            digest,
            prefixes,
        })
    }
}

/// The child of that name, which `signature_profile` has made sure of.
fn child<'a, 'i>(parent: Element<'a, 'i>, name: &str) -> Result<Element<'a, 'i>, Rejected> {
    let found = parent.children().find(|child| child.is(ns::DSIG, name));
    found.map_or_else(
        || SIGNATURE_REQUIRED.reject(format!("{name} in {}", parent.path()), "none"),
        Ok,
    )
}
