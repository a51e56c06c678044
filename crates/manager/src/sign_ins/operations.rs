//! Reading the log, and writing attempts that came to nothing. A sign-in that succeeds is written in the
//! transaction that makes its session.

use jiff::Timestamp;

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

/// With which certificate the last sign-in was verified, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastVerified {
    /// SHA-1 of the certificate in upper-case hex.
    pub thumbprint: String,
    /// When.
    pub at: Timestamp,
}

/// What the last successful sign-in by a message was verified with, as far as the log goes back.
///
/// # Errors
/// [`Failure::Unavailable`] if the database does not answer.
pub async fn last_verified(manager: &Manager, customer: &Customer) -> Result<Option<LastVerified>, Failure> {
    manager
        .db()
        .read(async |mut tx| Ok(rows::last_verified(&mut tx, &customer.id).await?))
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
        .write(async |mut tx| Ok::<_, Failure>(rows::insert(&mut tx, &customer.id, entry).await?))
        .await?;
    manager
        .sign_ins
        .count("failure", entry.code.as_deref().unwrap_or(""));
    Ok(())
}
