//! Several organizations on one server, from the command line.

use std::path::Path;
use std::process::{Command, Output};

/// Runs a command in a folder with a data directory and a master key of its own.
fn run(folder: &Path, line: &str) -> Output {
    let key = folder.join("master.key");
    if !key.exists() {
        std::fs::write(&key, "c2V2ZW50eSBzZXZlbiBvY3RldHMgYXJlIG5vdCAzMiE=").unwrap();
    }
    Command::new(env!("CARGO_BIN_EXE_vestibule"))
        .args(line.split_whitespace())
        .args(["--data", "data", "--master-key-file", "master.key"])
        .current_dir(folder)
        .output()
        .unwrap()
}

#[test]
fn where_there_are_several_tenants_the_refusal_and_the_list_name_them() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for domain in ["contoso.example", "fabrikam.example"] {
        let made = run(
            folder,
            &format!("tenant create --domain {domain} --display-name Organization"),
        );
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    }
    let refused = run(folder, "user list");
    let sentence = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        sentence.contains("contoso.example, fabrikam.example"),
        "{sentence}"
    );
    let listed = run(folder, "tenant list --json");
    let listed: serde_json::Value = serde_json::from_slice(&listed.stdout).unwrap();
    assert_eq!(listed[0]["verifiedDomains"][0], "contoso.example");
    assert_eq!(listed[1]["verifiedDomains"][0], "fabrikam.example");
    assert!(
        run(folder, "user list --tenant fabrikam.example")
            .status
            .success()
    );
}
