//! `vestibule manager sso`: what the application's support team does with the files it was sent.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use serde::Serialize;
use vestibule_manager::customers::Customer;
use vestibule_manager::providers::{self, AccountKey, Provider, ProviderChange};
use vestibule_saml::message::NameIdFormat;

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
What is not named stays as it is while the issuer stays the same; `any` takes away a tenant, formats or domains.

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
    /// Tenant that messages must come from, compared octet by octet; `any` asks for none again [default: any]
    #[arg(long, value_name = "ID")]
    tenant_id: Option<String>,
    /// Format in which names are taken; may be repeated; `any` takes every one again [default: any]
    #[arg(long, value_name = "URI")]
    name_id_format: Vec<String>,
    /// Domain whose people get an account at their first sign-in, without its subdomains; may be repeated; `any` takes
    /// every one again [default: any]
    #[arg(long, value_name = "NAME")]
    allowed_domain: Vec<String>,
}

/// The value that takes away what was pinned.
const ANY: &str = "any";

/// The list that stands after the command: what is named, nothing after `any`, what was there if nothing is named.
fn pinned<T>(
    option: &str,
    named: &[String],
    current: Vec<T>,
    read: impl Fn(&str) -> T,
) -> anyhow::Result<Vec<T>> {
    if named.is_empty() {
        return Ok(current);
    }
    if !named.iter().any(|value| value == ANY) {
        return Ok(named.iter().map(|value| read(value)).collect());
    }
    anyhow::ensure!(
        named.len() == 1,
        "{option} any takes every one; no other {option} can stand beside it"
    );
    Ok(Vec::new())
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
            change.tenant_id = current.tenant_id;
            change.name_id_formats = current.name_id_formats;
            change.allowed_domains = current.allowed_domains;
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
        if let Some(id) = self.tenant_id {
            change.tenant_id = Some(id).filter(|id| id != ANY);
        }
        change.name_id_formats = pinned(
            "--name-id-format",
            &self.name_id_format,
            change.name_id_formats,
            NameIdFormat::from_uri,
        )?;
        change.allowed_domains = pinned(
            "--allowed-domain",
            &self.allowed_domain,
            change.allowed_domains,
            str::to_owned,
        )?;
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
    /// `None` where messages of every tenant are taken.
    tenant_id: Option<String>,
    /// Empty where every format is taken.
    name_id_formats: Vec<String>,
    /// Empty where people of every domain are created.
    allowed_domains: Vec<String>,
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
        tenant_id: provider.and_then(|provider| provider.tenant_id.clone()),
        name_id_formats: provider
            .into_iter()
            .flat_map(|provider| &provider.name_id_formats)
            .map(|format| format.uri().to_owned())
            .collect(),
        allowed_domains: provider.map_or_else(Vec::new, |provider| provider.allowed_domains.clone()),
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
            ("Tenant", &self.any(self.tenant_id.as_slice())),
            ("NameID formats", &self.any(&self.name_id_formats)),
            ("Allowed domains", &self.any(&self.allowed_domains)),
            ("Entity id here", &maybe(self.sp_entity_id.as_ref())),
            ("Reply URL here", &maybe(self.acs_url.as_ref())),
            ("Metadata here", &maybe(self.sp_metadata_url.as_ref())),
        ]);
        if !self.is_configured {
            text.push_str("Single sign-on is not set up: `vestibule manager sso set` does it.\n");
        }
        text
    }

    /// What is pinned, or that nothing is.
    fn any(&self, values: &[String]) -> Vec<String> {
        if self.is_configured && values.is_empty() {
            vec![ANY.to_owned()]
        } else {
            values.to_vec()
        }
    }

    fn new_people(&self, jit: bool) -> String {
        match (jit, self.default_role) {
            (true, Some(role)) => format!("are created at their first sign-in, as {role}"),
            _ => "are refused".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(named: &[&str]) -> Option<Vec<String>> {
        let named: Vec<String> = named.iter().map(|value| (*value).to_owned()).collect();
        let current = vec!["before".to_owned()];
        pinned("--allowed-domain", &named, current, str::to_owned).ok()
    }

    #[test]
    fn a_list_is_kept_replaced_or_taken_away() {
        assert_eq!(after(&[]), Some(vec!["before".to_owned()]));
        assert_eq!(after(&["a", "b"]), Some(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(after(&["any"]), Some(Vec::new()));
        assert_eq!(after(&["any", "a"]), None);
        assert_eq!(after(&["a", "any"]), None);
    }
}
