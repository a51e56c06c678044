//! A browser: cookies by host, and what browsers say about the page that sends a request.

use std::collections::HashMap;
use std::net::IpAddr;

use axum::body::Body;
use http::{Method, Request, header};
use jiff::SignedDuration;
use tower::ServiceExt as _;
use vestibule_saml::binding::redirect;
use vestibule_web::ClientAddress;

use super::{Answer, Answering, World};

pub(crate) const ACS: &str = "/handlers/sso/SamlAssertionConsumerHandler.ashx";

pub(crate) struct Browser<'w> {
    world: &'w World,
    host: String,
    source: IpAddr,
    cookies: HashMap<(String, String), String>,
    language: &'static str,
}

/// A request of ours, as the identity provider receives it.
#[derive(Debug, Clone)]
pub(crate) struct SentRequest {
    pub(crate) id: String,
    pub(crate) relay_state: String,
    pub(crate) location: String,
}

/// Which page sends a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum From {
    /// A page of the same host, by a browser.
    Here,
    /// A page of another site, by a browser: Lax cookies stay at home.
    Elsewhere,
    /// A program, which says nothing.
    Nowhere,
}

impl<'w> Browser<'w> {
    pub(crate) fn new(world: &'w World, host: &str, source: IpAddr) -> Self {
        Self {
            world,
            host: host.to_owned(),
            source,
            cookies: HashMap::new(),
            language: "en",
        }
    }

    pub(crate) fn at(mut self, host: &str) -> Self {
        host.clone_into(&mut self.host);
        self
    }

    pub(crate) fn behind(mut self, source: IpAddr) -> Self {
        self.source = source;
        self
    }

    pub(crate) fn reads(mut self, language: &'static str) -> Self {
        self.language = language;
        self
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.get(&(self.host.clone(), name.to_owned())).cloned()
    }

    pub(crate) fn keeps(&mut self, name: &str, value: &str) {
        self.cookies
            .insert((self.host.clone(), name.to_owned()), value.to_owned());
    }

    pub(crate) fn forgets(&mut self, name: &str) {
        self.cookies.remove(&(self.host.clone(), name.to_owned()));
    }

    pub(crate) async fn opens(&mut self, path: &str) -> Answer {
        self.sends(
            Request::builder().method(Method::GET).uri(path),
            From::Nowhere,
            Body::empty(),
        )
        .await
    }

    /// Asks for something as a page that loads it would.
    pub(crate) async fn opens_as(&mut self, path: &str, destination: &str) -> Answer {
        let request = Request::builder()
            .method(Method::GET)
            .uri(path)
            .header("sec-fetch-dest", destination);
        self.sends(request, From::Nowhere, Body::empty()).await
    }

    /// Opens a page without a session and is sent to the identity provider.
    pub(crate) async fn is_sent_away_from(&mut self, path: &str) -> SentRequest {
        let answer = self.opens(path).await;
        let location = answer.location().to_owned();
        let (address, query) = location.split_once('?').expect("a query");
        assert_eq!(address, "http://localhost:8400/tenant/saml2");
        let decoded = redirect::decode_request(query).expect("a request that can be decoded");
        let request = decoded.read().expect("a request that can be read");
        SentRequest {
            id: request.claimed_id().unwrap().to_owned(),
            relay_state: request.relay_state().unwrap().as_str().to_owned(),
            location,
        }
    }

    pub(crate) async fn posts(&mut self, path: &str, fields: &[(&str, &str)], from: From) -> Answer {
        let body = form(fields);
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.sends(request, from, Body::from(body)).await
    }

    /// Posts a form with a header of one's own.
    pub(crate) async fn posts_with(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        from: From,
        header: (&str, &str),
    ) -> Answer {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header.0, header.1)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.sends(request, from, Body::from(form(fields))).await
    }

    /// Posts octets as they are.
    pub(crate) async fn posts_raw(&mut self, path: &str, media_type: &str, body: impl Into<Body>) -> Answer {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::CONTENT_TYPE, media_type);
        self.sends(request, From::Nowhere, body.into()).await
    }

    /// Brings an answer that was not asked for, as a program would: with its cookies, without Fetch Metadata.
    pub(crate) async fn brings(&mut self, answering: &Answering<'_>) -> Answer {
        let response = answering.signed();
        self.posts(ACS, &[("SAMLResponse", &response)], From::Nowhere)
            .await
    }

    /// Brings a document as it is.
    pub(crate) async fn brings_xml(&mut self, xml: &str) -> Answer {
        let response = vestibule_saml::binding::post::encode(xml);
        self.posts(ACS, &[("SAMLResponse", &response)], From::Nowhere)
            .await
    }

    /// Brings an answer with a RelayState.
    pub(crate) async fn brings_with(&mut self, answering: &Answering<'_>, relay_state: &str) -> Answer {
        let response = answering.signed();
        let fields = [("SAMLResponse", response.as_str()), ("RelayState", relay_state)];
        self.posts(ACS, &fields, From::Nowhere).await
    }

    /// Signs B.Simon in by an answer that was not asked for.
    pub(crate) async fn signs_in(&mut self) {
        let answer = self.brings(&self.world.unsolicited()).await;
        answer.is_welcome_to("/");
    }

    async fn sends(&mut self, request: http::request::Builder, from: From, body: Body) -> Answer {
        let authority = format!("{}:8400", self.host);
        let mut request = request
            .header(header::HOST, &authority)
            .header(header::ACCEPT_LANGUAGE, self.language)
            .extension(ClientAddress(self.source));
        request = match from {
            From::Here => request
                .header("sec-fetch-site", "same-origin")
                .header(header::ORIGIN, format!("http://{authority}")),
            From::Elsewhere => request
                .header("sec-fetch-site", "cross-site")
                .header(header::ORIGIN, "http://localhost:8400"),
            From::Nowhere => request,
        };
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .filter(|((host, _), _)| *host == self.host && from != From::Elsewhere)
            .map(|((_, name), value)| format!("{name}={value}"))
            .collect();
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        let response = self
            .world
            .router
            .clone()
            .oneshot(request.body(body).unwrap())
            .await
            .unwrap();
        // Lines of the log have an order.
        self.world.passes(SignedDuration::from_millis(1));
        let (parts, body) = response.into_parts();
        let octets = axum::body::to_bytes(body, 4 * 1024 * 1024).await.unwrap();
        for value in parts.headers.get_all(header::SET_COOKIE) {
            let text = value.to_str().unwrap();
            let (name, rest) = text.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if text.contains("Max-Age=0") {
                self.forgets(name);
            } else {
                self.keeps(name, value);
            }
        }
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8(octets.to_vec()).unwrap(),
        }
    }
}

pub(crate) fn form(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}
