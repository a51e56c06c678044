//! SP-TRA, the half that is not HTTP.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use vestibule_saml::binding::post::{self, Transport};

use super::{BOTH, edited};
use crate::attacks::{Outcome, Row, attack_with, legal_with};
use crate::forge;

const FORM: &str = "application/x-www-form-urlencoded";
const GOOD: Transport<'static> = Transport {
    method: "POST",
    content_type: Some(FORM),
    content_encoding: None,
    query: None,
};

pub(super) fn rows() -> Vec<Row> {
    let mut rows = transports();
    rows.extend(bodies());
    rows
}

fn check(transport: Transport<'static>) -> impl Fn() -> Outcome {
    move || post::check_transport(&transport)
}

fn transports() -> Vec<Row> {
    let bad = |rule, name, transport| attack_with(rule, name, check(GOOD), check(transport), &[]);
    let fine = |rule, name, transport| legal_with(rule, name, check(transport));
    let typed = |content_type| Transport { content_type, ..GOOD };
    vec![
        bad(
            "SP-TRA-01",
            "by GET",
            Transport {
                method: "GET",
                ..GOOD
            },
        ),
        bad(
            "SP-TRA-01",
            "multipart",
            typed(Some("multipart/form-data; boundary=x")),
        ),
        bad("SP-TRA-01", "JSON", typed(Some("application/json"))),
        bad(
            "SP-TRA-01",
            "bare XML",
            typed(Some("application/samlassertion+xml")),
        ),
        bad("SP-TRA-01", "no media type", typed(None)),
        bad(
            "SP-TRA-01",
            "a longer media type",
            typed(Some("application/x-www-form-urlencodedx")),
        ),
        fine(
            "SP-TRA-01",
            "charset",
            typed(Some("application/x-www-form-urlencoded; charset=UTF-8")),
        ),
        fine(
            "SP-TRA-01",
            "upper case",
            typed(Some("APPLICATION/X-WWW-FORM-URLENCODED")),
        ),
        bad(
            "SP-TRA-05",
            "gzip body",
            Transport {
                content_encoding: Some("gzip"),
                ..GOOD
            },
        ),
        fine(
            "SP-TRA-05",
            "identity",
            Transport {
                content_encoding: Some("identity"),
                ..GOOD
            },
        ),
        bad(
            "SP-TRA-02",
            "good in body, other in query",
            Transport {
                query: Some("a=b&SAMLResponse=x"),
                ..GOOD
            },
        ),
        bad(
            "SP-TRA-02",
            "RelayState in query",
            Transport {
                query: Some("RelayState=x"),
                ..GOOD
            },
        ),
        bad(
            "SP-TRA-02",
            "escaped name in query",
            Transport {
                query: Some("SAML%52esponse=x"),
                ..GOOD
            },
        ),
        fine(
            "SP-TRA-02",
            "other names in the query",
            Transport {
                query: Some("lang=de&samlr=1"),
                ..GOOD
            },
        ),
    ]
}

fn decode(body: &[u8]) -> Outcome {
    let (decoded, _) = post::decode_response(body)?;
    decoded
        .read()?
        .verify(
            &forge::keys_of(forge::trusted()),
            vestibule_saml::service_provider::SignaturePolicy::Any,
        )
        .map(drop)
}

/// A form of `name=value` where `{}` stands for a good message.
fn form(pattern: &'static str) -> impl Fn() -> Outcome {
    move || {
        let message = post::encode(&edited(&[], BOTH))
            .replace('+', "%2B")
            .replace('=', "%3D");
        decode(pattern.replace("{}", &message).as_bytes())
    }
}

fn bodies() -> Vec<Row> {
    let bad =
        |name, pattern, also| attack_with("SP-TRA-02", name, form("SAMLResponse={}"), form(pattern), also);
    let fine = |name, pattern| legal_with("SP-TRA-02", name, form(pattern));
    let deflated = |gzip: bool| {
        move || {
            let xml = edited(&[], BOTH);
            let octets = if gzip {
                compressed_gzip(&xml)
            } else {
                compressed_raw(&xml)
            };
            let message = STANDARD.encode(octets).replace('+', "%2B").replace('=', "%3D");
            decode(format!("SAMLResponse={message}").as_bytes())
        }
    };
    let many: &'static str = format!("SAMLResponse={{}}{}", "&a=b".repeat(64)).leak();
    let enough: &'static str = format!("SAMLResponse={{}}{}", "&a=b".repeat(63)).leak();
    vec![
        bad("two, good first", "SAMLResponse={}&SAMLResponse=eA%3D%3D", &[]),
        bad(
            "two, bad first",
            "SAMLResponse=eA%3D%3D&SAMLResponse={}",
            &["SP-XML-12", "SP-XML-03"],
        ),
        bad("two, equal", "SAMLResponse={}&SAMLResponse={}", &[]),
        bad(
            "the second with an escaped name",
            "SAMLResponse={}&SAML%52esponse=eA%3D%3D",
            &[],
        ),
        bad("SAMLRequest beside", "SAMLResponse={}&SAMLRequest={}", &[]),
        bad("SAMLart beside", "SAMLResponse={}&SAMLart=x", &[]),
        bad("SAMLResponse[] beside", "SAMLResponse={}&SAMLResponse[]={}", &[]),
        bad(
            "two RelayStates",
            "SAMLResponse={}&RelayState=a&RelayState=b",
            &[],
        ),
        bad("65 fields", many, &[]),
        fine("64 fields", enough),
        fine(
            "unknown extra fields",
            "a=b&SAMLResponse={}&submit=Continue&RelayState=x",
        ),
        attack_with(
            "SP-TRA-05",
            "raw DEFLATE, then Base64",
            form("SAMLResponse={}"),
            deflated(false),
            &["SP-TRA-04"],
        ),
        attack_with(
            "SP-TRA-05",
            "gzip, then Base64",
            form("SAMLResponse={}"),
            deflated(true),
            &["SP-TRA-04"],
        ),
    ]
}

fn compressed_raw(xml: &str) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(xml.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn compressed_gzip(xml: &str) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(xml.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// A form without any message names it; there is nothing to leave out.
#[test]
fn a_form_without_a_response_is_refused_by_name() {
    for body in ["", "SAMLRequest=x", "samlresponse=x", "SAMLResponse[]=x"] {
        assert_eq!(
            post::decode_response(body.as_bytes()).unwrap_err().rule.name,
            "one_message_parameter"
        );
    }
}
