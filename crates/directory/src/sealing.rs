//! What lies sealed in the directory, and how it comes under another master key.

use vestibule_store::{Resealed, SealedColumn};

use crate::{Caller, Directory, Failure, Permission, certificates, tenants};

/// Every column of the directory that is sealed: one that is left out is lost with the key that is taken away.
pub(crate) const COLUMNS: [SealedColumn; 2] = [tenants::rows::SEALED, certificates::rows::SEALED];

/// Puts everything that is sealed under the current master key, in small transactions, while servers run that know both keys.
/// What has been done is done: after an interruption it is simply run again.
///
/// # Errors
///
/// `Forbidden` for people; `Unavailable` when the database does not answer, or a value cannot be opened.
pub async fn reseal(directory: &Directory, caller: &Caller) -> Result<Resealed, Failure> {
    caller.require_system(Permission::ManageTenants)?;
    let mut sum = Resealed::default();
    for column in COLUMNS {
        let done = column.reseal(&directory.db, directory.sealer()).await;
        let done = done.map_err(Failure::broken)?;
        sum.resealed += done.resealed;
        sum.current += done.current;
    }
    Ok(sum)
}
