//! The service manager in a backup, and back from one.

mod rows;
#[cfg(test)]
mod tests;

use std::io::{Read, Write};

use jiff::Timestamp;
use vestibule_store::{BackupError, BackupReader, BackupWriter, Copied, DatabaseUrl, Occupied, Restoring};

use crate::manager::SCHEMA;

/// By what name a backup has the service manager.
pub const NAME: &str = SCHEMA.name;

/// Copies the service manager as it is at this moment.
///
/// # Errors
/// As [`BackupWriter::copy`].
pub async fn copy<W: Write>(writer: &mut BackupWriter<W>, url: &DatabaseUrl) -> Result<Copied, BackupError> {
    writer.copy(url, SCHEMA.name).await
}

/// Restores the service manager, which must come next in the backup: without sessions and without requests under way, since
/// what was ended or answered since the copy was made must not come back to life.
///
/// # Errors
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
        afterwards: &rows::afterwards(),
        now,
    };
    reader.restore(restoring).await
}
