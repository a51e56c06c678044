//! Reads the facts of a sign-on in one transaction.

use super::Facts;
use crate::{Directory, Failure};

/// How the application is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looking<'a> {
    /// By one of its identifiers (the request's issuer).
    ByIdentifier(&'a str),
    /// By its application id (the launch address).
    ById(&'a str),
    /// No application: only the tenant and the session are wanted.
    Nothing,
}

/// Reads tenant, application, certificate, session, person and assignments in one read transaction.
///
/// `tenant` is the GUID or a verified domain. An unknown application or session is a fact, not a failure.
///
/// # Errors
///
/// `Refused` with 90002 when there is no such tenant; `Unavailable`.
pub async fn load(
    directory: &Directory,
    tenant: &str,
    looking: Looking<'_>,
    session_token: Option<&str>,
) -> Result<Facts, Failure> {
    todo!()
}
