//! Every path of the identity provider once, as patterns for the router and as functions that build addresses.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::settings::{IssuerForm, Settings, TENANT_ID};

/// Sign-on (HTTP-Redirect and HTTP-POST); the tenant is its id or one of its verified domains.
pub(crate) const SAML2: &str = "/{tenant}/saml2";
/// Launch of an application from My Apps, or from a link that somebody keeps.
pub(crate) const LAUNCH: &str = "/signin/{app_id}";
/// The portal with the tiles of the applications that a person may use.
pub(crate) const MY_APPS: &str = "/myapps";
/// The page that asks for the account, or offers those that this browser knows.
pub(crate) const ACCOUNT: &str = "/login";
/// The page that asks for the password.
pub(crate) const PASSWORD: &str = "/login/password";
/// The page that asks for a new password, when the present one was given out by an administrator.
pub(crate) const CHANGE_PASSWORD: &str = "/login/change-password";
/// *Stay signed in?*
pub(crate) const KEEP: &str = "/login/keep";
/// Where a sign-in goes on once it is known who sits at the browser.
pub(crate) const CONTINUE: &str = "/login/continue";
/// *Sign out*, and the page that says that it happened.
pub(crate) const SIGN_OUT: &str = "/logout";

/// The path of the federation metadata below the tenant, in lower case. It is matched without regard to case.
pub(crate) const METADATA_BELOW_TENANT: &str = "federationmetadata/2007-06/federationmetadata.xml";

/// The name of the query parameter and form field that carries the sealed state of a sign-in.
pub(crate) const STATE: &str = "state";

/// The issuer of `tenant_id`: entity id of the identity provider in messages and metadata, `[saml-core] 2.2.5`.
/// Shown as *Microsoft Entra Identifier*.
pub fn issuer(settings: &Settings, tenant_id: &str) -> String {
    match &settings.issuer {
        IssuerForm::Base => format!("{}/{tenant_id}/", settings.base()),
        IssuerForm::Template(template) => template.replace(TENANT_ID, tenant_id),
    }
}

/// The *Login URL* of `tenant_id`: the single sign-on service, `[saml-metadata] 2.4.3`.
pub fn login_url(settings: &Settings, tenant_id: &str) -> String {
    format!("{}/{tenant_id}/saml2", settings.base())
}

/// The *Logout URL* of `tenant_id`; the same address as the Login URL.
pub fn logout_url(settings: &Settings, tenant_id: &str) -> String {
    login_url(settings, tenant_id)
}

/// The *App Federation Metadata Url* of the application `app_id`.
pub fn metadata_url(settings: &Settings, tenant_id: &str, app_id: &str) -> String {
    format!("{}/{tenant_id}/{METADATA_BELOW_TENANT}?appid={app_id}", settings.base())
}

/// The address that signs a person in to the application `app_id` without a request of that application.
pub fn launch_url(settings: &Settings, tenant_id: &str, app_id: &str) -> String {
    format!("{}/signin/{app_id}?tenantId={tenant_id}", settings.base())
}

/// The path and query of the launch of `app_id` by the person `user_principal_name`.
pub(crate) fn launch_as(tenant_id: &str, app_id: &str, user_principal_name: &str) -> String {
    format!("/signin/{app_id}?tenantId={tenant_id}&login_hint={}", encoded(user_principal_name))
}

/// A path of the sign-in with its sealed state.
pub(crate) fn with_state(path: &str, state: &str) -> String {
    format!("{path}?{STATE}={state}")
}

fn encoded(value: &str) -> impl std::fmt::Display + '_ {
    const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(value, UNRESERVED)
}
