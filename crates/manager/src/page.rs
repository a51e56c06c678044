//! Lists are read a page at a time, by the key of the last row.

/// Which part of a list is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The key of the last row of the page before; `None` for the first page.
    pub after: Option<String>,
    /// How many rows, at most 1,000.
    pub limit: u16,
}

impl Default for Page {
    fn default() -> Self {
        Self {
            after: None,
            limit: 100,
        }
    }
}

impl Page {
    /// The limit as the database takes it, kept within bounds.
    pub(crate) fn rows(&self) -> i64 {
        i64::from(self.limit.clamp(1, 1_000))
    }
}
