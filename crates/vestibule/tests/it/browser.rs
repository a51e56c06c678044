//! A browser as far as the flows need one: cookies a host, SameSite, redirects, Fetch Metadata, and the script of
//! the answer page, which submits its form.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use http::header::{
    ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE, USER_AGENT,
};
use http::{HeaderMap, Method, Request, StatusCode};
use url::Url;
use vestibule::testing::Demo;

use crate::html::{self, Content, Form};

/// The most redirects and submissions in a row.
const MAX_HOPS: usize = 20;

/// A browser with cookies of its own.
pub(crate) struct Browser {
    demo: Arc<Demo>,
    /// By host, then by name.
    cookies: BTreeMap<String, BTreeMap<String, Cookie>>,
    pub(crate) language: &'static str,
    pub(crate) address: IpAddr,
    /// Whether scripts run; without them a person presses the button of the answer page.
    pub(crate) runs_scripts: bool,
    /// Addresses that were asked for since the last `open` or `submit`, the first one first.
    pub(crate) visited: Vec<String>,
    /// Fields of the messages that were posted from one system to the other since then.
    pub(crate) posted: Vec<Vec<(String, String)>>,
}

#[derive(Debug, Clone)]
struct Cookie {
    value: String,
    is_lax: bool,
    is_strict: bool,
}

/// A page as it was shown.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub(crate) url: Url,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    pub(crate) content: Content,
}

struct Step {
    method: Method,
    url: Url,
    form: Option<String>,
    /// Origin of the page that caused it; `None` if a person typed the address.
    from: Option<Url>,
}

impl Browser {
    pub(crate) fn new(demo: Arc<Demo>) -> Self {
        Self {
            demo,
            cookies: BTreeMap::new(),
            language: "en",
            address: Ipv4Addr::LOCALHOST.into(),
            runs_scripts: true,
            visited: Vec::new(),
            posted: Vec::new(),
        }
    }

    /// Types an address.
    pub(crate) async fn open(&mut self, url: &str) -> Page {
        let url = Url::parse(url).expect("an absolute address");
        self.begin();
        self.go(Step {
            method: Method::GET,
            url,
            form: None,
            from: None,
        })
        .await
    }

    /// Follows a link of a page.
    pub(crate) async fn follow(&mut self, page: &Page, text: &str) -> Page {
        let link = page.content.links.iter().find(|link| link.text.contains(text));
        let link = link.unwrap_or_else(|| panic!("no link {text:?} on {page}"));
        let url = page.url.join(&link.href).expect("a link leads somewhere");
        self.begin();
        self.go(Step {
            method: Method::GET,
            url,
            form: None,
            from: Some(page.url.clone()),
        })
        .await
    }

    /// Presses the button with this text, with these fields filled in by name.
    pub(crate) async fn press(&mut self, page: &Page, button: &str, filled: &[(&str, &str)]) -> Page {
        let is_it = |form: &&Form| form.buttons.iter().any(|candidate| candidate.text == button);
        let form = page
            .content
            .forms
            .iter()
            .find(is_it)
            .unwrap_or_else(|| panic!("no button {button:?} on {page}"));
        self.begin();
        let step = Self::submission(page, form, Some(button), filled);
        self.go(step).await
    }

    /// Posts what a page of somebody else's making would post.
    pub(crate) async fn post_from(&mut self, from: &str, url: &str, fields: &[(&str, &str)]) -> Page {
        self.begin();
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let step = Step {
            method: Method::POST,
            url: Url::parse(url).expect("an absolute address"),
            form: Some(form),
            from: Some(Url::parse(from).expect("an absolute address")),
        };
        self.go(step).await
    }

    /// Names of the cookies of a host.
    pub(crate) fn cookies_of(&self, host: &str) -> Vec<String> {
        self.cookies
            .get(host)
            .map(|jar| jar.keys().cloned().collect())
            .unwrap_or_default()
    }

    fn begin(&mut self) {
        self.visited.clear();
        self.posted.clear();
    }

