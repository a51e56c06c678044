//! Who a provider's subject is: identity links, and accounts made just in time.
//!
//! A link is a row of its own under (customer, provider, kind of key, key). Nothing else leads from a message to an
//! account: no mail address, no Login ID, no value that the sender could choose besides the one that the provider's
//! record names.

pub(crate) mod decide;
pub(crate) mod names;
mod operations;
pub(crate) mod rows;

#[cfg(test)]
mod tests;

use jiff::Timestamp;

use crate::failure::{Failure, Refusal};
use crate::people::Employee;
use crate::providers::AccountKey;
use crate::roles::Role;
use crate::sessions::ProviderOrigin;

pub(crate) use names::is_invisible;
pub use operations::declare;
pub(crate) use operations::{Arrival, Present, sign_in};

/// Whom an accepted message is about, and what it says about the person. Values are checked.
#[derive(Debug, Clone)]
pub(crate) struct Subject {
    /// What kind of key leads to the account.
    pub(crate) key_source: AccountKey,
    /// The key, octet by octet as it was signed.
    pub(crate) key: String,
    /// Whether the key changes at every sign-in, so that no account may hang on it.
    pub(crate) is_key_transient: bool,
    /// The Login ID for an account that is made now.
    pub(crate) login_id: String,
    /// Given name, if the message has it.
    pub(crate) first_name: Option<String>,
    /// Family name, if the message has it.
    pub(crate) last_name: Option<String>,
    /// The name to be shown, if the message has it.
    pub(crate) display_name: Option<String>,
    /// Mail address, if the message has it.
    pub(crate) mail: Option<String>,
}

/// Somebody who is let in on a provider's message.
#[derive(Debug, Clone)]
pub(crate) struct Admitted {
    /// The person, as of now.
    pub(crate) employee: Employee,
    /// Whether the person was made by this sign-in.
    pub(crate) is_new: bool,
    /// The role of the session.
    pub(crate) role: Role,
    /// The link that led to the person.
    pub(crate) link_id: String,
    /// The provider.
    pub(crate) provider_id: String,
    /// When the person confirmed who he is to the provider.
    pub(crate) authenticated_at: Timestamp,
    /// What the session stands on.
    pub(crate) origin: ProviderOrigin,
}

/// Why nobody was let in. Nothing was changed.
#[derive(Debug)]
pub(crate) enum Halt {
    /// It was refused, or something is out of order.
    Failure {
        /// Why.
        failure: Failure,
        /// The account that it is about, for the log.
        employee_id: Option<String>,
    },
    /// Somebody else is signed in in this browser: ask before that session is replaced.
    AnotherPerson {
        /// The one who is signed in, if that is known.
        present: Option<Box<Employee>>,
        /// The Login ID of the one who would be.
        incoming: String,
    },
}

impl From<Failure> for Halt {
    fn from(failure: Failure) -> Self {
        Self::Failure {
            failure,
            employee_id: None,
        }
    }
}

impl From<Refusal> for Halt {
    fn from(refusal: Refusal) -> Self {
        Failure::from(refusal).into()
    }
}

impl From<vestibule_store::Error> for Halt {
    fn from(error: vestibule_store::Error) -> Self {
        Failure::from(error).into()
    }
}
