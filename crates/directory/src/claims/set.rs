//! The default claim set of Entra, and the role claim.

use super::{Claims, NameIdFormat};
use crate::sign_in::Granted;

/// The claims of a granted sign-on.
///
/// `issuer` is the value of the identity provider claim; `wish` the format that the request asks for; `transient` a fresh
/// random value, used when the name identifier is a transient one.
pub fn for_grant(granted: &Granted, issuer: &str, wish: Option<NameIdFormat>, transient: &str) -> Claims {
    todo!()
}
