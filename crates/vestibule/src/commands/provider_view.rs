//! What `vestibule manager sso` answers with.

use jiff::Timestamp;
use serde::Serialize;
use vestibule_directory::certificates::Expiry;
use vestibule_manager::Manager;
use vestibule_manager::customers::Customer;
use vestibule_manager::providers::{self, ExpiredCertificate, Provider};
use vestibule_manager::sign_ins::{self, LastVerified};

use super::place::{Located, Place};
use super::provider::ANY;
use super::view::{instant, maybe};
use crate::print::{self, one, record};

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
    is_enabled: Option<bool>,
    allows_unsolicited: Option<bool>,
    clock_skew_seconds: Option<i64>,
    expired_certificates: Option<&'static str>,
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
    /// `valid`, `ending` or `expired`.
    expiry: &'static str,
    /// Such as "ends in 12 days"; absent while the end is far.
    #[serde(skip_serializing_if = "Option::is_none")]
    warning: Option<String>,
    /// When a message was last verified with it, to the minute.
    last_verified_at: Option<String>,
    /// When the last sign-in was, if it was verified with this one.
    last_sign_in_at: Option<String>,
}

/// Prints the record, and what the provider must know of the customer.
pub(super) async fn show(
    manager: &Manager,
    customer: &Customer,
    provider: Option<&Provider>,
    (located, place): (&Located, &Place),
) -> anyhow::Result<()> {
    let now = manager.environment().now();
    let last = sign_ins::last_verified(manager, customer).await?;
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
        is_enabled: provider.map(|provider| provider.is_enabled),
        allows_unsolicited: provider.map(|provider| provider.allows_unsolicited),
        clock_skew_seconds: provider.map(|provider| provider.clock_skew.as_secs()),
        expired_certificates: provider.map(|provider| expired_certificates(provider.expired_certificate)),
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
            .map(|certificate| CertificateView::new(certificate, last.as_ref(), now))
            .collect(),
        sp_entity_id: settings.map(|settings| vestibule_manager::sp_entity_id(settings, customer)),
        acs_url: settings.map(|settings| vestibule_manager::acs_url(settings, customer)),
        sp_metadata_url: settings.map(|settings| vestibule_manager::metadata_url(settings, customer)),
    };
    print::answer(place.format(), &view, SsoView::text)
}

impl CertificateView {
    fn new(
        certificate: &providers::ProviderCertificate,
        last: Option<&LastVerified>,
        now: Timestamp,
    ) -> Self {
        let expiry = Expiry::of(certificate.not_after, now);
        let last = last.filter(|last| last.thumbprint == certificate.thumbprint);
        Self {
            expiry: expiry.name(),
            warning: expiry.warning(),
            last_verified_at: certificate.last_verified_at.map(instant),
            last_sign_in_at: last.map(|last| instant(last.at)),
            thumbprint: certificate.thumbprint.clone(),
            subject: certificate.subject.clone(),
            not_before: instant(certificate.not_before),
            not_after: instant(certificate.not_after),
        }
    }

    fn line(&self) -> String {
        let used = match (&self.last_sign_in_at, &self.last_verified_at) {
            (Some(at), _) => format!("verified the last sign-in, {at}"),
            (None, Some(at)) => format!("last used {at}"),
            (None, None) => "never used".to_owned(),
        };
        let warning = self.warning.iter().map(|warning| format!("{warning}; "));
        let remarks: String = warning.chain([used]).collect();
        format!("{}  until {}; {remarks}", self.thumbprint, self.not_after)
    }
}

impl SsoView {
    fn text(&self) -> String {
        let certificates: Vec<String> = self.certificates.iter().map(CertificateView::line).collect();
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
            (
                "Unasked messages",
                &maybe(
                    self.allows_unsolicited
                        .map(|is_on| taken(is_on).to_owned())
                        .as_ref(),
                ),
            ),
            (
                "Clocks may differ",
                &maybe(
                    self.clock_skew_seconds
                        .map(|seconds| format!("{seconds} s"))
                        .as_ref(),
                ),
            ),
            (
                "Expired certificates",
                &maybe(
                    self.expired_certificates
                        .map(|name| taken(name == ACCEPT).to_owned())
                        .as_ref(),
                ),
            ),
            ("Tenant", &self.any(self.tenant_id.as_slice())),
            ("NameID formats", &self.any(&self.name_id_formats)),
            ("Allowed domains", &self.any(&self.allowed_domains)),
            ("Entity id here", &maybe(self.sp_entity_id.as_ref())),
            ("Reply URL here", &maybe(self.acs_url.as_ref())),
            ("Metadata here", &maybe(self.sp_metadata_url.as_ref())),
        ]);
        if self.is_enabled == Some(false) {
            text.push_str("Nobody can sign in with it: the provider is disabled.\n");
        }
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

/// The name of the setting that takes messages under an expired certificate.
const ACCEPT: &str = "accept";

fn expired_certificates(setting: ExpiredCertificate) -> &'static str {
    match setting {
        ExpiredCertificate::AcceptWithWarning => ACCEPT,
        ExpiredCertificate::Refuse => "refuse",
    }
}

fn taken(is_taken: bool) -> &'static str {
    if is_taken { "are accepted" } else { "are refused" }
}
