//! The rules for responses: what a service provider checks.

use super::Rule;

pub(super) static TABLE: &[&Rule] = &[];
