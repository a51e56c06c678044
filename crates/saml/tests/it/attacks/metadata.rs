//! A partner's metadata.

mod signed;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::SignedDuration;
use vestibule_saml::Rejected;
use vestibule_saml::identity_provider::PlainHttp;
use vestibule_saml::message::NameIdFormat;
use vestibule_saml::metadata::{
    Binding, Endpoint, FederationContent, IdentityProviderMetadata, Key, KeyUse, Reading,
    ServiceProviderMetadata, federation_metadata,
};
use vestibule_saml::signature::Certificate;

use super::{Outcome, Row, attack_with, legal_with};
use crate::forge;

const LOGIN: &str = "https://idp.example/tenant/saml2";

pub(super) fn rows() -> Vec<Row> {
    let mut rows = entities();
    rows.extend(keys_and_places());
    rows.extend(signed::rows());
    rows
}

fn reading(entity_id: Option<&'static str>) -> Reading<'static> {
    Reading {
        entity_id,
        now: forge::now(),
        plain_http: PlainHttp::Refused,
        signed_by: None,
    }
}

fn certificate() -> Certificate {
    Certificate::from_der(forge::trusted().certificate_der()).unwrap()
}

fn identity_provider() -> IdentityProviderMetadata {
    IdentityProviderMetadata {
        entity_id: forge::ISSUER.to_owned(),
        valid_until: Some("2025-05-01T00:00:00Z".parse().unwrap()),
        cache_duration: Some(SignedDuration::from_hours(6)),
        keys: vec![Key {
            key_use: KeyUse::Signing,
            certificate: certificate(),
            encryption_methods: Vec::new(),
        }],
        want_authn_requests_signed: true,
        single_sign_on: vec![
            Endpoint::new(Binding::HttpRedirect, LOGIN),
            Endpoint::new(Binding::HttpPost, LOGIN),
        ],
        single_logout: vec![Endpoint::new(Binding::HttpRedirect, LOGIN)],
        name_id_formats: vec![NameIdFormat::Persistent],
    }
}

fn good() -> String {
    identity_provider().write(None).unwrap()
}

fn parse(xml: &str) -> Result<IdentityProviderMetadata, Rejected> {
    IdentityProviderMetadata::parse(xml.as_bytes(), &reading(None))
}

type Build = fn() -> String;

fn bad(rule: &'static str, name: &'static str, build: Build, also: &'static [&'static str]) -> Row {
    attack_with(
        rule,
        name,
        || parse(&good()).map(drop),
        move || parse(&build()).map(drop),
        also,
    )
}

fn fine(rule: &'static str, name: &'static str, build: Build) -> Row {
    legal_with(rule, name, move || parse(&build()).map(drop))
}

fn aggregate(inside: &str, attributes: &str) -> String {
    format!(
        "<md:EntitiesDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" {attributes}>{inside}</md:EntitiesDescriptor>"
    )
}

