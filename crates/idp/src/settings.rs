//! What the identity provider must be told before it can start: its own address and how it names itself.

use url::Url;

/// The settings of the identity provider, read from the configuration once and passed down as a value.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address under which browsers reach the identity provider, for example `https://login.contoso.example`.
    /// Every absolute address that is shown or sent is built from it, never from a request's `Host`.
    pub base_url: Url,
    /// How the identity provider names itself in messages and metadata.
    pub issuer: IssuerForm,
    /// Whether this is the demo on loopback, where reply URLs of loopback hosts may be plain `http`.
    pub is_demo: bool,
}

impl Settings {
    /// Settings for an identity provider at `base_url` that names itself after its own address.
    pub fn new(base_url: Url) -> Self {
        Self {
            base_url,
            issuer: IssuerForm::Base,
            is_demo: false,
        }
    }

    /// Whether browsers reach the identity provider by `https`, which decides about `Secure` cookies.
    pub fn is_secure(&self) -> bool {
        self.base_url.scheme() == "https"
    }

    /// The base address without a trailing slash, ready to be followed by a path.
    pub(crate) fn base(&self) -> &str {
        self.base_url.as_str().trim_end_matches('/')
    }
}

/// The shape of the issuer, which is the identity provider's entity id, `[saml-core] 2.2.5`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IssuerForm {
    /// `{base}/{tenantId}/`.
    Base,
    /// A template with `{tenantId}` in it, for those who must keep the entity id of another product, for example
    /// `https://sts.windows.net/{tenantId}/`.
    Template(String),
}

impl IssuerForm {
    /// Reads the form out of a configuration value.
    ///
    /// # Errors
    /// [`IssuerTemplateError`] if `{tenantId}` does not occur exactly once (two tenants must never share an issuer)
    /// or if what comes out is no absolute URI.
    pub fn template(text: &str) -> Result<Self, IssuerTemplateError> {
        let is_absolute = Url::parse(&text.replace(TENANT_ID, "0")).is_ok();
        if text.matches(TENANT_ID).count() == 1 && is_absolute {
            Ok(Self::Template(text.to_owned()))
        } else {
            Err(IssuerTemplateError {
                received: text.to_owned(),
            })
        }
    }
}

/// The value is no template of an issuer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected an absolute address that holds {{tenantId}} once, received {received:?}")]
pub struct IssuerTemplateError {
    /// The value as it was configured.
    pub received: String,
}

/// The word that stands for the tenant's id in a template.
pub(crate) const TENANT_ID: &str = "{tenantId}";
