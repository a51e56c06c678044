//! Applications: one object each, with identifiers, reply URLs, roles and sign-on settings.

mod change;
mod compatibility;
mod encryption;
mod metadata;
mod operations;
mod partner_certificate;
mod request_signatures;
pub(crate) mod rows;
mod search;
mod settings;
mod sharing;

use jiff::Timestamp;

use crate::claims::{NameIdFormat, NameIdSource};
use crate::value::{DisplayName, EntityId, RelayStateText, ReplyUrl, WebUrl};

pub use change::update;
pub use compatibility::{
    Compatibility, CompatibilityProfile, MetadataForm, PROFILES, compatibility_profile,
    set_compatibility_profile,
};
pub use encryption::{EncryptionAlgorithm, EncryptionCertificate, KeyTransport, TokenEncryption};
pub use metadata::{
    Difference, DueMetadata, Found, MetadataSource, MetadataState, PartnerMetadata, PendingMetadata,
    approve_metadata, dismiss_metadata, due_metadata, follow_metadata, metadata_read, metadata_state,
    unfollow_metadata,
};
pub use operations::{create, delete, find, find_deleted, get, list, list_deleted, purge, restore};
pub(crate) use operations::{find_in, target};
pub use request_signatures::{RequestSignatures, VerificationCertificate};
pub use search::{ApplicationSummary, search};
pub use sharing::{SharedCertificate, shared_certificates};

/// An application that people sign in to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// The object id.
    pub id: String,
    /// The application (client) id, which addresses and claims use.
    pub app_id: String,
    /// The tenant.
    pub tenant_id: String,
    /// Its name.
    pub display_name: String,
    /// Its identifiers (entity ids), the default one first. Unique within the tenant.
    pub identifiers: Vec<String>,
    /// Where responses may go, the default one first.
    pub reply_urls: Vec<ReplyUrl>,
    /// Where a sign-on starts at the application; without it, it starts here.
    pub sign_on_url: Option<WebUrl>,
    /// What `RelayState` says when the sign-on starts here.
    pub relay_state: Option<String>,
    /// Where logout messages go.
    pub logout_url: Option<WebUrl>,
    /// What is signed.
    pub signing_option: SigningOption,
    /// Token encryption; without it the assertion can be read by the browser that carries it.
    pub encryption: Option<TokenEncryption>,
    /// How the signatures on its requests are treated.
    pub request_signatures: RequestSignatures,
    /// The name identifier, if it was set; otherwise the user principal name in the format emailAddress.
    pub name_id: Option<NameIdSetting>,
    /// Whether only assigned people get in.
    pub assignment_required: bool,
    /// Whether My Apps shows it to the people who are assigned.
    pub visible_to_users: bool,
    /// Whether people may sign in at all.
    pub is_enabled: bool,
    /// The gallery entry it was made from.
    pub template_id: Option<String>,
    /// Its roles.
    pub app_roles: Vec<AppRole>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was deleted; it can be restored for 30 days.
    pub deleted_at: Option<Timestamp>,
    /// Counts changes; an edit names the version that it was made from.
    pub version: i64,
}

impl Application {
    /// The identifier that a sign-on which starts here names as audience.
    pub fn default_identifier(&self) -> Option<&str> {
        self.identifiers.first().map(String::as_str)
    }

    /// Where a response goes when the request names no address.
    pub fn default_reply_url(&self) -> Option<&ReplyUrl> {
        self.reply_urls
            .iter()
            .find(|reply_url| reply_url.is_default)
            .or_else(|| self.reply_urls.first())
    }
}

/// What is signed (Entra's "Signing Option").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SigningOption {
    /// Sign SAML assertion.
    #[default]
    Assertion,
    /// Sign SAML response.
    Response,
    /// Sign SAML response and assertion.
    ResponseAndAssertion,
}

impl SigningOption {
    /// As the command line and the database write it: `assertion`, `response`, `both`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Assertion => "assertion",
            Self::Response => "response",
            Self::ResponseAndAssertion => "both",
        }
    }

    /// The option of that name.
    pub fn find(name: &str) -> Option<Self> {
        [Self::Assertion, Self::Response, Self::ResponseAndAssertion]
            .into_iter()
            .find(|option| option.name() == name)
    }
}

/// The name identifier as an administrator set it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NameIdSetting {
    /// The format, unless the request asks for another.
    pub format: NameIdFormat,
    /// Where the value comes from.
    pub source: NameIdSource,
}

/// A role that an application knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppRole {
    /// Its id within the application.
    pub id: String,
    /// Its name.
    pub display_name: String,
    /// What the role claim says; a role without value says nothing.
    pub value: Option<String>,
    /// Whether it can be assigned.
    pub is_enabled: bool,
}

