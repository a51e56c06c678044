//! Service provider metadata as a way to name an application's values.

use std::path::Path;

use anyhow::Context as _;
use vestibule_directory::applications::NewApplication;

/// Takes identifier, reply URLs and logout URL from a file.
pub(crate) fn apply(file: &Path, _new: &mut NewApplication) -> anyhow::Result<()> {
    let _octets = std::fs::read(file).with_context(|| format!("cannot read the metadata {}", file.display()))?;
    todo!()
}
