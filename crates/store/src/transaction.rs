//! One transaction: what operations and `rows.rs` files see of a database.

use std::sync::{Arc, Mutex, PoisonError};

use crate::error::{Cause, Error};
use crate::row::Row;
use crate::sql::Sql;
use crate::value::Parameter;
use crate::{postgres, sqlite};

/// A running transaction, handed to the closure of [`Db::read`](crate::Db::read) and [`Db::write`](crate::Db::write).
///
/// Statements are literals with parameters `$1`, `$2`, … in any order; PostgreSQL must be able to tell a
/// parameter's type, so one that meets no column is written `CAST($1 AS TEXT)`.
///
/// After any error the transaction is dead on both databases: every later statement fails the same way, and
/// nothing of it is saved even if the closure returns `Ok`.
pub struct Tx {
    connection: Option<Connection>,
    home: Home,
}

impl Tx {
    pub(crate) fn new(connection: Connection, home: Home) -> Self {
        Self {
            connection: Some(connection),
            home,
        }
    }

    /// The one row the statement gives: a count, an upsert with `RETURNING`.
    ///
    /// # Errors
    /// [`Error`]; also if there is no row, or more than one.
    pub async fn one(&mut self, sql: impl Into<Sql<'_>>, parameters: &[Parameter<'_>]) -> Result<Row, Error> {
        let sql = sql.into();
        match self.at_most_one(sql, parameters).await? {
            Some(row) => Ok(row),
            None => Err(self.dies_of(Error::misuse(format!(
                "no row where one is certain: {}",
                sql.text()
            )))),
        }
    }

    /// The row the statement gives, if any.
    ///
    /// # Errors
    /// [`Error`]; also if there is more than one row.
    pub async fn optional(
        &mut self,
        sql: impl Into<Sql<'_>>,
        parameters: &[Parameter<'_>],
    ) -> Result<Option<Row>, Error> {
        self.at_most_one(sql.into(), parameters).await
    }

    /// All rows the statement gives, in its order. Bound the number in the statement.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn all(
        &mut self,
        sql: impl Into<Sql<'_>>,
        parameters: &[Parameter<'_>],
    ) -> Result<Vec<Row>, Error> {
        self.query(sql.into(), parameters).await
    }

    /// Runs a statement for its effect and says how many rows it inserted, changed or deleted.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn execute(
        &mut self,
        sql: impl Into<Sql<'_>>,
        parameters: &[Parameter<'_>],
    ) -> Result<u64, Error> {
        let sql = sql.into();
        let result = match self.connection()? {
            Connection::Sqlite(lease) => lease.execute(sql, parameters),
            Connection::Postgres(lease) => lease.execute(sql, parameters).await,
        };
        result.map_err(|error| self.dies_of(error))
    }

    async fn at_most_one(
        &mut self,
        sql: Sql<'_>,
        parameters: &[Parameter<'_>],
    ) -> Result<Option<Row>, Error> {
        let mut rows = self.query(sql, parameters).await?;
        let row = rows.pop();
        if rows.is_empty() {
            return Ok(row);
        }
        Err(self.dies_of(Error::misuse(format!(
            "several rows where one is possible: {}",
            sql.text()
        ))))
    }

    async fn query(&mut self, sql: Sql<'_>, parameters: &[Parameter<'_>]) -> Result<Vec<Row>, Error> {
        let result = match self.connection()? {
            Connection::Sqlite(lease) => lease.query(sql, parameters),
            Connection::Postgres(lease) => lease.query(sql, parameters).await,
        };
        result.map_err(|error| self.dies_of(error))
    }

    fn connection(&mut self) -> Result<&mut Connection, Error> {
        if let Some(cause) = self.home.with(|inside| inside.died_of) {
            return Err(cause.to_error());
        }
        self.connection
            .as_mut()
            .ok_or_else(|| Error::misuse("the transaction is over"))
    }

    fn dies_of(&mut self, error: Error) -> Error {
        self.home.with(|inside| inside.died_of = Some(error.cause()));
        error
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        let connection = self.connection.take();
        self.home.with(|inside| inside.connection = connection);
    }
}

/// A connection with a transaction open on it. Dropped in the middle (a cancelled request, a panic), SQLite's
/// rolls back and PostgreSQL's is closed instead of going back to the pool.
pub(crate) enum Connection {
    Sqlite(sqlite::Lease),
    Postgres(postgres::Lease),
}

impl Connection {
    pub(crate) async fn commit(self) -> Result<(), Error> {
        match self {
            Self::Sqlite(lease) => lease.commit().await,
            Self::Postgres(lease) => lease.commit().await,
        }
    }

    pub(crate) async fn rollback(self) {
        match self {
            Self::Sqlite(lease) => drop(lease),
            Self::Postgres(lease) => lease.rollback().await,
        }
    }
}

/// Where a [`Tx`] leaves its connection when the closure is done with it. The closure owns its `Tx`, so that its
/// future borrows nothing whose lifetime the compiler would have to generalise over: only then does it see that
/// the future may move between threads.
#[derive(Clone, Default)]
pub(crate) struct Home(Arc<Mutex<Inside>>);

#[derive(Default)]
struct Inside {
    connection: Option<Connection>,
    died_of: Option<Cause>,
}

impl Home {
    /// The connection, unless the closure kept its `Tx`, and what the transaction died of.
    pub(crate) fn collect(&self) -> (Option<Connection>, Option<Cause>) {
        self.with(|inside| (inside.connection.take(), inside.died_of))
    }

    fn with<R>(&self, f: impl FnOnce(&mut Inside) -> R) -> R {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
