//! The directory in a backup, and back from one.

mod rows;
#[cfg(test)]
mod tests;

use std::io::{Read, Write};

use jiff::Timestamp;
use serde_json::json;
use vestibule_store::{BackupError, BackupReader, BackupWriter, Copied, DatabaseUrl, Occupied, Restoring};

use crate::audit::{Activity, Change, Target, record};
use crate::directory::SCHEMA;
use crate::{Caller, Directory, Failure, Permission, tenants};

/// By what name a backup has the directory.
pub const NAME: &str = SCHEMA.name;

/// Copies the directory as it is at this moment.
///
/// # Errors
///
/// As [`BackupWriter::copy`].
pub async fn copy<W: Write>(writer: &mut BackupWriter<W>, url: &DatabaseUrl) -> Result<Copied, BackupError> {
    writer.copy(url, SCHEMA.name).await
}

/// Restores the directory, which must come next in the backup. Sessions are not restored: one that was ended since the
/// copy was made must not come back to life. Applications get versions that no server has seen.
///
/// # Errors
///
/// As [`BackupReader::restore`].
pub async fn restore<R: Read>(
    reader: &mut BackupReader<R>,
    url: &DatabaseUrl,
    occupied: Occupied,
    now: Timestamp,
) -> Result<Copied, BackupError> {
    let restoring = Restoring {
        url,
        schema: &SCHEMA,
        occupied,
        afterwards: &rows::afterwards(now),
        now,
    };
    reader.restore(restoring).await
}

/// Writes down in every tenant that it was restored from a backup of that moment.
///
/// # Errors
///
/// `Forbidden` for people; `Unavailable`.
pub async fn record_restored(directory: &Directory, caller: &Caller, made_at: &str) -> Result<(), Failure> {
    caller.require_system(Permission::ManageTenants)?;
    let act = directory.act(caller);
    for tenant in tenants::list(directory, caller).await? {
        directory
            .change(async |mut tx| {
                let change = Change {
                    tenant_id: &tenant.id,
                    activity: Activity::RestoreDirectory,
                    target: Target {
                        kind: "tenant",
                        id: &tenant.id,
                        name: tenant.display_name.as_str(),
                    },
                    before: None,
                    after: Some(json!({ "backupMadeAt": made_at })),
                };
                Ok(((), record(&mut tx, act, change).await?))
            })
            .await?;
    }
    Ok(())
}