fn entities() -> Vec<Row> {
    fn two_different() -> String {
        aggregate(
            &(good() + &good().replace(forge::ISSUER, "https://other.example/")),
            "",
        )
    }
    fn two_equal() -> String {
        aggregate(&(good() + &good()), "")
    }
    let wanted = |xml: Build, id: &'static str| {
        move || -> Outcome { IdentityProviderMetadata::parse(xml().as_bytes(), &reading(Some(id))).map(drop) }
    };
    vec![
        bad(
            "SP-MET-02",
            "another root",
            || format!("<x:A xmlns:x=\"urn:x\">{}</x:A>", good()),
            &[],
        ),
        bad("SP-MET-02", "two entities, none named", two_different, &[]),
        attack_with(
            "SP-MET-02",
            "the wanted one twice",
            wanted(two_different, forge::ISSUER),
            wanted(two_equal, forge::ISSUER),
            &[],
        ),
        attack_with(
            "SP-MET-02",
            "the wanted one not at all",
            wanted(good, forge::ISSUER),
            wanted(good, "https://third.example/"),
            &["SP-MET-02"],
        ),
        bad(
            "SP-MET-02",
            "a service provider",
            || service_provider().write(None).unwrap(),
            &["SP-MET-02"],
        ),
        bad(
            "SP-MET-02",
            "another protocol",
            || {
                good().replace(
                    "\"urn:oasis:names:tc:SAML:2.0:protocol\"",
                    "\"urn:oasis:names:tc:SAML:1.1:protocol\"",
                )
            },
            &["SP-MET-02"],
        ),
        bad(
            "SP-MET-02",
            "no sign-on service that is spoken",
            || good().replace("bindings:HTTP-", "bindings:X"),
            &[],
        ),
        legal_with(
            "SP-MET-02",
            "an aggregate with one match",
            wanted(two_different, forge::ISSUER),
        ),
        fine("SP-MET-02", "an aggregate of an aggregate of one", || {
            aggregate(&aggregate(&good(), ""), "")
        }),
        fine("SP-MET-02", "an entity inside an extension is none", || {
            let inside = good().replace(forge::ISSUER, "https://other.example/");
            let extension = format!("<Extensions>{inside}</Extensions><IDPSSODescriptor");
            good().replacen("<IDPSSODescriptor", &extension, 1)
        }),
        fine(
            "SP-MET-02",
            "byte order mark, wrapped schemaLocation, unknown extensions",
            || {
                let xml = good().replacen(" entityID", " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"urn:a\n  b\" entityID", 1);
                let extended = xml.replacen(
                    "<IDPSSODescriptor",
                    "<Extensions><x:A xmlns:x=\"urn:x\"/></Extensions><IDPSSODescriptor",
                    1,
                );
                format!("\u{feff}{extended}")
            },
        ),
        fine(
            "SP-MET-02",
            "WS-Federation role descriptors: the application's document",
            federation,
        ),
        bad(
            "SP-MET-04",
            "past",
            || good().replace("2025-05-01", "2025-03-01"),
            &[],
        ),
        bad(
            "SP-MET-04",
            "past on an ancestor",
            || aggregate(&good(), "validUntil=\"2025-04-01T08:00:06Z\""),
            &[],
        ),
        bad(
            "SP-MET-04",
            "past on the role",
            || {
                good().replace(
                    "<IDPSSODescriptor",
                    "<IDPSSODescriptor validUntil=\"2025-03-01T00:00:00Z\"",
                )
            },
            &[],
        ),
        fine("SP-MET-04", "absent", || {
            IdentityProviderMetadata {
                valid_until: None,
                ..identity_provider()
            }
            .write(None)
            .unwrap()
        }),
    ]
}

fn keys_and_places() -> Vec<Row> {
    vec![
        bad(
            "SP-MET-05",
            "only for encryption",
            || good().replace("use=\"signing\"", "use=\"encryption\""),
            &[],
        ),
        bad(
            "SP-MET-05",
            "no key",
            || {
                IdentityProviderMetadata {
                    keys: Vec::new(),
                    ..identity_provider()
                }
                .write(None)
                .unwrap()
            },
            &[],
        ),
        bad(
            "SP-MET-05",
            "a certificate that is none",
            || good().replace("Certificate>M", "Certificate>x"),
            &[],
        ),
        fine("SP-MET-05", "no use", || good().replace(" use=\"signing\"", "")),
        fine(
            "SP-MET-05",
            "several keys, one unreadable, one by name only",
            || {
                let other = "<KeyDescriptor><KeyInfo xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><KeyName>k</KeyName><X509Data><X509Certificate>eA==</X509Certificate></X509Data></KeyInfo></KeyDescriptor>";
                good().replacen("<KeyDescriptor", &format!("{other}<KeyDescriptor"), 1)
            },
        ),
        bad(
            "SP-MET-07",
            "javascript:",
            || good().replace(LOGIN, "javascript:alert(1)"),
            &[],
        ),
        bad(
            "SP-MET-07",
            "plain http",
            || good().replace(LOGIN, "http://idp.example/"),
            &[],
        ),
        bad(
            "SP-MET-07",
            "user information",
            || good().replace(LOGIN, "https://a@idp.example/"),
            &[],
        ),
        bad(
            "SP-MET-07",
            "fragment",
            || good().replace(LOGIN, "https://idp.example/#"),
            &[],
        ),
        fine("SP-MET-07", "Redirect and POST", good),
        legal_with("SP-MET-07", "plain http on loopback, where allowed", || {
            let xml = good().replace(LOGIN, "http://localhost:8400/t/saml2");
            let reading = Reading {
                plain_http: PlainHttp::OnLoopback,
                ..reading(None)
            };
            IdentityProviderMetadata::parse(xml.as_bytes(), &reading).map(drop)
        }),
    ]
}

