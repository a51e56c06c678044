//! The sign-in log: every attempt, with its outcome and the reason.

mod operations;
mod rows;

use jiff::Timestamp;

pub(crate) use operations::record_refused;
pub use operations::{LastVerified, last_verified, list};
pub(crate) use rows::{delete_old, insert};

/// How somebody tried to sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// By the answer to a request that was sent from here.
    Requested,
    /// By a message that the identity provider sent on its own.
    Unsolicited,
    /// By a SAML message that was refused before it was clear whether it had been asked for.
    Saml,
    /// With a password of this system.
    Local,
}

impl Method {
    /// The name in the log.
    pub fn name(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Unsolicited => "unsolicited",
            Self::Saml => "saml",
            Self::Local => "local",
        }
    }

    pub(crate) fn find(name: &str) -> Option<Self> {
        [Self::Requested, Self::Unsolicited, Self::Saml, Self::Local]
            .into_iter()
            .find(|method| method.name() == name)
    }
}

/// One attempt.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// Never changes.
    pub id: String,
    /// When it was judged.
    pub occurred_at: Timestamp,
    /// How it was tried.
    pub method: Method,
    /// `SSO-110` and the like; `None` if it succeeded.
    pub code: Option<String>,
    /// The SAML rule that refused it.
    pub rule: Option<String>,
    /// What would have been accepted.
    pub expected: String,
    /// What came.
    pub received: String,
    /// What was noticed though it succeeded: `certificate expired`.
    pub warning: Option<String>,
    /// The provider that the message was judged by.
    pub provider_id: Option<String>,
    /// Who the message says it is from.
    pub issuer: Option<String>,
    /// The NameID, or the Login ID that was typed.
    pub subject: Option<String>,
    /// The person, if one was found or made.
    pub employee_id: Option<String>,
    /// Whether the person was made by this sign-in.
    pub is_new_person: bool,
    /// The certificate that the signature was verified with.
    pub certificate_thumbprint: Option<String>,
    /// The id that the page showed.
    pub correlation_id: String,
    /// The address it came from.
    pub source: String,
}
