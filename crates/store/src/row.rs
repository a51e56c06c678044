//! A row that a statement gave back.

use std::sync::Arc;

use crate::error::Error;
use crate::value::{FromValue, Value};

/// Names of a result's columns, shared by its rows.
pub(crate) type Columns = Arc<[Box<str>]>;

/// One row, owned: it outlives its transaction.
#[derive(Debug, Clone)]
pub struct Row {
    columns: Columns,
    values: Vec<Value>,
}

impl Row {
    pub(crate) fn new(columns: Columns, values: Vec<Value>) -> Self {
        Self { columns, values }
    }

    /// The value of a column: `row.get::<String>("display_name")`. `&str` and `&[u8]` borrow from the row.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if there is no such column or its value has another type. Both are mistakes of the
    /// statement, or of whoever changed the database by hand.
    pub fn get<'r, T: FromValue<'r>>(&'r self, column: &str) -> Result<T, Error> {
        // A handful of columns: comparing names costs less than any map would.
        let at = self.columns.iter().position(|name| **name == *column);
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
}
