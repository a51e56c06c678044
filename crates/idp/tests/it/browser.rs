//! A browser as far as the tests need one: it keeps cookies, fills in forms and follows redirects on its own host.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Mutex;

use axum::Router;
use axum::body::{Body, to_bytes};
use http::{HeaderMap, Method, Request, header};
use tower::ServiceExt as _;
use vestibule_web::ClientAddress;

use crate::world::{BASE, HOST};

pub(crate) struct Browser {
    router: Mutex<Router>,
    cookies: Mutex<BTreeMap<String, String>>,
    source: IpAddr,
}

/// An answer.
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    /// Where it was found.
    pub(crate) path: String,
}

/// A form of a page: where it goes, and its fields.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    pub(crate) action: String,
    pub(crate) fields: Vec<(String, String)>,
}

/// Who starts a request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Site {
    /// One of our pages, or the person.
    Own,
    /// A page of another site: Lax cookies do not travel with its forms.
    Other,
}

impl Browser {
    pub(crate) fn new(router: Router) -> Self {
        Self {
            router: Mutex::new(router),
            cookies: Mutex::default(),
            source: IpAddr::V4(Ipv4Addr::LOCALHOST),
        }
    }

    /// A browser behind another address.
    pub(crate) fn behind(mut self, source: IpAddr) -> Self {
        self.source = source;
        self
    }

    /// From now on another server answers.
    pub(crate) fn meets(&self, router: Router) {
        *self.router.lock().unwrap() = router;
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(name).cloned()
    }

    pub(crate) fn sets_cookie(&self, name: &str, value: &str) {
        self.cookies
            .lock()
            .unwrap()
            .insert(name.to_owned(), value.to_owned());
    }

    /// One GET, without following anything.
    pub(crate) async fn gets(&self, path: &str) -> Page {
        let request = Request::builder().uri(path).header(header::HOST, HOST);
        self.sends(request.body(Body::empty()).unwrap(), Site::Own).await
    }

    /// One GET whose answer is for something: `document`, `iframe`, `image`.
    pub(crate) async fn gets_for(&self, path: &str, destination: &str) -> Page {
        let request = Request::builder()
            .uri(path)
            .header(header::HOST, HOST)
            .header("sec-fetch-dest", destination);
        self.sends(request.body(Body::empty()).unwrap(), Site::Own).await
    }

