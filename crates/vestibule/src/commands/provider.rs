//! `vestibule manager sso`: what the application's support team does with the files it was sent.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use serde::Serialize;
use vestibule_manager::customers::Customer;
use vestibule_manager::providers::{self, AccountKey, Provider, ProviderChange};

use super::given::Switch;
use super::manager::find_customer;
use super::place::{Located, Place};
use super::view::{instant, maybe};
use crate::print::{self, one, record};

/// Single sign-on of a customer.
#[derive(Debug, Subcommand)]
pub(super) enum SsoCommand {
    /// Set the identity provider of a customer
    Set(Set),
    /// Show the identity provider of a customer, and what that provider must know of the customer
    Show(Show),
}

/// A provider record.
#[derive(Debug, Args)]
#[command(after_help = "\
The values come from the identity provider: issuer, login URL and logout URL from \"Set up\", the certificate from \
\"Certificate (Raw)\" or \"(Base64)\". Several certificates may be given, so that the provider can change its key. \
What is not named stays as it is while the issuer stays the same.

Example:
  vestibule app certificate download --app \"Ivanti Service Manager (ISM)\" \\
      --format raw --out ism.cer
  vestibule manager sso set --customer contoso --certificate ism.cer \\
      --issuer URI --login-url URL --logout-url URL")]
pub(super) struct Set {
    /// Name of the customer
    #[arg(long, value_name = "NAME")]
    customer: String,
    /// Entity id of the identity provider, compared octet by octet
    #[arg(long, value_name = "URI")]
    issuer: String,
    /// Where sign-in requests are sent
    #[arg(long, value_name = "URL")]
    login_url: String,
    /// Where the browser goes after signing out
    #[arg(long, value_name = "URL")]
    logout_url: Option<String>,
    /// Signing certificate, DER or PEM; may be repeated
    #[arg(long, value_name = "FILE", required = true)]
    certificate: Vec<PathBuf>,
    /// Whether unknown people get an account at their first sign-in [default: on]
    #[arg(long, value_name = "on|off", hide_possible_values = true)]
    jit: Option<Switch>,
    /// What links a message to an account; cannot change once accounts are linked [default: name-id]
    #[arg(long, value_name = "name-id|object-id", value_parser = parse_account_key)]
    account_key: Option<AccountKey>,
}

fn parse_account_key(text: &str) -> Result<AccountKey, String> {
    AccountKey::find(text).ok_or_else(|| "expected name-id or object-id".to_owned())
}

/// Which customer.
#[derive(Debug, Args)]
pub(super) struct Show {
    /// Name of the customer
    #[arg(long, value_name = "NAME")]
    customer: String,
}

impl SsoCommand {
    pub(super) async fn run(self, place: &Place) -> anyhow::Result<()> {
        let located = place.locate()?;
        let manager = located.manager().await?;
        match self {
            Self::Set(command) => {
                let customer = find_customer(&manager, &command.customer).await?;
                let current = providers::get(&manager, &customer).await?;
                let provider = providers::set(&manager, &customer, command.change(current)?).await?;
                show(&customer, Some(&provider), &located, place)
            }
            Self::Show(command) => {
                let customer = find_customer(&manager, &command.customer).await?;
                let provider = providers::get(&manager, &customer).await?;
                show(&customer, provider.as_ref(), &located, place)
            }
        }
    }
}

impl Set {
    /// The new record: what is named, else what the same provider had, else the product's usual values.
    fn change(self, current: Option<Provider>) -> anyhow::Result<ProviderChange> {
        let certificates = self
            .certificate
            .iter()
            .map(|file| {
                std::fs::read(file).with_context(|| format!("cannot read the certificate {}", file.display()))
            })
            .collect::<anyhow::Result<Vec<_>>>()?;
        let mut change = ProviderChange::new(self.issuer, self.login_url, certificates);
        if let Some(current) = current.filter(|current| current.issuer == change.issuer) {
            change.logout_url = current.logout_url;
            change.creates_people = current.creates_people;
            change.default_role = current.default_role;
            change.account_key = current.account_key;
            change.allows_unsolicited = current.allows_unsolicited;
            change.clock_skew = current.clock_skew;
            change.expired_certificate = current.expired_certificate;
            change.is_enabled = current.is_enabled;
        }
        if self.logout_url.is_some() {
            change.logout_url = self.logout_url;
        }
        if let Some(jit) = self.jit {
            change.creates_people = jit.is_on();
        }
        if let Some(key) = self.account_key {
            change.account_key = key;
        }
        Ok(change)
    }
}

