//! Sessions: rows in the database, found by the hash of what the cookie holds.

mod operations;
pub(crate) mod rows;

use jiff::Timestamp;
use vestibule_saml::message::NameId;

use crate::people::Employee;
use crate::roles::Role;

pub(crate) use operations::{Token, end, resume};
pub(crate) use rows::insert_local;

/// A live session and who it belongs to.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    /// The person.
    pub(crate) employee: Employee,
    /// The one role that is active.
    pub(crate) role: Role,
    /// How the person signed in.
    pub(crate) origin: Origin,
    /// When the person confirmed who he is, to whomever.
    pub(crate) authenticated_at: Timestamp,
    /// When the session began.
    pub(crate) created_at: Timestamp,
    /// When it was last used, to the minute.
    pub(crate) last_seen_at: Timestamp,
    /// When it ends, however busy it is.
    pub(crate) expires_at: Timestamp,
}

/// How a session came about.
#[derive(Debug, Clone)]
pub(crate) enum Origin {
    /// By a message of the identity provider.
    Provider(Box<ProviderOrigin>),
    /// With a password of this system.
    Password,
}

/// What the message said that a session stands on.
#[derive(Debug, Clone)]
pub(crate) struct ProviderOrigin {
    /// The provider.
    pub(crate) issuer: String,
    /// Where to go on to after sign-out.
    pub(crate) logout_url: Option<String>,
    /// The NameID as it came, with its qualifiers.
    pub(crate) name_id: NameId,
    /// The provider's name for its own session.
    pub(crate) session_index: Option<String>,
    /// The id of the assertion.
    pub(crate) assertion_id: String,
    /// The certificate that the signature was verified with.
    pub(crate) certificate_thumbprint: String,
    /// Whether that certificate had expired.
    pub(crate) is_certificate_expired: bool,
}

/// A session that is about to be made; everything in it was decided before the transaction.
#[derive(Debug, Clone)]
pub(crate) struct NewSession {
    /// Hash of the new token. A sign-in never keeps a token that was there before.
    pub(crate) token_hash: Vec<u8>,
    /// Hash of the token that the browser came with; that session ends.
    pub(crate) replaced: Option<Vec<u8>>,
    /// The time of the sign-in.
    pub(crate) now: Timestamp,
    /// The absolute end.
    pub(crate) expires_at: Timestamp,
}
