//! Begin, resume and end sessions.

use std::net::IpAddr;

use super::{Keep, Lookup, Session, Started};
use crate::sign_in::Authenticated;
use crate::{Caller, Directory, Failure};

/// Begins a session for somebody who has just proved who he is.
///
/// # Errors
///
/// `Refused` with 50055 when the password has to be changed first, with 50057 or 50133 when the account was changed since
/// the password was checked.
pub async fn start(
    directory: &Directory,
    authenticated: &Authenticated,
    keep: Keep,
    source: IpAddr,
    user_agent: Option<&str>,
) -> Result<Started, Failure> {
    todo!()
}

/// What the token is worth now. Reads only.
///
/// # Errors
///
/// `Unavailable`.
pub async fn resume(directory: &Directory, token: &str) -> Result<Lookup, Failure> {
    todo!()
}

/// Writes down the answer to *Stay signed in?*.
///
/// # Errors
///
/// `NotFound` when there is no such session.
pub async fn keep(directory: &Directory, token: &str, keep: Keep) -> Result<(), Failure> {
    todo!()
}

/// A person's live sessions, the last used first.
///
/// # Errors
///
/// `Forbidden`, except for oneself.
pub async fn list(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    user_id: &str,
) -> Result<Vec<Session>, Failure> {
    todo!()
}

/// Signs out: ends the session of this token. An unknown one is no error.
///
/// # Errors
///
/// `Unavailable`.
pub async fn end(directory: &Directory, token: &str) -> Result<(), Failure> {
    todo!()
}

/// Ends one session of a person by the session's id.
///
/// # Errors
///
/// `Forbidden`, except for oneself; `NotFound`.
pub async fn end_one(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    user_id: &str,
    session_id: &str,
) -> Result<(), Failure> {
    todo!()
}

/// Ends all sessions of a person at once, everywhere.
///
/// # Errors
///
/// `Forbidden`, except for oneself, also for stronger people; `NotFound`.
pub async fn revoke_all(
    directory: &Directory,
    caller: &Caller,
    tenant_id: &str,
    user_id: &str,
) -> Result<(), Failure> {
    todo!()
}
