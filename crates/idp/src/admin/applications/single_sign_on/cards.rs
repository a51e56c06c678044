//! The cards of single sign-on with SAML.

use i18n_embed_fl::fl;
use maud::{Markup, html};
use vestibule_directory::Permission;
use vestibule_directory::applications::Application;
use vestibule_directory::certificates::Certificate;
use vestibule_directory::claims::{NameIdFormat, NameIdSource};
use vestibule_directory::value::WebUrl;
use vestibule_web::flash::Gravity;
use vestibule_web::ui::{badge, card, copy, list};

use super::download::Format;
use crate::admin::routes;
use crate::admin::shell::{expiry, moment};
use crate::admin::visit::AdminVisit;
use crate::routes as paths;

/// All cards, in the order in which they are worked through.
pub(super) fn all(visit: &AdminVisit, application: &Application, certificates: &[Certificate]) -> Markup {
    html! {
        div class="stack" {
            p { (fl!(visit.loader(), "saml-lead")) }
            (basic(visit, application))
            (claims(visit, application))
            (signing(visit, application, certificates))
            (set_up(visit, application))
        }
    }
}

fn basic(visit: &AdminVisit, application: &Application) -> Markup {
    let loader = visit.loader();
    let values = |values: Vec<&str>, none: &str| {
        html! {
            @if values.is_empty() { span class="cell-second" { (none) } }
            @for value in values { div { (value) } }
        }
    };
    let (required, optional) = (fl!(loader, "value-required"), fl!(loader, "value-optional"));
    let identifiers = application.identifiers.iter().map(String::as_str).collect();
    let reply_urls = application.reply_urls.iter().map(|it| it.url.as_str()).collect();
    let one = |value: Option<&str>| values(value.into_iter().collect(), &optional);
    let rows = [
        (fl!(loader, "saml-identifier"), values(identifiers, &required)),
        (fl!(loader, "saml-reply-url"), values(reply_urls, &required)),
        (
            fl!(loader, "saml-sign-on-url"),
            one(application.sign_on_url.as_ref().map(WebUrl::as_str)),
        ),
        (
            fl!(loader, "saml-relay-state"),
            one(application.relay_state.as_deref()),
        ),
        (
            fl!(loader, "saml-logout-url"),
            one(application.logout_url.as_ref().map(WebUrl::as_str)),
        ),
    ];
    let heading = fl!(loader, "saml-basic");
    let name = fl!(loader, "edit-named", name = heading.as_str());
    let edit = html! {
        @if visit.may(Permission::ManageApplications) {
            a class="button button-secondary" href=(routes::basic(&application.id)) aria-label=(name) { (fl!(loader, "edit")) }
        }
    };
    html! { (card::card(&heading, list::definitions(&rows)).id("basic").actions(edit)) }
}

fn claims(visit: &AdminVisit, application: &Application) -> Markup {
    let loader = visit.loader();
    let source = application
        .name_id
        .map_or(NameIdSource::UserPrincipalName, |setting| setting.source);
    let format = application
        .name_id
        .map_or(NameIdFormat::EmailAddress, |setting| setting.format);
    let code = |source: &str| html! { code { (source) } };
    let name_id = html! { code { (source.name()) } span class="cell-second" { (format.uri()) } };
    let mut rows = vec![(fl!(loader, "claim-name-id"), name_id)];
    let standard = [
        ("givenname", "user.givenname"),
        ("surname", "user.surname"),
        ("emailaddress", "user.mail"),
        ("name", "user.userprincipalname"),
    ];
    rows.extend(
        standard
            .iter()
            .map(|(name, source)| ((*name).to_owned(), code(source))),
    );
    if !application.app_roles.is_empty() {
        rows.push(("role".to_owned(), code("user.assignedroles")));
    }
    let heading = fl!(loader, "saml-claims");
    html! { (card::card(&heading, list::definitions(&rows)).id("claims")) }
}

fn signing(visit: &AdminVisit, application: &Application, certificates: &[Certificate]) -> Markup {
    let loader = visit.loader();
    let active = certificates.iter().find(|certificate| certificate.is_active);
    let settings = visit.services().settings();
    let address = paths::metadata_url(settings, visit.tenant_id(), &application.app_id);
    let label = fl!(loader, "saml-metadata-url");
    let others: usize = certificates
        .iter()
        .filter(|certificate| !certificate.is_active)
        .count();
    let body = html! {
        @match active {
            Some(active) => {
                (list::definitions(&certificate_rows(visit, active)))
                (copy::copy_field(visit.page.language, "metadata-url", &label, &address))
                (list::definitions(&downloads(visit, application)))
            }
            None => p { (fl!(loader, "certificate-none")) }
        }
        @if others > 0 { p class="cell-second" { (fl!(loader, "certificate-others", count = others)) } }
    };
    html! { (card::card(&fl!(loader, "saml-certificates"), body).id("certificates")) }
}

fn certificate_rows(visit: &AdminVisit, active: &Certificate) -> Vec<(String, Markup)> {
    let loader = visit.loader();
    let status = fl!(loader, "certificate-active");
    vec![
        (
            fl!(loader, "column-status"),
            html! { (badge::badge(Gravity::Success, &status)) " " (expiry(visit, active.not_after)) },
        ),
        (
            fl!(loader, "certificate-thumbprint"),
            html! { code { (active.thumbprint) } },
        ),
        (fl!(loader, "column-expiration"), moment(active.not_after)),
    ]
}

fn downloads(visit: &AdminVisit, application: &Application) -> Vec<(String, Markup)> {
    let loader = visit.loader();
    let row = |format: Format, label: String| {
        let name = fl!(loader, "download-named", name = label.as_str());
        let link = html! {
            a class="link" href=(routes::download(&application.id, format.name())) aria-label=(name) { (fl!(loader, "download")) }
        };
        (label, link)
    };
    vec![
        row(Format::Base64, fl!(loader, "certificate-base64")),
        row(Format::Raw, fl!(loader, "certificate-raw")),
        row(Format::Metadata, fl!(loader, "certificate-metadata")),
    ]
}

fn set_up(visit: &AdminVisit, application: &Application) -> Markup {
    let loader = visit.loader();
    let (settings, tenant_id) = (visit.services().settings(), visit.tenant_id());
    let language = visit.page.language;
    let login = paths::login_url(settings, tenant_id);
    let issuer = paths::issuer(settings, tenant_id);
    let logout = paths::logout_url(settings, tenant_id);
    let body = html! {
        (copy::copy_field(language, "login-url", &fl!(loader, "saml-login-url"), &login))
        (copy::copy_field(language, "entra-identifier", &fl!(loader, "saml-issuer"), &issuer))
        (copy::copy_field(language, "logout-url", &fl!(loader, "saml-logout-url-own"), &logout))
    };
    let heading = fl!(
        loader,
        "saml-set-up",
        application = application.display_name.as_str()
    );
    let lead = fl!(loader, "saml-set-up-lead");
    html! { (card::card(&heading, body).id("set-up").lead(&lead)) }
}
