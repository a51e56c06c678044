//! Rules of safe sign-on that hold because something is written in one place alone, or nowhere.

use crate::tidy::{is_test, sources};

/// Files with one of these words outside of comments and tests, of those below `folder`.
fn files_with(folder: &str, words: &[&str]) -> Vec<String> {
    sources()
        .into_iter()
        .filter(|(path, _)| path.starts_with(folder) && !is_test(path))
        .filter(|(_, text)| {
            // Tests at the end of a file may know more than the code before them.
            let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
            code.lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .any(|line| words.iter().any(|word| line.contains(word)))
        })
        .map(|(path, _)| path)
        .collect()
}

#[test]
fn the_library_has_no_clock_no_files_and_no_network() {
    let reached = [
        "std::time",
        "Timestamp::now",
        "Zoned::now",
        "std::fs",
        "TcpStream",
        "UdpSocket",
        "ToSocketAddrs",
        "std::env",
        "std::process",
        "tokio",
    ];
    let found = files_with("crates/saml/src/", &reached);
    assert!(found.is_empty(), "{found:?}");
    let somewhere = files_with("crates/vestibule/src/", &reached);
    assert!(!somewhere.is_empty(), "the search finds what is there");
}

#[test]
fn private_keys_are_opened_where_messages_are_signed_and_nowhere_else() {
    let found = files_with("crates/", &["pkcs8"]);
    let expected = [
        // Made or imported, sealed, opened.
        "crates/directory/src/certificates/generate.rs",
        "crates/directory/src/certificates/import.rs",
        "crates/directory/src/certificates/material.rs",
        // Sign responses and metadata.
        "crates/idp/src/saml2/metadata.rs",
        "crates/idp/src/services.rs",
        // Makes, seals and opens what signs at the other end, and what decrypts there.
        "crates/manager/src/keys/decryption.rs",
        "crates/manager/src/keys/operations.rs",
        "crates/manager/src/keys/signing.rs",
        "crates/manager/src/self_signed.rs",
        // The type that decrypts, and the one that signs.
        "crates/saml/src/encryption/keys.rs",
        "crates/saml/src/signature/keys.rs",
    ];
    assert_eq!(found, expected);
    let written = files_with("crates/", &["PRIVATE KEY", "serialize_pem", "serialize_der"]);
    // Reads keys out of such files.
    let import = "crates/directory/src/certificates/import.rs";
    let authority = "crates/vestibule/src/demo/authority.rs";
    assert_eq!(
        written,
        [import, authority],
        "the demo's own TLS key alone is written to a file"
    );
}

#[test]
fn whatever_is_sealed_in_a_database_comes_along_when_the_master_key_changes() {
    let sealing = files_with("crates/", &["sealer().seal(", ".seal(PAIRWISE_SALT"]);
    let known = [
        // Each column stands in the list of its crate's `sealing.rs`.
        "crates/directory/src/certificates/generate.rs",
        "crates/directory/src/certificates/import.rs",
        "crates/directory/src/tenants/operations.rs",
        "crates/manager/src/keys/operations.rs",
    ];
    assert_eq!(sealing, known);
}

#[test]
fn only_what_was_granted_is_signed() {
    let issuing = files_with("crates/idp/src/", &["SigningOption, issue", "issue_encrypted("]);
    assert_eq!(issuing, ["crates/idp/src/saml2/encrypt.rs"]);
    let asking = files_with("crates/idp/src/", &[" written(&", " readable(&"]);
    assert_eq!(asking, ["crates/idp/src/saml2/issue.rs"]);
    let all = sources();
    let source = |path: &str| {
        let (_, text) = all.iter().find(|(known, _)| known == path).unwrap();
        text.as_str()
    };
    let respond = source("crates/idp/src/saml2/issue.rs")
        .split_once("pub(crate) async fn respond(")
        .unwrap()
        .1;
    let parameters = respond.split_once(')').unwrap().0;
    assert!(parameters.contains("planned: &Planned"), "{parameters}");
    let planned = source("crates/idp/src/sign_in/plan.rs")
        .split_once("pub(crate) struct Planned {")
        .unwrap()
        .1;
    let fields = planned.split_once('}').unwrap().0;
    assert!(fields.contains("granted: Granted,"), "{fields}");
    let granted = source("crates/directory/src/sign_in/decision.rs")
        .split_once("pub struct Granted {")
        .unwrap()
        .1;
    let fields = granted.split_once('}').unwrap().0;
    assert!(!fields.contains("pub"), "nobody else can make one: {fields}");
    let making = files_with("crates/", &["Granted {", "Granted{"]);
    assert_eq!(making, ["crates/directory/src/sign_in/decision.rs"]);
}
