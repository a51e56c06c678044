//! Paging by key: a page of a list, and where the next one begins.

use jiff::Timestamp;

/// Which part of a list is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    /// The [`Page::next`] of the page before; `None` for the first page.
    pub after: Option<String>,
    /// How many items at most, from 1 to [`PageRequest::MAXIMUM`]; other numbers are drawn into that range.
    pub size: u16,
}

impl PageRequest {
    /// The most items that one page can have.
    pub const MAXIMUM: u16 = 999;

    /// The first page with this many items at most.
    pub fn first(size: u16) -> Self {
        Self { after: None, size }
    }

    /// The page that begins behind `after`.
    pub fn following(after: impl Into<String>, size: u16) -> Self {
        Self {
            after: Some(after.into()),
            size,
        }
    }

    /// How many rows to read: one more than the page has, to know whether there is a next one.
    pub(crate) fn limit(&self) -> i64 {
        i64::try_from(self.bounded_size())
            .unwrap_or(i64::MAX)
            .saturating_add(1)
    }

    /// The size within its bounds.
    pub(crate) fn bounded_size(&self) -> usize {
        usize::from(self.size.clamp(1, Self::MAXIMUM))
    }
}

impl Default for PageRequest {
    fn default() -> Self {
        Self::first(100)
    }
}

/// A part of a list, in the list's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// What [`PageRequest::after`] must be for the next page; `None` when this is the last.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// Cuts a list that was read with one item too many; `key` writes where the next page begins.
    pub(crate) fn cut(mut items: Vec<T>, size: usize, key: impl Fn(&T) -> String) -> Self {
        let has_more = items.len() > size;
        items.truncate(size);
        let next = if has_more { items.last().map(key) } else { None };
        Self { items, next }
    }
}

/// Two-part key of a position: the sort key and the id, apart by a character that neither contains.
pub(crate) fn cursor(sort_key: &str, id: &str) -> String {
    format!("{sort_key}\u{1f}{id}")
}

/// Takes a cursor apart. A cursor that was not made by [`cursor`] begins at the list's start.
pub(crate) fn position(request: &PageRequest) -> (String, String) {
    request
        .after
        .as_deref()
        .and_then(|text| text.rsplit_once('\u{1f}'))
        .map(|(sort_key, id)| (sort_key.to_owned(), id.to_owned()))
        .unwrap_or_default()
}

/// Position in a list of which the newest comes first.
pub(crate) fn cursor_of_instant(instant: Timestamp, id: &str) -> String {
    cursor(&instant.as_microsecond().to_string(), id)
}

/// The instant and id before which such a list goes on; behind everything for its first page.
pub(crate) fn before_instant(request: &PageRequest) -> (Timestamp, String) {
    let (instant, id) = position(request);
    let instant = instant
        .parse()
        .ok()
        .and_then(|microseconds| Timestamp::from_microsecond(microseconds).ok());
    (instant.unwrap_or(Timestamp::MAX), id)
}
