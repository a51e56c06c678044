//! What a page needs to know about the request it answers.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, request::Parts};
use jiff::Timestamp;

use crate::answer;
use crate::cookie::{Cookies, NOTICE};
use crate::flash::{self, Notice, PendingNotice};
use crate::{CorrelationId, CsrfToken, Href, Language};

/// A product as its pages show it.
#[derive(Clone, Debug)]
pub struct Product {
    /// The name in header and title; names are not translated.
    pub name: &'static str,
    /// The family of colours and the mark.
    pub accent: Accent,
    /// Where its name leads to, and where an error page leads back to.
    pub home: Href,
}

/// The products' families of colours. Related in lightness and saturation, different in hue and mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accent {
    /// Blue: the identity provider, with a doorway as its mark.
    Harbour,
    /// Green: the service manager, with a desk bell as its mark.
    Orchard,
}

impl Accent {
    /// The class on the page's root that chooses the colours.
    pub fn class(self) -> &'static str {
        match self {
            Self::Harbour => "accent-harbour",
            Self::Orchard => "accent-orchard",
        }
    }
}

/// The one extractor of a handler that answers with a page.
#[derive(Clone, Debug)]
pub struct PageContext {
    /// The reader's language.
    pub language: Language,
    /// The product whose page it is.
    pub product: Product,
    /// The request's cookies.
    pub cookies: Cookies,
    /// The token for the page's forms.
    pub csrf: CsrfToken,
    /// The id that the log has for this request.
    pub correlation_id: CorrelationId,
    /// When the request came in.
    pub now: Timestamp,
    /// Path and query of the request, for links that lead to the same page.
    pub here: Href,
    /// Whether the page is one that its address shows again; the answer to a form is not.
    pub(crate) is_read: bool,
    pub(crate) notice: PendingNotice,
    pub(crate) key: [u8; 32],
}

impl PageContext {
    /// Takes the notice that the page before left for this one. The layout of application pages shows it; a
    /// page that shows it itself takes it first. It is gone afterwards.
    pub fn take_notice(&self) -> Option<Notice> {
        self.notice.take()
    }

    /// The `Set-Cookie` value that leaves a notice for the next page.
    pub fn notice_cookie(&self, notice: &Notice) -> HeaderValue {
        self.cookies
            .set(&NOTICE, &flash::sealed(&self.key, notice, self.now))
    }

    /// 303: go on with a GET of `to`.
    pub fn see_other(&self, to: &Href) -> Response {
        answer::see_other(to)
    }

    /// 303 with a notice for the next page.
    pub fn see_other_with_notice(&self, to: &Href, notice: &Notice) -> Response {
        answer::with_cookie(answer::see_other(to), self.notice_cookie(notice))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for PageContext {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let SharedPage(page) = SharedPage::from_request_parts(parts, state).await?;
        Ok(Arc::unwrap_or_clone(page))
    }
}

/// The same without a copy, for extractors that contain it.
#[derive(Clone, Debug)]
pub struct SharedPage(pub Arc<PageContext>);

impl<S: Send + Sync> FromRequestParts<S> for SharedPage {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        parts
            .extensions
            .get::<Arc<PageContext>>()
            .cloned()
            .map(Self)
            .ok_or_else(|| {
                tracing::error!("the router was not given to vestibule_web::apply");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            })
    }
}
