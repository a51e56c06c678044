//! Paging by key: a page is asked for by the last key of the one before, never by number.

use crate::Href;

/// The most rows a page has.
pub const LARGEST_PAGE: u32 = 200;
/// The rows a page has unless asked otherwise.
pub const USUAL_PAGE: u32 = 50;

/// What a request asks for: `?after=KEY&limit=N`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// The last key of the page before; none for the first page.
    pub after: Option<String>,
    /// How many rows, between 1 and [`LARGEST_PAGE`].
    pub limit: u32,
}

impl PageRequest {
    /// Reads the query of an address; what makes no sense is taken as not asked.
    pub fn read(query: Option<&str>) -> Self {
        let mut request = Self {
            after: None,
            limit: USUAL_PAGE,
        };
        for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            match &*name {
                "after" if !value.is_empty() => request.after = Some(value.into_owned()),
                "limit" => request.limit = value.parse().unwrap_or(USUAL_PAGE).clamp(1, LARGEST_PAGE),
                _ => {}
            }
        }
        request
    }
}

/// Where the pager leads: shown by [`crate::ui::pager`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pages {
    /// Back to the first page, or to the one before where the list can tell.
    pub previous: Option<Href>,
    /// The page after this one, if there is one.
    pub next: Option<Href>,
}
