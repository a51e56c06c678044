//! The way of one request: id, language, forgery check, handler, failure page, headers.

mod refusals;

pub use refusals::failure_pages;

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode, header};
use jiff::Timestamp;
use tracing::Instrument as _;

use crate::cookie::{Cookies, LANGUAGE, NOTICE};
use crate::csrf::{self, CsrfToken};
use crate::failure::{Carried, FailurePage};
use crate::flash::PendingNotice;
use crate::form::{self, FormFields};
use crate::headers::{self, ContentSecurityPolicy};
use crate::{
    CorrelationId, Href, Language, PageContext, Product, RequestHost, assets, correlation, panic, text,
};

/// The most octets a request body may have: 512 KiB.
pub const BODY_LIMIT_OCTETS: usize = 512 * 1024;

/// Fills a slice with octets that nobody can guess.
pub type Random = Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// Tells the time.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What this crate needs from outside.
#[derive(Clone)]
pub struct WebContext {
    /// Fills a slice with octets that nobody can guess.
    pub random: Random,
    /// The time.
    pub now: Now,
    /// Whether browsers reach the site over https: cookies get `__Host-` and `Secure`, answers HSTS.
    pub is_secure: bool,
    /// The key of form tokens and notices; the same in every process that serves the site.
    pub csrf_key: [u8; 32],
    /// Keys whose form tokens are taken too: those of other processes, or of this one before, while the key is being changed.
    pub other_csrf_keys: Arc<[[u8; 32]]>,
}

/// Wraps a finished router: correlation id, span, security headers, protection against forged forms, body
/// limit, assets, and the pages for what no handler answers.
///
/// `exempt_from_csrf` are route patterns exactly as they stand in the router (`/{tenant}/saml2`): addresses
/// that other sites post to. Their handlers read the body themselves, within the same limit.
pub fn apply(
    router: Router,
    context: WebContext,
    exempt_from_csrf: &'static [&'static str],
    product: Product,
) -> Router {
    let site = Arc::new(Site {
        context,
        exempt_from_csrf,
        product,
    });
    assets::routes(router)
        .fallback(refusals::not_found)
        .method_not_allowed_fallback(refusals::method_not_allowed)
        .layer(DefaultBodyLimit::max(BODY_LIMIT_OCTETS))
        .layer(middleware::from_fn_with_state(site, serve))
}

struct Site {
    context: WebContext,
    exempt_from_csrf: &'static [&'static str],
    product: Product,
}

async fn serve(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let page = Arc::new(site.page(&parts));
    let chosen = text::asked_for(parts.uri.query());
    // At the highest level, so that no filter that lets a line through takes its correlation id away.
    let span = tracing::error_span!(
        "request",
        correlation_id = %page.correlation_id,
        method = %parts.method,
        path = parts.uri.path(),
    );
    let response = async {
        let response = site.answer(&page, parts, body, next).await;
        let response = site.finish(&page, response, chosen);
        tracing::debug!(status = response.status().as_u16(), "answered");
        response
    };
    response.instrument(span).await
}

impl Site {
    fn page(&self, parts: &http::request::Parts) -> PageContext {
        let cookies = Cookies::read(&parts.headers, self.context.is_secure);
        let now = (self.context.now)();
        let address = parts
            .uri
            .path_and_query()
            .map_or("/", http::uri::PathAndQuery::as_str);
        PageContext {
            language: Language::choose(parts.uri.query(), &cookies, &parts.headers),
            product: self.product.clone(),
            csrf: CsrfToken::for_browser(&self.context, &cookies),
            correlation_id: CorrelationId::new(&self.context),
            now,
            here: Href::local(address).unwrap_or(Href::fixed("/")),
            is_read: parts.method == Method::GET,
            notice: PendingNotice::read(&self.context.csrf_key, &cookies, now),
            key: self.context.csrf_key,
            cookies,
        }
    }

    /// Checks what must hold before a handler sees the request, and lets it answer.
    async fn answer(
        &self,
        page: &Arc<PageContext>,
        parts: http::request::Parts,
        body: Body,
        next: Next,
    ) -> Response {
        let mut parts = parts;
        parts.extensions.insert(Arc::clone(page));
        let body = match self.admitted(page, &parts, body).await {
            Ok(body) => body,
            Err(refused) => return refused.into_response(),
        };
        match panic::caught(next.run(Request::from_parts(parts, body))).await {
            Ok(response) => response,
            Err(message) => {
                tracing::error!(panic = message, "a handler panicked");
                FailurePage::internal(page.language).into_response()
            }
        }
    }