    /// One request with another method.
    pub(crate) async fn asks(&self, method: Method, path: &str) -> Page {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, HOST);
        self.sends(request.body(Body::empty()).unwrap(), Site::Own).await
    }

    /// A GET and every redirect on our own host.
    pub(crate) async fn opens(&self, path: &str) -> Page {
        let page = self.gets(path).await;
        self.follows(page).await
    }

    /// One POST of a form.
    pub(crate) async fn posts(&self, form: &Form, site: Site) -> Page {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(&form.fields);
        let origin = if site == Site::Own {
            BASE
        } else {
            "https://contoso.saasit.example"
        };
        let request = Request::builder()
            .method(Method::POST)
            .uri(&form.action)
            .header(header::HOST, HOST)
            .header(header::ORIGIN, origin)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.sends(request.body(Body::from(body.finish())).unwrap(), site)
            .await
    }

    /// Fills in and sends a form of our own, and follows.
    pub(crate) async fn sends_form(&self, page: &Page, values: &[(&str, &str)]) -> Page {
        let form = values
            .iter()
            .fold(page.form(), |form, (name, value)| form.with(name, value));
        let answer = self.posts(&form, Site::Own).await;
        self.follows(answer).await
    }

    /// Opens an address and signs in on the way.
    pub(crate) async fn signs_in(&self, path: &str, account: &str, password: &str) -> Page {
        let page = self.opens(path).await;
        let page = self.sends_form(&page, &[("username", account)]).await;
        let page = self.sends_form(&page, &[("password", password)]).await;
        assert!(page.body.contains("Stay signed in?"), "{}", page.body);
        self.sends_form(&page, &[("keep", "no")]).await
    }

    pub(crate) async fn follows(&self, mut page: Page) -> Page {
        for _ in 0..10 {
            match page.location() {
                Some(location) if page.status == 303 && location.starts_with('/') => {
                    page = self.gets(&location).await;
                }
                _ => return page,
            }
        }
        panic!("too many redirects");
    }

    async fn sends(&self, mut request: Request<Body>, site: Site) -> Page {
        let path = request.uri().to_string();
        if site == Site::Own {
            let cookies = self.cookies.lock().unwrap();
            let pairs: Vec<String> = cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            if !pairs.is_empty() {
                request
                    .headers_mut()
                    .insert(header::COOKIE, pairs.join("; ").parse().unwrap());
            }
        }
        request.extensions_mut().insert(ClientAddress(self.source));
        let router = self.router.lock().unwrap().clone();
        let response = router.oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            self.keeps(cookie.to_str().unwrap());
        }
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let body = String::from_utf8(body.to_vec()).unwrap();
        Page {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
            path,
        }
    }

    fn keeps(&self, cookie: &str) {
        let (pair, attributes) = cookie.split_once(';').unwrap();
        let (name, value) = pair.split_once('=').unwrap();
        let mut cookies = self.cookies.lock().unwrap();
        if attributes.contains("Max-Age=0") {
            cookies.remove(name);
        } else {
            cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

impl Form {
    /// The form with a field filled in.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(known, _)| known != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }
}

impl Page {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn location(&self) -> Option<String> {
        self.header("location").map(str::to_owned)
    }

    pub(crate) fn set_cookies(&self) -> Vec<&str> {
        self.headers
            .get_all(header::SET_COOKIE)
            .iter()
            .map(|value| value.to_str().unwrap())
            .collect()
    }

    /// The page's form that posts: the last one that is not about signing out.
    pub(crate) fn form(&self) -> Form {
        let forms = self.forms();
        let of_page = forms
            .into_iter()
            .rfind(|form| form.action != "/logout" || self.path.starts_with("/logout"));
        of_page.unwrap_or_else(|| panic!("no form on {}: {}", self.path, self.body))
    }

    /// The form that signs out.
    pub(crate) fn sign_out_form(&self) -> Form {
        let form = self.forms().into_iter().find(|form| form.action == "/logout");
        form.unwrap_or_else(|| panic!("no form to sign out: {}", self.body))
    }

    /// The values of an attribute of all tags of a name.
    pub(crate) fn attributes(&self, tag: &str, name: &str) -> Vec<String> {
        let start = format!("<{tag} ");
        let tags = self
            .body
            .match_indices(&start)
            .map(|(at, _)| self.body[at..].split_once('>').unwrap().0);
        tags.filter_map(|tag| attribute(tag, name)).collect()
    }

    fn forms(&self) -> Vec<Form> {
        let starts = self.body.match_indices("<form").map(|(at, _)| &self.body[at..]);
        let posting = starts.filter(|form| form.split_once('>').unwrap().0.contains("method=\"post\""));
        posting
            .map(|text| {
                let (form, _) = text.split_once("</form>").unwrap();
                let inputs = form
                    .match_indices("<input")
                    .map(|(at, _)| form[at..].split_once('>').unwrap().0);
                let field = |input| {
                    Some((
                        attribute(input, "name")?,
                        attribute(input, "value").unwrap_or_default(),
                    ))
                };
                Form {
                    action: attribute(form.split_once('>').unwrap().0, "action").unwrap(),
                    fields: inputs.filter_map(field).collect(),
                }
            })
            .collect()
    }

    /// The value of the button whose text contains `text`.
    pub(crate) fn button(&self, name: &str, text: &str) -> String {
        let buttons = self.body.match_indices("<button").map(|(at, _)| &self.body[at..]);
        let mut buttons = buttons.map(|button| button.split_once("</button>").unwrap().0);
        let button = buttons
            .find(|button| button.contains(text) && attribute(button, "name").as_deref() == Some(name));
        attribute(button.unwrap(), "value").unwrap()
    }

    pub(crate) fn assert_refused(&self, status: u16, code: &str) {
        assert_eq!(self.status, status, "{}", self.body);
        assert!(
            self.body.contains(code),
            "{code} is not on the page: {}",
            self.body
        );
        let correlation_id = self.header("x-correlation-id").unwrap();
        assert!(
            self.body.contains(correlation_id),
            "the correlation id is not on the page"
        );
        assert!(
            self.set_cookies()
                .iter()
                .all(|cookie| !cookie.contains("session")),
            "{:?}",
            self.set_cookies()
        );
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    let (value, _) = rest.split_once('"')?;
    Some(
        value
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&amp;", "&"),
    )
}
