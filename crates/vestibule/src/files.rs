//! Files that nobody else may read.

use std::fs::{DirBuilder, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;

/// Makes a directory, and those above it, for its owner alone (mode 0700). One that is there stays as it is.
pub(crate) fn create_private_directory(path: &Path) -> anyhow::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(path)
        .with_context(|| format!("cannot make the directory {}", path.display()))
}

/// Writes a file for its owner alone (mode 0600), whole or not at all: it is written beside its place and then
/// moved there.
pub(crate) fn write_private(path: &Path, octets: &[u8]) -> anyhow::Result<()> {
    let directory = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let context = || format!("cannot write {}", path.display());
    // Temporary files are made for their owner alone.
    let mut file = tempfile::NamedTempFile::new_in(directory).with_context(context)?;
    file.write_all(octets).with_context(context)?;
    file.as_file().sync_all().with_context(context)?;
    file.persist(path).with_context(context)?;
    Ok(())
}

/// A data directory in use. Held by a running server, so that nobody takes the data away under it; the
/// operating system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct InUse {
    _file: std::fs::File,
}

impl InUse {
    /// Takes the data directory into use; `None` if another server has it. Two servers on one would each take its
    /// housekeeping and its caches for their own. Commands do not ask: they may act while a server runs.
    pub(crate) fn claim(data: &Path) -> anyhow::Result<Option<Self>> {
        let path = data.join("server.lock");
        let context = || format!("cannot lock {}", path.display());
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .with_context(context)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(std::fs::TryLockError::WouldBlock) => Ok(None),
            Err(std::fs::TryLockError::Error(error)) => Err(error).with_context(context),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_in_use_cannot_be_claimed_again() {
        let data = tempfile::tempdir().unwrap();
        let first = InUse::claim(data.path()).unwrap();
        assert!(first.is_some());
        assert!(InUse::claim(data.path()).unwrap().is_none());
        drop(first);
        assert!(InUse::claim(data.path()).unwrap().is_some());
    }

    #[cfg(unix)]
    #[test]
    fn private_files_are_for_their_owner_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let data = tempfile::tempdir().unwrap();
        let inner = data.path().join("a/b");
        create_private_directory(&inner).unwrap();
        write_private(&inner.join("key"), b"secret").unwrap();
        write_private(&inner.join("key"), b"other").unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&inner), 0o700);
        assert_eq!(mode(&inner.join("key")), 0o600);
        assert_eq!(std::fs::read(inner.join("key")).unwrap(), b"other");
    }
}
