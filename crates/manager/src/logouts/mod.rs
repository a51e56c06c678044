//! Single logout: sessions that a provider ends, and sign-outs at a provider that wait for their answer.

mod operations;
pub(crate) mod rows;

use jiff::{SignedDuration, Timestamp};

pub(crate) use operations::{Ending, end, start, take};

/// A sign-out at the provider that is about to be asked for.
#[derive(Debug, Clone)]
pub(crate) struct OutstandingLogout {
    /// The id in the request; `_` and 128 random bits.
    pub(crate) id: String,
    /// The provider that it is sent to.
    pub(crate) provider_id: String,
    /// Hash of the cookie of the browser that it is sent with.
    pub(crate) browser_hash: Vec<u8>,
    /// When it is too old to be answered.
    pub(crate) expires_at: Timestamp,
}

/// How long an answer may take.
pub(crate) const LIFETIME: SignedDuration = SignedDuration::from_mins(30);
