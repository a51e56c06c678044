//! Habits of the house that no compiler checks.

use std::path::{Path, PathBuf};

/// The most lines of one source file, tests apart.
const MAX_LINES: usize = 400;

/// Files that may be longer, each with its limit and its reason.
const LONGER: &[(&str, usize, &str)] = &[(
    "crates/directory/src/users/operations.rs",
    420,
    "the life of a person: its verbs share their checks",
)];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

/// Every file below a folder, with its path from the root.
fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in
            std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if !matches!(name.as_str(), "target" | "node_modules" | "corpus" | "artifacts") {
                    folders.push(path);
                }
            } else if name.ends_with(ending) {
                let shown = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
                // What is no text is nobody's source.
                if let Ok(text) = std::fs::read_to_string(&path) {
                    found.push((shown, text));
                }
            }
        }
    }
    found.sort();
    found
}

pub(crate) fn sources() -> Vec<(String, String)> {
    files("crates", ".rs")
}

pub(crate) fn is_test(path: &str) -> bool {
    ["/tests/", "/benches/", "/examples/"]
        .iter()
        .any(|folder| path.contains(folder))
        || path.ends_with("tests.rs")
}

fn assert_none(found: &[String], rule: &str) {
    assert!(found.is_empty(), "{rule}:\n  {}", found.join("\n  "));
}

#[test]
fn files_can_be_held_in_the_head() {
    let mut long = Vec::new();
    for (path, text) in sources().into_iter().filter(|(path, _)| !is_test(path)) {
        let limit = LONGER
            .iter()
            .find(|(name, _, _)| *name == path)
            .map_or(MAX_LINES, |(_, limit, _)| *limit);
        let lines = text.lines().count();
        if lines > limit {
            long.push(format!("{path}: {lines} lines, {limit} allowed"));
        }
    }
    assert_none(&long, "a file has one subject: split it by verb");
    for (path, _, _) in LONGER {
        assert!(root().join(path).exists(), "{path} is gone: take it off the list");
    }
}

#[test]
fn sql_stands_where_rows_are_read_and_written() {
    let statements = ["SELECT ", "INSERT INTO ", "DELETE FROM ", "CREATE TABLE "];
    let mut found = Vec::new();
    for (path, text) in sources() {
        let is_allowed = path.starts_with("crates/store/")
            || path.ends_with("rows.rs")
            || path.contains("/rows/")
            || is_test(&path);
        if is_allowed {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            let is_comment = line.trim_start().starts_with("//");
            if !is_comment && statements.iter().any(|statement| line.contains(statement)) {
                found.push(format!("{path}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    assert_none(&found, "SQL outside of rows.rs");
}

#[test]
fn sql_is_one_text_for_both_databases() {
    // Words that one of the two does not know, or means differently.
    let words = [
        "now()",
        "CURRENT_TIMESTAMP",
        "SERIAL",
        "AUTOINCREMENT",
        "JSONB",
        "ILIKE",
        " OFFSET ",
        "SELECT *",
        "RETURNING *",
    ];
    let mut found = Vec::new();
    let migrations = files("crates", ".sql");
    let rows = sources()
        .into_iter()
        .filter(|(path, _)| path.ends_with("rows.rs") && !path.starts_with("crates/store/"));
    for (path, text) in migrations.into_iter().chain(rows) {
        for (number, line) in text.lines().enumerate() {
            let is_comment = matches!(line.trim_start().get(..2), Some("--" | "//"));
            if !is_comment && words.iter().any(|word| line.contains(word)) {
                found.push(format!("{path}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    assert_none(&found, "words of one database alone");
}

#[test]
fn nothing_is_left_for_later() {
    // Written apart, so that this file does not find itself.
    let words = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("to", "do!("),
        concat!("unimplemen", "ted!("),
    ];
    let mut found = Vec::new();
    for (path, text) in sources()
        .into_iter()
        .chain(files("scripts", ""))
        .chain(files("docs", ".md"))
    {
        for (number, line) in text.lines().enumerate() {
            if words.iter().any(|word| line.contains(word)) {
                found.push(format!("{path}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    assert_none(
        &found,
        "what is left to do belongs where the team sees it, not into the source",
    );
}

#[test]
fn exceptions_from_lints_have_reasons() {
    let allow = concat!("#[all", "ow(");
    let found: Vec<String> = sources()
        .into_iter()
        .filter(|(_, text)| text.contains(allow))
        .map(|(path, _)| path)
        .collect();
    assert_none(
        &found,
        "expect(lint, reason = …) says why and complains when it is no longer needed",
    );
}

#[test]
fn the_identity_provider_and_the_manager_know_only_the_wire() {
    for (path, text) in sources() {
        let foreign: &[&str] = if path.starts_with("crates/idp/") {
            &["vestibule_manager", "vestibule_store"]
        } else if path.starts_with("crates/manager/") {
            &["vestibule_idp", "vestibule_directory"]
        } else if path.starts_with("crates/saml/") {
            &[
                "tokio",
                "vestibule_store",
                "vestibule_web",
                "std::fs",
                "TcpStream",
                "UdpSocket",
            ]
        } else if path.starts_with("crates/web/") {
            &["vestibule_store", "vestibule_directory", "vestibule_saml"]
        } else {
            &[]
        };
        // Tests at the end of a file may know more than the code before them.
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for word in foreign {
            let uses = code
                .lines()
                .any(|line| !line.trim_start().starts_with("//") && line.contains(word));
            assert!(!uses || is_test(&path), "{path} names {word}");
        }
    }
}
