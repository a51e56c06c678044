//! What can go wrong, each way once: the domain's answer to an operation, and the catalogue of codes for sign-in.

mod catalogue;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt;

use crate::Permission;

pub use catalogue::{ALL, Code, LogLevel, SamlStatus, code};

/// Why an operation was not done.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// There is no such thing, or not in the caller's tenant.
    #[error("{noun} not found: {key}")]
    NotFound {
        /// What was looked for.
        noun: Noun,
        /// The id or name that was asked for.
        key: String,
    },
    /// The caller's roles do not allow it; [`Permission::roles`] names those that would.
    #[error("needs a role that may {}", .0.description())]
    Forbidden(Permission),
    /// One or more values cannot be accepted.
    #[error("{}", Problem::sentence(.0))]
    Invalid(Vec<Problem>),
    /// The values are fine, but not together with what is there.
    #[error("{0}")]
    Conflict(Conflict),
    /// A sign-in that must not go on.
    #[error("{0}")]
    Refused(Box<Refusal>),
    /// The database or a key cannot be used now; the cause is for the log alone.
    #[error("the directory is unavailable")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Failure {
    /// There is no such thing.
    pub fn not_found(noun: Noun, key: impl Into<String>) -> Self {
        Self::NotFound {
            noun,
            key: key.into(),
        }
    }

    /// Something inside is broken: a stored value that cannot be read, a key that does not open.
    pub(crate) fn broken(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Unavailable(cause.into())
    }
}

impl From<vestibule_store::Error> for Failure {
    fn from(error: vestibule_store::Error) -> Self {
        match error {
            vestibule_store::Error::Duplicate => Self::Conflict(Conflict::Duplicate),
            other => Self::Unavailable(Box::new(other)),
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Invalid(vec![problem])
    }
}

impl From<Conflict> for Failure {
    fn from(conflict: Conflict) -> Self {
        Self::Conflict(conflict)
    }
}

/// The things of the directory, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noun {
    /// A tenant.
    Tenant,
    /// A person.
    User,
    /// A group.
    Group,
    /// A direct member of a group.
    Member,
    /// An application.
    Application,
    /// A role of an application.
    AppRole,
    /// A signing certificate.
    Certificate,
    /// An assignment of somebody to an application.
    Assignment,
    /// A gallery entry.
    Template,
    /// A session.
    Session,
}

impl fmt::Display for Noun {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Tenant => "tenant",
            Self::User => "user",
            Self::Group => "group",
            Self::Member => "member",
            Self::Application => "application",
            Self::AppRole => "app role",
            Self::Certificate => "certificate",
            Self::Assignment => "assignment",
            Self::Template => "gallery entry",
            Self::Session => "session",
        })
    }
}

/// One value that cannot be accepted, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}: expected {expected}, received {received}")]
pub struct Problem {
    /// The field, in lowerCamelCase as Graph names it, such as `userPrincipalName`.
    pub field: Cow<'static, str>,
    /// Which rule it breaks; pages translate by this id, such as `reply-url-scheme`.
    pub id: &'static str,
    /// The rule in English.
    pub message: &'static str,
    /// What would have been fine.
    pub expected: String,
    /// What came, cut to 200 characters and without control characters.
    pub received: String,
}

impl Problem {
    /// A problem of a field that the caller may still rename with [`Problem::in_field`].
    pub fn new(
        field: &'static str,
        id: &'static str,
        message: &'static str,
        expected: impl Into<String>,
        received: &str,
    ) -> Self {
        Self {
            field: Cow::Borrowed(field),
            id,
            message,
            expected: expected.into(),
            received: shown(received),
        }
    }

    /// The same problem under the name that the form or the option gave the field.
    #[must_use]
    pub fn in_field(mut self, field: impl Into<Cow<'static, str>>) -> Self {
        self.field = field.into();
        self
    }

    fn sentence(problems: &[Self]) -> String {
        problems
            .iter()
            .map(|problem| format!("{}: {problem}", problem.field))
            .collect::<Vec<_>>()
            .join("; ")
    }
}

/// What stands in the way of a change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
    /// Somebody else has changed it since it was read.
    #[error("{noun} was changed by somebody else since it was read")]
    Stale {
        /// What was changed.
        noun: Noun,
    },
    /// The name, identifier or address belongs to something else already.
    #[error("{field} '{value}' is already used by {holder}")]
    Taken {
        /// The field, as in [`Problem::field`].
        field: &'static str,
        /// The value that is taken.
        value: String,
        /// Who or what has it, to be shown to an administrator.
        holder: String,
    },
    /// Several things answer to the name; only an id tells them apart.
    #[error("several {noun}s are called '{name}': use one of the ids {}", .ids.join(", "))]
    Ambiguous {
        /// What was looked for.
        noun: Noun,
        /// The name that several have.
        name: String,
        /// The ids that tell them apart.
        ids: Vec<String>,
    },
    /// A tenant keeps at least one enabled Global Administrator.
    #[error("this is the last enabled Global Administrator of the tenant")]
    LastGlobalAdministrator,
    /// Nobody changes his own roles, or disables or deletes himself.
    #[error("this cannot be done to oneself: ask another administrator")]
    Oneself,
    /// The application signs with this certificate: activate another one first.
    #[error("the certificate is active: activate another one first")]
    CertificateActive,
    /// A group cannot contain itself, not even through others.
    #[error("a group cannot contain itself, not even through other groups")]
    GroupCycle,
    /// It was deleted: restore it first.
    #[error("{noun} is deleted: restore it first")]
    Deleted {
        /// What is deleted.
        noun: Noun,
    },
    /// It is not deleted, so there is nothing to restore.
    #[error("{noun} is not deleted")]
    NotDeleted {
        /// What is not deleted.
        noun: Noun,
    },
    /// A uniqueness rule of the database, where no better sentence is known.
    #[error("it exists already")]
    Duplicate,
}

/// A sign-in, a request or a new password that must not go on: a row of the catalogue with what was met.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("AADSTS{}: {} Expected: {expected}. Received: {received}.", .code.number, .code.what_happened)]
pub struct Refusal {
    /// The row of the catalogue.
    pub code: &'static Code,
    /// What would have been accepted.
    pub expected: String,
    /// What came, cut to 200 characters and without control characters.
    pub received: String,
    /// Further facts by name, such as the application's name; never a secret. Pages and logs show them.
    pub details: Vec<(&'static str, String)>,
}

impl Refusal {
    /// A refusal with the catalogue's row.
    pub fn new(code: &'static Code, expected: impl Into<String>, received: &str) -> Self {
        Self {
            code,
            expected: expected.into(),
            received: shown(received),
            details: Vec::new(),
        }
    }

    /// The same with one more fact.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.details.push((name, shown(value)));
        self
    }

    /// The fact of that name.
    pub fn detail(&self, name: &str) -> Option<&str> {
        self.details
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value.as_str())
    }
}

/// Received text as it may be shown: at most 200 characters, and nothing in it that moves the cursor, hides or turns text
/// round.
pub(crate) fn shown(received: &str) -> String {
    const LONGEST: usize = 200;
    let mut text = String::new();
    for (count, character) in received.chars().enumerate() {
        if count == LONGEST {
            text.push('…');
            break;
        }
        if character.is_control() || is_invisible(character) {
            text.extend(character.escape_default());
        } else {
            text.push(character);
        }
    }
    text
}

/// Characters that take no room or change the direction of their neighbours.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{AD}'
            | '\u{61C}'
            | '\u{115F}'..='\u{1160}'
            | '\u{180E}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E007F}'
    )
}
