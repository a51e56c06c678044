//! `vestibule manager sso`: what the application's support team does with the files it was sent.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Subcommand, ValueEnum};
use jiff::SignedDuration;
use vestibule_manager::providers::{
    self, AccountKey, ExpiredCertificate, Provider, ProviderChange, ProviderMetadata,
};
use vestibule_saml::message::NameIdFormat;

use super::given::Switch;
use super::manager::find_customer;
use super::place::Place;
use super::provider_certificates::{AddCertificate, RemoveCertificate};
use super::provider_metadata::ProviderMetadataOptions;
use super::provider_view::show;

/// Single sign-on of a customer.
#[derive(Debug, Subcommand)]
pub(super) enum SsoCommand {
    /// Set the identity provider of a customer
    Set(Box<Set>),
    /// Add a signing certificate beside those that are there
    AddCertificate(AddCertificate),
    /// Take a signing certificate away
    RemoveCertificate(RemoveCertificate),
    /// Show the identity provider of a customer, and what that provider must know of the customer
    Show(Show),
}

/// A provider record.
#[derive(Debug, Args)]
#[command(after_help = "\
The values come from the identity provider: issuer, login URL and logout URL from \"Set up\", the certificate from \
\"Certificate (Raw)\" or \"(Base64)\". Several certificates may be given, so that the provider can change its key. \
What is not named stays as it is while the issuer stays the same; `any` takes away a tenant, formats or domains. \
--certificate and --allowed-domain replace all that were there; --add-certificate and --add-allowed-domain keep them.

Examples:
  vestibule app certificate download --app \"Ivanti Service Manager (ISM)\" \\
      --format raw --out ism.cer
  vestibule manager sso set --customer contoso --certificate ism.cer \\
      --issuer URI --login-url URL --logout-url URL
  vestibule manager sso set --customer contoso --metadata https://login.example.com/…/federationmetadata.xml?appid=…
  vestibule manager sso set --customer contoso --add-certificate next.cer --clock-skew 120")]
pub(super) struct Set {
    /// Name of the customer
    #[arg(long, value_name = "NAME")]
    customer: String,
    #[command(flatten)]
    metadata: ProviderMetadataOptions,
    /// Entity id of the identity provider, compared octet by octet; another one is another provider
    #[arg(long, value_name = "URI")]
    issuer: Option<String>,
    /// Where sign-in requests are sent
    #[arg(long, value_name = "URL")]
    login_url: Option<String>,
    /// Where the browser goes after signing out
    #[arg(long, value_name = "URL")]
    logout_url: Option<String>,
    /// Signing certificate, DER or PEM, instead of those that are there; may be repeated
    #[arg(long, value_name = "FILE")]
    certificate: Vec<PathBuf>,
    /// The certificates of the metadata.
    #[arg(skip)]
    published: Vec<Vec<u8>>,
    /// Signing certificate beside those that are there; may be repeated
    #[arg(long, value_name = "FILE", conflicts_with = "certificate")]
    add_certificate: Vec<PathBuf>,
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
    /// Domain beside those that are allowed already; may be repeated
    #[arg(long, value_name = "NAME", conflicts_with = "allowed_domain")]
    add_allowed_domain: Vec<String>,
    /// Whether the provider starts and accepts sign-ins at all [default: on]
    #[arg(long, value_name = "on|off", hide_possible_values = true)]
    enabled: Option<Switch>,
    /// Whether messages are accepted that nobody here has asked for [default: on]
    #[arg(long, value_name = "on|off", hide_possible_values = true)]
    unsolicited: Option<Switch>,
    /// How far the clocks of both ends may differ, at most 300 [default: 60]
    #[arg(long, value_name = "SECONDS")]
    clock_skew: Option<u16>,
    /// What happens to a good message under a certificate that has expired [default: accept]
    #[arg(long, value_name = "accept|refuse", hide_possible_values = true)]
    expired_certificates: Option<ExpiredCertificates>,
}

/// What `--expired-certificates` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExpiredCertificates {
    Accept,
    Refuse,
}

/// The value that takes away what was pinned.
pub(super) const ANY: &str = "any";

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
                let metadata = command
                    .metadata
                    .read(&located, manager.environment().now())
                    .await?;
                let change = command.told(metadata).change(current)?;
                let provider = providers::set(&manager, &customer, change).await?;
                show(&manager, &customer, Some(&provider), (&located, place)).await
            }
            Self::AddCertificate(command) => command.run(&manager, &located, place).await,
            Self::RemoveCertificate(command) => command.run(&manager, &located, place).await,
            Self::Show(command) => {
                let customer = find_customer(&manager, &command.customer).await?;
                let provider = providers::get(&manager, &customer).await?;
                show(&manager, &customer, provider.as_ref(), (&located, place)).await
            }
        }
    }
}

