//! Reference pages that are written from the code: they must say what the code does.
//!
//! After a change, `cargo test -p vestibule-directory --test it -- --ignored writes_the_reference_pages` writes them anew.

use std::fmt::Write as _;
use std::path::PathBuf;

use vestibule_directory::failure::ALL;
use vestibule_directory::{DirectoryRole, Permission};

#[test]
fn the_page_of_errors_says_what_the_catalogue_says() {
    assert_eq!(std::fs::read_to_string(path("errors.md")).unwrap(), errors());
}

#[test]
fn the_page_of_roles_says_what_the_permissions_say() {
    assert_eq!(std::fs::read_to_string(path("roles.md")).unwrap(), roles());
}

#[test]
#[ignore = "writes files"]
fn writes_the_reference_pages() {
    std::fs::write(path("errors.md"), errors()).unwrap();
    std::fs::write(path("roles.md"), roles()).unwrap();
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs")
        .join(name)
}

fn errors() -> String {
    let mut text = "<!-- Written from crates/directory/src/failure/catalogue.rs: change it there. -->\n\n\
        # Errors\n\n\
        A refusal is a page with one of these codes, what was expected and what was received, and a correlation id that is \
        also in the log. Codes with a SAML status are answered to the application instead, once its reply URL is known to be \
        right.\n\n\
        | Code | Name | HTTP | SAML status | What happened | What to change |\n\
        |---|---|---|---|---|---|\n"
        .to_owned();
    let mut codes = ALL.to_vec();
    codes.sort_unstable_by_key(|code| code.number.to_string());
    for code in codes {
        let status = code
            .saml_status
            .map_or(String::new(), |status| format!("{status:?}"));
        let (label, name, http) = (code.label(), code.name, code.http_status);
        let (happened, change) = (code.what_happened, code.what_to_change);
        writeln!(
            text,
            "| {label} | {name} | {http} | {status} | {happened} | {change} |"
        )
        .unwrap();
    }
    text
}

fn roles() -> String {
    let mut text = "<!-- Written from crates/directory/src/permission.rs: change it there. -->\n\n\
        # Roles\n\n\
        What each directory role may do. The rule lies in the operations, so that it holds for pages, programs and the command \
        line alike; the command line itself acts as the system and may do everything. Everybody may see himself, his \
        applications and his sessions, and end them.\n\n| May |"
        .to_owned();
    for role in DirectoryRole::ALL {
        write!(text, " {role} |").unwrap();
    }
    text.push_str("\n|---|");
    text.push_str(&"---|".repeat(DirectoryRole::ALL.len()));
    text.push('\n');
    for permission in Permission::ALL {
        write!(text, "| {} |", permission.description()).unwrap();
        for role in DirectoryRole::ALL {
            text.push_str(if permission.roles().contains(&role) {
                " yes |"
            } else {
                " |"
            });
        }
        text.push('\n');
    }
    text.push_str(
        "\nNobody changes a stronger person: a User Administrator reaches people without a role, other User Administrators, \
         Groups Administrators and Reports Readers; a Global Administrator reaches everybody. Nobody changes his own roles, or \
         disables or deletes himself, and a tenant keeps at least one enabled Global Administrator. No role lets anybody into an \
         application: only assigned people get in where assignment is required.\n",
    );
    text
}
