//! Backups as an administrator makes and restores them.

use std::path::Path;

use serde_json::Value;
use vestibule_store::testing::{Kind, TestDatabase};

use crate::binary::{json, refused};

fn key(folder: &Path, name: &str, octet: u8) -> String {
    let path = folder.join(name);
    let hex = (0..32_u8).fold(String::new(), |hex, at| hex + &format!("{:02x}", at ^ octet));
    std::fs::write(&path, hex).unwrap();
    path.display().to_string()
}

/// A tenant with a person, in the data directory `from`.
fn furnished(folder: &Path) -> String {
    let key = key(folder, "key", 1);
    let run = |arguments: &[&str]| {
        json(
            folder,
            &[arguments, &["--data", "from", "--master-key-file", &key]].concat(),
        )
    };
    run(&[
        "tenant",
        "create",
        "--domain",
        "contoso.example",
        "--display-name",
        "Contoso",
    ]);
    run(&[
        "user",
        "create",
        "--upn",
        "a@contoso.example",
        "--display-name",
        "A",
    ]);
    run(&[
        "manager",
        "customer",
        "create",
        "--name",
        "contoso",
        "--host",
        "contoso.desk.example",
    ]);
    key
}

fn people(folder: &Path, place: &[&str]) -> Value {
    let all = json(folder, &[&["user", "list"], place].concat());
    all[0]["userPrincipalName"].clone()
}

#[test]
fn a_backup_of_sqlite_goes_to_another_directory_and_to_postgres_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let key = furnished(folder);
    let made = json(
        folder,
        &["backup", "one", "--data", "from", "--master-key-file", &key],
    );
    assert_eq!(made["databases"][0]["name"], "directory");
    assert_eq!(made["databases"][1]["name"], "manager");
    let elsewhere = ["--data", "to", "--master-key-file", &key];
    let restored = json(folder, &[&["restore", "one"], &elsewhere[..]].concat());
    assert_eq!(restored["databases"], made["databases"]);
    assert_eq!(people(folder, &elsewhere), "a@contoso.example");

    let runtime = tokio::runtime::Runtime::new().unwrap();
    let Some(server) = runtime.block_on(TestDatabase::create(Kind::Postgres, &[])) else {
        return;
    };
    let vestibule_store::DatabaseUrl::Postgres(url) = server.url().clone() else {
        panic!("a server was asked for");
    };
    let server_place = ["--database-url", &url, "--master-key-file", &key];
    json(folder, &[&["restore", "one"], &server_place[..]].concat());
    assert_eq!(people(folder, &server_place), "a@contoso.example");
    json(folder, &[&["backup", "two"], &server_place[..]].concat());
    let back = ["--data", "back", "--master-key-file", &key];
    json(folder, &[&["restore", "two"], &back[..]].concat());
    assert_eq!(people(folder, &back), "a@contoso.example");
    runtime.block_on(server.remove());
}

#[test]
fn what_is_there_is_not_replaced_unless_told() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let key = furnished(folder);
    let place = ["--data", "from", "--master-key-file", key.as_str()];
    let run = |arguments: &[&str]| json(folder, &[arguments, &place].concat());
    run(&["backup", "one"]);
    run(&["user", "delete", "--upn", "a@contoso.example"]);
    let sentence = refused(folder, &[&["restore", "one"], &place[..]].concat());
    assert!(
        sentence.contains("--replace") && sentence.contains("not empty"),
        "{sentence}"
    );
    run(&["restore", "one", "--replace"]);
    assert_eq!(people(folder, &place), "a@contoso.example");
    let sentence = refused(folder, &[&["backup", "one"], &place[..]].concat());
    assert!(sentence.contains("never written over"), "{sentence}");
}

#[test]
fn a_backup_under_another_key_and_a_damaged_one_are_refused_before_anything_happens() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let right = furnished(folder);
    let wrong = key(folder, "other", 2);
    json(
        folder,
        &["backup", "one", "--data", "from", "--master-key-file", &right],
    );
    let sentence = refused(
        folder,
        &["restore", "one", "--data", "to", "--master-key-file", &wrong],
    );
    assert!(sentence.contains("was made under the master key"), "{sentence}");
    let mut octets = std::fs::read(folder.join("one")).unwrap();
    let middle = octets.len() / 2;
    octets[middle] ^= 1;
    std::fs::write(folder.join("two"), &octets).unwrap();
    let sentence = refused(
        folder,
        &["restore", "two", "--data", "to", "--master-key-file", &right],
    );
    assert!(
        sentence.contains("damaged") || sentence.contains("no backup"),
        "{sentence}"
    );
    assert!(!folder.join("to").exists());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(folder.join("one"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