impl Set {
    /// The same with what the provider's metadata says and nobody named otherwise.
    fn told(self, metadata: Option<ProviderMetadata>) -> Self {
        let Some(metadata) = metadata else { return self };
        Self {
            issuer: self.issuer.or(Some(metadata.issuer)),
            login_url: self.login_url.or(Some(metadata.login_url)),
            logout_url: self.logout_url.or(metadata.logout_url),
            published: metadata.certificates,
            ..self
        }
    }

    /// The new record: what is named, else what the same provider had, else the product's usual values.
    fn change(self, current: Option<Provider>) -> anyhow::Result<ProviderChange> {
        let current = current.filter(|current| {
            self.issuer
                .as_ref()
                .is_none_or(|issuer| *issuer == current.issuer)
        });
        let mut change = match current {
            Some(current) => kept(current),
            None => self.begun()?,
        };
        if let Some(login_url) = &self.login_url {
            change.login_url.clone_from(login_url);
        }
        if !self.certificate.is_empty() {
            change.certificates = read(&self.certificate)?;
        }
        if !self.published.is_empty() {
            change.certificates.clone_from(&self.published);
        }
        change.certificates.extend(read(&self.add_certificate)?);
        if self.logout_url.is_some() {
            change.logout_url.clone_from(&self.logout_url);
        }
        if let Some(jit) = self.jit {
            change.creates_people = jit.is_on();
        }
        if let Some(key) = self.account_key {
            change.account_key = key;
        }
        if let Some(enabled) = self.enabled {
            change.is_enabled = enabled.is_on();
        }
        if let Some(unsolicited) = self.unsolicited {
            change.allows_unsolicited = unsolicited.is_on();
        }
        if let Some(seconds) = self.clock_skew {
            change.clock_skew = SignedDuration::from_secs(seconds.into());
        }
        if let Some(setting) = self.expired_certificates {
            change.expired_certificate = match setting {
                ExpiredCertificates::Accept => ExpiredCertificate::AcceptWithWarning,
                ExpiredCertificates::Refuse => ExpiredCertificate::Refuse,
            };
        }
        self.pin(&mut change)?;
        Ok(change)
    }

    /// What messages of the provider must name, and whose people it may send.
    fn pin(&self, change: &mut ProviderChange) -> anyhow::Result<()> {
        if let Some(id) = &self.tenant_id {
            change.tenant_id = Some(id.clone()).filter(|id| id != ANY);
        }
        change.name_id_formats = pinned(
            "--name-id-format",
            &self.name_id_format,
            std::mem::take(&mut change.name_id_formats),
            NameIdFormat::from_uri,
        )?;
        change.allowed_domains = pinned(
            "--allowed-domain",
            &self.allowed_domain,
            std::mem::take(&mut change.allowed_domains),
            str::to_owned,
        )?;
        anyhow::ensure!(
            self.add_allowed_domain.is_empty() || !change.allowed_domains.is_empty(),
            "every domain is allowed already: --allowed-domain names the only ones"
        );
        for domain in &self.add_allowed_domain {
            if !change.allowed_domains.contains(domain) {
                change.allowed_domains.push(domain.clone());
            }
        }
        Ok(())
    }

    /// The record of a provider that was not there before.
    fn begun(&self) -> anyhow::Result<ProviderChange> {
        let (Some(issuer), Some(login_url)) = (&self.issuer, &self.login_url) else {
            anyhow::bail!("{NEEDED}");
        };
        anyhow::ensure!(
            !(self.certificate.is_empty() && self.add_certificate.is_empty() && self.published.is_empty()),
            "{NEEDED}"
        );
        Ok(ProviderChange::new(issuer, login_url, Vec::new()))
    }
}

const NEEDED: &str =
    "a new identity provider is set up with --metadata, or with --issuer, --login-url and --certificate";

/// A record with all that is there.
fn kept(current: Provider) -> ProviderChange {
    let certificates = current
        .certificates
        .into_iter()
        .map(|certificate| certificate.der)
        .collect();
    ProviderChange {
        logout_url: current.logout_url,
        creates_people: current.creates_people,
        default_role: current.default_role,
        account_key: current.account_key,
        allows_unsolicited: current.allows_unsolicited,
        clock_skew: current.clock_skew,
        expired_certificate: current.expired_certificate,
        tenant_id: current.tenant_id,
        name_id_formats: current.name_id_formats,
        allowed_domains: current.allowed_domains,
        is_enabled: current.is_enabled,
        ..ProviderChange::new(current.issuer, current.login_url, certificates)
    }
}

/// The octets of these files.
pub(super) fn read(files: &[PathBuf]) -> anyhow::Result<Vec<Vec<u8>>> {
    let read = |file: &PathBuf| {
        std::fs::read(file).with_context(|| format!("cannot read the certificate {}", file.display()))
    };
    files.iter().map(read).collect()
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
