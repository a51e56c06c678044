//! Sign-outs under way: which applications a session was used for, and which of them have answered that it is over.
//!
//! Who was told is derived from the sign-in log when a session ends, so that a sign-on costs nothing for it. What waits for
//! an answer is in the database: any server process takes the answer.

mod operations;
pub(crate) mod rows;

use aws_lc_rs::digest::{SHA256, digest};
use jiff::Timestamp;

use crate::value::WebUrl;

pub use operations::{answered, ask_again, begin, find, find_waiting, uses};

/// What one application knows of one session: every sign-on gave it another index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The application's object id.
    pub application_id: String,
    /// The name that was issued last.
    pub name_id: String,
    /// The format of that name, a URI.
    pub name_id_format: String,
    /// The indexes that were issued with that name, the newest first; at most 32.
    pub session_indexes: Vec<String>,
}

/// A session and the applications that it was used for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsedSession {
    /// The session's id.
    pub session_id: String,
    /// Whose it is.
    pub user_principal_name: String,
    /// The applications, the last used first; at most 50.
    pub uses: Vec<Use>,
}

/// How a sign-out begins.
#[derive(Debug, Clone, Copy)]
pub struct Beginning<'a> {
    /// The tokens of the sessions that end.
    pub tokens: &'a [&'a str],
    /// The mark of the browser that it happens in; shown again by whoever asks how it goes.
    pub browser: &'a str,
    /// The application that asked for it, if one did.
    pub asked_by: Option<&'a AskedBy>,
    /// Until when the application's request counts as used, so that it ends no session again; `None` if the person decided.
    pub used_until: Option<Timestamp>,
}

/// The application whose request began a sign-out, and what the answer to it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedBy {
    /// The tenant.
    pub tenant_id: String,
    /// The application's object id; it is not told what it knows.
    pub application_id: String,
    /// The application's client id.
    pub app_id: String,
    /// The id of its request.
    pub request_id: String,
    /// What goes back with the answer, octet by octet.
    pub relay_state: Option<String>,
}

/// A sign-out under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignOut {
    /// Its id; cannot be guessed.
    pub id: String,
    /// When the sessions ended.
    pub created_at: Timestamp,
    /// The application that waits for an answer; its `application_id` is empty when it was read back.
    pub asked_by: Option<AskedBy>,
    /// Who has to be told.
    pub parties: Vec<Party>,
}

/// An application that has to be told that a session is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// The id of the request that was sent last.
    pub request_id: String,
    /// The tenant.
    pub tenant_id: String,
    /// The application's client id.
    pub app_id: String,
    /// The application's name.
    pub display_name: String,
    /// Where it takes such messages, if it does.
    pub logout_url: Option<WebUrl>,
    /// The name it knows.
    pub name_id: String,
    /// The format of that name, a URI.
    pub name_id_format: String,
    /// The indexes it knows.
    pub session_indexes: Vec<String>,
    /// What it said.
    pub answer: Answer,
}

/// What an application said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Nothing yet.
    None,
    /// Its session is over.
    SignedOut,
    /// It could not end its session.
    Failed,
}

/// A party whose answer is awaited, with the sign-out it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The sign-out.
    pub sign_out_id: String,
    /// The tenant.
    pub tenant_id: String,
    /// The application's client id.
    pub app_id: String,
}

/// What is stored of a browser's mark, and of the id of an application's request.
fn hash(mark: &str) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, mark.as_bytes()).as_ref());
    hash
}
