//! A row that a statement gave back.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::error::Error;
use crate::value::{FromValue, Value};

/// Names of a result's columns, shared by its rows.
pub(crate) type Columns = Arc<[Box<str>]>;

/// One row, owned: it outlives its transaction.
#[derive(Debug)]
pub struct Row {
    columns: Columns,
    values: Vec<Value>,
    /// The column behind the one asked for last: they are asked for in the order of the statement, more or less.
    next: AtomicUsize,
}

impl Row {
    pub(crate) fn new(columns: Columns, values: Vec<Value>) -> Self {
        Self {
            columns,
            values,
            next: AtomicUsize::new(0),
        }
    }

    /// The value of a column: `row.get::<String>("display_name")`. `&str` and `&[u8]` borrow from the row.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if there is no such column or its value has another type. Both are mistakes of the
    /// statement, or of whoever changed the database by hand.
    pub fn get<'r, T: FromValue<'r>>(&'r self, column: &str) -> Result<T, Error> {
        let at = self.position(column);
        let value = at
            .and_then(|at| self.values.get(at))
            .ok_or_else(|| Error::misuse(format!("the row has no column {column:?}")))?;
        T::from_value(value).ok_or_else(|| {
            let (found, wanted) = (value.kind(), std::any::type_name::<T>());
            Error::misuse(format!(
                "the column {column:?} holds {found}, which is no {wanted}"
            ))
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
