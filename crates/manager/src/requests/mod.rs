//! Requests that were sent to a provider and wait for their answer.

mod operations;
pub(crate) mod rows;

use jiff::{SignedDuration, Timestamp};

pub(crate) use operations::start;

/// A request that is about to be sent.
#[derive(Debug, Clone)]
pub(crate) struct OutstandingRequest {
    /// The id in the request; `_` and 128 random bits.
    pub(crate) id: String,
    /// The provider that it was sent to.
    pub(crate) provider_id: String,
    /// Hash of the cookie of the browser that it was sent with.
    pub(crate) browser_hash: Vec<u8>,
    /// The RelayState that went along: it says nothing.
    pub(crate) relay_handle: String,
    /// Where the person wanted to go; a path of this host.
    pub(crate) target: String,
    /// When it was sent.
    pub(crate) sent_at: Timestamp,
    /// When it is too old to be answered.
    pub(crate) expires_at: Timestamp,
}

/// How long an answer may take: people look for their phones.
pub(crate) const LIFETIME: SignedDuration = SignedDuration::from_mins(30);
/// Requests that one browser may have open; the seventeenth drops the oldest.
pub(crate) const PER_BROWSER: i64 = 16;
/// Requests that one address, or one network of IPv6 (/64), may have open. Many people share one address, and each may open several pages.
pub(crate) const PER_SOURCE: i64 = 2_000;
