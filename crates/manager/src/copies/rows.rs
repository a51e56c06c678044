//! SQL of what a backup must not bring back.

use vestibule_store::AfterRestore;

/// What runs at the end of restoring.
pub(super) fn afterwards() -> Vec<AfterRestore> {
    [
        "DELETE FROM sessions",
        "DELETE FROM authn_requests",
        "DELETE FROM logout_requests",
    ]
    .map(|sql| AfterRestore {
        sql,
        parameters: Vec::new(),
    })
    .into()
}
