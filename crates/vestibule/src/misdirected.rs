//! The answer to a request for a host that no system answers on. It stands before all systems, so it is written here by
//! hand: no styles, no cookies, both languages at once. It does not say which hosts there are: whoever is served here
//! knows his address, and a stranger who tries addresses and names learns nothing. A demo on loopback does say it.

use std::fmt::Write as _;

use axum::body::Body;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use http::request::Parts;
use http::{HeaderValue, Method, Response, StatusCode};
use url::Url;

/// What a page says in one language.
struct Sentences {
    tag: &'static str,
    title: &'static str,
    happened: &'static str,
    change: &'static str,
    demo: &'static str,
}

const ENGLISH: Sentences = Sentences {
    tag: "en",
    title: "There is nothing under this name",
    happened: "This server answers by host name, and it does not know the one in the address.",
    change: "Check the address, letter by letter; an IP address is no host name. If you run this server, compare the name \
             with identity_provider.base_url and manager.hosts of its configuration, and see that a proxy in front \
             passes the host name on unchanged.",
    demo: "Open the demo by its name:",
};

const GERMAN: Sentences = Sentences {
    tag: "de",
    title: "Unter diesem Namen gibt es hier nichts",
    happened: "Dieser Server antwortet nach Hostnamen, und den in der Adresse kennt er nicht.",
    change: "Prüfen Sie die Adresse Zeichen für Zeichen; eine IP-Adresse ist kein Hostname. Wenn Sie diesen Server \
             betreiben, vergleichen Sie den Namen mit identity_provider.base_url und manager.hosts seiner Konfiguration, \
             und sorgen Sie dafür, dass ein Proxy davor den Hostnamen unverändert weitergibt.",
    demo: "Öffnen Sie die Demo unter ihrem Namen:",
};

/// The answer. `demo_home` is where a demo begins.
pub(crate) fn answer(parts: &Parts, host: &str, demo_home: Option<&Url>) -> Response<Body> {
    let demo_home = demo_home.filter(|_| is_loopback(host));
    if let Some(home) = demo_home
        && parts.uri.path() == "/"
        && matches!(parts.method, Method::GET | Method::HEAD)
        && let Ok(location) = HeaderValue::try_from(home.as_str())
    {
        let mut response = page(StatusCode::TEMPORARY_REDIRECT, demo_home);
        response.headers_mut().insert(LOCATION, location);
        return response;
    }
    page(StatusCode::MISDIRECTED_REQUEST, demo_home)
}

/// Whether a host is an address of this machine. Other names may be an attacker's that lead here.
fn is_loopback(host: &str) -> bool {
    let bare = host.trim_matches(['[', ']']);
    bare.parse()
        .is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}

fn page(status: StatusCode, demo_home: Option<&Url>) -> Response<Body> {
    let mut html = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\">\
         <title>{}</title></head><body><main>",
        ENGLISH.title
    );
    for sentences in [ENGLISH, GERMAN] {
        let (tag, title, happened) = (sentences.tag, sentences.title, sentences.happened);
        let change = match demo_home {
            // An address of ours: scheme, localhost and a port.
            Some(home) => format!("{} <a href=\"{home}\">{home}</a>", sentences.demo),
            None => sentences.change.to_owned(),
        };
        // Writing to a String cannot fail.
        let _infallible = write!(
            html,
            "<section lang=\"{tag}\"><h1>{title}</h1><p>{happened}</p><p>{change}</p></section>"
        );
    }
    html.push_str("<p><code>WEB-UNKNOWN-HOST</code></p></main></body></html>\n");
    let mut response = Response::new(Body::from(html));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ),
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(method: Method, path: &str, host: &str, home: Option<&Url>) -> Response<Body> {
        let request = http::Request::builder()
            .method(method)
            .uri(path)
            .body(())
            .unwrap();
        answer(&request.into_parts().0, host, home)
    }

    #[test]
    fn the_root_of_a_demo_leads_to_its_name_from_loopback_alone() {
        let home: Url = "http://localhost:8400/".parse().unwrap();
        for host in ["127.0.0.1", "[::1]", "127.0.0.2"] {
            let response = asked(Method::GET, "/", host, Some(&home));
            assert_eq!(response.status(), StatusCode::TEMPORARY_REDIRECT, "{host}");
            assert_eq!(response.headers()[LOCATION], "http://localhost:8400/", "{host}");
        }
        for (method, path, host, home) in [
            (Method::GET, "/", "evil.example", Some(&home)),
            (Method::GET, "/", "192.0.2.1", Some(&home)),
            (Method::GET, "/", "127.0.0.1", None),
            (Method::POST, "/", "127.0.0.1", Some(&home)),
            (Method::GET, "/myapps", "127.0.0.1", Some(&home)),
        ] {
            let response = asked(method, path, host, home);
            assert_eq!(
                response.status(),
                StatusCode::MISDIRECTED_REQUEST,
                "{path} {host}"
            );
            assert!(!response.headers().contains_key(LOCATION), "{path} {host}");
        }
    }
}