/// A customer's single sign-on, both ends of it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SsoView {
    customer: String,
    is_configured: bool,
    issuer: Option<String>,
    login_url: Option<String>,
    logout_url: Option<String>,
    jit: Option<bool>,
    default_role: Option<&'static str>,
    account_key: Option<&'static str>,
    certificates: Vec<CertificateView>,
    /// `None` where the server's scheme and port are not known.
    sp_entity_id: Option<String>,
    acs_url: Option<String>,
    sp_metadata_url: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct CertificateView {
    thumbprint: String,
    subject: String,
    not_before: String,
    not_after: String,
}

fn show(
    customer: &Customer,
    provider: Option<&Provider>,
    located: &Located,
    place: &Place,
) -> anyhow::Result<()> {
    // Without a configuration the customer's own addresses are left out rather than guessed.
    let settings = located
        .base_url()
        .ok()
        .map(|base_url| crate::server::manager_settings(&base_url));
    let settings = settings.as_ref();
    let view = SsoView {
        customer: customer.name.clone(),
        is_configured: provider.is_some(),
        issuer: provider.map(|provider| provider.issuer.clone()),
        login_url: provider.map(|provider| provider.login_url.clone()),
        logout_url: provider.and_then(|provider| provider.logout_url.clone()),
        jit: provider.map(|provider| provider.creates_people),
        default_role: provider.map(|provider| provider.default_role.internal_name()),
        account_key: provider.map(|provider| provider.account_key.name()),
        certificates: provider
            .into_iter()
            .flat_map(|provider| &provider.certificates)
            .map(CertificateView::from)
            .collect(),
        sp_entity_id: settings.map(|settings| vestibule_manager::sp_entity_id(settings, customer)),
        acs_url: settings.map(|settings| vestibule_manager::acs_url(settings, customer)),
        sp_metadata_url: settings.map(|settings| vestibule_manager::metadata_url(settings, customer)),
    };
    print::answer(place.format(), &view, SsoView::text)
}

impl From<&providers::ProviderCertificate> for CertificateView {
    fn from(certificate: &providers::ProviderCertificate) -> Self {
        Self {
            thumbprint: certificate.thumbprint.clone(),
            subject: certificate.subject.clone(),
            not_before: instant(certificate.not_before),
            not_after: instant(certificate.not_after),
        }
    }
}

impl SsoView {
    fn text(&self) -> String {
        let certificates: Vec<String> = self
            .certificates
            .iter()
            .map(|certificate| format!("{}  until {}", certificate.thumbprint, certificate.not_after))
            .collect();
        let mut text = record(&[
            ("Customer", one(&self.customer)),
            ("Issuer", &maybe(self.issuer.as_ref())),
            ("Login URL", &maybe(self.login_url.as_ref())),
            ("Logout URL", &maybe(self.logout_url.as_ref())),
            ("Certificates", &certificates),
            (
                "New people",
                &maybe(self.jit.map(|jit| self.new_people(jit)).as_ref()),
            ),
            (
                "Account key",
                &maybe(self.account_key.map(str::to_owned).as_ref()),
            ),
            ("Entity id here", &maybe(self.sp_entity_id.as_ref())),
            ("Reply URL here", &maybe(self.acs_url.as_ref())),
            ("Metadata here", &maybe(self.sp_metadata_url.as_ref())),
        ]);
        if !self.is_configured {
            text.push_str("Single sign-on is not set up: `vestibule manager sso set` does it.\n");
        }
        text
    }

    fn new_people(&self, jit: bool) -> String {
        match (jit, self.default_role) {
            (true, Some(role)) => format!("are created at their first sign-in, as {role}"),
            _ => "are refused".to_owned(),
        }
    }
}