    /// Reads the body of a request that changes something, and refuses it if it is too large or forged.
    async fn admitted(
        &self,
        page: &PageContext,
        parts: &http::request::Parts,
        body: Body,
    ) -> Result<Body, Box<FailurePage>> {
        if matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS) {
            return Ok(body);
        }
        let body = within_limit(page, parts, body).await.inspect_err(|refused| {
            tracing::info!(code = refused.code, "a body was refused");
        })?;
        if self.is_exempt(parts) {
            return Ok(Body::from(body));
        }
        let origin = self.origin(parts);
        let refused = |forgery| {
            tracing::warn!(reason = ?forgery, "a form was refused as forged");
            Box::new(refusals::forged(page.language, &forgery))
        };
        csrf::check_origin(&parts.headers, &origin).map_err(refused)?;
        let sent = if form::is_form(&parts.headers) {
            FormFields::parse(&body).map_err(|bad| Box::new(form::bad_form(page.language, &bad)))?
        } else {
            FormFields::default()
        };
        let token = sent.find(csrf::FIELD).or_else(|| {
            // For forms with files, which are no URL-encoded text, and for scripts.
            parts
                .headers
                .get("x-form-token")
                .and_then(|value| value.to_str().ok())
        });
        csrf::check_token(&page.csrf, token).map_err(refused)?;
        Ok(Body::from(body))
    }

    fn is_exempt(&self, parts: &http::request::Parts) -> bool {
        let route = parts.extensions.get::<MatchedPath>().map(MatchedPath::as_str);
        route.is_some_and(|route| self.exempt_from_csrf.contains(&route))
    }

    /// This site as a browser names it in `Origin`.
    fn origin(&self, parts: &http::request::Parts) -> String {
        let scheme = if self.context.is_secure { "https" } else { "http" };
        format!("{scheme}://{}", RequestHost::of(parts).0)
    }

    /// Renders failures and adds headers and cookies.
    fn finish(&self, page: &PageContext, response: Response, chosen: Option<Language>) -> Response {
        let mut response = rendered(page, response);
        let policy = response.extensions_mut().remove::<ContentSecurityPolicy>();
        let headers = response.headers_mut();
        headers::secure(headers, policy.as_ref(), self.context.is_secure);
        if let Some(id) = page.correlation_id.header_value() {
            headers.insert(correlation::HEADER, id);
        }
        let cookies = [
            page.csrf.cookie(&page.cookies),
            chosen.map(|language| page.cookies.set(&LANGUAGE, language.tag())),
            page.notice.was_taken().then(|| page.cookies.clear(&NOTICE)),
        ];
        for cookie in cookies.into_iter().flatten() {
            headers.append(header::SET_COOKIE, cookie);
        }
        response
    }
}

async fn within_limit(
    page: &PageContext,
    parts: &http::request::Parts,
    body: Body,
) -> Result<Bytes, Box<FailurePage>> {
    let announced = parts
        .headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse().ok());
    if announced.is_some_and(|octets: usize| octets > BODY_LIMIT_OCTETS) {
        return Err(Box::new(refusals::too_large(page.language, announced)));
    }
    axum::body::to_bytes(body, BODY_LIMIT_OCTETS)
        .await
        .map_err(|error| {
            let is_limit =
                std::error::Error::source(&error).is_some_and(|source| source.to_string().contains("limit"));
            Box::new(if is_limit {
                refusals::too_large(page.language, None)
            } else {
                form::bad_form(page.language, &form::BadForm::Unreadable)
            })
        })
}

/// A failure becomes its page; so does the bare sentence of an extractor that refused a request.
fn rendered(page: &PageContext, mut response: Response) -> Response {
    let failure = match response.extensions_mut().remove::<Carried>() {
        Some(Carried(failure)) => failure,
        None if refusals::is_bare(&response) => {
            Box::new(refusals::of_status(page.language, response.status()))
        }
        None => return response,
    };
    let (parts, _) = response.into_parts();
    let mut response = (failure.status, failure.render(page)).into_response();
    // Cookies that the handler cleared, `Allow`, `Retry-After`.
    for (name, value) in &parts.headers {
        if !matches!(*name, header::CONTENT_TYPE | header::CONTENT_LENGTH) {
            response.headers_mut().append(name, value.clone());
        }
    }
    debug_assert!(
        response.status() != StatusCode::OK,
        "a failure page needs the status of a failure"
    );
    response
}
