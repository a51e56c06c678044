//! What commands about applications answer with.

use jiff::Timestamp;
use serde::Serialize;
use vestibule_directory::applications::{
    Application, CompatibilityProfile, SharedCertificate, TokenEncryption,
};
use vestibule_directory::assignments::{Assignment, DEFAULT_ACCESS, Principal};
use vestibule_directory::certificates::Certificate;

use super::app_signed_requests::RequestSignaturesView;
use super::certificate_view::CertificateView;
use super::view::{instant, maybe};
use crate::print::{one, record, table};

/// An application.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ApplicationView {
    id: String,
    app_id: String,
    tenant_id: String,
    pub(super) display_name: String,
    account_enabled: bool,
    identifier_uris: Vec<String>,
    reply_urls: Vec<String>,
    sign_on_url: Option<String>,
    relay_state: Option<String>,
    /// Where logout messages go; `logoutUrl` is ours, for the application.
    application_logout_url: Option<String>,
    app_role_assignment_required: bool,
    signing_option: &'static str,
    token_encryption: Option<EncryptionView>,
    #[serde(flatten)]
    request_signatures: RequestSignaturesView,
    #[serde(skip_serializing_if = "Option::is_none")]
    compatibility_profile: Option<&'static str>,
    template_id: Option<String>,
    created_date_time: String,
    deleted_date_time: Option<String>,
    #[serde(flatten)]
    addresses: Option<Addresses>,
    #[serde(skip_serializing_if = "Option::is_none")]
    preferred_token_signing_key_thumbprint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificates: Option<Vec<CertificateView>>,
}

/// What the application's own administrator needs of us.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Addresses {
    login_url: String,
    logout_url: String,
    entra_identifier: String,
    metadata_url: String,
    launch_url: String,
}

impl From<&Application> for ApplicationView {
    fn from(application: &Application) -> Self {
        Self {
            id: application.id.clone(),
            app_id: application.app_id.clone(),
            tenant_id: application.tenant_id.clone(),
            display_name: application.display_name.clone(),
            account_enabled: application.is_enabled,
            identifier_uris: application.identifiers.clone(),
            reply_urls: application
                .reply_urls
                .iter()
                .map(|reply_url| reply_url.url.to_string())
                .collect(),
            sign_on_url: application.sign_on_url.as_ref().map(ToString::to_string),
            relay_state: application.relay_state.clone(),
            application_logout_url: application.logout_url.as_ref().map(ToString::to_string),
            app_role_assignment_required: application.assignment_required,
            signing_option: application.signing_option.name(),
            token_encryption: application.encryption.as_ref().map(EncryptionView::from),
            request_signatures: RequestSignaturesView::from(&application.request_signatures),
            compatibility_profile: None,
            template_id: application.template_id.clone(),
            created_date_time: instant(application.created_at),
            deleted_date_time: application.deleted_at.map(instant),
            addresses: None,
            preferred_token_signing_key_thumbprint: None,
            certificates: None,
        }
    }
}

impl ApplicationView {
    /// With its compatibility profile, if it has one.
    pub(super) fn with_profile(self, profile: Option<CompatibilityProfile>) -> Self {
        Self {
            compatibility_profile: profile.map(CompatibilityProfile::name),
            ..self
        }
    }

    /// With its signing certificates, as they are at this instant, and with what is `shared` with other applications.
    pub(super) fn with_certificates(
        mut self,
        certificates: &[Certificate],
        shared: &[SharedCertificate],
        now: Timestamp,
    ) -> Self {
        self.request_signatures.look_closer(shared, now);
        self.preferred_token_signing_key_thumbprint = certificates
            .iter()
            .find(|certificate| certificate.is_active)
            .map(|certificate| certificate.thumbprint.clone());
        let view = |certificate| CertificateView::new(certificate, now);
        self.certificates = Some(certificates.iter().map(view).collect());
        self
    }

    /// With our addresses, where they are known.
    pub(super) fn with_addresses(
        mut self,
        settings: Option<&vestibule_idp::Settings>,
        application: &Application,
    ) -> Self {
        let (tenant, app_id) = (&application.tenant_id, &application.app_id);
        self.addresses = settings.map(|settings| Addresses {
            login_url: vestibule_idp::login_url(settings, tenant),
            logout_url: vestibule_idp::logout_url(settings, tenant),
            entra_identifier: vestibule_idp::issuer(settings, tenant),
            metadata_url: vestibule_idp::metadata_url(settings, tenant, app_id),
            launch_url: vestibule_idp::launch_url(settings, tenant, app_id),
        });
        self
    }