/// What a new application needs.
#[derive(Debug, Clone)]
pub struct NewApplication {
    /// The tenant.
    pub tenant_id: String,
    /// Its name.
    pub display_name: DisplayName,
    /// The gallery entry to make it from: an id or a slug such as `ivanti-service-manager`.
    pub template: Option<String>,
    /// Its identifiers, the default one first.
    pub identifiers: Vec<EntityId>,
    /// Where responses may go.
    pub reply_urls: Vec<ReplyUrl>,
    /// Where a sign-on starts at the application.
    pub sign_on_url: Option<WebUrl>,
    /// What `RelayState` says when the sign-on starts here.
    pub relay_state: Option<RelayStateText>,
    /// Where logout messages go.
    pub logout_url: Option<WebUrl>,
    /// Token encryption.
    pub encryption: Option<TokenEncryption>,
    /// Whose keys verify its requests.
    pub verification_certificates: Vec<VerificationCertificate>,
}

impl NewApplication {
    /// An application with a name and nothing else.
    pub fn new(tenant_id: impl Into<String>, display_name: DisplayName) -> Self {
        Self {
            tenant_id: tenant_id.into(),
            display_name,
            template: None,
            identifiers: Vec::new(),
            reply_urls: Vec::new(),
            sign_on_url: None,
            relay_state: None,
            logout_url: None,
            encryption: None,
            verification_certificates: Vec::new(),
        }
    }
}

/// What to change about an application; `None` leaves a value as it is, `Some(None)` takes it away.
#[derive(Debug, Clone, Default)]
pub struct ApplicationChange {
    /// A new name.
    pub display_name: Option<DisplayName>,
    /// All identifiers, the default one first.
    pub identifiers: Option<Vec<EntityId>>,
    /// All reply URLs.
    pub reply_urls: Option<Vec<ReplyUrl>>,
    /// Where a sign-on starts at the application.
    pub sign_on_url: Option<Option<WebUrl>>,
    /// What `RelayState` says when the sign-on starts here.
    pub relay_state: Option<Option<RelayStateText>>,
    /// Where logout messages go.
    pub logout_url: Option<Option<WebUrl>>,
    /// What is signed.
    pub signing_option: Option<SigningOption>,
    /// Whose key assertions are encrypted to; taking it away ends the encryption.
    pub encryption_certificate: Option<Option<EncryptionCertificate>>,
    /// The cipher of encrypted assertions.
    pub encryption_algorithm: Option<EncryptionAlgorithm>,
    /// How the key of the cipher travels.
    pub encryption_key_transport: Option<KeyTransport>,
    /// All verification certificates.
    pub verification_certificates: Option<Vec<VerificationCertificate>>,
    /// Verification certificates beside those that are there.
    pub added_verification_certificates: Vec<VerificationCertificate>,
    /// Thumbprints of verification certificates to take away.
    pub removed_verification_certificates: Vec<String>,
    /// Whether unsigned requests are refused.
    pub require_signed_requests: Option<bool>,
    /// Whether RSA-SHA1 is verified on requests.
    pub allow_weak_request_signatures: Option<bool>,
    /// The name identifier.
    pub name_id: Option<Option<NameIdSetting>>,
    /// Whether only assigned people get in.
    pub assignment_required: Option<bool>,
    /// Whether My Apps shows it.
    pub visible_to_users: Option<bool>,
    /// Whether people may sign in at all.
    pub is_enabled: Option<bool>,
    /// The [`Application::version`] that the edit was made from; `None` does not ask.
    pub version: Option<i64>,
}

/// The values that the audit log shows.
fn snapshot(application: &Application) -> serde_json::Value {
    let reply_urls = application.reply_urls.iter().map(|reply_url| {
        serde_json::json!({
            "url": reply_url.url.as_str(),
            "index": reply_url.index,
            "isDefault": reply_url.is_default,
        })
    });
    serde_json::json!({
        "displayName": application.display_name,
        "identifierUris": application.identifiers,
        "replyUrls": reply_urls.collect::<Vec<_>>(),
        "signOnUrl": application.sign_on_url.as_ref().map(WebUrl::as_str),
        "relayState": application.relay_state,
        "logoutUrl": application.logout_url.as_ref().map(WebUrl::as_str),
        "signingOption": application.signing_option.name(),
        "tokenEncryption": application.encryption.as_ref().map(|encryption| {
            serde_json::json!({
                "thumbprint": encryption.certificate.thumbprint(),
                "algorithm": encryption.algorithm.name(),
                "keyTransport": encryption.key_transport.name(),
            })
        }),
        "requestSignatureVerification": request_signatures::snapshot(&application.request_signatures),
        "nameId": application.name_id.map(|setting| {
            serde_json::json!({ "format": setting.format.uri(), "source": setting.source.name() })
        }),
        "appRoleAssignmentRequired": application.assignment_required,
        "visibleToUsers": application.visible_to_users,
        "accountEnabled": application.is_enabled,
        "applicationTemplateId": application.template_id,
    })
}
