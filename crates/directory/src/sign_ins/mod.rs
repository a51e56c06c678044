//! The sign-in log: every attempt, its outcome and reason.

mod operations;
pub(crate) mod position;
pub(crate) mod rows;

use std::net::IpAddr;

use jiff::Timestamp;

use crate::Refusal;
use crate::applications::Application;
use crate::claims::NameId;

pub(crate) use position::{Position, Positions};

pub use operations::{find, list, record_failure, record_own, retract_success};

/// The circumstances of an attempt.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// The correlation id that pages and logs show.
    pub correlation_id: String,
    /// The address it came from.
    pub source: IpAddr,
    /// The browser's own name; cut to 400 characters.
    pub user_agent: Option<String>,
    /// Whether a page was shown to the person on the way.
    pub is_interactive: bool,
    /// Where it began.
    pub start: Start,
}

/// Where a sign-on began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// At the application, with a request.
    Application,
    /// Here: My Apps or the launch address.
    IdentityProvider,
    /// At one of our own pages, without an application.
    OwnPages,
}

/// A sign-on that is about to be answered.
#[derive(Debug, Clone)]
pub struct Success {
    /// The assertion's id without the underscore: the entry's id.
    pub id: String,
    /// The circumstances.
    pub attempt: Attempt,
    /// The audience: the identifier that the request used.
    pub identifier: String,
    /// Where the response goes.
    pub reply_url: String,
    /// The name identifier that was issued.
    pub name_id: NameId,
}

/// A sign-in or sign-on that was refused.
#[derive(Debug, Clone)]
pub struct Refused<'a> {
    /// The tenant.
    pub tenant_id: &'a str,
    /// The circumstances.
    pub attempt: &'a Attempt,
    /// Why.
    pub refusal: &'a Refusal,
    /// The person, as far as known.
    pub who: Who<'a>,
    /// The application, if it is known.
    pub application: Option<&'a Application>,
}

/// A session that began: at one of our own pages, or on the way to an application whose answer has an entry of its own.
#[derive(Debug, Clone, Copy)]
pub struct OwnSignIn<'a> {
    /// The circumstances.
    pub attempt: &'a Attempt,
    /// The session.
    pub session: &'a crate::sessions::Session,
    /// The person.
    pub person: &'a crate::users::User,
}

/// Who tried.
#[derive(Debug, Clone, Copy)]
pub enum Who<'a> {
    /// Nobody signed in, no name given.
    Nobody,
    /// A name as typed, cut to 200 characters.
    Typed(&'a str),
    /// A known person.
    Person(&'a crate::users::User),
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// An answer was issued, or a session began.
    Success,
    /// It was refused.
    Failure,
    /// It waits for the person: a new password, an answer to a question.
    Interrupted,
}

impl Outcome {
    /// As the command line and the database write it: `success`, `failure`, `interrupted`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Interrupted => "interrupted",
        }
    }

    /// The outcome of that name.
    pub fn find(name: &str) -> Option<Self> {
        [Self::Success, Self::Failure, Self::Interrupted]
            .into_iter()
            .find(|outcome| outcome.name() == name)
    }
}

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// The request id; for a success the id of the assertion and its SessionIndex.
    pub id: String,
    /// The tenant.
    pub tenant_id: String,
    /// When.
    pub created_at: Timestamp,
    /// The correlation id.
    pub correlation_id: String,
    /// How it ended.
    pub outcome: Outcome,
    /// The code, 0 for success.
    pub error_code: u32,
    /// What happened, in English; empty for success.
    pub failure_reason: String,
    /// What would have been accepted, and what came.
    pub additional_details: String,
    /// The person's object id, if known.
    pub user_id: Option<String>,
    /// The person's user principal name, or what was typed.
    pub user_principal_name: Option<String>,
    /// The person's display name.
    pub user_display_name: Option<String>,
    /// The application's object id.
    pub application_id: Option<String>,
    /// The application's client id.
    pub app_id: Option<String>,
    /// The application's name.
    pub app_display_name: Option<String>,
    /// The audience.
    pub identifier: Option<String>,
    /// Where the response went.
    pub reply_url: Option<String>,
    /// The address it came from.
    pub source: String,
    /// The browser's own name.
    pub user_agent: Option<String>,
    /// Whether a page was shown on the way.
    pub is_interactive: bool,
    /// Where it began.
    pub start: Start,
    /// The session.
    pub session_id: Option<String>,
    /// The thumbprint of the certificate that signed.
    pub certificate_thumbprint: Option<String>,
}

/// Which entries a list shows.
#[derive(Debug, Clone, Default)]
pub struct SignInFilter {
    /// Not older than this.
    pub since: Option<Timestamp>,
    /// Only of the person with this user principal name, in any case.
    pub user_principal_name: Option<String>,
    /// Only of the application with this object id.
    pub application_id: Option<String>,
    /// Only with this outcome.
    pub outcome: Option<Outcome>,
    /// Only with this correlation id.
    pub correlation_id: Option<String>,
}
