//! Every path of the identity provider once, as patterns for the router and as functions that build addresses.

use vestibule_web::Href;

use crate::settings::{IssuerForm, Settings, TENANT_ID};

/// Sign-on (HTTP-Redirect and HTTP-POST); the tenant is its id or one of its verified domains.
pub(crate) const SAML2: &str = "/{tenant}/saml2";
/// Where a request goes on that another site's form brought.
pub(crate) const POSTED: &str = "/{tenant}/saml2/posted";
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
/// The page that tells the applications of a session that it is over.
pub(crate) const SIGN_OUT_APPS: &str = "/logout/apps";
/// The page that says which of them have answered.
pub(crate) const SIGN_OUT_RESULT: &str = "/logout/result";
/// Where one of them is told in the window.
pub(crate) const SIGN_OUT_APP: &str = "/logout/app";
/// Where the application that asked for the sign-out is answered.
pub(crate) const SIGN_OUT_FINISH: &str = "/logout/finish";

/// Federation metadata; the two names are matched without regard to case by [`is_metadata`].
pub(crate) const METADATA: &str = "/{tenant}/{folder}/2007-06/{file}";

/// The path of the federation metadata below the tenant, in lower case.
const METADATA_BELOW_TENANT: &str = "federationmetadata/2007-06/federationmetadata.xml";

/// The name of the query parameter and form field that carries the sealed state of a sign-in.
pub(crate) const STATE: &str = "state";

/// The name of the query parameter that names a sign-out.
pub(crate) const ID: &str = "id";

/// The name of the query parameter that names a request of ours.
pub(crate) const REQUEST: &str = "request";

/// The issuer of `tenant_id`: entity id of the identity provider in messages and metadata, `[saml-core] 2.2.5`.
/// Shown as *Microsoft Entra Identifier*.
pub fn issuer(settings: &Settings, tenant_id: &str) -> String {
    match &settings.issuer {
        IssuerForm::Base => [settings.base(), "/", tenant_id, "/"].concat(),
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

/// The WS-Federation address that federation metadata names beside the SAML one.
pub(crate) fn wsfed_url(settings: &Settings, tenant_id: &str) -> String {
    format!("{}/{tenant_id}/wsfed", settings.base())
}

/// The *App Federation Metadata Url* of the application `app_id`.
pub fn metadata_url(settings: &Settings, tenant_id: &str, app_id: &str) -> String {
    format!(
        "{}/{tenant_id}/{METADATA_BELOW_TENANT}?appid={app_id}",
        settings.base()
    )
}

/// The address that signs a person in to the application `app_id` without a request of that application.
pub fn launch_url(settings: &Settings, tenant_id: &str, app_id: &str) -> String {
    format!("{}/signin/{app_id}?tenantId={tenant_id}", settings.base())
}

/// Whether the two names of [`METADATA`] are those of federation metadata, in any case.
pub(crate) fn is_metadata(folder: &str, file: &str) -> bool {
    folder.eq_ignore_ascii_case("federationmetadata") && file.eq_ignore_ascii_case("federationmetadata.xml")
}

/// The launch of `app_id` by the person `user_principal_name`.
pub(crate) fn launch_as(tenant_id: &str, app_id: &str, user_principal_name: &str) -> Href {
    Href::path(["signin", app_id])
        .query("tenantId", tenant_id)
        .query("login_hint", user_principal_name)
}

/// Where a posted request goes on.
pub(crate) fn posted(tenant: &str, state: &str) -> Href {
    Href::path([tenant, "saml2", "posted"]).query(STATE, state)
}

/// A step of the sign-in with its sealed state.
pub(crate) fn step(path: &'static str, state: &str) -> Href {
    Href::fixed(path).query(STATE, state)
}

/// The page of a sign-out that tells the applications.
pub(crate) fn sign_out_apps(id: &str) -> Href {
    Href::fixed(SIGN_OUT_APPS).query(ID, id)
}

/// The page of a sign-out that says who has answered.
pub(crate) fn sign_out_result(id: &str) -> Href {
    Href::fixed(SIGN_OUT_RESULT).query(ID, id)
}

/// Where an application is sent the request once more, in the window.
pub(crate) fn sign_out_app(id: &str, request_id: &str) -> Href {
    Href::fixed(SIGN_OUT_APP).query(ID, id).query(REQUEST, request_id)
}

/// Where the application that asked for a sign-out is answered.
pub(crate) fn sign_out_finish(id: &str) -> Href {
    Href::fixed(SIGN_OUT_FINISH).query(ID, id)
}

#[cfg(test)]
mod tests {
    use super::{issuer, launch_as, launch_url, login_url, logout_url, metadata_url, posted, step};
    use crate::settings::{IssuerForm, Settings};

    const TENANT: &str = "00000000-aaaa-4bbb-8ccc-111111111111";

    #[test]
    fn addresses_have_the_shapes_that_partners_know() {
        for base in ["https://login.contoso.example", "https://login.contoso.example/"] {
            let settings = Settings::new(base.parse().unwrap());
            let at = |rest: &str| format!("https://login.contoso.example/{rest}");
            assert_eq!(issuer(&settings, TENANT), at(&format!("{TENANT}/")));
            assert_eq!(login_url(&settings, TENANT), at(&format!("{TENANT}/saml2")));
            assert_eq!(logout_url(&settings, TENANT), login_url(&settings, TENANT));
            assert_eq!(
                metadata_url(&settings, TENANT, "a"),
                at(&format!(
                    "{TENANT}/federationmetadata/2007-06/federationmetadata.xml?appid=a"
                ))
            );
            assert_eq!(
                launch_url(&settings, TENANT, "a"),
                at(&format!("signin/a?tenantId={TENANT}"))
            );
        }
    }

    #[test]
    fn an_issuer_can_imitate_another_product() {
        let mut settings = Settings::new("https://login.contoso.example".parse().unwrap());
        settings.issuer = IssuerForm::template("https://sts.windows.net/{tenantId}/").unwrap();
        assert_eq!(
            issuer(&settings, TENANT),
            format!("https://sts.windows.net/{TENANT}/")
        );
        for wrong in [
            "https://sts.windows.net/",
            "{tenantId}",
            "https://a/{tenantId}/{tenantId}",
        ] {
            assert!(IssuerForm::template(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_put_into_an_address_stays_in_its_place() {
        assert_eq!(
            launch_as("t", "a", "b&c@d").as_str(),
            "/signin/a?tenantId=t&login_hint=b%26c%40d"
        );
        assert_eq!(posted("../x", "s").as_str(), "/..%2Fx/saml2/posted?state=s");
        assert_eq!(step("/login", "s").as_str(), "/login?state=s");
    }
}