    fn submission(page: &Page, form: &Form, button: Option<&str>, filled: &[(&str, &str)]) -> Step {
        let mut fields: Vec<(String, String)> = Vec::new();
        for field in &form.fields {
            let is_box = matches!(field.kind.as_str(), "checkbox" | "radio");
            if field.name.is_empty() || (is_box && !field.is_checked) {
                continue;
            }
            let typed = filled
                .iter()
                .find(|(name, _)| *name == field.name)
                .map(|(_, value)| (*value).to_owned());
            fields.push((field.name.clone(), typed.unwrap_or_else(|| field.value.clone())));
        }
        let mut action = form.action.clone();
        if let Some(button) = button.and_then(|text| form.buttons.iter().find(|button| button.text == text)) {
            if !button.name.is_empty() {
                fields.push((button.name.clone(), button.value.clone()));
            }
            action = button.action.clone().unwrap_or(action);
        }
        let mut url = if action.is_empty() {
            page.url.clone()
        } else {
            page.url.join(&action).expect("an action")
        };
        let encoded = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&fields)
            .finish();
        if form.is_post {
            Step {
                method: Method::POST,
                url,
                form: Some(encoded),
                from: Some(page.url.clone()),
            }
        } else {
            url.set_query(Some(&encoded));
            Step {
                method: Method::GET,
                url,
                form: None,
                from: Some(page.url.clone()),
            }
        }
    }

    async fn go(&mut self, mut step: Step) -> Page {
        let mut relation = relation(step.from.as_ref(), &step.url);
        for _ in 0..MAX_HOPS {
            let page = self.load(&step, relation).await;
            let location = page.headers.get(LOCATION).and_then(|value| value.to_str().ok());
            if let (true, Some(location)) = (page.status.is_redirection(), location) {
                let url = step.url.join(location).expect("a location");
                let next = self::relation(Some(&step.url), &url);
                // A chain that was cross-site once stays so, wherever it leads.
                relation = if step.from.is_none() {
                    "none"
                } else {
                    further(relation, next)
                };
                let keeps_method = matches!(page.status.as_u16(), 307 | 308);
                step = Step {
                    method: if keeps_method { step.method } else { Method::GET },
                    form: if keeps_method { step.form } else { None },
                    from: step.from,
                    url,
                };
                continue;
            }
            let message = page.content.forms.iter().find(|form| {
                form.fields
                    .iter()
                    .any(|field| matches!(field.name.as_str(), "SAMLResponse" | "SAMLRequest"))
            });
            match message {
                Some(form) if self.runs_scripts => {
                    self.posted.push(
                        form.fields
                            .iter()
                            .map(|field| (field.name.clone(), field.value.clone()))
                            .collect(),
                    );
                    step = Self::submission(&page, form, None, &[]);
                    relation = self::relation(step.from.as_ref(), &step.url);
                }
                _ => return page,
            }
        }
        panic!("goes round in circles: {:?}", self.visited);
    }

    async fn load(&mut self, step: &Step, relation: &str) -> Page {
        self.visited.push(step.url.to_string());
        let host = step.url.host_str().expect("a host").to_owned();
        let authority = step
            .url
            .port()
            .map_or_else(|| host.clone(), |port| format!("{host}:{port}"));
        let path = &step.url[url::Position::BeforePath..url::Position::AfterQuery];
        let mut request = Request::builder()
            .method(step.method.clone())
            .uri(path)
            .header(HOST, authority)
            .header(ACCEPT, "text/html")
            .header(ACCEPT_LANGUAGE, self.language)
            .header(USER_AGENT, "flows")
            .header("sec-fetch-site", relation)
            .header("sec-fetch-mode", "navigate")
            .header("sec-fetch-dest", "document");
        let cookies = self.cookie_header(&host, relation, &step.method);
        if !cookies.is_empty() {
            request = request.header(COOKIE, cookies);
        }
        if step.form.is_some() {
            request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
            let origin = step
                .from
                .as_ref()
                .map_or("null".to_owned(), |from| from.origin().ascii_serialization());
            request = request.header(ORIGIN, origin);
        }
        let body = step.form.clone().map_or_else(Body::empty, Body::from);
        let response = self
            .demo
            .answer(request.body(body).expect("a request"), self.address)
            .await;
        let (parts, body) = response.into_parts();
        self.keep_cookies(&host, &parts.headers);
        let body = to_bytes(body, 4 << 20).await.expect("a body");
        let body = String::from_utf8(body.to_vec()).expect("text");
        Page {
            url: step.url.clone(),
            status: parts.status,
            headers: parts.headers,
            content: html::read(&body),
            body,
        }
    }

    /// Lax cookies travel across sites with navigations that change nothing, Strict ones never.
    fn cookie_header(&self, host: &str, relation: &str, method: &Method) -> String {
        let is_cross_site = relation == "cross-site";
        let travels = |cookie: &&Cookie| {
            !is_cross_site || (!cookie.is_strict && (!cookie.is_lax || *method == Method::GET))
        };
        let Some(jar) = self.cookies.get(host) else {
            return String::new();
        };
        let pairs = jar.iter().filter(|(_, cookie)| travels(cookie));
        pairs
            .map(|(name, cookie)| format!("{name}={}", cookie.value))
            .collect::<Vec<_>>()
            .join("; ")
    }

    fn keep_cookies(&mut self, host: &str, headers: &HeaderMap) {
        let jar = self.cookies.entry(host.to_owned()).or_default();
        for header in headers.get_all(SET_COOKIE) {
            let text = header.to_str().expect("a cookie is text");
            let mut parts = text.split(';').map(str::trim);
            let (name, value) = parts
                .next()
                .and_then(|pair| pair.split_once('='))
                .expect("a cookie has a name");
            let attributes: Vec<String> = parts.map(str::to_ascii_lowercase).collect();
            let has = |attribute: &str| attributes.iter().any(|known| known == attribute);
            assert!(has("httponly"), "{name} can be read by scripts");
            assert!(
                !attributes.iter().any(|attribute| attribute.starts_with("domain")),
                "{name} is wider than its host"
            );
            if has("max-age=0") || value.is_empty() {
                jar.remove(name);
            } else {
                let cookie = Cookie {
                    value: value.to_owned(),
                    is_lax: !has("samesite=none"),
                    is_strict: has("samesite=strict"),
                };
                jar.insert(name.to_owned(), cookie);
            }
        }
    }
}

