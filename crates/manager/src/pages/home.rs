//! Home, deep links, and what happens to a page that is asked for without a session.

use axum::response::{IntoResponse, Response};
use http::Uri;
use i18n_embed_fl::fl;
use maud::{Markup, html};
use vestibule_web::ui::icon::Icon;
use vestibule_web::ui::layout::{self, AppPage};
use vestibule_web::ui::navigation::{NavigationGroup, NavigationLink};
use vestibule_web::ui::{card, list, notice};
use vestibule_web::{FailurePage, Href, Notice, Texts};

use super::{person, refusal, time};
use crate::routes;
use crate::saml::start;
use crate::services::Visit;
use crate::sessions::{Origin, ProviderOrigin, Session};

/// `GET /`: who is signed in; without a session, the way to the provider.
pub(crate) async fn show(visit: Visit, uri: Uri) -> Response {
    match visit.session().await {
        Ok(Some(session)) => page(&visit, &session).into_response(),
        Ok(None) => begin(&visit, &uri).await,
        Err(failure) => refusal::failure(visit.page.language, Some(&visit.customer), failure).into_response(),
    }
}

/// `GET` of any other page: what is there later. Without a session, the way to the provider and back here.
pub(crate) async fn deep_link(visit: Visit, uri: Uri) -> Response {
    match visit.session().await {
        Ok(Some(session)) => FailurePage {
            signed_in: Some(person(&session.employee, session.role)),
            organisation: Some(visit.customer.name.clone()),
            ..FailurePage::not_found(visit.page.language)
        }
        .into_response(),
        Ok(None) => begin(&visit, &uri).await,
        Err(failure) => refusal::failure(visit.page.language, Some(&visit.customer), failure).into_response(),
    }
}

/// `GET /Login.aspx`: the product's own address for signing in; it names no page to come back to.
pub(crate) async fn login(visit: Visit) -> Response {
    begin_to(&visit, routes::HOME).await
}

async fn begin(visit: &Visit, uri: &Uri) -> Response {
    let wanted = uri
        .path_and_query()
        .map_or(routes::HOME, |wanted| wanted.as_str());
    begin_to(visit, wanted).await
}

async fn begin_to(visit: &Visit, wanted: &str) -> Response {
    let is_page = visit.fetch.is_for_a_page() && !NO_PAGES.contains(&wanted);
    if is_page {
        start::begin(visit, wanted).await
    } else {
        refusal::signed_out(visit).into_response()
    }
}

/// What browsers ask for on their own.
const NO_PAGES: [&str; 2] = ["/favicon.ico", "/robots.txt"];

fn page(visit: &Visit, session: &Session) -> Markup {
    let texts = visit.texts();
    let loader = texts.loader();
    let title = fl!(
        loader,
        "home-title",
        name = session.employee.display_name.as_str()
    );
    let home = NavigationLink::new(fl!(loader, "home"), Href::fixed(routes::HOME), Some(Icon::Home));
    let navigation = [NavigationGroup {
        heading: None,
        links: vec![home.current(true)],
    }];
    let person = person(&session.employee, session.role);
    let frame = AppPage {
        title: &title,
        organisation: Some(&visit.customer.name),
        navigation: &navigation,
        person: Some(&person),
        ..AppPage::default()
    };
    let body = html! {
        @if is_certificate_expired(session) {
            (notice::notice(visit.page.language, &Notice::warning(fl!(loader, "certificate-expired"))))
        }
        @if matches!(session.origin, Origin::Password) {
            (notice::notice(visit.page.language, &Notice::info(fl!(loader, "signed-in-locally"))))
        }
        div class="cards" {
            (card::card(&fl!(loader, "who-you-are"), who(texts, session)).id("who"))
            (card::card(&fl!(loader, "how-you-signed-in"), how(texts, session)).id("how"))
            (card::card(&fl!(loader, "this-session"), times(visit, session)).id("session"))
        }
    };
    layout::app_page(&visit.page, &frame, &body)
}

fn who(texts: Texts<'_>, session: &Session) -> Markup {
    let loader = texts.loader();
    let employee = &session.employee;
    let mut rows = vec![
        (fl!(loader, "display-name"), html! { (employee.display_name) }),
        (fl!(loader, "login-id"), html! { (employee.login_id) }),
    ];
    for (label, value) in [
        (fl!(loader, "first-name"), &employee.first_name),
        (fl!(loader, "last-name"), &employee.last_name),
        (fl!(loader, "mail"), &employee.primary_email),
    ] {
        if !value.is_empty() {
            rows.push((label, html! { (value) }));
        }
    }
    rows.push((fl!(loader, "role"), html! { (session.role.display_name()) }));
    list::definitions(&rows)
}

fn how(texts: Texts<'_>, session: &Session) -> Markup {
    let loader = texts.loader();
    let mut rows = match &session.origin {
        Origin::Password => vec![(fl!(loader, "method"), html! { (fl!(loader, "method-local")) })],
        Origin::Provider(origin) => provided(texts, origin),
    };
    rows.push((fl!(loader, "authenticated-at"), time(session.authenticated_at)));
    list::definitions(&rows)
}

fn provided(texts: Texts<'_>, origin: &ProviderOrigin) -> Vec<(String, Markup)> {
    let loader = texts.loader();
    let mut rows = vec![
        (fl!(loader, "method"), html! { (fl!(loader, "method-saml")) }),
        (fl!(loader, "provider"), html! { (origin.issuer) }),
        (fl!(loader, "name-id"), html! { (origin.name_id.value) }),
    ];
    if let Some(format) = &origin.name_id.format {
        rows.push((fl!(loader, "name-id-format"), html! { (format.uri()) }));
    }
    if let Some(index) = &origin.session_index {
        rows.push((fl!(loader, "session-index"), html! { code { (index) } }));
    }
    rows.push((
        fl!(loader, "certificate"),
        html! { code { (origin.certificate_thumbprint) } },
    ));
    rows
}

fn times(visit: &Visit, session: &Session) -> Markup {
    let loader = visit.texts().loader();
    let idle = visit.services.settings.idle_timeout.as_mins().to_string();
    list::definitions(&[
        (fl!(loader, "session-began"), time(session.created_at)),
        (fl!(loader, "session-ends"), time(session.expires_at)),
        (
            fl!(loader, "session-idle"),
            html! { (fl!(loader, "minutes", count = idle)) },
        ),
    ])
}

fn is_certificate_expired(session: &Session) -> bool {
    match &session.origin {
        Origin::Provider(origin) => origin.is_certificate_expired,
        Origin::Password => false,
    }
}
