//! What lies sealed in the service manager, and how it comes under another master key.

use vestibule_store::{Resealed, SealedColumn};

use crate::failure::Failure;
use crate::keys::rows;
use crate::manager::Manager;

/// Every column of the service manager that is sealed: one that is left out is lost with the key that is taken away.
pub(crate) const COLUMNS: [SealedColumn; 2] = [rows::SEALED_SIGNING, rows::SEALED_ENCRYPTION];

/// Puts everything that is sealed under the current master key, in small transactions, while servers run that know both keys.
/// What has been done is done: after an interruption it is simply run again.
///
/// # Errors
/// [`Failure::Unavailable`] if the database does not answer, or a value cannot be opened.
pub async fn reseal(manager: &Manager) -> Result<Resealed, Failure> {
    let mut sum = Resealed::default();
    for column in COLUMNS {
        let done = column.reseal(manager.db(), manager.sealer()).await;
        let done = done.map_err(|error| Failure::Unavailable(Box::new(error)))?;
        sum.resealed += done.resealed;
        sum.current += done.current;
    }
    Ok(sum)
}