impl Page {
    /// Name of the field that browsers fill in with this.
    pub(crate) fn field(&self, autocomplete: &str) -> Option<String> {
        let fields = self.content.forms.iter().flat_map(|form| &form.fields);
        fields
            .filter(|field| field.autocomplete == autocomplete)
            .map(|field| field.name.clone())
            .next()
    }

    /// Whether a button with this text is on the page.
    pub(crate) fn has_button(&self, text: &str) -> bool {
        self.content
            .forms
            .iter()
            .flat_map(|form| &form.buttons)
            .any(|button| button.text == text)
    }

    /// Whether the page says this.
    pub(crate) fn says(&self, text: &str) -> bool {
        self.content.text.contains(text)
    }
}

impl std::fmt::Display for Page {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({}):\n{}", self.url, self.status, self.content.text)
    }
}

/// How the page that caused a request and its target belong together.
fn relation(from: Option<&Url>, to: &Url) -> &'static str {
    match from {
        None => "none",
        Some(from) if from.origin() == to.origin() => "same-origin",
        Some(from) if site(from) == site(to) => "same-site",
        Some(_) => "cross-site",
    }
}

fn further(one: &'static str, other: &'static str) -> &'static str {
    let rank = |relation: &str| {
        ["none", "same-origin", "same-site", "cross-site"]
            .iter()
            .position(|r| *r == relation)
    };
    if rank(one) >= rank(other) { one } else { other }
}

/// Scheme and registrable domain: `localhost` is a top-level domain like any other.
fn site(url: &Url) -> (String, String) {
    let host = url.host_str().expect("a host");
    let labels: Vec<&str> = host.rsplitn(3, '.').take(2).collect();
    (
        url.scheme().to_owned(),
        labels.into_iter().rev().collect::<Vec<_>>().join("."),
    )
}
