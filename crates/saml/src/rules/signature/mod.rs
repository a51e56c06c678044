//! The rules for signatures, references, transforms, algorithms, keys and canonical form.

mod key;
mod reference;
mod shape;
mod transform;

pub(crate) use key::*;
pub(crate) use reference::*;
pub(crate) use shape::*;
pub(crate) use transform::*;

use super::Rule;

pub(super) static TABLE: &[&Rule] = &[
    &SIGNATURE_BEFORE_WORK,
    &SIGNATURE_REQUIRED,
    &SIGNATURE_POSITION,
    &SIGNATURE_PROFILE,
    &SIGNATURE_PLAIN,
    &SIGNATURE_VALUE_LENGTH,
    &SIGNATURE_VALUE_FIRST,
    &EVERY_SIGNATURE_VERIFIES,
    &ONE_REFERENCE,
    &REFERENCE_IS_PARENT,
    &ID_UNIQUE,
    &ID_NCNAME,
    &REFERENCE_PLAIN,
    &DIGEST_MATCHES,
    &TRANSFORMS_EXACT,
    &C14N_METHOD,
    &PREFIX_LIST_BOUNDED,
    &ENVELOPED_BY_IDENTITY,
    &SIGNATURE_ALGORITHM,
    &DIGEST_ALGORITHM,
    &NO_HMAC,
    &ALGORITHM_MATCHES_KEY,
    &ECDSA_FIXED_WIDTH,
    &KEY_STRENGTH,
    &SIGNED_BY_TRUSTED_KEY,
    &KEYINFO_INERT,
    &KEY_ROLLOVER,
    &CERTIFICATE_IS_PIN,
    &CANONICAL_OR_ERROR,
    &EXCLUSIVE_C14N_EXACT,
    &ATTRIBUTE_VALUES_NORMALIZED,
    &LINE_ENDS_NORMALIZED,
    &SAME_TEXT_FOR_DIGEST_AND_READER,
];
