//! What handlers need. Cheap to clone; no globals.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::request::Parts;
use jiff::Timestamp;
use vestibule_saml::signature::SigningKey;
use vestibule_web::cookie::{self, Cookies};
use vestibule_web::{ClientAddress, PageContext, RequestHost, Texts, Throttle};

use crate::customers::{self, Customer};
use crate::failure::Failure;
use crate::keys::{DecryptionCache, SigningKeys};
use crate::manager::Manager;
use crate::pages;
use crate::people::Hasher;
use crate::providers::KeyCache;
use crate::sessions::{self, Session, Token};
use crate::settings::{self, Settings};

/// What every handler shares.
#[derive(Clone)]
pub(crate) struct Services {
    /// The store and the clock.
    pub(crate) manager: Manager,
    /// How hosts are reached and how long sessions live.
    pub(crate) settings: Arc<Settings>,
    /// Parsed keys of providers.
    pub(crate) keys: KeyCache,
    /// Opened keys of customers.
    pub(crate) decryption: DecryptionCache,
    /// Parsed keys of ours, one a customer.
    pub(crate) signing_keys: SigningKeys,
    /// Computes password hashes.
    pub(crate) hasher: Hasher,
    /// Counts refused messages by address.
    pub(crate) throttle: Arc<Throttle>,
}

impl Services {
    pub(crate) fn new(manager: Manager, settings: Settings) -> Self {
        Self {
            manager,
            settings: Arc::new(settings),
            keys: KeyCache::default(),
            decryption: DecryptionCache::default(),
            signing_keys: SigningKeys::default(),
            hasher: Hasher::new(),
            throttle: Arc::new(Throttle::new()),
        }
    }
}

/// A request to a customer's host: the one extractor of every handler.
pub(crate) struct Visit {
    /// What handlers share.
    pub(crate) services: Services,
    /// Language, cookies, token against forgery, correlation id, time.
    pub(crate) page: PageContext,
    /// The customer of the host.
    pub(crate) customer: Customer,
    /// Where the request comes from.
    pub(crate) source: IpAddr,
    /// What the browser says about the page that sent the request.
    pub(crate) fetch: Fetch,
}

/// What a browser says about a request: Fetch Metadata, or `Origin` if it is older than that.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fetch {
    is_cross_site: bool,
    destination: Option<String>,
}

impl Fetch {
    /// `origin` is this host as `Origin` would name it. A page that is not to be known sends `null`: not one of ours.
    fn read(headers: &HeaderMap, origin: &str) -> Self {
        let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
        Self {
            is_cross_site: match text("sec-fetch-site") {
                Some(site) => site == "cross-site",
                None => text("origin").is_some_and(|sender| sender != origin),
            },
            destination: text("sec-fetch-dest").map(str::to_owned),
        }
    }

    /// Whether a page of another site sent the request, as far as the browser says.
    pub(crate) fn is_cross_site(&self) -> bool {
        self.is_cross_site
    }

    /// Whether the answer will be shown as a page; a browser that says nothing is believed to.
    pub(crate) fn is_for_a_page(&self) -> bool {
        self.destination
            .as_deref()
            .is_none_or(|destination| destination == "document")
    }
}

impl Visit {
    /// The texts in the reader's language.
    pub(crate) fn texts(&self) -> Texts<'static> {
        pages::texts(self.page.language)
    }

    /// The time of the request, read once.
    pub(crate) fn now(&self) -> Timestamp {
        self.page.now
    }

    /// The cookies of the request.
    pub(crate) fn cookies(&self) -> &Cookies {
        &self.page.cookies
    }

    /// The origin of this host.
    pub(crate) fn origin(&self) -> String {
        self.services.settings.origin(&self.customer.host)
    }

    /// Our entity id at this customer.
    pub(crate) fn entity_id(&self) -> String {
        settings::sp_entity_id(&self.services.settings, &self.customer)
    }

    /// Our assertion consumer service at this customer.
    pub(crate) fn acs_url(&self) -> String {
        settings::acs_url(&self.services.settings, &self.customer)
    }

    /// The key with which we sign for this customer.
    pub(crate) async fn signing_key(&self) -> Result<SigningKey, Failure> {
        let services = &self.services;
        services.signing_keys.get(&services.manager, &self.customer).await
    }

    /// The session token that the browser sent.
    pub(crate) fn token(&self) -> Option<Token> {
        self.cookies().get(&cookie::SESSION).map(Token::of)
    }

    /// The live session of the browser.
    pub(crate) async fn session(&self) -> Result<Option<Session>, Failure> {
        let Some(token) = self.token() else {
            return Ok(None);
        };
        let services = &self.services;
        sessions::resume(&services.manager, &services.settings, &self.customer, &token).await
    }
}

impl FromRequestParts<Services> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, services: &Services) -> Result<Self, Self::Rejection> {
        let page = PageContext::from_request_parts(parts, services).await?;
        let host = RequestHost::from_request_parts(parts, services).await?;
        let ClientAddress(source) = ClientAddress::from_request_parts(parts, services).await?;
        let customer = match customers::find_by_host(&services.manager, &host.0).await {
            Ok(Some(customer)) => customer,
            Ok(None) => return Err(pages::refusal::unknown_host(page.language, &host.0).into_response()),
            Err(failure) => return Err(pages::refusal::failure(page.language, None, failure).into_response()),
        };
        let fetch = Fetch::read(&parts.headers, &services.settings.origin(&customer.host));
        Ok(Self {
            services: services.clone(),
            page,
            customer,
            source,
            fetch,
        })
    }
}