fn service_provider() -> ServiceProviderMetadata {
    let acs = |index, is_default, location: &str| Endpoint {
        index: Some(index),
        is_default,
        ..Endpoint::new(Binding::HttpPost, location)
    };
    ServiceProviderMetadata {
        entity_id: forge::ENTITY_ID.to_owned(),
        valid_until: None,
        cache_duration: None,
        keys: vec![Key {
            key_use: KeyUse::Any,
            certificate: certificate(),
            encryption_methods: Vec::new(),
        }],
        authn_requests_signed: false,
        want_assertions_signed: true,
        assertion_consumer: vec![
            acs(1, Some(false), "https://sp.example/first"),
            acs(2, Some(true), forge::ACS),
        ],
        single_logout: vec![Endpoint {
            response_location: Some("https://sp.example/done".to_owned()),
            ..Endpoint::new(Binding::HttpPost, "https://sp.example/out")
        }],
        name_id_formats: vec![NameIdFormat::EmailAddress],
    }
}

fn federation() -> String {
    let der = forge::trusted().certificate_der();
    let content = FederationContent {
        id: "_0c7e",
        entity_id: forge::ISSUER,
        saml_url: LOGIN,
        wsfed_url: "https://idp.example/tenant/wsfed",
        certificates: &[der],
    };
    federation_metadata(&content, forge::trusted()).unwrap()
}

#[test]
fn what_is_written_is_read_back_in_both_roles() {
    let idp = identity_provider();
    assert_eq!(parse(&idp.write(None).unwrap()).unwrap(), idp);
    assert_eq!(
        parse(&idp.write(Some(("_1", forge::trusted()))).unwrap()).unwrap(),
        idp
    );
    let sp = service_provider();
    for signer in [None, Some(("_1", forge::trusted()))] {
        let xml = sp.write(signer).unwrap();
        let read = ServiceProviderMetadata::parse(xml.as_bytes(), &reading(None)).unwrap();
        assert_eq!(read, sp);
        assert_eq!(
            Endpoint::default_of(&read.assertion_consumer).unwrap().location,
            forge::ACS
        );
    }
}

#[test]
fn the_application_document_has_the_parts_in_the_order_that_clients_know() {
    let xml = federation();
    let order = [
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\" ID=\"_0c7e\" entityID=",
        "<Signature ",
        "xsi:type=\"fed:SecurityTokenServiceType\"",
        "<fed:ClaimTypesOffered>",
        "<fed:SecurityTokenServiceEndpoint>",
        "<fed:PassiveRequestorEndpoint>",
        "xsi:type=\"fed:ApplicationServiceType\"",
        "<fed:TargetScopes>",
        "<fed:ApplicationServiceEndpoint>",
        "<IDPSSODescriptor protocolSupportEnumeration=",
        "<SingleLogoutService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\"",
        "<SingleSignOnService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\"",
        "<SingleSignOnService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\"",
    ];
    let places: Vec<_> = order
        .iter()
        .map(|part| xml.find(part).unwrap_or_else(|| panic!("{part} in {xml}")))
        .collect();
    assert!(places.is_sorted(), "{places:?}");
    assert_eq!(
        xml.matches(&STANDARD.encode(forge::trusted().certificate_der()))
            .count(),
        4,
        "three roles and the signature"
    );
    let read = parse(&xml).unwrap();
    assert_eq!((read.entity_id.as_str(), read.keys.len()), (forge::ISSUER, 1));
}

#[test]
fn who_names_no_entity_of_an_aggregate_is_told_which_there_are() {
    let xml = aggregate(
        &(good() + &aggregate(&good().replace(forge::ISSUER, "https://other.example/"), "")),
        "",
    );
    let refusal = |entity_id| {
        let reading = Reading {
            entity_id,
            ..reading(None)
        };
        IdentityProviderMetadata::parse(xml.as_bytes(), &reading)
    };
    let listed = format!("2: {}, https://other.example/", forge::ISSUER);
    assert_eq!(refusal(None).unwrap_err().received, listed);
    assert_eq!(
        refusal(Some("https://third.example/")).unwrap_err().received,
        listed
    );
    assert_eq!(
        refusal(Some("https://other.example/")).unwrap().entity_id,
        "https://other.example/"
    );
}

#[test]
fn the_shortest_time_to_keep_a_document_counts() {
    let kept = |attributes: &str| {
        let xml = aggregate(&good(), attributes);
        parse(&xml).unwrap().cache_duration.unwrap().as_secs()
    };
    assert_eq!(kept(""), 6 * 3_600);
    assert_eq!(kept("cacheDuration=\"PT1H\""), 3_600);
    assert_eq!(kept("cacheDuration=\"P1D\""), 6 * 3_600);
    assert_eq!(kept("cacheDuration=\"soon\""), 6 * 3_600);
}
