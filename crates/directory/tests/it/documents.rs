//! Reference pages that are written from the code: they must say what the code does.
//!
//! After a change, `cargo test -p vestibule-directory --test it -- --ignored writes_the_reference_pages` writes them anew.

use std::fmt::Write as _;
use std::path::PathBuf;

use vestibule_directory::{DirectoryRole, Permission};

#[test]
fn the_page_of_roles_says_what_the_permissions_say() {
    assert_eq!(std::fs::read_to_string(path("roles.md")).unwrap(), roles());
}

#[test]
#[ignore = "writes files"]
fn writes_the_reference_pages() {
    std::fs::write(path("roles.md"), roles()).unwrap();
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs")
        .join(name)
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
