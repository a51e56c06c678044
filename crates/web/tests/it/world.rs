//! A small site with every kind of route, and a client that reads answers.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::{HeaderMap, Request, StatusCode};
use maud::html;
use tower::ServiceExt as _;
use vestibule_web::ui::layout::{self, SignInPage};
use vestibule_web::{
    Accent, FailurePage, FormFields, Href, Notice, PageContext, Product, WebContext, apply, testing,
};

/// The host every request asks unless it says another.
pub(crate) const HOST: &str = "contoso.saasit.localhost:8400";

/// The address of [`HOST`] as a browser names it in `Origin`.
pub(crate) const ORIGIN: &str = "http://contoso.saasit.localhost:8400";

async fn form(page: PageContext) -> impl IntoResponse {
    layout::sign_in_page(
        &page,
        &SignInPage {
            title: "Form",
            ..SignInPage::default()
        },
        &html! { (page.csrf.field()) },
    )
}

async fn save(page: PageContext, fields: FormFields) -> Response {
    page.see_other_with_notice(
        &Href::fixed("/form"),
        &Notice::success(format!("Saved {}.", fields.get("name"))),
    )
}

async fn received(body: Bytes) -> String {
    format!("{} octets", body.len())
}

async fn refuse() -> FailurePage {
    FailurePage {
        status: StatusCode::FORBIDDEN,
        code: "TEST50105".to_owned(),
        title: "Not assigned".to_owned(),
        what_happened: "B.Simon is not assigned.".to_owned(),
        expected: Some("an assignment".to_owned()),
        received: Some("<none>".to_owned()),
        what_to_change: "Assign B.Simon.".to_owned(),
        ..FailurePage::default()
    }
}

async fn panics() -> String {
    panic!("on purpose")
}

#[derive(serde::Deserialize)]
struct Number {
    #[expect(dead_code, reason = "only parsed")]
    n: u8,
}

async fn number(_: Query<Number>) {}

async fn json() -> Response {
    (
        StatusCode::NOT_FOUND,
        [("content-type", "application/json")],
        "\"for programs\"",
    )
        .into_response()
}

fn router() -> Router {
    Router::new()
        .route("/form", get(form).post(save))
        .route("/{tenant}/saml2", post(received))
        .route("/refuse", get(refuse))
        .route("/panics", get(panics))
        .route("/number", get(number))
        .route("/json", get(json))
}

/// The site, wrapped.
pub(crate) fn site(context: WebContext) -> Router {
    let product = Product {
        name: "Vestibule",
        accent: Accent::Harbour,
        home: Href::fixed("/start"),
    };
    apply(router(), context, &["/{tenant}/saml2"], product)
}

/// An answer with its body.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The first `Set-Cookie` of that name, as the pair a browser would send back.
    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        let values = self
            .headers
            .get_all("set-cookie")
            .into_iter()
            .map(|value| value.to_str().unwrap());
        let pairs = values.map(|value| value.split(';').next().unwrap().to_owned());
        pairs
            .into_iter()
            .find(|pair| pair.starts_with(&format!("{name}=")))
    }

    /// The form's token.
    pub(crate) fn token(&self) -> String {
        let (_, rest) = self.body.split_once("name=\"form_token\" value=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    }
}

/// Sends a request to a fresh site.
pub(crate) async fn ask(request: Request<Body>) -> Answer {
    ask_site(testing::context(), request).await
}

/// Sends a request to a fresh site with this context.
pub(crate) async fn ask_site(context: WebContext, request: Request<Body>) -> Answer {
    let response = site(context).oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
    }
}

/// A GET with headers.
pub(crate) fn get_with(path: &str, headers: &[(&str, &str)]) -> Request<Body> {
    request("GET", path, headers, "")
}

/// A form with headers.
pub(crate) fn post_form(path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Request<Body> {
    let mut all = vec![("content-type", "application/x-www-form-urlencoded")];
    all.extend_from_slice(headers);
    request("POST", path, &all, body)
}

/// Any request to [`HOST`].
pub(crate) fn request(
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> Request<Body> {
    let builder = Request::builder().method(method).uri(path).header("host", HOST);
    let builder = headers
        .iter()
        .fold(builder, |builder, (name, value)| builder.header(*name, *value));
    builder.body(body.into()).unwrap()
}
