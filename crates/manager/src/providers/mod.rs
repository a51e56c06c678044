//! The record of a customer's identity provider: who it is, where it is, and which keys it signs with.

mod certificates;
mod keys;
mod metadata;
mod operations;
mod pins;
mod rows;

use jiff::{SignedDuration, Timestamp};
use vestibule_saml::message::NameIdFormat;

use crate::roles::Role;

pub use certificates::{Ending, add_certificate, ending, remove_certificate};
pub(crate) use keys::KeyCache;
pub use metadata::{MetadataReading, ProviderMetadata, UnreadableMetadata, read_metadata};
pub use operations::{get, remove, set};
pub(crate) use pins::is_in_domain;
pub(crate) use rows::{find_current, mark_verified};

/// The most and least that two clocks may differ: five minutes.
pub const LARGEST_CLOCK_SKEW: SignedDuration = SignedDuration::from_secs(300);

/// The attribute that holds a person's immutable object id.
pub const OBJECT_ID_CLAIM: &str = "http://schemas.microsoft.com/identity/claims/objectidentifier";

/// The attribute that holds the id of the tenant that a person belongs to.
pub const TENANT_CLAIM: &str = "http://schemas.microsoft.com/identity/claims/tenantid";

/// A customer's identity provider as it was saved.
#[derive(Debug, Clone)]
pub struct Provider {
    /// Never changes; another issuer is another provider.
    pub id: String,
    /// The provider's entity id.
    pub issuer: String,
    /// Where requests are sent, by HTTP-Redirect.
    pub login_url: String,
    /// Where the browser goes after the session here has ended.
    pub logout_url: Option<String>,
    /// Whether unknown people get an account at their first sign-in.
    pub creates_people: bool,
    /// The role of people who are created.
    pub default_role: Role,
    /// What leads from a message to an account.
    pub account_key: AccountKey,
    /// Whether messages that were not asked for are accepted.
    pub allows_unsolicited: bool,
    /// How far the clocks of both ends may be apart.
    pub clock_skew: SignedDuration,
    /// What happens to a good message under a certificate that has expired.
    pub expired_certificate: ExpiredCertificate,
    /// The tenant that the provider's messages must come from, as [`TENANT_CLAIM`] has it; `None` asks for none.
    pub tenant_id: Option<String>,
    /// The formats in which names are taken; empty takes any.
    pub name_id_formats: Vec<NameIdFormat>,
    /// The domains whose people get an account at their first sign-in; empty takes any. People who have an account
    /// are not asked.
    pub allowed_domains: Vec<String>,
    /// A disabled provider accepts nothing and starts nothing.
    pub is_enabled: bool,
    /// The keys that its messages are verified with, one to four, oldest first.
    pub certificates: Vec<ProviderCertificate>,
}

/// One of a provider's certificates: a pin for a key.
#[derive(Debug, Clone)]
pub struct ProviderCertificate {
    /// Never changes, and never names other octets.
    pub id: String,
    /// The certificate.
    pub der: Vec<u8>,
    /// SHA-1 of the certificate in upper-case hex, as identity providers show it.
    pub thumbprint: String,
    /// The subject's name.
    pub subject: String,
    /// Start of the validity.
    pub not_before: Timestamp,
    /// End of the validity.
    pub not_after: Timestamp,
    /// When a message was last verified with it, to the minute.
    pub last_verified_at: Option<Timestamp>,
}

/// What leads from a message to an account. Fixed once accounts were linked through it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountKey {
    /// The value of the NameID, with its qualifiers if they are foreign.
    NameId,
    /// The immutable object id, from [`OBJECT_ID_CLAIM`] alone.
    ObjectId,
}

impl AccountKey {
    /// The name in settings: `name-id` or `object-id`.
    pub fn name(self) -> &'static str {
        match self {
            Self::NameId => "name-id",
            Self::ObjectId => "object-id",
        }
    }

    /// The key of this name.
    pub fn find(name: &str) -> Option<Self> {
        [Self::NameId, Self::ObjectId]
            .into_iter()
            .find(|key| key.name() == name)
    }
}

/// What happens to a good message under a certificate that has expired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpiredCertificate {
    /// It is accepted, and the person and the log are told. A certificate here is a pin, its date a reminder.
    AcceptWithWarning,
    /// It is refused.
    Refuse,
}

/// A provider record as an administrator hands it in. It replaces the one before as a whole.
#[derive(Debug, Clone)]
pub struct ProviderChange {
    /// The provider's entity id, compared octet by octet.
    pub issuer: String,
    /// Where requests are sent.
    pub login_url: String,
    /// Where the browser goes after sign-out.
    pub logout_url: Option<String>,
    /// One to four certificates: DER, PEM, or the Base64 of one.
    pub certificates: Vec<Vec<u8>>,
    /// See [`Provider::creates_people`].
    pub creates_people: bool,
    /// See [`Provider::default_role`].
    pub default_role: Role,
    /// See [`Provider::account_key`].
    pub account_key: AccountKey,
    /// See [`Provider::allows_unsolicited`].
    pub allows_unsolicited: bool,
    /// See [`Provider::clock_skew`]; zero to [`LARGEST_CLOCK_SKEW`].
    pub clock_skew: SignedDuration,
    /// See [`Provider::expired_certificate`].
    pub expired_certificate: ExpiredCertificate,
    /// See [`Provider::tenant_id`]; 1 to 256 characters, compared octet by octet.
    pub tenant_id: Option<String>,
    /// See [`Provider::name_id_formats`].
    pub name_id_formats: Vec<NameIdFormat>,
    /// See [`Provider::allowed_domains`]; names without `@`, compared as a whole.
    pub allowed_domains: Vec<String>,
    /// See [`Provider::is_enabled`].
    pub is_enabled: bool,
}

impl ProviderChange {
    /// A record as the product's own form makes it: people are created as *Self Service User*, the NameID is the
    /// key, both ways of signing in are open, clocks may differ by a minute, and nothing is pinned.
    pub fn new(issuer: impl Into<String>, login_url: impl Into<String>, certificates: Vec<Vec<u8>>) -> Self {
        Self {
            issuer: issuer.into(),
            login_url: login_url.into(),
            logout_url: None,
            certificates,
            creates_people: true,
            default_role: Role::SelfService,
            account_key: AccountKey::NameId,
            allows_unsolicited: true,
            clock_skew: SignedDuration::from_secs(60),
            expired_certificate: ExpiredCertificate::AcceptWithWarning,
            tenant_id: None,
            name_id_formats: Vec::new(),
            allowed_domains: Vec::new(),
            is_enabled: true,
        }
    }
}
