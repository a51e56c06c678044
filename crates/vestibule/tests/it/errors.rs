//! The reference page of errors is written from the code: it must say what the code does.
//!
//! After a change, `cargo test -p vestibule --test it -- --ignored writes_the_page_of_errors` writes it anew.

use std::fmt::Write as _;

use vestibule_directory::failure::ALL;
use vestibule_web::{FailurePage, Language};

use crate::tidy;

#[test]
fn the_page_of_errors_says_what_the_catalogues_say() {
    assert!(
        std::fs::read_to_string(path()).unwrap() == errors(),
        "run: cargo test -p vestibule --test it -- --ignored writes_the_page_of_errors"
    );
}

#[test]
#[ignore = "writes a file"]
fn writes_the_page_of_errors() {
    std::fs::write(path(), errors()).unwrap();
}

#[test]
fn every_code_in_the_source_is_on_the_page_of_errors() {
    let errors = errors();
    let mut missing = Vec::new();
    for (path, text) in tidy::sources()
        .into_iter()
        .filter(|(path, _)| !tidy::is_test(path))
    {
        for code in text
            .split("code: \"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
        {
            if code.starts_with("WEB-") && !errors.contains(&format!("| {code} |")) {
                missing.push(format!("{path}: {code}"));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// A command that a page shows must be one that there is: each of its words before the first value.
#[test]
fn every_command_on_a_page_is_understood() {
    let of_directory = ALL.iter().flat_map(|code| code.commands);
    let of_manager = vestibule_manager::catalogue::ALL
        .iter()
        .flat_map(|code| code.commands);
    let folder = tempfile::tempdir().unwrap();
    for command in of_directory.chain(of_manager) {
        let arguments: Vec<&str> = command.split(' ').skip(1).collect();
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_vestibule"))
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .unwrap();
        let sentence = String::from_utf8_lossy(&output.stderr).into_owned();
        // Status 2 would be misuse: values in capitals are placeholders and may be refused, options may not.
        assert!(
            !sentence.contains("unexpected argument")
                && !sentence.contains("unrecognized subcommand")
                && !sentence.contains("required arguments"),
            "{command}: {sentence}"
        );
    }
}

fn path() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/errors.md")
}

const HEAD: &str = "<!-- Written from the catalogues of crates/directory, crates/manager and crates/web: change it there. -->\n\n\
    # Errors\n\n\
    A refusal is a page with one of these codes, what was expected and what was received, what to change, and a correlation id \
    that is also in the log. In a command, a word in capitals is yours to fill in; `APP` is an application's id or name, `UPN` \
    a person's user principal name.\n\n\
    ## The identity provider\n\n\
    Codes with a SAML status are answered to the application instead of on a page, once its reply URL is known to be right.\n\n\
    | Code | Name | HTTP | SAML status | What happened | What to change |\n\
    |---|---|---|---|---|---|\n";

const MANAGER: &str = "\n## The service manager\n\n\
    | Code | HTTP | What happened | What to change |\n\
    |---|---|---|---|\n";

const BOTH: &str = "\n## Both, whoever answers\n\n\
    | Code | HTTP | What happened | What to change |\n\
    |---|---|---|---|\n";

fn errors() -> String {
    let mut text = HEAD.to_owned();
    let mut codes = ALL.to_vec();
    codes.sort_unstable_by_key(|code| code.number.to_string());
    for code in codes {
        let status = code
            .saml_status
            .map_or(String::new(), |status| format!("{status:?}"));
        let (label, name, http) = (code.label(), code.name, code.http_status);
        let change = with_commands(code.what_to_change, code.commands.iter().copied());
        writeln!(
            text,
            "| {label} | {name} | {http} | {status} | {} | {change} |",
            code.what_happened
        )
        .unwrap();
    }
    let english = Language::English;
    let (sso, other): (Vec<_>, Vec<_>) = vestibule_manager::failure_pages(english)
        .into_iter()
        .partition(|page| page.code.starts_with("SSO-"));
    text.push_str(MANAGER);
    text.extend(sso.iter().map(row));
    text.push_str(BOTH);
    let mut rest = [
        vestibule_web::failure_pages(english),
        vestibule_idp::failure_pages(english),
        other,
    ]
    .concat();
    rest.sort_by(|one, other| one.code.cmp(&other.code));
    text.extend(rest.iter().map(row));
    text
}

fn row(page: &FailurePage) -> String {
    let change = with_commands(&page.what_to_change, page.commands.iter().map(String::as_str));
    let (code, status) = (&page.code, page.status.as_u16());
    format!("| {code} | {status} | {} | {change} |\n", page.what_happened)
}

fn with_commands<'a>(sentence: &str, commands: impl Iterator<Item = &'a str>) -> String {
    let mut text = sentence.to_owned();
    for command in commands {
        write!(text, "<br>`{command}`").unwrap();
    }
    text
}
