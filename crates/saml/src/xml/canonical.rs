//! Exclusive XML Canonicalization without comments. [exc-c14n]

use super::Element;
use crate::Rejected;

/// Appends the canonical form of `element` to `out`, leaving out the node `skip`; `inclusive_prefixes` are treated
/// as inclusive canonicalization would (`#default` is the default namespace).
///
/// # Errors
/// `canonical_or_error`.
pub fn exclusive(
    element: Element<'_, '_>,
    skip: Option<Element<'_, '_>>,
    inclusive_prefixes: &[&str],
    out: &mut Vec<u8>,
) -> Result<(), Rejected> {
    let _ = (element, skip, inclusive_prefixes, out);
    todo!()
}
