//! A row that a statement gave back.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::error::Error;
use crate::value::{FromValue, ValueRef};

/// Names of a result's columns, shared by its rows.
pub(crate) type Columns = Arc<[Box<str>]>;

/// One row, owned: it outlives its transaction.
#[derive(Debug)]
pub struct Row {
    columns: Columns,
    values: Vec<Kept>,
    /// All texts of the row, one behind the other.
    text: String,
    /// All octets.
    octets: Vec<u8>,
    /// The column behind the one asked for last: they are asked for in the order of the statement, more or less.
    next: AtomicUsize,
}

/// A value, or where it lies.
#[derive(Debug)]
enum Kept {
    Null,
    Integer(i64),
    Boolean(bool),
    Text { from: usize, to: usize },
    Bytes { from: usize, to: usize },
}

impl Row {
    /// A row of these columns without values yet.
    pub(crate) fn of(columns: Columns) -> Self {
        let count = columns.len();
        Self {
            columns,
            values: Vec::with_capacity(count),
            text: String::with_capacity(count * USUAL_TEXT),
            octets: Vec::new(),
            next: AtomicUsize::new(0),
        }
    }

    /// Adds the value of the next column.
    pub(crate) fn push(&mut self, value: ValueRef<'_>) {
        self.values.push(match value {
            ValueRef::Null => Kept::Null,
            ValueRef::Integer(value) => Kept::Integer(value),
            ValueRef::Boolean(value) => Kept::Boolean(value),
            ValueRef::Text(text) => {
                let from = self.text.len();
                self.text.push_str(text);
                let to = self.text.len();
                Kept::Text { from, to }
            }
            ValueRef::Bytes(octets) => {
                let from = self.octets.len();
                self.octets.extend_from_slice(octets);
                let to = self.octets.len();
                Kept::Bytes { from, to }
            }
        });
    }

    /// The value of a column: `row.get::<String>("display_name")`. `&str` and `&[u8]` borrow from the row.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if there is no such column or its value has another type. Both are mistakes of the
    /// statement, or of whoever changed the database by hand.
    pub fn get<'r, T: FromValue<'r>>(&'r self, column: &str) -> Result<T, Error> {
        let at = self.position(column);
        let value = at
            .and_then(|at| self.value(at))
            .ok_or_else(|| Error::misuse(format!("the row has no column {column:?}")))?;
        T::from_value(value).ok_or_else(|| {
            let (found, wanted) = (value.kind(), std::any::type_name::<T>());
            Error::misuse(format!(
                "the column {column:?} holds {found}, which is no {wanted}"
            ))
        })
    }

    fn value(&self, at: usize) -> Option<ValueRef<'_>> {
        Some(match *self.values.get(at)? {
            Kept::Null => ValueRef::Null,
            Kept::Integer(value) => ValueRef::Integer(value),
            Kept::Boolean(value) => ValueRef::Boolean(value),
            Kept::Text { from, to } => ValueRef::Text(self.text.get(from..to)?),
            Kept::Bytes { from, to } => ValueRef::Bytes(self.octets.get(from..to)?),
        })
    }

    fn position(&self, column: &str) -> Option<usize> {
        let next = self.next.load(Ordering::Relaxed);
        let at = match self.columns.get(next) {
            Some(name) if **name == *column => next,
            // A handful of columns: comparing names costs less than any map would.
            _ => self.columns.iter().position(|name| **name == *column)?,
        };
        self.next.store(at + 1, Ordering::Relaxed);
        Some(at)
    }
}

/// Octets of text in a column, about.
const USUAL_TEXT: usize = 16;
