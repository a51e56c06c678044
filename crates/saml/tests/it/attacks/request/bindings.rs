//! IDP-REQ-01 to -03, IDP-SIG-03: how it travelled.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use vestibule_saml::binding::{ReceivedMessage, post, redirect};

use super::{ask_query, escape, good, pattern};
use crate::attacks::{Outcome, Row, attack_with, legal_with};
use crate::forge;

pub(super) fn rows() -> Vec<Row> {
    let mut rows = parameters();
    rows.extend(decoding());
    rows
}

fn parameters() -> Vec<Row> {
    fn form(body: &'static str) -> impl Fn() -> Outcome {
        move || {
            let message = escape(&post::encode(&forge::request()));
            ReceivedMessage::from_form(body.replace("{}", &message).as_bytes())?
                .decode_request()?
                .read()
                .map(drop)
        }
    }
    let posted = |name, body, also| attack_with("IDP-REQ-01", name, form("SAMLRequest={}"), form(body), also);
    let query = |name, query, also| attack_with("IDP-REQ-01", name, good, pattern(query), also);
    vec![
        posted("posted: two", "SAMLRequest={}&SAMLRequest={}", &[]),
        posted("posted: both parameters", "SAMLRequest={}&SAMLResponse={}", &[]),
        posted(
            "posted: SAMLRequest[] beside",
            "SAMLRequest={}&SAMLRequest[]={}",
            &[],
        ),
        posted(
            "posted: two RelayStates",
            "SAMLRequest={}&RelayState=a&RelayState=b",
            &[],
        ),
        query("both parameters", "SAMLRequest={}&SAMLResponse={}", &[]),
        query("an artifact beside", "SAMLRequest={}&SAMLart=x", &[]),
        query("none", "RelayState=x", &["IDP-REQ-02"]),
        legal_with(
            "IDP-REQ-01",
            "login_hint and unknown parameters beside",
            pattern("login_hint=a%40b&SAMLRequest={}&x"),
        ),
        legal_with(
            "IDP-REQ-01",
            "posted, with others beside",
            form("a=b&SAMLRequest={}&RelayState=x"),
        ),
        attack_with(
            "IDP-SIG-03",
            "two, equal",
            good,
            pattern("SAMLRequest={}&SAMLRequest={}"),
            &["IDP-REQ-01"],
        ),
        attack_with(
            "IDP-SIG-03",
            "lower case",
            good,
            pattern("samlrequest={}&SAMLRequest={}"),
            &[],
        ),
        attack_with(
            "IDP-SIG-03",
            "escaped name",
            good,
            pattern("SAMLReques%74={}"),
            &[],
        ),
        attack_with(
            "IDP-SIG-03",
            "two RelayStates",
            good,
            pattern("SAMLRequest={}&RelayState=a&RelayState=b"),
            &["IDP-REQ-01"],
        ),
        attack_with(
            "IDP-SIG-03",
            "two SigAlgs",
            good,
            pattern("SAMLRequest={}&SigAlg=a&SigAlg=b"),
            &[],
        ),
        legal_with(
            "IDP-SIG-03",
            "extra unrelated parameters",
            pattern("SAMLRequest={}&a=1&a=2"),
        ),
    ]
}

fn deflated(xml: &str) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(xml.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn octets(octets: fn() -> Vec<u8>) -> impl Fn() -> Outcome {
    move || ask_query(&format!("SAMLRequest={}", escape(&STANDARD.encode(octets()))))
}

fn decoding() -> Vec<Row> {
    fn padded(size: usize) -> String {
        let xml = forge::request();
        let comment = "x".repeat(size - xml.len() - 7);
        format!("<!--{comment}-->{xml}")
    }
    let decoding = |name, octets: fn() -> Vec<u8>, also| {
        attack_with("IDP-REQ-02", name, good, self::octets(octets), also)
    };
    vec![
        decoding(
            "zlib header",
            || {
                use std::io::Write as _;
                let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
                encoder.write_all(forge::request().as_bytes()).unwrap();
                encoder.finish().unwrap()
            },
            &["SP-XML-03", "SP-XML-12"],
        ),
        decoding(
            "truncated",
            || {
                let mut octets = deflated(&forge::request());
                octets.truncate(octets.len() / 2);
                octets
            },
            &["SP-XML-12"],
        ),
        decoding(
            "data behind the end",
            || [deflated(&forge::request()), vec![0]].concat(),
            &[],
        ),
        attack_with(
            "IDP-REQ-02",
            "escaped twice",
            good,
            || {
                let query = forge::query(&forge::request(), None, None);
                ask_query(&query.replace('%', "%25"))
            },
            &["SP-TRA-03"],
        ),
        attack_with(
            "IDP-REQ-02",
            "a broken escape",
            good,
            || ask_query("SAMLRequest=%4"),
            &["SP-TRA-03"],
        ),
        attack_with(
            "IDP-REQ-02",
            "no Base64",
            good,
            || ask_query("SAMLRequest=--__"),
            &["SP-TRA-03"],
        ),
        attack_with(
            "IDP-REQ-02",
            "another SAMLEncoding",
            good,
            pattern("SAMLRequest={}&SAMLEncoding=urn%3Ax"),
            &[],
        ),
        legal_with(
            "IDP-REQ-02",
            "SAMLEncoding DEFLATE",
            pattern("SAMLRequest={}&SAMLEncoding=urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE"),
        ),
        legal_with(
            "IDP-REQ-02",
            "XML that was not deflated",
            octets(|| forge::request().into_bytes()),
        ),
        legal_with("IDP-REQ-02", "lower-case escapes", || {
            let query = forge::query(&forge::request(), None, None);
            ask_query(
                &query
                    .replace("%2B", "%2b")
                    .replace("%2F", "%2f")
                    .replace("%3D", "%3d"),
            )
        }),
        legal_with("IDP-REQ-02", "Base64 as it is", || {
            let query = forge::query(&forge::request(), None, None);
            ask_query(&query.replace("%2B", "+").replace("%2F", "/").replace("%3D", "="))
        }),
        attack_with(
            "IDP-REQ-03",
            "a bomb of a thousand to one",
            good,
            octets(|| deflated(&padded(1_000_000))),
            &["SP-LIM-01"],
        ),
        attack_with(
            "IDP-REQ-03",
            "limit + 1, inflated",
            good,
            octets(|| deflated(&padded(64 * 1024 + 1))),
            &["SP-LIM-01"],
        ),
        attack_with(
            "IDP-REQ-03",
            "limit + 1, query",
            good,
            || {
                let query = forge::query(&forge::request(), None, None);
                ask_query(&format!(
                    "{query}&a={}",
                    "x".repeat(redirect::QUERY_LIMIT - query.len() - 2)
                ))
            },
            &[],
        ),
        legal_with(
            "IDP-REQ-03",
            "the limit, inflated",
            octets(|| deflated(&padded(64 * 1024))),
        ),
        legal_with("IDP-REQ-03", "the limit, query", || {
            let query = forge::query(&forge::request(), None, None);
            ask_query(&format!(
                "{query}&a={}",
                "x".repeat(redirect::QUERY_LIMIT - query.len() - 3)
            ))
        }),
    ]
}
