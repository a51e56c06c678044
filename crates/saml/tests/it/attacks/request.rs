//! What arrives as a request, and what is answered.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use vestibule_saml::binding::{ReceivedMessage, RelayState, post, redirect};
use vestibule_saml::identity_provider::{PlainHttp, ReplyUrl, RequestRefusal, SigningOption, issue};
use vestibule_saml::message::{Attribute, AuthnContextClass, StatusCode};

use super::{Outcome, Row, attack_with, kept, legal_with};
use crate::forge::{self, Registered};

pub(super) fn rows() -> Vec<Row> {
    let mut rows = bindings();
    rows.extend(decoding());
    rows.extend(roots());
    rows.extend(content());
    rows.extend(wishes());
    rows.extend(signatures());
    rows.extend(reply_urls());
    rows.extend(answers());
    rows
}

type Edits = &'static [(&'static str, &'static str)];

fn good() -> Outcome {
    ask(&forge::request())
}

fn ask(xml: &str) -> Outcome {
    plain(forge::ask(xml).map(drop))
}

fn ask_query(query: &str) -> Outcome {
    plain(forge::ask_as(query, &Registered::default()).map(drop))
}

fn plain(outcome: Result<(), RequestRefusal>) -> Outcome {
    outcome.map_err(|refusal| refusal.rejected)
}

fn edited(edits: Edits) -> String {
    edits
        .iter()
        .fold(forge::request(), |xml, (from, to)| forge::replace(&xml, from, to))
}

fn bad(rule: &'static str, name: &'static str, edits: Edits, also: &'static [&'static str]) -> Row {
    attack_with(rule, name, good, move || ask(&edited(edits)), also)
}

fn fine(rule: &'static str, name: &'static str, edits: Edits) -> Row {
    legal_with(rule, name, move || ask(&edited(edits)))
}

/// A query of `{}`, the good message ready for a query, and what is around it.
fn pattern(pattern: &'static str) -> impl Fn() -> Outcome {
    move || {
        let query = forge::query(&forge::request(), None, None);
        ask_query(&pattern.replace("{}", query.strip_prefix("SAMLRequest=").unwrap()))
    }
}