    /// As Entra's pages group it: what it is, Basic SAML Configuration, SAML Certificates, Set up.
    pub(super) fn text(&self) -> String {
        let certificates = self.certificates.iter().flatten();
        let certificates: Vec<String> = certificates.map(CertificateView::line).collect();
        let profile = self.compatibility_profile.map(str::to_owned);
        let address = |pick: fn(&Addresses) -> &String| maybe(self.addresses.as_ref().map(pick));
        let assignment = if self.app_role_assignment_required {
            "required"
        } else {
            "not required"
        };
        let encryption = self
            .token_encryption
            .as_ref()
            .map_or_else(|| "off".to_owned(), EncryptionView::line);
        let mut text = record(&[
            ("Name", one(&self.display_name)),
            ("Application id", one(&self.app_id)),
            ("Object id", one(&self.id)),
            ("Identifier (Entity ID)", &self.identifier_uris),
            ("Reply URL", &self.reply_urls),
            ("Sign on URL", &maybe(self.sign_on_url.as_ref())),
            ("Relay State", &maybe(self.relay_state.as_ref())),
            (
                "Logout URL of the application",
                &maybe(self.application_logout_url.as_ref()),
            ),
            ("Assignment", &[assignment.to_owned()]),
            ("Signing option", &[self.signing_option.to_owned()]),
            ("Token encryption", &[encryption]),
            ("Signed requests", &[self.request_signatures.line()]),
            (
                "Verification certificates",
                &self.request_signatures.certificate_lines(),
            ),
            ("Compatibility profile", &maybe(profile.as_ref())),
            ("SAML Certificates", &certificates),
            ("Login URL", &address(|addresses| &addresses.login_url)),
            (
                "Microsoft Entra Identifier",
                &address(|addresses| &addresses.entra_identifier),
            ),
            ("Logout URL", &address(|addresses| &addresses.logout_url)),
            (
                "App Federation Metadata Url",
                &address(|addresses| &addresses.metadata_url),
            ),
            ("My Apps launch URL", &address(|addresses| &addresses.launch_url)),
        ]);
        if !self.account_enabled {
            text.push_str("Nobody can sign in: the application is disabled.\n");
        }
        if self.addresses.is_none() {
            text.push_str(
                "Addresses are shown where the server's are known: name its configuration with --config.\n",
            );
        }
        text
    }
}

/// To whom an application's assertions are encrypted, and how.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct EncryptionView {
    thumbprint: String,
    not_after: String,
    algorithm: &'static str,
    key_transport: &'static str,
    #[serde(skip)]
    ends: Timestamp,
}

impl From<&TokenEncryption> for EncryptionView {
    fn from(encryption: &TokenEncryption) -> Self {
        let certificate = &encryption.certificate;
        Self {
            thumbprint: certificate.thumbprint().to_owned(),
            not_after: instant(certificate.not_after()),
            algorithm: encryption.algorithm.name(),
            key_transport: encryption.key_transport.name(),
            ends: certificate.not_after(),
        }
    }
}

impl EncryptionView {
    fn line(&self) -> String {
        format!(
            "{}  {} with {}, until {}",
            self.thumbprint,
            self.algorithm,
            self.key_transport,
            self.ends.strftime("%Y-%m-%d")
        )
    }
}

/// Applications as a table.
pub(super) fn applications_text(applications: &[ApplicationView]) -> String {
    let rows: Vec<Vec<String>> = applications
        .iter()
        .map(|application| {
            let identifier = application.identifier_uris.first().cloned().unwrap_or_default();
            vec![
                application.display_name.clone(),
                application.app_id.clone(),
                identifier,
            ]
        })
        .collect();
    table(
        &["Name", "Application id", "Identifier"],
        &rows,
        "There is no application.",
    )
}

/// An assignment.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AssignmentView {
    id: String,
    principal_id: String,
    principal_type: &'static str,
    principal_display_name: String,
    resource_id: String,
    resource_display_name: String,
    app_role_id: String,
    role: String,
    created_date_time: String,
}

impl AssignmentView {
    /// The assignment to that application.
    pub(super) fn new(assignment: Assignment, application: &Application) -> Self {
        let principal_type = match &assignment.principal {
            Principal::User(_) => "User",
            Principal::Group(_) => "Group",
        };
        Self {
            principal_id: assignment.principal.id().to_owned(),
            id: assignment.id,
            principal_type,
            principal_display_name: assignment.principal_name,
            resource_id: application.id.clone(),
            resource_display_name: application.display_name.clone(),
            app_role_id: assignment
                .app_role_id
                .unwrap_or_else(|| DEFAULT_ACCESS.to_owned()),
            role: assignment.role_name,
            created_date_time: instant(assignment.created_at),
        }
    }

    pub(super) fn text(&self) -> String {
        format!(
            "{} may use {}: {}.",
            self.principal_display_name, self.resource_display_name, self.role
        )
    }
}
