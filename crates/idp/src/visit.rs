//! The one extractor of the handlers: who asks, with which browser, in which language.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::response::Response;
use http::{HeaderMap, header, request::Parts};
use vestibule_directory::sessions::{self, Lookup, Resumed};
use vestibule_directory::sign_ins::{Attempt, Start};
use vestibule_directory::{Directory, Failure};
use vestibule_web::{ClientAddress, Href, PageContext, SharedPage, Texts};

use crate::services::Services;
use crate::sign_in::browser::Browser;
use crate::text::texts;

/// One request to a page of the identity provider.
pub(crate) struct Visit {
    pub(crate) services: Services,
    pub(crate) page: Arc<PageContext>,
    pub(crate) texts: Texts<'static>,
    pub(crate) browser: Browser,
    source: IpAddr,
    user_agent: Option<String>,
}

/// A session that a token of this browser names, alive.
pub(crate) struct Present {
    /// The token.
    pub(crate) token: String,
    /// Session and person.
    pub(crate) resumed: Box<Resumed>,
}

impl Visit {
    /// The directory.
    pub(crate) fn directory(&self) -> &Directory {
        self.services.directory()
    }

    /// The page as it is found at `href` by a GET: the answer to a form shows the form's page again, and a link on it
    /// that only changes the language has to lead to that page.
    pub(crate) fn page_at(&self, href: Href) -> PageContext {
        let mut page = PageContext::clone(&self.page);
        page.here = href;
        page
    }

    /// The client's address.
    pub(crate) fn source(&self) -> IpAddr {
        self.source
    }

    /// The browser's own name.
    pub(crate) fn user_agent(&self) -> Option<&str> {
        self.user_agent.as_deref()
    }

    /// The circumstances for the sign-in log.
    pub(crate) fn attempt(&self, start: Start, is_interactive: bool) -> Attempt {
        Attempt {
            correlation_id: self.page.correlation_id.to_string(),
            source: self.source,
            user_agent: self.user_agent.clone(),
            is_interactive,
            start,
        }
    }

    /// Everybody who is signed in on this browser, the last one first.
    pub(crate) async fn present(&self) -> Result<Vec<Present>, Failure> {
        let mut present = Vec::new();
        for held in self.browser.held() {
            if let Lookup::Live(resumed) = sessions::resume(self.directory(), &held.token).await? {
                present.push(Present {
                    token: held.token.clone(),
                    resumed,
                });
            }
        }
        Ok(present)
    }
}

impl FromRequestParts<Services> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, services: &Services) -> Result<Self, Response> {
        let SharedPage(page) = SharedPage::from_request_parts(parts, services).await?;
        let ClientAddress(source) = ClientAddress::from_request_parts(parts, services).await?;
        Ok(Self {
            services: services.clone(),
            texts: texts(page.language),
            browser: Browser::read(&page.cookies),
            page,
            source,
            user_agent: user_agent(&parts.headers),
        })
    }
}

/// What a browser calls itself is anybody's text: a bounded piece of it is enough for the log.
fn user_agent(headers: &HeaderMap) -> Option<String> {
    // ASCII: every octet is a character.
    let value = headers.get(header::USER_AGENT)?.to_str().ok()?;
    Some(value.get(..400).unwrap_or(value).to_owned())
}
