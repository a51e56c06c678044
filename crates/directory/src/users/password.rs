//! An administrator sets somebody's password.

use vestibule_store::Secret;

use crate::{Caller, Directory, Failure};

/// A new password for somebody.
#[derive(Debug)]
pub struct Reset {
    /// The new password; one is generated if there is none.
    pub password: Option<Secret<String>>,
    /// Whether the next sign-in asks for another one.
    pub must_change_password: bool,
}

/// Sets a password, ends all sessions and lifts a lock. Yields the password if it was generated.
///
/// # Errors
///
/// `Forbidden`, also for stronger people and for oneself (who changes it instead); `NotFound`; `Refused` when the password
/// breaks the rules.
pub async fn reset_password(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    user_id: &str,
    reset: Reset,
) -> Result<Option<Secret<String>>, Failure> {
    todo!()
}
