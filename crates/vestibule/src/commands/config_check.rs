//! `vestibule config check`: what a configuration names besides itself, looked at as the server's user. Every problem is
//! told at once, as those of the file are.

use std::fs::OpenOptions;
use std::path::Path;

use super::place::{Located, read_master_key};
use super::serve::refuse_key_beside_data;
use crate::config::Config;
use crate::tls;

/// The sentences that say what would keep the server from starting, or would give a secret away.
pub(super) fn problems(located: &Located, config: &Config) -> Vec<String> {
    let mut problems = Vec::new();
    if let Some(files) = &config.tls {
        problems.extend(sentence(tls::acceptor(&files.certificate, &files.key)));
        problems.extend(open_to_everybody(&files.key));
    }
    match &located.master_key_file {
        None => problems.push(
            "no master key is named: keys.master_key_file, --master-key-file and VESTIBULE_MASTER_KEY_FILE can do it \
             (make one with `openssl rand -base64 32`)"
                .to_owned(),
        ),
        Some(file) => {
            problems.extend(sentence(read_master_key(file)));
            problems.extend(open_to_everybody(file));
        }
    }
    problems.extend(sentence(refuse_key_beside_data(located)));
    if let Some(data) = &located.data {
        problems.extend(sentence(check_data(data)));
    }
    problems
}

fn sentence<T>(result: anyhow::Result<T>) -> Option<String> {
    result.err().map(|error| format!("{error:#}"))
}

/// The databases are made by the first command, and so is their directory; both must be possible.
fn check_data(data: &Path) -> anyhow::Result<()> {
    if !data.exists() {
        let above = data
            .ancestors()
            .skip(1)
            .find(|above| above.exists() || above.as_os_str().is_empty());
        let above = above
            .filter(|above| !above.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        return check_can_write(above).map_err(|error| {
            error.context(format!(
                "the data directory {} is not there and cannot be made",
                data.display()
            ))
        });
    }
    anyhow::ensure!(
        data.is_dir(),
        "the data directory {} is no directory",
        data.display()
    );
    check_can_write(data)?;
    for name in ["directory.db", "manager.db"] {
        let file = data.join(name);
        if file.exists()
            && let Err(error) = OpenOptions::new().read(true).write(true).open(&file)
        {
            anyhow::bail!("the database {} cannot be written: {error}", file.display());
        }
    }
    Ok(())
}

/// Permissions alone do not tell: a file system may be read-only or full.
fn check_can_write(directory: &Path) -> anyhow::Result<()> {
    tempfile::tempfile_in(directory)
        .map(drop)
        .map_err(|error| anyhow::anyhow!("nothing can be written in {}: {error}", directory.display()))
}

#[cfg(unix)]
fn open_to_everybody(file: &Path) -> Option<String> {
    use std::os::unix::fs::PermissionsExt as _;
    // What cannot be read has been told already.
    let mode = std::fs::metadata(file).ok()?.permissions().mode() & 0o777;
    (mode & 0o007 != 0).then(|| {
        format!(
            "{} is open to everybody on this machine (mode {mode:03o}): give it to the server's user alone (chmod 600)",
            file.display()
        )
    })
}

#[cfg(not(unix))]
fn open_to_everybody(_file: &Path) -> Option<String> {
    None
}
