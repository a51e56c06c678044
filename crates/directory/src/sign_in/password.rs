//! The first factor: a password.

use std::net::IpAddr;

use jiff::Timestamp;
use vestibule_store::Secret;

use crate::{Directory, Failure};

/// Proof that somebody has just shown his password. [`verify_password`] and [`change_password`] alone make it.
#[derive(Debug)]
pub struct Authenticated {
    tenant_id: String,
    user_id: String,
    user_principal_name: String,
    must_change_password: bool,
    authenticated_at: Timestamp,
    session_epoch: i64,
}

impl Authenticated {
    /// The tenant.
    pub fn tenant_id(&self) -> &str {
        &self.tenant_id
    }

    /// The person's object id.
    pub fn user_id(&self) -> &str {
        &self.user_id
    }

    /// The person's user principal name as stored.
    pub fn user_principal_name(&self) -> &str {
        &self.user_principal_name
    }

    /// Whether a new password is due before a session can begin.
    pub fn must_change_password(&self) -> bool {
        self.must_change_password
    }

    /// When the password was shown.
    pub fn authenticated_at(&self) -> Timestamp {
        self.authenticated_at
    }
}

/// Checks a password, with the brakes on guessing.
///
/// An unknown name, a disabled account and a wrong password look the same from outside, also in time: the answer is 50126 for
/// all; [`crate::Refusal::detail`] `reason` tells the log which it was. A disabled account is told after the right password.
///
/// # Errors
///
/// `Refused` with 50126, 50053 (too many attempts; detail `retry_after_seconds`), 50057 (disabled, right password) or 90033 (too
/// many checks under way); `Unavailable`.
pub async fn verify_password(
    directory: &Directory,
    tenant_id: &str,
    user_principal_name: &str,
    password: &Secret<String>,
    source: IpAddr,
) -> Result<Authenticated, Failure> {
    todo!()
}

/// Changes one's own password: checks the present one with the brakes of [`verify_password`], then the rules for new ones. All
/// sessions end; the proof that is returned begins a new one.
///
/// # Errors
///
/// As [`verify_password`], with 120000 in place of 50126; `Refused` with 120002, 120003 or 120018 when the new one breaks a
/// rule.
pub async fn change_password(
    directory: &Directory,
    tenant_id: &str,
    user_principal_name: &str,
    present: &Secret<String>,
    new: &Secret<String>,
    source: IpAddr,
) -> Result<Authenticated, Failure> {
    todo!()
}
