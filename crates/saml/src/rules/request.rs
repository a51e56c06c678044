//! The rules for requests: what an identity provider checks.

use super::Rule;

pub(super) static TABLE: &[&Rule] = &[];
