//! The audit log: every change of the directory, written in the transaction of the change.

mod operations;
mod record;
mod rows;

use jiff::Timestamp;

pub use operations::list;
pub(crate) use record::{Activity, Change, Recorded, Target, record};

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// The tenant.
    pub tenant_id: String,
    /// When.
    pub occurred_at: Timestamp,
    /// The category, such as `UserManagement`.
    pub category: String,
    /// The activity, such as `Add user`.
    pub activity: String,
    /// The object id of the person who did it; `None` when the system did.
    pub actor_id: Option<String>,
    /// The person's user principal name, or the system's reason.
    pub actor_name: String,
    /// What it was done to: `user`, `group`, `application` …
    pub target_kind: String,
    /// Its object id.
    pub target_id: String,
    /// Its name at that time.
    pub target_name: String,
    /// The values before, as JSON; never a secret.
    pub before: Option<String>,
    /// The values after, as JSON; never a secret.
    pub after: Option<String>,
}

/// Which entries a list shows.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Not older than this.
    pub since: Option<Timestamp>,
    /// Only done by this person.
    pub actor_id: Option<String>,
    /// Only done to this object.
    pub target_id: Option<String>,
}
