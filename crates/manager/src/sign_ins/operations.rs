//! Reading the log, and writing attempts that came to nothing. A sign-in that succeeds is written in the
//! transaction that makes its session.

use super::{SignIn, rows};
use crate::customers::Customer;
use crate::failure::Failure;
use crate::manager::Manager;
use crate::page::Page;

/// Attempts to sign in at this customer, the newest first. The key of the next page is the last one's id.
///
/// # Errors
/// [`Failure::Unavailable`] if the database does not answer.
pub async fn list(manager: &Manager, customer: &Customer, page: &Page) -> Result<Vec<SignIn>, Failure> {
    manager
        .db()
        .read(async |mut tx| Ok(rows::list(&mut tx, &customer.id, page).await?))
        .await
}

/// Writes an attempt that was refused.
///
/// # Errors
/// [`Failure::Unavailable`] if the database does not answer.
pub(crate) async fn record_refused(
    manager: &Manager,
    customer: &Customer,
    entry: &SignIn,
) -> Result<(), Failure> {
    manager
        .db()
        .write(async |mut tx| Ok(rows::insert(&mut tx, &customer.id, entry).await?))
        .await
}