fn bindings() -> Vec<Row> {
    fn form(body: &'static str) -> impl Fn() -> Outcome {
        move || {
            let message = escape(&post::encode(&forge::request()));
            ReceivedMessage::from_form(body.replace("{}", &message).as_bytes())?
                .decode_request()
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

fn escape(value: &str) -> String {
    utf8_percent_encode(value, NON_ALPHANUMERIC).to_string()
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

const ISSUER: &str =
    "<saml:Issuer xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">https://sp.example/</saml:Issuer>";
const END: &str = "</samlp:AuthnRequest>";

fn roots() -> Vec<Row> {
    let root = |name, edits, also| bad("IDP-REQ-04", name, edits, also);
    vec![
        root(
            "a LogoutRequest",
            &[
                ("<samlp:AuthnRequest", "<samlp:LogoutRequest"),
                (END, "</samlp:LogoutRequest>"),
            ],
            &[],
        ),
        root(
            "another namespace",
            &[("SAML:2.0:protocol\"", "SAML:1.0:protocol\"")],
            &[],
        ),
        attack_with(
            "IDP-REQ-04",
            "a Response",
            good,
            || ask(&forge::good(SigningOption::Assertion)),
            &["IDP-APP-01"],
        ),
        root("no Issuer", &[(ISSUER, "")], &["IDP-APP-01"]),
        root(
            "an Assertion inside",
            &[(END, "<x:A xmlns:x=\"urn:x\"/></samlp:AuthnRequest>")],
            &[],
        ),
        root("an Assertion in Extensions", &[(ISSUER, EXTENDED)], &[]),
        root("no ID", &[(" ID=\"id5f0c\"", "")], &["IDP-REQ-05"]),
        root("no Version", &[(" Version=\"2.0\"", "")], &["IDP-REQ-06"]),
        root("Issuer last", &[(ISSUER, ""), (END, LATE_ISSUER)], &[]),
        attack_with(
            "IDP-REQ-04",
            "no attributes at all",
            good,
            || ask("<samlp:AuthnRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\"/>"),
            &["IDP-REQ-06"],
        ),
        legal_with("IDP-REQ-04", "minimal", || {
            ask(
                "<samlp:AuthnRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"id5f0c\" Version=\"2.0\" \
             IssueInstant=\"2025-04-01T08:00:00Z\"><Issuer xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\">https://sp.example/</Issuer>\
             </samlp:AuthnRequest>",
            )
        }),
        fine(
            "IDP-REQ-04",
            "ProviderName, Consent",
            &[(" Version=", " Consent=\"urn:x\" ProviderName=\"P\" Version=")],
        ),
    ]
}

const EXTENDED: &str = "<saml:Issuer xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">https://sp.example/</saml:Issuer>\
    <samlp:Extensions><Assertion xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\"/></samlp:Extensions>";
const LATE_ISSUER: &str = "<samlp:Scoping/><saml:Issuer xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">https://sp.example/</saml:Issuer></samlp:AuthnRequest>";

fn content() -> Vec<Row> {
    const ID: &str = "ID=\"id5f0c\"";
    const AT: &str = "IssueInstant=\"2025-04-01T08:00:06.000Z\"";
    const BINDING: &str = "ProtocolBinding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\"";
    fn long(length: usize) -> impl Fn() -> Outcome {
        move || ask(&forge::request().replace(ID, &format!("ID=\"{}\"", "i".repeat(length))))
    }
    let binding = |name, edits| bad("IDP-REQ-10", name, edits, &[]);
    vec![
        bad("IDP-REQ-05", "begins with a digit", &[(ID, "ID=\"1x\"")], &[]),
        bad("IDP-REQ-05", "markup", &[(ID, "ID='x\"/>&lt;'")], &[]),
        bad("IDP-REQ-05", "empty", &[(ID, "ID=\"\"")], &[]),
        attack_with("IDP-REQ-05", "257 octets", long(256), long(257), &[]),
        fine("IDP-REQ-05", "_", &[(ID, "ID=\"_0\"")]),
        fine("IDP-REQ-05", "ONELOGIN_", &[(ID, "ID=\"ONELOGIN_4fee3b-0\"")]),
        bad(
            "IDP-REQ-06",
            "1.1",
            &[("Version=\"2.0\"", "Version=\"1.1\"")],
            &[],
        ),
        fine("IDP-REQ-06", "2.0", &[]),
        bad("IDP-REQ-07", "nonsense", &[(AT, "IssueInstant=\"now\"")], &[]),
        attack_with(
            "IDP-REQ-07",
            "signed and older than ten minutes",
            signed(&[]),
            signed(&[(AT, "IssueInstant=\"2025-04-01T07:50:05Z\"")]),
            &[],
        ),
        attack_with(
            "IDP-REQ-07",
            "signed and from the future",
            signed(&[]),
            signed(&[(AT, "IssueInstant=\"2025-04-01T08:10:07Z\"")]),
            &[],
        ),
        fine(
            "IDP-REQ-07",
            "unsigned and old",
            &[(AT, "IssueInstant=\"2020-04-01T08:00:06Z\"")],
        ),
        legal_with(
            "IDP-REQ-07",
            "signed, ten minutes old",
            signed(&[(AT, "IssueInstant=\"2025-04-01T07:50:06Z\"")]),
        ),
        attack_with(
            "IDP-REQ-08",
            "signed for another provider",
            signed(&[]),
            signed(&[("Destination=\"https://idp.", "Destination=\"https://idp2.")]),
            &[],
        ),
        attack_with(
            "IDP-REQ-08",
            "signed, slash added",
            signed(&[]),
            signed(&[("tenant/saml2\"", "tenant/saml2/\"")]),
            &[],
        ),
        attack_with(
            "IDP-REQ-08",
            "signed, none",
            signed(&[]),
            signed(&[(" Destination=\"https://idp.example/tenant/saml2\"", "")]),
            &[],
        ),
        fine(
            "IDP-REQ-08",
            "absent when unsigned",
            &[(" Destination=\"https://idp.example/tenant/saml2\"", "")],
        ),
        fine(
            "IDP-REQ-08",
            "other when unsigned: ignored",
            &[("Destination=\"https://idp.", "Destination=\"https://idp2.")],
        ),
        bad(
            "IDP-REQ-09",
            "Subject",
            &[(
                END,
                "<s:Subject xmlns:s=\"urn:oasis:names:tc:SAML:2.0:assertion\"/></samlp:AuthnRequest>",
            )],
            &[],
        ),
        bad(
            "IDP-REQ-09",
            "Conditions with effect",
            &[(
                END,
                "<s:Conditions xmlns:s=\"urn:oasis:names:tc:SAML:2.0:assertion\"><s:OneTimeUse/></s:Conditions></samlp:AuthnRequest>",
            )],
            &[],
        ),
        bad(
            "IDP-REQ-09",
            "ProxyCount",
            &[(END, "<samlp:Scoping ProxyCount=\"1\"/></samlp:AuthnRequest>")],
            &[],
        ),
        bad(
            "IDP-REQ-09",
            "RequesterID",
            &[(
                END,
                "<samlp:Scoping><samlp:RequesterID>x</samlp:RequesterID></samlp:Scoping></samlp:AuthnRequest>",
            )],
            &[],
        ),
        fine(
            "IDP-REQ-09",
            "Scoping with IDPList",
            &[(
                END,
                "<samlp:Scoping><samlp:IDPList><samlp:IDPEntry ProviderID=\"x\"/></samlp:IDPList></samlp:Scoping></samlp:AuthnRequest>",
            )],
        ),
        fine(
            "IDP-REQ-09",
            "Conditions without effect",
            &[(
                END,
                "<s:Conditions xmlns:s=\"urn:oasis:names:tc:SAML:2.0:assertion\"/></samlp:AuthnRequest>",
            )],
        ),
        fine("IDP-REQ-09", "Extensions", &[(ISSUER, HARMLESS)]),
        binding(
            "Redirect",
            &[(
                BINDING,
                "ProtocolBinding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\"",
            )],
        ),
        binding(
            "PAOS",
            &[(
                BINDING,
                "ProtocolBinding=\"urn:oasis:names:tc:SAML:2.0:bindings:PAOS\"",
            )],
        ),
        binding(
            "Artifact",
            &[(
                BINDING,
                "ProtocolBinding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact\"",
            )],
        ),
        fine("IDP-REQ-10", "absent", &[(BINDING, "")]),
    ]
}

const HARMLESS: &str = "<saml:Issuer xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">https://sp.example/</saml:Issuer>\
    <samlp:Extensions><x:A xmlns:x=\"urn:x\">t</x:A></samlp:Extensions>";

fn wishes() -> Vec<Row> {
    const CONTEXT: &str = "<samlp:RequestedAuthnContext><saml:AuthnContextClassRef xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">{}</saml:AuthnContextClassRef></samlp:RequestedAuthnContext></samlp:AuthnRequest>";
    fn context(
        class: &'static str,
        comparison: &'static str,
        performed: AuthnContextClass,
    ) -> impl Fn() -> Outcome {
        move || {
            let context =
                CONTEXT
                    .replace("{}", class)
                    .replacen("Context>", &format!("Context{comparison}>"), 1);
            let accepted = forge::ask(&forge::request().replace(END, &context)).map_err(|it| it.rejected)?;
            accepted.check_context(&performed).map_err(|it| it.rejected)
        }
    }
    const PASSWORD: &str = "urn:oasis:names:tc:SAML:2.0:ac:classes:Password";
    let done = || AuthnContextClass::Password;
    let contexts = |name, class, comparison| {
        attack_with(
            "IDP-REQ-12",
            name,
            context(PASSWORD, "", done()),
            context(class, comparison, done()),
            &[],
        )
    };
    let policy = |name, edits| bad("IDP-REQ-13", name, edits, &[]);
    vec![
        bad(
            "IDP-REQ-11",
            "both",
            &[(" Version=", " ForceAuthn=\"true\" IsPassive=\"1\" Version=")],
            &[],
        ),
        bad(
            "IDP-REQ-11",
            "no boolean",
            &[(" Version=", " ForceAuthn=\"yes\" Version=")],
            &[],
        ),
        legal_with("IDP-REQ-11", "1, 0 and absent", || {
            let read = |flags: &str| {
                let xml = forge::request().replace(" Version=", &format!(" {flags} Version="));
                forge::ask(&xml)
                    .map(|it| (it.force_authn(), it.is_passive()))
                    .map_err(|it| it.rejected)
            };
            assert_eq!(read("ForceAuthn=\"1\"")?, (true, false));
            assert_eq!(read("ForceAuthn=\"0\" IsPassive=\"true\"")?, (false, true));
            assert_eq!(read("")?, (false, false));
            Ok(())
        }),
        contexts(
            "X.509 asked, password done",
            "urn:oasis:names:tc:SAML:2.0:ac:classes:X509",
            "",
        ),
        contexts("a class nobody knows", "https://refeds.org/profile/mfa", ""),
        contexts("minimum", PASSWORD, " Comparison=\"minimum\""),
        legal_with(
            "IDP-REQ-12",
            "exact",
            context(PASSWORD, " Comparison=\"exact\"", done()),
        ),
        legal_with(
            "IDP-REQ-12",
            "PasswordProtectedTransport as Password",
            context(
                "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
                "",
                done(),
            ),
        ),
        legal_with(
            "IDP-REQ-12",
            "unspecified",
            context(
                "urn:oasis:names:tc:SAML:2.0:ac:classes:Unspecified",
                "",
                AuthnContextClass::X509,
            ),
        ),
        policy(
            "another application's qualifier",
            &[(
                END,
                "<samlp:NameIDPolicy SPNameQualifier=\"https://other.example/\"/></samlp:AuthnRequest>",
            )],
        ),
        policy(
            "unknown Format",
            &[(END, "<samlp:NameIDPolicy Format=\"urn:x\"/></samlp:AuthnRequest>")],
        ),
        policy(
            "a Format that is not given",
            &[(
                END,
                "<samlp:NameIDPolicy Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:kerberos\"/></samlp:AuthnRequest>",
            )],
        ),
        fine(
            "IDP-REQ-13",
            "unspecified",
            &[(
                END,
                "<samlp:NameIDPolicy AllowCreate=\"false\" Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified\"/></samlp:AuthnRequest>",
            )],
        ),
        legal_with("IDP-REQ-13", "its own qualifier, the second identifier", || {
            let xml = edited(&[(
                END,
                "<samlp:NameIDPolicy SPNameQualifier=\"https://sp.example/second\"/></samlp:AuthnRequest>",
            )]);
            let accepted = forge::ask(&xml).map_err(|it| it.rejected)?;
            assert_eq!(accepted.sp_name_qualifier(), Some("https://sp.example/second"));
            Ok(())
        }),
    ]
}

/// What an application that signs has registered.
fn signing(must: bool, key: &vestibule_saml::signature::SigningKey) -> Registered {
    Registered {
        requests_must_be_signed: must,
        verification_keys: Some(forge::keys_of(key)),
        ..Registered::default()
    }
}

/// The request edited, then signed in the query.
fn signed(edits: Edits) -> impl Fn() -> Outcome {
    move || {
        let query = forge::query(&edited(edits), Some("r s"), Some(forge::trusted()));
        plain(forge::ask_as(&query, &signing(true, forge::trusted())).map(drop))
    }
}

/// The request signed in the query, then the query changed.
fn tampered(must: bool, change: fn(String) -> String) -> impl Fn() -> Outcome {
    move || {
        let query = forge::query(&forge::request(), Some("r s"), Some(forge::trusted()));
        plain(forge::ask_as(&change(query), &signing(must, forge::trusted())).map(drop))
    }
}

/// The request with a signature in the XML, posted.
fn enveloped(key: &'static vestibule_saml::signature::SigningKey) -> String {
    let xml = forge::request().replace("</saml:Issuer>", "</saml:Issuer><!--here-->");
    forge::sign_element(
        &xml,
        "<!--here-->",
        |element| element.local_name() == "AuthnRequest",
        key,
    )
}

fn signatures() -> Vec<Row> {
    let posted = |must: bool, xml: fn() -> String| {
        move || plain(forge::post_as(&xml(), &signing(must, forge::trusted())).map(drop))
    };
    vec![
        attack_with(
            "IDP-SIG-01",
            "parameters deleted",
            signed(&[]),
            tampered(true, |query| query.split("&SigAlg").next().unwrap().to_owned()),
            &[],
        ),
        attack_with(
            "IDP-SIG-01",
            "only SigAlg left",
            signed(&[]),
            tampered(true, |query| query.split("&Signature").next().unwrap().to_owned()),
            &[],
        ),
        attack_with(
            "IDP-SIG-01",
            "Signature element deleted",
            posted(true, || enveloped(forge::trusted())),
            posted(true, forge::request),
            &[],
        ),
        attack_with(
            "IDP-SIG-01",
            "no certificate stored",
            signed(&[]),
            || {
                let query = forge::query(&forge::request(), None, Some(forge::trusted()));
                let registered = Registered {
                    requests_must_be_signed: true,
                    ..Registered::default()
                };
                plain(forge::ask_as(&query, &registered).map(drop))
            },
            &[],
        ),
        legal_with("IDP-SIG-01", "not required: unsigned", good),
        legal_with(
            "IDP-SIG-01",
            "signed, posted",
            posted(true, || enveloped(forge::trusted())),
        ),
        kept(
            "IDP-SIG-02",
            "any octet changed; the signed order whatever the order in the query",
            signed_octets,
        ),
        kept(
            "IDP-SIG-04",
            "RelayState added, removed, emptied",
            signed_relay_state,
        ),
        attack_with(
            "IDP-SIG-06",
            "enveloped under redirect only",
            signed(&[]),
            || {
                let query = forge::query(&enveloped(forge::trusted()), None, None);
                plain(forge::ask_as(&query, &signing(true, forge::trusted())).map(drop))
            },
            &["IDP-SIG-01"],
        ),
        legal_with("IDP-SIG-06", "enveloped and in the query", || {
            let query = forge::query(&enveloped(forge::trusted()), None, Some(forge::trusted()));
            plain(forge::ask_as(&query, &signing(true, forge::trusted())).map(drop))
        }),
        attack_with(
            "IDP-SIG-08",
            "not required, certificate stored, bad signature",
            tampered(false, |query| query),
            tampered(false, |query| query.replace("RelayState=r", "RelayState=x")),
            &[],
        ),
        attack_with(
            "IDP-SIG-08",
            "not required, a stranger's enveloped signature",
            posted(false, forge::request),
            posted(false, || enveloped(forge::stranger())),
            &[],
        ),
        legal_with("IDP-SIG-08", "no certificate, any signature", || {
            let query = forge::query(&forge::request(), None, Some(forge::stranger()));
            ask_query(&query)
        }),
    ]
}

fn signed_octets() {
    let query = forge::query(&forge::request(), Some("r s"), Some(forge::trusted()));
    let registered = signing(true, forge::trusted());
    assert!(forge::ask_as(&query, &registered).unwrap().is_signed());
    let mut parts: Vec<_> = query.split('&').collect();
    parts.reverse();
    assert!(
        forge::ask_as(&parts.join("&"), &registered).is_ok(),
        "the order in the query does not matter"
    );
    assert!(
        forge::ask_as(&format!("{query}&a=b"), &registered).is_ok(),
        "others do not matter"
    );
    for (from, to) in [
        ("%3D&", "%3d&"),
        ("%2B", "%2b"),
        ("RelayState=r%20s", "RelayState=r+s"),
    ] {
        if query.contains(from) {
            assert!(
                forge::ask_as(&query.replacen(from, to, 1), &registered).is_err(),
                "{from} as {to}"
            );
        }
    }
    // Unusual but consistent escapes are the sender's own affair.
    let unusual = query
        .split("&Signature")
        .next()
        .unwrap()
        .replace("%2B", "%2b")
        .replace("RelayState=r%20s", "RelayState=r+s");
    let signature = escape(&STANDARD.encode(forge::trusted().sign_octets(unusual.as_bytes())));
    let accepted = forge::ask_as(&format!("{unusual}&Signature={signature}"), &registered).unwrap();
    assert_eq!(accepted.relay_state().map(RelayState::as_str), Some("r s"));
}

fn signed_relay_state() {
    let registered = signing(true, forge::trusted());
    let with = forge::query(&forge::request(), Some("r"), Some(forge::trusted()));
    let without = forge::query(&forge::request(), None, Some(forge::trusted()));
    let empty = forge::query(&forge::request(), Some(""), Some(forge::trusted()));
    for good in [&with, &without, &empty] {
        assert!(forge::ask_as(good, &registered).is_ok(), "{good}");
    }
    for bad in [
        with.replace("&RelayState=r", ""),
        with.replace("RelayState=r", "RelayState="),
        without.replace("&SigAlg", "&RelayState=&SigAlg"),
        empty.replace("&RelayState=", ""),
    ] {
        assert!(forge::ask_as(&bad, &registered).is_err(), "{bad}");
    }
}

fn reply_urls() -> Vec<Row> {
    const URL: &str =
        "AssertionConsumerServiceURL=\"https://sp.example/handlers/sso/SamlAssertionConsumerHandler.ashx\"";
    fn url(value: &'static str) -> impl Fn() -> Outcome {
        move || {
            ask(&forge::replace(
                &forge::request(),
                URL,
                &format!("AssertionConsumerServiceURL=\"{value}\""),
            ))
        }
    }
    let refused = |name, value| attack_with("IDP-APP-04", name, good, url(value), &[]);
    let form = |name, value, plain| {
        let parse = move |value: &'static str| move || ReplyUrl::parse(value, None, false, plain).map(drop);
        attack_with(
            "IDP-APP-05",
            name,
            parse("https://sp.example/acs"),
            parse(value),
            &[],
        )
    };
    let fine_form = |name, value, plain| {
        legal_with("IDP-APP-05", name, move || {
            ReplyUrl::parse(value, None, true, plain).map(drop)
        })
    };
    use PlainHttp::{OnLoopback, Refused};
    vec![
        refused(
            "other host",
            "https://evil.example/handlers/sso/SamlAssertionConsumerHandler.ashx",
        ),
        refused(
            "sub-path",
            "https://sp.example/handlers/sso/SamlAssertionConsumerHandler.ashx/x",
        ),
        refused(
            "..",
            "https://sp.example/handlers/x/../sso/SamlAssertionConsumerHandler.ashx",
        ),
        refused(
            "%2e",
            "https://sp.example/handlers/sso/SamlAssertionConsumerHandler%2eashx",
        ),
        refused(
            "?x",
            "https://sp.example/handlers/sso/SamlAssertionConsumerHandler.ashx?x",
        ),
        refused(
            "#",
            "https://sp.example/handlers/sso/SamlAssertionConsumerHandler.ashx#",
        ),
        refused(
            ":443",
            "https://sp.example:443/handlers/sso/SamlAssertionConsumerHandler.ashx",
        ),
        refused(
            "case",
            "https://sp.example/handlers/sso/samlassertionconsumerhandler.ashx",
        ),
        refused("userinfo", "https://sp.example@evil.example/"),
        refused(
            "trailing dot",
            "https://sp.example./handlers/sso/SamlAssertionConsumerHandler.ashx",
        ),
        refused(
            "homograph",
            "https://sp.ex\u{430}mple/handlers/sso/SamlAssertionConsumerHandler.ashx",
        ),
        refused("empty", ""),
        bad(
            "IDP-APP-04",
            "URL and index",
            &[(
                URL,
                "AssertionConsumerServiceIndex=\"1\" AssertionConsumerServiceURL=\"https://sp.example/other\"",
            )],
            &[],
        ),
        bad(
            "IDP-APP-04",
            "an index nobody has",
            &[(URL, "AssertionConsumerServiceIndex=\"7\"")],
            &[],
        ),
        legal_with(
            "IDP-APP-04",
            "any registered one, by URL, by index, by default",
            || {
                let reply_url = |attribute: &str| {
                    forge::ask(&forge::request().replace(URL, attribute))
                        .map(|it| it.reply_url().to_owned())
                        .map_err(|it| it.rejected)
                };
                assert_eq!(
                    reply_url("AssertionConsumerServiceURL=\"https://sp.example/other\"")?,
                    "https://sp.example/other"
                );
                assert_eq!(
                    reply_url("AssertionConsumerServiceIndex=\"2\"")?,
                    "https://sp.example/other"
                );
                assert_eq!(reply_url("")?, forge::ACS);
                Ok(())
            },
        ),
        form("javascript:", "javascript:alert(1)", Refused),
        form("data:", "data:text/html,x", OnLoopback),
        form("no scheme", "//evil.example/x", Refused),
        form("a tab inside", "https://sp.example/a\tb", Refused),
        form("a line feed first", "\nhttps://sp.example/", Refused),
        form("userinfo", "https://sp@evil.example/", Refused),
        form("empty userinfo", "https://@evil.example/", Refused),
        form("fragment", "https://sp.example/#x", Refused),
        form("backslash", "https:\\\\sp.example/", Refused),
        form("no slashes", "https:sp.example", Refused),
        form("a host that is not ASCII", "https://sp.ex\u{430}mple/", Refused),
        form("plain http", "http://sp.example/acs", OnLoopback),
        form("loopback where it is refused", "http://localhost/acs", Refused),
        form(
            "a name that only looks like loopback",
            "http://localhost.evil.example/acs",
            OnLoopback,
        ),
        form(
            "1,025 characters",
            format!("https://sp.example/{}", "x".repeat(1006)).leak(),
            Refused,
        ),
        fine_form(
            "path with .ashx, port",
            "https://sp.example:8443/a/b.ashx?x=y",
            Refused,
        ),
        fine_form(
            "*.localhost",
            "http://contoso.saasit.localhost:8400/acs",
            OnLoopback,
        ),
        fine_form("127.0.0.1", "http://127.9.0.1/acs", OnLoopback),
        fine_form("::1", "http://[::1]:8400/acs", OnLoopback),
        fine_form(
            "1,024 characters",
            format!("https://sp.example/{}", "x".repeat(1005)).leak(),
            Refused,
        ),
        bad(
            "IDP-APP-01",
            "case",
            &[(
                ISSUER,
                "<saml:Issuer xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">https://SP.example/</saml:Issuer>",
            )],
            &[],
        ),
        bad(
            "IDP-APP-01",
            "slash",
            &[(
                ISSUER,
                "<saml:Issuer xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">https://sp.example</saml:Issuer>",
            )],
            &[],
        ),
        legal_with("IDP-APP-01", "second identifier", || {
            let xml = edited(&[(
                ISSUER,
                "<saml:Issuer xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">https://sp.example/second</saml:Issuer>",
            )]);
            assert_eq!(
                forge::ask(&xml).map_err(|it| it.rejected)?.identifier(),
                "https://sp.example/second"
            );
            Ok(())
        }),
    ]
}

fn answers() -> Vec<Row> {
    let sent = |value: String| {
        move || {
            let query = forge::query(&forge::request(), Some(&value), None);
            let accepted = forge::ask_as(&query, &Registered::default()).map_err(|it| it.rejected)?;
            assert_eq!(
                accepted.relay_state().map(RelayState::as_str),
                Some(value.as_str()),
                "octet by octet"
            );
            Ok(())
        }
    };
    vec![
        attack_with(
            "IDP-ANS-04",
            "limit + 1",
            sent("x".repeat(1024)),
            sent("x".repeat(1025)),
            &[],
        ),
        attack_with("IDP-ANS-04", "NUL", good, sent("a\0b".to_owned()), &[]),
        attack_with(
            "IDP-ANS-04",
            "octets that are no text",
            good,
            pattern("SAMLRequest={}&RelayState=%ff"),
            &[],
        ),
        legal_with("IDP-ANS-04", "1,024 octets", sent("x".repeat(1024))),
        legal_with("IDP-ANS-04", "JSON", sent("{\"a\":\"b c+d&e=f\"}".to_owned())),
        legal_with(
            "IDP-ANS-04",
            "URL, not ASCII, line ends",
            sent("https://sp.example/?a=b&c=Zoë%20\r\n\u{2028}".to_owned()),
        ),
        legal_with("IDP-ANS-04", "empty is not absent", sent(String::new())),
        legal_with("IDP-ANS-04", "absent stays absent", || {
            assert_eq!(
                forge::ask(&forge::request())
                    .map_err(|it| it.rejected)?
                    .relay_state(),
                None
            );
            Ok(())
        }),
        legal_with("IDP-ANS-04", "a space as + and as %20", || {
            for query in [
                "SAMLRequest={}&RelayState=a+b%2Bc",
                "SAMLRequest={}&RelayState=a%20b%2bc",
            ] {
                let message = forge::query(&forge::request(), None, None);
                let query = query.replace("{}", message.strip_prefix("SAMLRequest=").unwrap());
                let accepted = forge::ask_as(&query, &Registered::default()).map_err(|it| it.rejected)?;
                assert_eq!(accepted.relay_state().map(RelayState::as_str), Some("a b+c"));
            }
            Ok(())
        }),
        kept(
            "IDP-APP-09",
            "one audience, one address, this request",
            one_audience,
        ),
        kept(
            "IDP-CLM-01",
            "markup in every source comes back as the same text",
            markup_is_text,
        ),
        kept(
            "IDP-CLM-02",
            "characters that XML cannot carry are never written",
            illegal_characters,
        ),
    ]
}

fn one_audience() {
    let xml = forge::good(SigningOption::Assertion);
    assert_eq!(xml.matches("<Audience>").count(), 1);
    assert_eq!(xml.matches(forge::ACS).count(), 2, "Destination and Recipient");
    assert_eq!(xml.matches("InResponseTo=\"id5f0c\"").count(), 2);
    let unsolicited = issue(
        &forge::unsolicited_content(),
        forge::trusted(),
        SigningOption::Assertion,
    )
    .unwrap();
    assert!(!unsolicited.xml().contains("InResponseTo"));
}

fn markup_is_text() {
    const VALUES: [&str; 6] = [
        "</AttributeValue></Attribute><Attribute Name=\"role\"><AttributeValue>admin",
        "]]>",
        "\"'&amp;<!---->",
        "a\r\nb\tc",
        "Zoë <&> \"x\" 中文",
        "  both ends  ",
    ];
    for value in VALUES {
        let mut content = forge::content();
        content.attributes = vec![Attribute::new(value, [value]), Attribute::new("second", VALUES)];
        content.name_id.value = value.to_owned();
        content.session_index = value.to_owned();
        let xml = issue(&content, forge::trusted(), SigningOption::ResponseAndAssertion)
            .unwrap()
            .xml()
            .to_owned();
        let accepted = forge::receive(&xml).unwrap();
        assert_eq!(accepted.name_id().value, value);
        assert_eq!(accepted.session_index(), Some(value));
        assert_eq!(accepted.attribute(value).single().unwrap(), Some(value));
        assert_eq!(accepted.attribute("second").all().collect::<Vec<_>>(), VALUES);
        assert_eq!(accepted.attributes().len(), 2);
    }
}

fn illegal_characters() {
    for value in ["a\0", "\u{b}", "\u{fffe}", "\u{1f}x"] {
        let mut content = forge::content();
        content.attributes = vec![Attribute::new("a", [value])];
        assert!(
            issue(&content, forge::trusted(), SigningOption::Assertion).is_err(),
            "{value:?}"
        );
        let mut content = forge::content();
        content.name_id.value = value.to_owned();
        assert!(
            issue(&content, forge::trusted(), SigningOption::Assertion).is_err(),
            "{value:?}"
        );
    }
}

#[test]
fn only_refusals_of_the_protocol_behind_the_reply_url_are_answerable() {
    let refusal = |edits| forge::ask(&edited(edits)).unwrap_err();
    let passive = refusal(&[(" Version=", " ForceAuthn=\"true\" IsPassive=\"true\" Version=")]);
    assert_eq!(
        passive.status(),
        Some((StatusCode::Responder, StatusCode::NoPassive))
    );
    assert_eq!(passive.answerable.unwrap().reply_url, forge::ACS);
    let policy = refusal(&[(END, "<samlp:NameIDPolicy Format=\"urn:x\"/></samlp:AuthnRequest>")]);
    assert_eq!(
        policy.status(),
        Some((StatusCode::Requester, StatusCode::InvalidNameIdPolicy))
    );
    let url = refusal(&[
        ("https://sp.example/handlers", "https://evil.example/handlers"),
        (END, "<samlp:NameIDPolicy Format=\"urn:x\"/></samlp:AuthnRequest>"),
    ]);
    assert_eq!(
        (url.rejected.rule.name, url.answerable.is_none()),
        ("reply_url_registered", true)
    );
    assert_eq!(url.status(), None);
}
