//! Sessions of signed-in people: only the hash of their token is stored.

mod operations;
pub(crate) mod rows;
#[cfg(test)]
mod tests;

use aws_lc_rs::digest::{SHA256, digest};
use jiff::{SignedDuration, Timestamp};
use vestibule_store::Secret;

use crate::DirectoryRole;
use crate::caller::PersonCaller;
use crate::failure::{Code, code};
use crate::users::User;

pub(crate) use operations::minute_before;
pub use operations::{end, end_one, keep, list, resume, revoke_all, start};

/// How long a session that is not kept lives without being used.
pub const IDLE: SignedDuration = SignedDuration::from_hours(24);
/// How long a kept session lives without being used.
pub const IDLE_KEPT: SignedDuration = SignedDuration::from_hours(24 * 90);
/// How long a session that is not kept lives at most.
pub const ABSOLUTE: SignedDuration = SignedDuration::from_hours(24 * 7);
/// How long a kept session lives at most.
pub const ABSOLUTE_KEPT: SignedDuration = SignedDuration::from_hours(24 * 365);
/// How often the last use is written down at most.
pub const TOUCH_INTERVAL: SignedDuration = SignedDuration::from_mins(1);

/// The answer to *Stay signed in?*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// The session outlives the browser.
    Yes,
    /// The session ends with the browser, after 24 hours of rest or after 7 days.
    No,
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id, which is not the token.
    pub id: String,
    /// The tenant.
    pub tenant_id: String,
    /// The person.
    pub user_id: String,
    /// When the person really signed in (`AuthnInstant`).
    pub authenticated_at: Timestamp,
    /// The last use, to the minute.
    pub last_used_at: Timestamp,
    /// Whether it is kept.
    pub is_kept: bool,
    /// The address it was started from.
    pub source: String,
    /// The browser it was started with.
    pub user_agent: Option<String>,
}

impl Session {
    /// When it ends if it is not used again.
    pub fn expires_at(&self) -> Timestamp {
        let (idle, absolute) = if self.is_kept {
            (IDLE_KEPT, ABSOLUTE_KEPT)
        } else {
            (IDLE, ABSOLUTE)
        };
        let later = |instant: Timestamp, duration| instant.checked_add(duration).unwrap_or(Timestamp::MAX);
        later(self.last_used_at, idle).min(later(self.authenticated_at, absolute))
    }
}

/// A session that has just begun.
#[derive(Debug)]
pub struct Started {
    /// The session.
    pub session: Session,
    /// The token for the cookie: 43 characters; it cannot be shown again.
    pub token: Secret<String>,
}

/// What a token is worth.
#[derive(Debug)]
pub enum Lookup {
    /// No such session, or it was ended.
    Unknown,
    /// It was a session: expired (50132), or revoked by a change of password or account (50133).
    Over {
        /// Why.
        code: &'static Code,
        /// The name of the person it belonged to, to be filled in.
        user_principal_name: String,
    },
    /// A live session.
    Live(Box<Resumed>),
}

/// A live session with its person.
#[derive(Debug, Clone)]
pub struct Resumed {
    pub(crate) session: Session,
    pub(crate) person: User,
    pub(crate) roles: Vec<DirectoryRole>,
}

impl Resumed {
    /// The session.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The person.
    pub fn person(&self) -> &User {
        &self.person
    }

    /// His directory roles.
    pub fn roles(&self) -> &[DirectoryRole] {
        &self.roles
    }

    pub(crate) fn caller(&self) -> PersonCaller {
        PersonCaller::new(
            self.session.tenant_id.clone(),
            self.person.id.clone(),
            self.person.user_principal_name.clone(),
            self.roles.clone(),
        )
    }
}

/// What is stored of a token: whoever reads the database cannot sign in with it.
pub(crate) fn token_hash(token: &str) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
    hash
}

/// What a session that was found is worth now, pure; the roles stay empty. The flag says whether it lives under the number
/// under which the person's sessions live.
pub(crate) fn worth(found: Option<(Session, User, bool)>, now: Timestamp) -> Lookup {
    let Some((session, person, is_current)) = found else {
        return Lookup::Unknown;
    };
    let over = |code| Lookup::Over {
        code,
        user_principal_name: person.user_principal_name.clone(),
    };
    if !is_current || person.deleted_at.is_some() {
        return over(code::SESSION_REVOKED);
    }
    if session.expires_at() <= now {
        return over(code::SESSION_INVALID);
    }
    Lookup::Live(Box::new(Resumed {
        session,
        person,
        roles: Vec::new(),
    }))
}
