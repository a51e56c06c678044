//! What the tables hold is written by this crate alone; a value that it cannot read is a fault of the store.

use vestibule_store::Error;

/// A stored value that has no meaning here.
pub(crate) fn unreadable(column: &'static str, value: &str) -> Error {
    Error::Unavailable(Box::new(Unreadable {
        column,
        value: crate::failure::shown(value),
    }))
}

#[derive(Debug, thiserror::Error)]
#[error("column {column} holds “{value}”, which this version does not know")]
struct Unreadable {
    column: &'static str,
    value: String,
}
