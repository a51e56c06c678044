//! Bounds that are checked before the cost is paid.

/// What a document may have. Every number is checked before anything grows with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Octets of the document.
    pub octets: usize,
    /// Nesting of elements.
    pub depth: usize,
    /// Elements and runs of text.
    pub nodes: usize,
    /// Attributes of one element, namespace declarations included. The parser's uniqueness check is quadratic.
    pub attributes_per_element: usize,
    /// Distinct namespace declarations in scope at any element. Redeclaring under many costs quadratic time.
    pub namespaces_in_scope: usize,
}

impl Limits {
    /// A message that came by POST: 256 KiB. The largest real ones (500 groups) stay below 100 KiB.
    pub const MESSAGE: Self = Self {
        octets: 256 * 1024,
        depth: 64,
        nodes: 20_000,
        attributes_per_element: 64,
        namespaces_in_scope: 64,
    };
    /// A message that was inflated from a redirect: 64 KiB. Real requests are 1 to 4 KiB.
    pub const INFLATED: Self = Self {
        octets: 64 * 1024,
        ..Self::MESSAGE
    };
    /// Metadata that an administrator loads: 10 MiB, 500,000 nodes.
    pub const METADATA: Self = Self {
        octets: 10 * 1024 * 1024,
        nodes: 500_000,
        ..Self::MESSAGE
    };
}
