//! The rules for signatures, references, transforms, algorithms, keys and canonical form.

use super::Rule;

pub(super) static TABLE: &[&Rule] = &[];
