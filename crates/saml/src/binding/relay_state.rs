//! RelayState: the requester's own words, carried to the answer untouched (`[saml-bindings]` 3.4.3, 3.5.3).

use std::fmt;

use crate::error::Rejected;
use crate::rules::request::parameters::relay_state_echo;

/// A RelayState, octet by octet as it was received. Never interpreted here; at most 1,024 octets.
#[derive(Clone, PartialEq, Eq)]
pub struct RelayState(Box<str>);

impl RelayState {
    /// Takes a decoded value.
    ///
    /// # Errors
    /// `relay_state_echo` if it is longer than 1,024 octets or holds a NUL, which no form can carry back.
    pub fn new(value: impl Into<String>) -> Result<Self, Rejected> {
        let value = value.into();
        relay_state_echo(&value)?;
        Ok(Self(value.into_boxed_str()))
    }

    /// The value.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Shows the length alone: the value belongs to somebody else and may be a secret of his.
impl fmt::Debug for RelayState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RelayState({} octets)", self.0.len())
    }
}
